/* Regions: the part of a model's parameter space over which a claim has to hold.
 *
 * A region is a list of free parameters with ranges, and sign conditions on expressions in them. Parameters that a
 * condition "PARAMETER == EXPR" fixes are replaced by their value everywhere; their declared range no longer applies,
 * so that a claim can speak of the edge of the domain or of a limit outside it. */
#ifndef COLLAPSAR_REGION_H
#define COLLAPSAR_REGION_H

#include <collapsar/document.h>
#include <collapsar/semialgebraic.h>

typedef struct {
    col_expr expression;
    col_signs signs;
} col_region_condition;

typedef struct col_sign_memory col_sign_memory;

typedef struct {
    col_graph *graph; /* borrowed */
    size_t count;     /* free parameters */
    col_expr *symbols;
    col_range *ranges;
    col_region_condition *conditions;
    size_t condition_count, condition_capacity;
    size_t fixed_count; /* fixed parameters */
    col_expr *fixed_symbols, *fixed_values;
    col_sign_memory *memory; /* of the sign engine: what it has proved over this region; NULL: it keeps nothing */
} col_region;

/* The model's declared domain: ranges and assumptions. */
void col_region_init(col_region *region, const col_model *model);
void col_region_copy(col_region *copy, const col_region *region); /* without memory */
void col_region_clear(col_region *region);

/* From now on the sign engine remembers what it proves over the region, for a caller that asks much of the same one. */
void col_region_keep_memory(col_region *region);

/* Conditions of claims and states; fixes parameters first. An assumption of the model that fixing turns into a false
 * constant statement is dropped, like the range: the claim is about a limit outside the domain. Where the value of a
 * fixed parameter is undefined is outside the region. */
void col_region_narrow(col_region *region, const col_conditions *conditions);

/* Conditions that are equations, linear with a rational coefficient in a parameter, fix it; its range becomes a
 * condition on the others. Inequalities of one parameter alone become ends of its range. */
void col_region_eliminate(col_region *region);

/* One more condition, on an expression that may mention fixed parameters. */
void col_region_require(col_region *region, col_expr expression, col_signs signs);

/* A free parameter becomes the value; its range no longer applies (unlike a condition symbol == value). */
void col_region_fix(col_region *region, col_expr symbol, col_expr value);

/* One more free symbol, with all reals as its range. */
void col_region_add_symbol(col_region *region, col_expr symbol);

/* e with the fixed parameters replaced; as written: without any simplification, so that it stays undefined where it
 * was. */
col_expr col_region_apply(const col_region *region, col_expr e);
col_expr col_region_apply_as_written(const col_region *region, col_expr e);

/* left relation right, as the signs that left - right may have. */
col_signs col_relation_signs(col_relation relation);

/* Is the point (one constant expression a free parameter) in the region? Exact; undecided if a sign could not be
 * certified. */
col_verdict col_region_contains(const col_region *region, const col_expr *point);

/* e at a point of the region: the fixed parameters and the free ones replaced. */
col_expr col_region_at(const col_region *region, col_expr e, const col_expr *point);

/* Rational points, certified to lie in the region: a fixed sequence that favours the neighbourhood of ends, where
 * claims degenerate. points receives up to limit of them (one expression a free parameter each, consecutive; room for
 * limit * count); returns how many were found, within the given number of tries. A region without free parameters has
 * one point, of no coordinates, if its conditions hold. */
size_t col_region_sample(col_expr *points, const col_region *region, size_t limit, size_t tries);

#endif
