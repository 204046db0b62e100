/* The nine stationary states of one head direction (s^2 = 3/4, r = 1/10, decay 1/100) in p in [-2, 2], u, v in [-3, 3],
 * with completeness. No rival is run; the time stands beside the one that is aimed at. */
#include <collapsar/document.h>
#include <collapsar/stationary.h>

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AIM 0.010 /* seconds */

static const char program[] =
    "model head\n"
    "parameter s in (0, 1]\n"
    "variable p, u, v\n"
    "flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - p/100\n"
    "flow u = -(p^2 + 11/100 - 11/10*s*p)*u\n"
    "flow v = -(p^2 + 11/100 + 11/10*s*p)*v\n";

static void solve(void *model_)
{
    col_model *model = model_;
    col_error error = {0};
    col_expr root, flow[3], variables[3];
    col_range *ranges;
    col_box box;
    col_stationary found;
    col_budget budget = COL_BUDGET_DEFAULT;
    bool good = col_parse_expression(&root, model, "s", "sqrt(3)/2", &error)
        && col_parse_box(&ranges, model, "box", "p in [-2, 2], u in [-3, 3], v in [-3, 3]", &error);
    if (!good)
        exit(EXIT_FAILURE);
    col_box_init(&box, 3);
    for (size_t i = 0; i < 3; i++) {
        variables[i] = model->variables[i].symbol;
        flow[i] = col_expr_substitute(model->graph, model->variables[i].flow, &model->parameters[0].symbol, &root, 1);
        good = good && col_side_set_range(&box.sides[i], model->graph, &ranges[i]);
    }
    col_stationary_problem problem = {.flow = flow, .variables = variables, .count = 3, .box = &box};
    good = good && col_stationary_solve(&found, model->graph, &problem, &budget, &error);
    if (!good || !found.complete || found.count != 9) {
        fprintf(stderr, "not the nine states\n");
        exit(EXIT_FAILURE);
    }
    col_stationary_clear(&found);
    col_box_clear(&box);
    free(ranges);
}

int main(void)
{
    col_error error = {0};
    col_document *document = col_document_parse("head", program, strlen(program), &error);
    if (document == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return EXIT_FAILURE;
    }
    double ours = bench_seconds(solve, &document->models[0]);
    bench_print("nine stationary states, complete", ours, "at most (the aim)", AIM);
    col_document_free(document);
    flint_cleanup_master();
    return EXIT_SUCCESS;
}
