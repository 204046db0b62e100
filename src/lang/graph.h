/* What the modules of the language share about expression graphs, beyond the public header. */
#ifndef COL_LANG_GRAPH_H
#define COL_LANG_GRAPH_H

#include <collapsar/expr.h>

/* A symbol: a new one at level 0, else the bound one of that name and level. */
col_expr col_graph_symbol(col_graph *graph, const char *name, uint32_t level);

/* An integral or a sum of {body, symbol, first end, second end}. fresh: the symbol was made for this body, and no
 * symbol of another binder is free in the body; then the work is linear in what was built since the symbol was. */
col_expr col_graph_bind(col_graph *graph, col_op op, const col_expr args[4], bool fresh);

/* As col_expr_reachable, but only nodes with handles of at least floor. A node that contains a symbol has a larger
 * handle than the symbol. */
col_expr *col_graph_reachable(size_t *count, const col_graph *graph, col_expr e, col_expr floor);

/* Does e contain the symbol outside of binders of that symbol? */
bool col_expr_occurs_free(const col_graph *graph, col_expr e, col_expr symbol);

/* e with one symbol replaced by a value, nothing simplified. */
col_expr col_expr_rename(col_graph *graph, col_expr e, col_expr symbol, col_expr value);

/* The node with the same operation on other arguments: as it stands (keep), or simplified. */
col_expr col_graph_rebuild(col_graph *graph, const col_node *node, const col_expr args[4], bool keep);

static inline bool col_op_binds(col_op op)
{
    return op == COL_OP_INTEGRAL || op == COL_OP_SUM;
}

#endif
