/* Compiling expressions to tapes. */
#include "tape_internal.h"

#include "../base/memory.h"
#include "tape_capture.h"

#include <stdlib.h>

#define DEEPEST_NESTING 16
#define MOST_BODIES 4096
#define RATIONAL_EXPONENT_BITS 4096

/* One tape in the making: roots over inputs, which are symbols, or for bodies any expressions. */
typedef struct {
    const col_captures *captures;
    const col_graph *graph;
    col_tape *tape;
    col_expr top;
    uint8_t *needed, *varies; /* a handle: under the roots? depends on an input? */
    uint8_t *is_input;
    uint32_t *slots; /* handle -> slot of the tape */
    size_t rational_capacity, body_capacity;
    int depth;
    col_error *error;
} compiler;

static col_tape *compile(const col_captures *captures, const col_expr *roots, size_t root_count,
    const col_expr *inputs, size_t input_count, int depth, col_error *error);

static slong store_rational(compiler *c, const fmpq *value)
{
    col_tape *tape = c->tape;
    tape->rationals = col_grow(tape->rationals, tape->rational_count, &c->rational_capacity, sizeof *tape->rationals);
    fmpq_init(&tape->rationals[tape->rational_count]);
    fmpq_set(&tape->rationals[tape->rational_count], value);
    return (slong)tape->rational_count++;
}

/* Marks what the roots need, stopping at inputs. False at a free symbol that is no input. */
static bool mark_needed(compiler *c, const col_expr *roots, size_t root_count)
{
    for (size_t i = 0; i < root_count; i++)
        c->needed[roots[i]] = 1;
    for (col_expr e = c->top; e > 0; e--) {
        if (!c->needed[e] || c->is_input[e])
            continue;
        if (col_expr_node(c->graph, e)->op == COL_OP_SYMBOL) {
            col_error_resource(c->error, "'%s' has no value here", col_expr_name(c->graph, e));
            return false;
        }
        size_t count;
        const col_expr *arguments = col_captures_arguments(c->captures, e, &count);
        for (size_t i = 0; i < count; i++)
            c->needed[arguments[i]] = 1;
    }
    return true;
}

static void mark_varying(compiler *c)
{
    for (col_expr e = 1; e <= c->top; e++) {
        if (!c->needed[e])
            continue;
        c->varies[e] = c->is_input[e];
        size_t count = 0;
        const col_expr *arguments = c->is_input[e] ? NULL : col_captures_arguments(c->captures, e, &count);
        for (size_t i = 0; i < count; i++)
            c->varies[e] |= c->varies[arguments[i]];
    }
}

/* A power with a rational exponent is told apart from a general one; so is a square. */
static void refine_power(compiler *c, col_tape_step *step, const col_node *node)
{
    if (node->op == COL_OP_MUL && node->args[0] == node->args[1]) {
        step->op = COL_STEP_POWER_INTEGER;
        step->n = 2;
    }
    fmpq_t exponent;
    fmpq_init(exponent);
    if (node->op == COL_OP_POW && col_expr_rational(exponent, c->graph, node->args[1], RATIONAL_EXPONENT_BITS)) {
        if (fmpz_is_one(fmpq_denref(exponent)) && fmpz_fits_si(fmpq_numref(exponent))) {
            step->op = COL_STEP_POWER_INTEGER;
            step->n = fmpz_get_si(fmpq_numref(exponent));
        } else {
            step->op = COL_STEP_POWER_RATIONAL;
            step->n = store_rational(c, exponent);
        }
    }
    fmpq_clear(exponent);
}

/* The body of a sum or an integral as a tape: the bound symbol and the captures are its inputs. */
static bool compile_body(compiler *c, col_tape_step *step, col_expr e)
{
    const col_node *node = col_expr_node(c->graph, e);
    size_t count;
    const col_expr *needs = col_captures_arguments(c->captures, e, &count);
    col_expr *inputs = col_malloc((count - 1) * sizeof *inputs);
    col_body body = {.captures = col_malloc(count * sizeof *body.captures)};
    inputs[0] = node->args[1];
    for (size_t i = 2; i < count; i++) {
        inputs[i - 1] = needs[i];
        body.captures[i - 2] = c->slots[needs[i]];
    }
    body.tape = compile(c->captures, &node->args[0], 1, inputs, count - 1, c->depth + 1, c->error);
    free(inputs);
    c->tape->bodies = col_grow(c->tape->bodies, c->tape->body_count, &c->body_capacity, sizeof *c->tape->bodies);
    step->n = (slong)c->tape->body_count;
    c->tape->bodies[c->tape->body_count++] = body;
    step->a = c->slots[needs[0]];
    step->b = c->slots[needs[1]];
    return body.tape != NULL;
}

static bool emit(compiler *c, col_expr e)
{
    const col_node *node = col_expr_node(c->graph, e);
    col_tape_step step = {.op = (int)node->op};
    bool ok = true;
    if (node->op == COL_OP_NUMBER) {
        step.n = store_rational(c, col_expr_value(c->graph, e));
    } else if (node->op == COL_OP_INTEGRAL || node->op == COL_OP_SUM) {
        ok = compile_body(c, &step, e);
    } else {
        step.a = node->arguments > 0 ? c->slots[node->args[0]] : 0;
        step.b = node->arguments > 1 ? c->slots[node->args[1]] : 0;
        refine_power(c, &step, node);
    }
    c->slots[e] = (uint32_t)c->tape->step_count;
    c->tape->steps[c->tape->step_count++] = step;
    return ok;
}

