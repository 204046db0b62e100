/* A flow is differentiable at a state if no function in it meets its kink or the end of its domain there: abs and
 * roots at 0, min and max at equal arguments, asin and acos at 1 and -1. All others are smooth where defined. */
#include "smoothness.h"

#include <collapsar/sign.h>

#include "../base/memory.h"

#include <stdlib.h>

typedef struct {
    const col_model *model;
    const col_region *region;
    const col_expr *components;
    unsigned long effort;
} place;

static bool mentions_variable(const place *at, col_expr e)
{
    for (size_t i = 0; i < at->model->variable_count; i++)
        if (col_expr_contains(at->model->graph, e, at->model->variables[i].symbol))
            return true;
    return false;
}

static bool nonzero_at_state(const place *at, col_expr e)
{
    const col_model *model = at->model;
    col_expr *symbols = col_calloc(model->variable_count, sizeof *symbols);
    for (size_t i = 0; i < model->variable_count; i++)
        symbols[i] = model->variables[i].symbol;
    e = col_expr_substitute(model->graph, e, symbols, at->components, model->variable_count);
    free(symbols);
    col_sign_result result;
    col_sign_determine(&result, at->region, e, COL_SIGN_NONZERO, at->effort);
    bool proved = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return proved;
}

/* NULL, or why the function may fail to be differentiable in its arguments. */
static const char *kink(const place *at, col_expr e)
{
    col_graph *graph = at->model->graph;
    col_node node = *col_expr_node(graph, e);
    switch (node.op) {
    case COL_OP_ABS:
        return nonzero_at_state(at, node.args[0]) ? NULL : "abs may be at its kink";
    case COL_OP_SQRT:
        return nonzero_at_state(at, node.args[0]) ? NULL : "a root of the flow may be at zero";
    case COL_OP_MIN:
    case COL_OP_MAX:
        return nonzero_at_state(at, col_expr_sub(graph, node.args[0], node.args[1])) ? NULL
                                                                                     : "min or max may be at its kink";
    case COL_OP_POW:
        if (col_expr_is_number(graph, node.args[1]) && fmpz_is_one(fmpq_denref(col_expr_value(graph, node.args[1]))))
            return NULL;
        return nonzero_at_state(at, node.args[0]) ? NULL : "a power of the flow may be at zero";
    case COL_OP_ASIN:
    case COL_OP_ACOS: {
        col_expr square = col_expr_pow_si(graph, node.args[0], 2);
        col_expr distance = col_expr_sub(graph, col_expr_integer(graph, 1), square);
        return nonzero_at_state(at, distance) ? NULL : "asin or acos may be at the end of its domain";
    }
    case COL_OP_INTEGRAL:
    case COL_OP_SUM: return "the flow has an integral or a sum over variables";
    default: return NULL;
    }
}

const char *col_flow_smooth_at(const col_model *model, const col_region *region, const col_expr *components,
                               unsigned long effort)
{
    const place at = {model, region, components, effort};
    const char *obstacle = NULL;
    for (size_t i = 0; !obstacle && i < model->variable_count; i++) {
        col_expr flow = col_region_apply(region, model->variables[i].flow);
        size_t count;
        col_expr *nodes = col_expr_reachable(&count, model->graph, flow);
        for (size_t k = 0; !obstacle && k < count; k++)
            if (mentions_variable(&at, nodes[k]))
                obstacle = kink(&at, nodes[k]);
        free(nodes);
    }
    return obstacle;
}
