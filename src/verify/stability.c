/* stable S, unstable S, attracting S modulo m: the signs of the real parts of the Jacobian's eigenvalues, by the
 * Routh-Hurwitz conditions of its irreducible blocks. */
#include "hurwitz.h"
#include "inquiry.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

static void describe(col_text *out, const col_hurwitz *s)
{
    col_text_append(out, "Routh-Hurwitz conditions on blocks of size ");
    for (size_t i = 0; i < s->count; i++)
        col_text_printf(out, "%s%zu", i ? " + " : "", s->blocks[i].size + s->blocks[i].zeros);
    if (s->zeros > 0)
        col_text_printf(out, ", %zu zero eigenvalue%s", s->zeros, s->zeros > 1 ? "s" : "");
}

/* All conditions positive: proved; one certainly not positive at some point: refuted there. */
static void decide_stable(col_inquiry *inquiry, const col_hurwitz *s)
{
    bool open = false;
    col_text method;
    col_text_init(&method);
    describe(&method, s);
    for (size_t b = 0; inquiry->verdict == COL_UNDECIDED && b < s->count; b++)
        for (size_t i = 0; inquiry->verdict == COL_UNDECIDED && i < s->blocks[b].condition_count; i++) {
            char name[96];
            snprintf(name, sizeof name, "Routh-Hurwitz condition %zu of block %zu", i + 1, b + 1);
            col_sign_result result;
            col_inquiry_decide(&result, inquiry, name, s->blocks[b].conditions[i], COL_SIGN_POSITIVE);
            if (result.verdict == COL_REFUTED)
                col_inquiry_refuted(inquiry, result.point, method.data, "an eigenvalue has Re >= 0 there");
            else if (result.verdict == COL_UNDECIDED && !open)
                col_inquiry_undecided(inquiry, "%s: %s", name, result.reason);
            open = open || result.verdict == COL_UNDECIDED;
            col_sign_result_clear(&result);
        }
    if (inquiry->verdict == COL_UNDECIDED && !open)
        col_inquiry_proved(inquiry, "%s", method.data);
    col_text_clear(&method);
}

/* Is condition i of any block negative everywhere, or every pair of them wherever the first is not? */
static bool one_negative(col_inquiry *inquiry, const col_hurwitz *s, col_region *region, int depth)
{
    for (size_t b = 0; b < s->count; b++)
        for (size_t i = 0; i < s->blocks[b].condition_count; i++) {
            col_expr condition = s->blocks[b].conditions[i];
            col_sign_result result;
            col_sign_determine(&result, region, condition, COL_SIGN_NEGATIVE, inquiry->effort);
            bool found = result.verdict == COL_PROVED;
            col_sign_result_clear(&result);
            if (!found && depth > 0) {
                col_region rest;
                col_region_copy(&rest, region);
                col_region_require(&rest, condition, COL_SIGN_NONNEGATIVE);
                found = one_negative(inquiry, s, &rest, depth - 1);
                col_region_clear(&rest);
            }
            if (found)
                return true;
        }
    return false;
}

static col_signs sign_at(const col_inquiry *inquiry, col_expr e, const col_expr *point)
{
    return col_constant_sign(inquiry->region.graph, col_region_at(&inquiry->region, e, point), 1024);
}

/* Does the block lie in Re <= 0 at the point, certified? Strictly by its conditions; sizes 1 and 2 also at zeros. */
static bool not_unstable_at(const col_inquiry *inquiry, const col_hurwitz_block *b, const col_expr *point)
{
    for (size_t i = 0; i < b->condition_count; i++) {
        col_signs sign = sign_at(inquiry, b->conditions[i], point);
        if (sign != COL_SIGN_POSITIVE && !(sign == COL_SIGN_ZERO && b->size <= 2))
            return false;
    }
    return true;
}

static bool refute_unstable(col_inquiry *inquiry, const col_hurwitz *s, const char *method)
{
    enum { SAMPLES = 24 };
    col_expr *points = col_calloc(SAMPLES * inquiry->region.count + 1, sizeof *points);
    size_t found = col_region_sample(points, &inquiry->region, SAMPLES, 10 * SAMPLES);
    bool refuted = false;
    for (size_t k = 0; !refuted && k < found; k++) {
        const col_expr *point = points + k * inquiry->region.count;
        refuted = true;
        for (size_t b = 0; refuted && b < s->count; b++)
            refuted = not_unstable_at(inquiry, &s->blocks[b], point);
        if (refuted)
            col_inquiry_refuted(inquiry, point, method, "no eigenvalue has Re > 0 there");
    }
    free(points);
    return refuted;
}

