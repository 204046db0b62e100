/* Captures of bound bodies, innermost first: an inner body's captures are arguments of its node when the outer
 * body is looked at, so that no pass ever descends into a body that has been dealt with. */
#include "tape_capture.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool binds(const col_node *node)
{
    return node->op == COL_OP_INTEGRAL || node->op == COL_OP_SUM;
}

const col_expr *col_captures_arguments(const col_captures *captures, col_expr e, size_t *count)
{
    const col_node *node = col_expr_node(captures->graph, e);
    if (binds(node)) {
        const col_capture *capture = &captures->captures[captures->index[e] - 1];
        *count = capture->count;
        return capture->needs;
    }
    *count = (size_t)node->arguments;
    return node->args;
}

static void append(col_capture *capture, col_expr e)
{
    capture->needs = col_grow(capture->needs, capture->count, &capture->capacity, sizeof *capture->needs);
    capture->needs[capture->count++] = e;
}

static void mark_arguments(uint8_t *marks, const col_captures *captures, col_expr e)
{
    size_t count;
    const col_expr *arguments = col_captures_arguments(captures, e, &count);
    for (size_t i = 0; i < count; i++)
        marks[arguments[i]] = 1;
}

static bool any_depends(const uint8_t *depends, const col_captures *captures, col_expr e)
{
    size_t count;
    const col_expr *arguments = col_captures_arguments(captures, e, &count);
    for (size_t i = 0; i < count; i++)
        if (depends[arguments[i]])
            return true;
    return false;
}

static bool is_plain(const col_graph *graph, col_expr e)
{
    col_op op = col_expr_node(graph, e)->op;
    return op == COL_OP_NUMBER || op == COL_OP_PI;
}

/* Adds the undependent arguments of e, and marks the dependent ones to be looked at. */
static void capture_arguments(col_capture *capture, uint8_t *wanted, const uint8_t *depends,
    const col_captures *captures, col_expr e)
{
    size_t count;
    const col_expr *arguments = col_captures_arguments(captures, e, &count);
    for (size_t i = 0; i < count; i++) {
        col_expr argument = arguments[i];
        if (wanted[argument])
            continue;
        wanted[argument] = 1;
        if (!depends[argument] && !is_plain(captures->graph, argument))
            append(capture, argument);
    }
}

static void capture_body(col_capture *capture, const col_captures *captures, col_expr body, col_expr symbol)
{
    uint8_t *marks = col_calloc(body + 1, 1), *depends = col_calloc(FLINT_MAX(body, symbol) + 1, 1);
    marks[body] = 1;
    for (col_expr e = body; e > 0; e--)
        if (marks[e])
            mark_arguments(marks, captures, e);
    for (col_expr e = 1; e <= body; e++)
        depends[e] = marks[e] && (e == symbol || any_depends(depends, captures, e));
    if (!depends[body] && !is_plain(captures->graph, body))
        append(capture, body);
    memset(marks, 0, body + 1);
    marks[body] = 1;
    for (col_expr e = body; e > 0; e--)
        if (marks[e] && depends[e])
            capture_arguments(capture, marks, depends, captures, e);
    free(marks);
    free(depends);
}

static void capture_node(col_captures *captures, col_expr e)
{
    const col_node *node = col_expr_node(captures->graph, e);
    col_capture capture = {0};
    append(&capture, node->args[2]);
    append(&capture, node->args[3]);
    capture_body(&capture, captures, node->args[0], node->args[1]);
    captures->captures
        = col_grow(captures->captures, captures->count, &captures->capacity, sizeof *captures->captures);
    captures->captures[captures->count++] = capture;
    captures->index[e] = (uint32_t)captures->count;
}

bool col_captures_init(col_captures *captures, const col_graph *graph, const col_expr *roots, size_t root_count,
    size_t limit)
{
    *captures = (col_captures){.graph = graph};
    for (size_t i = 0; i < root_count; i++)
        captures->top = FLINT_MAX(captures->top, roots[i]);
    captures->index = col_calloc(captures->top + 1, sizeof *captures->index);
    uint8_t *marks = col_calloc(captures->top + 1, 1);
    for (size_t i = 0; i < root_count; i++)
        marks[roots[i]] = 1;
    for (col_expr e = captures->top; e > 0; e--) {
        const col_node *node = col_expr_node(graph, e);
        for (int i = 0; marks[e] && i < node->arguments; i++)
            marks[node->args[i]] = 1;
    }
    bool ok = true;
    for (col_expr e = 1; ok && e <= captures->top; e++) {
        if (!marks[e] || !binds(col_expr_node(graph, e)))
            continue;
        ok = captures->count < limit;
        if (ok)
            capture_node(captures, e);
    }
    free(marks);
    return ok;
}

void col_captures_clear(col_captures *captures)
{
    for (size_t i = 0; i < captures->count; i++)
        free(captures->captures[i].needs);
    free(captures->captures);
    free(captures->index);
}
