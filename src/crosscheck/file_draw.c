/* Random parameters of a claim: decimals of six digits at which its conditions certainly hold. */
#include "file.h"

#include "../base/memory.h"

#include <collapsar/rational.h>
#include <collapsar/sign.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TRIES = 20000, BITS = 64, EXACT_BITS = 2048 };
static const double decades = 2; /* infinite ranges are drawn from 10^-2 to 10^2 away from their end */

/* The end of a range in double precision. */
static double end_of_range(const col_graph *graph, col_expr end, double otherwise)
{
    arb_t value;
    if (end == COL_EXPR_NONE)
        return otherwise;
    arb_init(value);
    double x = col_enclose(value, graph, &end, 1, BITS) ? arf_get_d(arb_midref(value), ARF_RND_NEAR) : otherwise;
    arb_clear(value);
    return x;
}

static bool has_false_constant(const col_region *region)
{
    for (size_t i = 0; i < region->condition_count; i++) {
        const col_region_condition *condition = &region->conditions[i];
        if (!col_expr_is_constant(region->graph, condition->expression))
            continue;
        col_signs sign = col_constant_sign(region->graph, condition->expression, EXACT_BITS);
        if (sign != COL_SIGN_ANY && (sign & condition->signs) == 0)
            return true;
    }
    return false;
}

static void narrow(col_region *region, const col_conditions *first, const col_conditions *second)
{
    size_t count = (first ? first->count : 0) + (second ? second->count : 0), k = 0;
    col_conditions all = {.items = col_malloc((count + 1) * sizeof *all.items), .count = count};
    for (size_t i = 0; first && i < first->count; i++)
        all.items[k++] = first->items[i];
    for (size_t i = 0; second && i < second->count; i++)
        all.items[k++] = second->items[i];
    col_region_narrow(region, &all);
    free(all.items);
}

