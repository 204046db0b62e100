/* Going through an expression without recursion: reachable nodes, occurrences of symbols. */
#include "graph.h"

#include "../base/memory.h"

#include <stdlib.h>

typedef struct {
    uint64_t *marked; /* one bit a handle */
    col_expr *stack;
    size_t count, capacity;
} walk;

static bool is_marked(const walk *w, col_expr e)
{
    return w->marked[e / 64] >> (e % 64) & 1;
}

static void visit(walk *w, col_expr e, col_expr floor)
{
    if (e < floor || is_marked(w, e))
        return;
    w->marked[e / 64] |= UINT64_C(1) << (e % 64);
    w->stack = col_grow(w->stack, w->count, &w->capacity, sizeof *w->stack);
    w->stack[w->count++] = e;
}

/* Marks what e is built from, among handles of at least floor. Bodies that bind the symbol `bound` are not
 * entered (COL_EXPR_NONE: all are). Returns the number of marked nodes. */
static size_t mark(walk *w, const col_graph *graph, col_expr e, col_expr floor, col_expr bound)
{
    size_t count = 0;
    *w = (walk){.marked = col_calloc(e / 64 + 1, sizeof *w->marked)};
    visit(w, e, floor);
    while (w->count > 0) {
        const col_node *node = col_expr_node(graph, w->stack[--w->count]);
        bool closed = bound != COL_EXPR_NONE && col_op_binds(node->op) && node->args[1] == bound;
        for (int i = closed ? 2 : 0; i < node->arguments; i++)
            visit(w, node->args[i], floor);
        count++;
    }
    return count;
}

static void walk_clear(walk *w)
{
    free(w->marked);
    free(w->stack);
}

col_expr *col_graph_reachable(size_t *count, const col_graph *graph, col_expr e, col_expr floor)
{
    walk w;
    size_t total = mark(&w, graph, e, floor, COL_EXPR_NONE), found = 0;
    col_expr *order = col_malloc(total * sizeof *order);
    for (col_expr word = floor / 64; found < total; word++)
        for (uint64_t bits = w.marked[word]; bits; bits &= bits - 1) {
            col_expr bit = 0;
            while (!(bits >> bit & 1))
                bit++;
            order[found++] = 64 * word + bit;
        }
    *count = total;
    walk_clear(&w);
    return order;
}

col_expr *col_expr_reachable(size_t *count, const col_graph *graph, col_expr e)
{
    return col_graph_reachable(count, graph, e, 1);
}

static bool occurs(const col_graph *graph, col_expr e, col_expr symbol, col_expr bound)
{
    if (e < symbol || symbol == COL_EXPR_NONE)
        return false;
    walk w;
    mark(&w, graph, e, symbol, bound);
    bool found = is_marked(&w, symbol);
    walk_clear(&w);
    return found;
}

bool col_expr_contains(const col_graph *graph, col_expr e, col_expr symbol)
{
    return occurs(graph, e, symbol, COL_EXPR_NONE);
}

bool col_expr_occurs_free(const col_graph *graph, col_expr e, col_expr symbol)
{
    return occurs(graph, e, symbol, symbol);
}

bool col_expr_is_constant(const col_graph *graph, col_expr e)
{
    size_t count;
    col_expr *order = col_expr_reachable(&count, graph, e);
    bool constant = true;
    for (size_t i = 0; i < count && constant; i++) {
        const col_node *node = col_expr_node(graph, order[i]);
        bool free_symbol = node->op == COL_OP_SYMBOL && node->args[0] == 0;
        bool bound_symbol = node->op == COL_OP_SYMBOL && node->args[0] != 0;
        constant = !free_symbol && !(bound_symbol && col_expr_occurs_free(graph, e, order[i]));
    }
    free(order);
    return constant;
}