static bool emit_all(compiler *c, const col_expr *inputs, size_t input_count)
{
    bool ok = true;
    for (col_expr e = 1; ok && e <= c->top; e++)
        if (c->needed[e] && !c->varies[e])
            ok = emit(c, e);
    c->tape->constant_count = c->tape->step_count;
    for (size_t i = 0; i < input_count; i++) {
        c->slots[inputs[i]] = (uint32_t)c->tape->step_count;
        c->tape->steps[c->tape->step_count++] = (col_tape_step){.op = COL_OP_SYMBOL, .n = (slong)i};
    }
    for (col_expr e = 1; ok && e <= c->top; e++)
        if (c->needed[e] && c->varies[e] && !c->is_input[e])
            ok = emit(c, e);
    return ok;
}

static void compiler_init(compiler *c, const col_captures *captures, const col_expr *roots, size_t root_count,
    const col_expr *inputs, size_t input_count, int depth, col_error *error)
{
    *c = (compiler){.captures = captures, .graph = captures->graph, .depth = depth, .error = error};
    for (size_t i = 0; i < root_count; i++)
        c->top = FLINT_MAX(c->top, roots[i]);
    for (size_t i = 0; i < input_count; i++)
        c->top = FLINT_MAX(c->top, inputs[i]);
    c->needed = col_calloc(c->top + 1, 1);
    c->varies = col_calloc(c->top + 1, 1);
    c->is_input = col_calloc(c->top + 1, 1);
    c->slots = col_calloc(c->top + 1, sizeof *c->slots);
    for (size_t i = 0; i < input_count; i++)
        c->is_input[inputs[i]] = 1;
    c->tape = col_calloc(1, sizeof *c->tape);
}

static void compiler_clear(compiler *c)
{
    free(c->needed);
    free(c->varies);
    free(c->is_input);
    free(c->slots);
}

static col_tape *compile(const col_captures *captures, const col_expr *roots, size_t root_count,
    const col_expr *inputs, size_t input_count, int depth, col_error *error)
{
    if (depth > DEEPEST_NESTING) {
        col_error_resource(error, "sums and integrals are nested more than %d deep", DEEPEST_NESTING);
        return NULL;
    }
    compiler c;
    compiler_init(&c, captures, roots, root_count, inputs, input_count, depth, error);
    c.tape->input_count = input_count;
    c.tape->root_count = root_count;
    bool ok = mark_needed(&c, roots, root_count);
    if (ok) {
        mark_varying(&c);
        size_t size = input_count;
        for (col_expr e = 1; e <= c.top; e++)
            size += c.needed[e] && !c.is_input[e];
        c.tape->steps = col_calloc(size + 1, sizeof *c.tape->steps);
        ok = emit_all(&c, inputs, input_count);
    }
    c.tape->roots = col_malloc((root_count + 1) * sizeof *c.tape->roots);
    for (size_t i = 0; ok && i < root_count; i++)
        c.tape->roots[i] = c.slots[roots[i]];
    col_tape *tape = c.tape;
    compiler_clear(&c);
    if (!ok) {
        col_tape_free(tape);
        tape = NULL;
    }
    return tape;
}

col_tape *col_tape_new(const col_graph *graph, const col_expr *roots, size_t root_count, const col_expr *inputs,
    size_t input_count, col_error *error)
{
    for (size_t i = 0; i < root_count; i++) {
        if (roots[i] == COL_EXPR_NONE) {
            col_error_resource(error, "an expression has grown beyond the limit of its graph");
            return NULL;
        }
    }
    col_captures captures;
    col_tape *tape = NULL;
    if (col_captures_init(&captures, graph, roots, root_count, MOST_BODIES))
        tape = compile(&captures, roots, root_count, inputs, input_count, 0, error);
    else
        col_error_resource(error, "more than %d sums and integrals in one expression", MOST_BODIES);
    col_captures_clear(&captures);
    return tape;
}

col_tape *col_tape_new_jacobian(col_graph *graph, const col_expr *roots, size_t root_count, const col_expr *inputs,
    size_t input_count, col_error *error)
{
    size_t count = root_count + root_count * input_count;
    col_expr *all = col_malloc((count + 1) * sizeof *all);
    for (size_t i = 0; i < root_count; i++) {
        all[i] = roots[i];
        for (size_t j = 0; j < input_count; j++)
            all[root_count + i * input_count + j]
                = roots[i] ? col_expr_derivative(graph, roots[i], inputs[j]) : COL_EXPR_NONE;
    }
    col_tape *tape = col_tape_new(graph, all, count, inputs, input_count, error);
    free(all);
    return tape;
}

void col_tape_free(col_tape *tape)
{
    if (tape == NULL)
        return;
    for (size_t i = 0; i < tape->rational_count; i++)
        fmpq_clear(&tape->rationals[i]);
    for (size_t i = 0; i < tape->body_count; i++) {
        col_tape_free(tape->bodies[i].tape);
        free(tape->bodies[i].captures);
    }
    free(tape->rationals);
    free(tape->bodies);
    free(tape->steps);
    free(tape->roots);
    free(tape);
}

size_t col_tape_root_count(const col_tape *tape)
{
    return tape->root_count;
}

size_t col_tape_input_count(const col_tape *tape)
{
    return tape->input_count;
}

size_t col_tape_size(const col_tape *tape)
{
    return tape->step_count;
}
