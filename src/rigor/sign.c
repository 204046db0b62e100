/* The order of the tactics, and the ones that evaluate. */
#include <collapsar/sign.h>

#include "sign_tactics.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SAMPLES = 24,
    SAMPLE_TRIES = 240,
    SAMPLE_PRECISION = 128,
    POINT_PRECISION = 2048,
    QUICK_PRECISION = 256, /* of constants, before exact arithmetic */
    FULL_PRECISION = 4096  /* after it */
};

void col_sign_result_init(col_sign_result *result)
{
    *result = (col_sign_result){.verdict = COL_UNDECIDED};
}

void col_sign_result_clear(col_sign_result *result)
{
    free(result->point);
    free(result->argument);
    *result = (col_sign_result){.verdict = COL_UNDECIDED};
}

void col_sign_refute(col_sign_result *result, const col_expr *point, size_t count, const char *method)
{
    result->verdict = COL_REFUTED;
    free(result->point);
    result->point = col_malloc(count * sizeof *point);
    if (count > 0)
        memcpy(result->point, point, count * sizeof *point);
    result->point_count = count;
    if (method != result->method)
        snprintf(result->method, sizeof result->method, "%s", method);
    result->reason[0] = '\0';
}

col_signs col_signs_negated(col_signs signs)
{
    return (signs & COL_SIGN_ZERO) | (signs & COL_SIGN_POSITIVE ? COL_SIGN_NEGATIVE : 0)
        | (signs & COL_SIGN_NEGATIVE ? COL_SIGN_POSITIVE : 0);
}

static col_verdict judge_sign(col_signs certified, col_signs wanted)
{
    return certified == COL_SIGN_ANY ? COL_UNDECIDED : (certified & wanted) != 0 ? COL_PROVED : COL_REFUTED;
}

col_verdict col_sign_at_point(const col_region *region, col_expr e, col_signs signs, const col_expr *point)
{
    return judge_sign(col_constant_sign(region->graph, col_region_at(region, e, point), POINT_PRECISION), signs);
}

void col_sign_by_samples(col_sign_result *result, const col_sign_task *task, col_signs *seen)
{
    const col_region *region = task->region;
    col_expr *points = col_calloc(SAMPLES * region->count + 1, sizeof *points);
    size_t found = col_region_sample(points, region, SAMPLES, SAMPLE_TRIES);
    *seen = COL_SIGN_NONE;
    for (size_t i = 0; result->verdict == COL_UNDECIDED && i < found; i++) {
        const col_expr *point = points + i * region->count;
        col_signs sign = col_constant_sign(region->graph, col_region_at(region, task->e, point), SAMPLE_PRECISION);
        if (sign != COL_SIGN_ANY)
            *seen |= sign;
        if (judge_sign(sign, task->signs) == COL_REFUTED)
            col_sign_refute(result, point, region->count, "certified evaluation at a point");
    }
    free(points);
}

static void decide_constant(col_sign_result *result, const col_sign_task *task, slong precision)
{
    col_signs sign = col_constant_sign(task->region->graph, task->e, precision);
    result->verdict = judge_sign(sign, task->signs);
    if (result->verdict == COL_UNDECIDED)
        snprintf(result->reason, sizeof result->reason,
                 "a constant could not be enclosed, or neither told from zero nor shown to be zero");
    else
        snprintf(result->method, sizeof result->method,
                 sign == COL_SIGN_ZERO ? "exact constant" : "certified evaluation of a constant");
    if (result->verdict == COL_REFUTED) { /* false everywhere: any point of the region will do */
        col_expr *point = col_calloc(task->region->count + 1, sizeof *point);
        if (col_region_sample(point, task->region, 1, SAMPLE_TRIES) == 1) {
            col_sign_refute(result, point, task->region->count, result->method);
        } else {
            result->verdict = COL_UNDECIDED;
            snprintf(result->reason, sizeof result->reason, "no parameter value in the domain was found");
        }
        free(point);
    }
}

/* A normal form of zero, where zero is not wanted: false at every point of the region. */
static void refute_identity(col_sign_result *result, const col_sign_task *task)
{
    col_expr *point = col_calloc(task->region->count + 1, sizeof *point);
    if (col_region_sample(point, task->region, 1, SAMPLE_TRIES) == 1)
        col_sign_refute(result, point, task->region->count, "symbolic identity");
    else
        snprintf(result->reason, sizeof result->reason,
                 "the two sides are identical, but no parameter value in the domain was found");
    free(point);
}

/* Tactics that report a reason do so for the last one that had something to say. */
static void apply(void (*tactic)(col_sign_result *, const col_sign_task *), col_sign_result *result,
                  const col_sign_task *task)
{
    if (result->verdict != COL_UNDECIDED)
        return;
    char before[sizeof result->reason];
    memcpy(before, result->reason, sizeof before);
    result->reason[0] = '\0';
    tactic(result, task);
    if (result->verdict == COL_UNDECIDED && result->reason[0] == '\0')
        memcpy(result->reason, before, sizeof before);
}

void col_sign_determine_at(col_sign_result *result, const col_region *region, col_expr e, col_signs signs,
                        unsigned long effort, int depth)
{
    col_sign_result_init(result);
    col_sign_task task = {region, col_region_apply(region, e), signs, effort, depth};
    bool zero = false;
    col_signs seen = COL_SIGN_NONE;
    if (task.e == COL_EXPR_NONE) {
        snprintf(result->reason, sizeof result->reason, "the formula is too large");
        return;
    }
    bool constant = col_expr_is_constant(region->graph, task.e);
    if (!constant)
        col_sign_by_structure(result, &task);
    if (result->verdict != COL_UNDECIDED)
        return;
    if (constant)
        decide_constant(result, &task, QUICK_PRECISION);
    else if (signs != COL_SIGN_ZERO)
        col_sign_by_samples(result, &task, &seen);
    if (signs == COL_SIGN_NONZERO && !constant && (seen == COL_SIGN_POSITIVE || seen == COL_SIGN_NEGATIVE)) {
        col_sign_determine_at(result, region, e, seen, effort, depth); /* a half-line is easier than both */
        if (result->verdict == COL_PROVED)
            return;
        col_sign_result_clear(result);
    }
    if (result->verdict == COL_UNDECIDED)
        col_sign_by_polynomials(result, &task, &zero);
    if (zero && result->verdict == COL_UNDECIDED) {
        refute_identity(result, &task);
        return;
    }
    if (constant && result->verdict == COL_UNDECIDED)
        decide_constant(result, &task, (slong)(FULL_PRECISION * effort));
    else if (signs == COL_SIGN_ZERO && result->verdict == COL_UNDECIDED)
        col_sign_by_samples(result, &task, &seen);
    if (constant)
        return;
    apply(col_sign_by_factors, result, &task);
    apply(col_sign_by_conjugates, result, &task);
    apply(col_sign_by_monotonicity, result, &task);
    apply(col_sign_by_logarithms, result, &task);
    apply(col_sign_by_cases, result, &task);
    apply(col_sign_by_paving, result, &task);
    if (result->verdict == COL_UNDECIDED && result->reason[0] == '\0')
        snprintf(result->reason, sizeof result->reason, "no tactic applies; a narrower domain may help");
}

void col_sign_determine(col_sign_result *result, const col_region *region, col_expr e, col_signs signs,
                     unsigned long effort)
{
    col_sign_determine_at(result, region, e, signs, effort, 0);
}