static void decide_unstable(col_inquiry *inquiry, const col_hurwitz *s)
{
    col_text method;
    col_text_init(&method);
    describe(&method, s);
    if (!refute_unstable(inquiry, s, method.data)) {
        if (one_negative(inquiry, s, &inquiry->region, 1))
            col_inquiry_proved(inquiry, "%s, one violated everywhere", method.data);
        else
            col_inquiry_undecided(inquiry, "no Routh-Hurwitz condition was shown to be violated everywhere; "
                                           "a narrower domain may help");
    }
    col_text_clear(&method);
}

/* The region's first sample as a witness of something that holds everywhere. */
static void refute_everywhere(col_inquiry *inquiry, const char *reason)
{
    col_expr *point = col_calloc(inquiry->region.count + 1, sizeof *point);
    if (col_region_sample(point, &inquiry->region, 1, 240) == 1)
        col_inquiry_refuted(inquiry, point, "symbolic identity", "%s", reason);
    else
        col_inquiry_undecided(inquiry, "%s, but no parameter value in the domain was found", reason);
    free(point);
}

/* Fewer zeros than claimed at one point refute: one at which no further coefficient vanishes. */
static void refute_zero_count(col_inquiry *inquiry, const col_hurwitz *s, const char *reason)
{
    enum { SAMPLES = 8 };
    col_expr *points = col_calloc(SAMPLES * inquiry->region.count + 1, sizeof *points);
    size_t found = col_region_sample(points, &inquiry->region, SAMPLES, 240);
    for (size_t k = 0; inquiry->verdict != COL_REFUTED && k < found; k++) {
        const col_expr *point = points + k * inquiry->region.count;
        bool exact = true;
        for (size_t b = 0; exact && b < s->count; b++) {
            size_t last = s->blocks[b].size;
            exact = last == 0
                || (sign_at(inquiry, s->blocks[b].conditions[last - 1], point) & COL_SIGN_ZERO) == 0;
        }
        if (exact)
            col_inquiry_refuted(inquiry, point, "symbolic identity", "%s there", reason);
    }
    if (inquiry->verdict != COL_REFUTED)
        col_inquiry_undecided(inquiry, "%s, but the others were not told from zero anywhere", reason);
    free(points);
}

static void decide_kind(col_inquiry *inquiry, const col_hurwitz *s)
{
    char reason[128];
    size_t wanted = inquiry->claim->kind == COL_CLAIM_ATTRACTING ? inquiry->claim->count : 0;
    snprintf(reason, sizeof reason, "%zu eigenvalue%s zero", s->zeros, s->zeros == 1 ? " is" : "s are");
    if (inquiry->claim->kind == COL_CLAIM_UNSTABLE)
        decide_unstable(inquiry, s);
    else if (s->zeros > wanted)
        refute_everywhere(inquiry, reason);
    else if (s->zeros < wanted)
        refute_zero_count(inquiry, s, reason);
    else
        decide_stable(inquiry, s);
}

/* Are the Jacobian's entries defined at the state, as the flow is written? Where they are not, the flow may have no
 * derivative (a root or an absolute value of zero) though simplification gives it one. */
static bool jacobian_defined(col_inquiry *inquiry, const col_expr *components)
{
    const col_model *model = inquiry->model;
    size_t n = model->variable_count;
    bool ok = true;
    for (size_t i = 0; ok && i < n * n; i++) {
        const col_variable *row = &model->variables[i / n], *column = &model->variables[i % n];
        col_expr entry = col_expr_derivative(model->graph, row->flow, column->symbol);
        col_sign_result defined;
        col_sign_defined(&defined, &inquiry->region, col_inquiry_as_written(inquiry, entry, components),
                         inquiry->effort);
        ok = defined.verdict == COL_PROVED;
        if (!ok)
            col_inquiry_undecided(inquiry, "the derivative of d%s/dt by %s is not shown to exist at the state: %s",
                                  row->name, column->name, defined.reason);
        col_sign_result_clear(&defined);
    }
    return ok;
}

/* From the Jacobian to the verdict. */
static void decide_signs(col_inquiry *inquiry, const col_expr *components)
{
    col_hurwitz s;
    if (col_hurwitz_analyse(&s, inquiry->model, &inquiry->region, components))
        decide_kind(inquiry, &s);
    else
        col_inquiry_undecided(inquiry, "an irreducible block of the Jacobian has more than %d rows",
                              COL_HURWITZ_LARGEST);
    col_hurwitz_clear(&s);
}

void col_verify_stability(col_inquiry *inquiry)
{
    col_verify_stationary(inquiry); /* a Jacobian's signs mean stability only at a stationary state */
    if (inquiry->verdict != COL_PROVED) {
        col_text reason;
        col_text_init(&reason);
        col_text_append(&reason, inquiry->reason.data);
        col_inquiry_undecided(inquiry, "the state is not shown to be stationary: %s", reason.data);
        col_text_clear(&reason);
        return;
    }
    inquiry->verdict = COL_UNDECIDED;
    col_expr *components = col_inquiry_state(inquiry);
    if (jacobian_defined(inquiry, components))
        decide_signs(inquiry, components);
    free(components);
}