/* The range of a parameter that is about to be fixed, as conditions on its value. */
static void require_range(col_region *region, const col_range *range, col_expr value)
{
    if (range->lo != COL_EXPR_NONE)
        col_region_require(region, col_expr_sub(region->graph, value, range->lo),
                           range->lo_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    if (range->hi != COL_EXPR_NONE)
        col_region_require(region, col_expr_sub(region->graph, range->hi, value),
                           range->hi_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
}

/* No random point satisfies an equation e == 0; but if e is linear in a free parameter, it is solved for it. */
static void solve_equation(col_region *region, size_t condition)
{
    col_expr e = region->conditions[condition].expression;
    for (size_t i = 0; i < region->count; i++) {
        col_expr symbol = region->symbols[i], zero = col_expr_integer(region->graph, 0);
        col_expr slope = col_expr_contains(region->graph, e, symbol) ? col_expr_derivative(region->graph, e, symbol) : COL_EXPR_NONE;
        if (slope == COL_EXPR_NONE || col_expr_contains(region->graph, slope, symbol))
            continue;
        const col_range range = region->ranges[i];
        col_expr rest = col_expr_substitute(region->graph, e, &symbol, &zero, 1);
        col_expr value = col_expr_neg(region->graph, col_expr_div(region->graph, rest, slope));
        region->conditions[condition] = (col_region_condition){zero, COL_SIGN_ZERO};
        col_region_fix(region, symbol, value);
        require_range(region, &range, value);
        return;
    }
}

void col_sampler_init(col_sampler *sampler, const col_model *model, const col_conditions *settings,
                      const col_conditions *claim, const col_conditions *state, ulong seed)
{
    col_region *region = &sampler->region;
    *sampler = (col_sampler){0};
    col_region_init(region, model);
    for (size_t i = 0; settings && i < settings->count; i++)
        col_region_fix(region, settings->items[i].left, settings->items[i].right);
    narrow(region, claim, state);
    for (size_t i = 0; i < region->condition_count; i++)
        if (region->conditions[i].signs == COL_SIGN_ZERO && !col_expr_is_constant(region->graph, region->conditions[i].expression))
            solve_equation(region, i);
    sampler->random = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(sampler->random, seed & 0xffffffffUL);
    sampler->lo = col_calloc(region->count + 1, sizeof *sampler->lo);
    sampler->hi = col_calloc(region->count + 1, sizeof *sampler->hi);
    for (size_t i = 0; i < region->count; i++) {
        sampler->lo[i] = end_of_range(region->graph, region->ranges[i].lo, -INFINITY);
        sampler->hi[i] = end_of_range(region->graph, region->ranges[i].hi, INFINITY);
    }
    col_expr *roots = col_malloc((region->condition_count + 1) * sizeof *roots);
    for (size_t i = 0; i < region->condition_count; i++)
        roots[i] = region->conditions[i].expression;
    sampler->conditions =
        col_tape_new(region->graph, roots, region->condition_count, region->symbols, region->count, NULL);
    if (sampler->conditions != NULL)
        sampler->workspace = col_tape_workspace_new(sampler->conditions);
    sampler->empty = has_false_constant(region);
    free(roots);
}

void col_sampler_clear(col_sampler *sampler)
{
    col_tape_workspace_free(sampler->workspace);
    col_tape_free(sampler->conditions);
    if (sampler->random != NULL)
        gsl_rng_free(sampler->random);
    free(sampler->lo);
    free(sampler->hi);
    col_region_clear(&sampler->region);
}

void col_draw_init(col_draw *draw, const col_model *model)
{
    size_t count = model->parameter_count + 1;
    draw->point = col_calloc(count, sizeof *draw->point);
    draw->free = col_calloc(count, sizeof *draw->free);
    draw->parameters = col_calloc(count, sizeof *draw->parameters);
}

void col_draw_clear(col_draw *draw)
{
    free(draw->point);
    free(draw->free);
    free(draw->parameters);
}

double col_random_between(gsl_rng *random, double lo, double hi)
{
    double u = gsl_rng_uniform_pos(random), away = pow(10, decades * (2 * gsl_rng_uniform(random) - 1));
    if (isfinite(lo) && isfinite(hi))
        return lo > 0 && hi > 1000 * lo ? lo * pow(hi / lo, u) : lo + (hi - lo) * u;
    if (isfinite(lo))
        return lo + away;
    if (isfinite(hi))
        return hi - away;
    return u < 0.5 ? away : -away;
}

/* x as a decimal, exactly and in double precision: of six digits if such a one lies in the range. */
static col_expr decimal_near(double *value, col_graph *graph, double x, double lo, double hi)
{
    char text[64];
    snprintf(text, sizeof text, "%.6g", x);
    *value = strtod(text, NULL);
    if (*value <= lo || *value >= hi) {
        snprintf(text, sizeof text, "%.17g", x);
        *value = strtod(text, NULL);
    }
    fmpq_t exact;
    fmpq_init(exact);
    col_expr e = COL_EXPR_NONE;
    if (col_rational_parse(exact, "draw", text, strlen(text), NULL))
        e = col_expr_number(graph, exact);
    fmpq_clear(exact);
    return e;
}

/* Do the conditions certainly hold at the decimal point, and at its neighbour in double precision? */
static bool conditions_hold(const col_sampler *sampler, const col_expr *point)
{
    const col_region *region = &sampler->region;
    if (region->condition_count == 0)
        return true;
    if (sampler->conditions == NULL)
        return false;
    arb_ptr in = _arb_vec_init((slong)region->count), out = _arb_vec_init((slong)region->condition_count);
    for (size_t i = 0; i < region->count; i++)
        arb_set_fmpq(in + i, col_expr_value(region->graph, point[i]), 53);
    col_tape_ball(out, sampler->conditions, sampler->workspace, in, BITS);
    bool hold = true;
    for (size_t i = 0; hold && i < region->condition_count; i++) {
        col_signs signs = region->conditions[i].signs;
        hold = (arb_is_positive(out + i) && (signs & COL_SIGN_POSITIVE))
            || (arb_is_negative(out + i) && (signs & COL_SIGN_NEGATIVE))
            || (arb_is_nonnegative(out + i) && signs == COL_SIGN_NONNEGATIVE)
            || (arb_is_nonpositive(out + i) && signs == COL_SIGN_NONPOSITIVE)
            || (arb_is_zero(out + i) && (signs & COL_SIGN_ZERO))
            || (col_expr_is_constant(region->graph, region->conditions[i].expression) && !sampler->empty);
    }
    _arb_vec_clear(in, (slong)region->count);
    _arb_vec_clear(out, (slong)region->condition_count);
    return hold;
}

/* All parameters in double precision; false if one is not finite. */
static bool fill_parameters(col_draw *draw, const col_sampler *sampler, const col_model *model)
{
    const col_region *region = &sampler->region;
    arb_t value;
    arb_init(value);
    bool good = true;
    for (size_t i = 0; good && i < model->parameter_count; i++) {
        col_expr exact = col_region_at(region, model->parameters[i].symbol, draw->point);
        good = col_enclose(value, region->graph, &exact, 1, 128);
        draw->parameters[i] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    }
    arb_clear(value);
    return good;
}

bool col_sampler_next(col_draw *draw, col_sampler *sampler, const col_model *model)
{
    const col_region *region = &sampler->region;
    int tries = region->count == 0 ? 1 : MOST_TRIES;
    for (int t = 0; !sampler->empty && t < tries; t++) {
        bool inside = true;
        for (size_t i = 0; i < region->count; i++) {
            double x = col_random_between(sampler->random, sampler->lo[i], sampler->hi[i]);
            draw->point[i] = decimal_near(&draw->free[i], region->graph, x, sampler->lo[i], sampler->hi[i]);
            inside = inside && draw->point[i] != COL_EXPR_NONE;
        }
        if (inside && conditions_hold(sampler, draw->point) && fill_parameters(draw, sampler, model))
            return true;
    }
    return false;
}

bool col_sampler_place(col_draw *draw, const col_sampler *sampler, const col_model *model, const col_expr *point)
{
    const col_region *region = &sampler->region;
    arb_t value;
    arb_init(value);
    bool good = col_region_contains(region, point) != COL_REFUTED;
    for (size_t i = 0; good && i < region->count; i++) {
        draw->point[i] = point[i];
        good = col_enclose(value, region->graph, &point[i], 1, 128);
        draw->free[i] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    }
    arb_clear(value);
    return good && fill_parameters(draw, sampler, model);
}

void col_draw_print(col_text *out, const col_draw *draw, const col_sampler *sampler, const col_model *model)
{
    const col_region *region = &sampler->region;
    for (size_t i = 0; i < model->parameter_count; i++) {
        col_expr exact = col_region_at(region, model->parameters[i].symbol, draw->point);
        col_text value;
        col_text_init(&value);
        col_expr_print(&value, region->graph, exact);
        bool decimal = col_expr_is_number(region->graph, exact) || value.length > 24;
        col_text_printf(out, "%s%s = ", i > 0 ? ", " : "", model->parameters[i].name);
        if (decimal)
            col_text_printf(out, "%.10g", draw->parameters[i]);
        else
            col_text_append(out, value.data);
        col_text_clear(&value);
    }
}
