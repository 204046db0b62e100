/* stable S, unstable S, attracting S modulo m: the signs of the real parts of the Jacobian's eigenvalues.
 *
 * The Jacobian at S is brought to normal form, entry by entry; the zeros decompose it into irreducible diagonal
 * blocks, whose characteristic polynomials l^n + a_1 l^(n-1) + ... + a_n share the eigenvalues out. A block lies in
 * Re < 0 if and only if all a_i and the Hurwitz determinants D_(n-1), D_(n-3), ... are positive (Lienard and Chipart).
 * If all its eigenvalues had Re <= 0, no a_i and no D_i would be negative: one that is negative everywhere certifies
 * instability. Zero eigenvalues are those whose coefficients vanish identically. */
#include "inquiry.h"

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_BLOCK = 8 };

typedef struct {
    size_t size;        /* without the zero eigenvalues */
    size_t zeros;       /* eigenvalues that are identically zero */
    col_expr *conditions; /* positive, all of them, if and only if the block (less its zeros) lies in Re < 0 */
    size_t condition_count;
} block;

typedef struct {
    block *blocks;
    size_t count, zeros;
} spectrum;

/* The Jacobian at the state, normalised; row by row. The caller frees it. */
static col_expr *jacobian(const col_inquiry *inquiry, const col_expr *components)
{
    const col_model *model = inquiry->model;
    size_t n = model->variable_count;
    col_expr *entries = col_calloc(n * n, sizeof *entries);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            col_expr flow = col_region_apply(&inquiry->region, model->variables[i].flow);
            col_expr entry = col_expr_derivative(model->graph, flow, model->variables[j].symbol);
            entries[i * n + j] = col_inquiry_at_state(inquiry, entry, components);
        }
    col_sign_normalize(entries, &inquiry->region, entries, n * n);
    return entries;
}

/* component[i]: the number of i's irreducible block; returns how many there are. */
static size_t find_blocks(size_t *component, const col_graph *graph, const col_expr *entries, size_t n)
{
    bool *reach = col_calloc(n * n, sizeof *reach);
    for (size_t i = 0; i < n * n; i++)
        reach[i] = !col_expr_is_zero(graph, entries[i]);
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                reach[i * n + j] = reach[i * n + j] || (reach[i * n + k] && reach[k * n + j]);
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        component[i] = count;
        for (size_t j = 0; j < i; j++)
            if (reach[i * n + j] && reach[j * n + i])
                component[i] = component[j];
        if (component[i] == count)
            count++;
    }
    free(reach);
    return count;
}

/* Faddeev and LeVerrier: a[0] = 1, ..., a[n], normalised. matrix is n by n. */
static void characteristic_polynomial(col_expr *a, const col_region *region, const col_expr *matrix, size_t n)
{
    col_graph *graph = region->graph;
    col_expr *power = col_calloc(n * n, sizeof *power), *product = col_calloc(n * n, sizeof *product);
    for (size_t i = 0; i < n * n; i++)
        power[i] = col_expr_integer(graph, i % (n + 1) == 0);
    a[0] = col_expr_integer(graph, 1);
    for (size_t k = 1; k <= n; k++) {
        col_expr trace = col_expr_integer(graph, 0);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++) {
                col_expr sum = col_expr_integer(graph, 0);
                for (size_t l = 0; l < n; l++)
                    sum = col_expr_add(graph, sum, col_expr_mul(graph, matrix[i * n + l], power[l * n + j]));
                product[i * n + j] = sum;
            }
        col_sign_normalize(product, region, product, n * n);
        for (size_t i = 0; i < n; i++)
            trace = col_expr_add(graph, trace, product[i * (n + 1)]);
        a[k] = col_expr_neg(graph, col_expr_div(graph, trace, col_expr_integer(graph, (slong)k)));
        col_sign_normalize(&a[k], region, &a[k], 1);
        for (size_t i = 0; i < n * n; i++)
            power[i] = i % (n + 1) == 0 ? col_expr_add(graph, product[i], a[k]) : product[i];
    }
    free(power);
    free(product);
}

/* The determinant of the rows from `row` on and the columns in the mask, by expansion along the first of them. */
static col_expr minor(col_graph *graph, const col_expr *matrix, size_t n, size_t row, unsigned columns)
{
    if (row == n)
        return col_expr_integer(graph, 1);
    col_expr total = col_expr_integer(graph, 0);
    bool negative = false;
    for (size_t j = 0; j < n; j++) {
        if ((columns >> j & 1) == 0)
            continue;
        col_expr entry = matrix[row * n + j];
        if (!col_expr_is_zero(graph, entry)) {
            col_expr term = col_expr_mul(graph, entry, minor(graph, matrix, n, row + 1, columns & ~(1u << j)));
            total = negative ? col_expr_sub(graph, total, term) : col_expr_add(graph, total, term);
        }
        negative = !negative;
    }
    return total;
}

/* The k-th leading minor of the Hurwitz matrix: entry (i, j) is a_(2j - i), counted from 1. */
static col_expr hurwitz(col_graph *graph, const col_expr *a, size_t n, size_t k)
{
    col_expr *matrix = col_calloc(k * k, sizeof *matrix);
    for (size_t i = 1; i <= k; i++)
        for (size_t j = 1; j <= k; j++) {
            ptrdiff_t index = 2 * (ptrdiff_t)j - (ptrdiff_t)i;
            matrix[(i - 1) * k + j - 1] =
                index >= 0 && index <= (ptrdiff_t)n ? a[index] : col_expr_integer(graph, 0);
        }
    col_expr value = minor(graph, matrix, k, 0, (1u << k) - 1);
    free(matrix);
    return value;
}

/* The conditions of one block from its matrix. */
static void analyse_block(block *out, const col_region *region, const col_expr *matrix, size_t n)
{
    col_graph *graph = region->graph;
    col_expr *a = col_calloc(n + 1, sizeof *a);
    characteristic_polynomial(a, region, matrix, n);
    *out = (block){.size = n};
    while (out->size > 0 && col_expr_is_zero(graph, a[out->size])) {
        out->size--;
        out->zeros++;
    }
    n = out->size;
    out->conditions = col_calloc(2 * n + 1, sizeof *out->conditions);
    for (size_t i = 1; i <= n; i++)
        out->conditions[out->condition_count++] = a[i];
    for (size_t k = n; k-- > 2;) {
        out->conditions[out->condition_count++] = hurwitz(graph, a, n, k);
        k--;
    }
    free(a);
}

static void spectrum_clear(spectrum *s)
{
    for (size_t i = 0; i < s->count; i++)
        free(s->blocks[i].conditions);
    free(s->blocks);
}

/* False if a block is too large. */
static bool analyse(spectrum *s, col_inquiry *inquiry, const col_expr *entries)
{
    size_t n = inquiry->model->variable_count;
    size_t *component = col_calloc(n, sizeof *component), *members = col_calloc(n, sizeof *members);
    *s = (spectrum){.count = find_blocks(component, inquiry->model->graph, entries, n)};
    s->blocks = col_calloc(s->count, sizeof *s->blocks);
    bool ok = true;
    for (size_t b = 0; ok && b < s->count; b++) {
        size_t size = 0;
        for (size_t i = 0; i < n; i++)
            if (component[i] == b)
                members[size++] = i;
        ok = size <= MAX_BLOCK;
        if (!ok)
            break;
        col_expr *matrix = col_calloc(size * size, sizeof *matrix);
        for (size_t i = 0; i < size * size; i++)
            matrix[i] = entries[members[i / size] * n + members[i % size]];
        analyse_block(&s->blocks[b], &inquiry->region, matrix, size);
        s->zeros += s->blocks[b].zeros;
        free(matrix);
    }
    free(component);
    free(members);
    return ok;
}

static void describe(col_text *out, const spectrum *s)
{
    col_text_append(out, "Routh-Hurwitz conditions on blocks of size ");
    for (size_t i = 0; i < s->count; i++)
        col_text_printf(out, "%s%zu", i ? " + " : "", s->blocks[i].size + s->blocks[i].zeros);
    if (s->zeros > 0)
        col_text_printf(out, ", %zu zero eigenvalue%s", s->zeros, s->zeros > 1 ? "s" : "");
}

/* All conditions positive: proved; one certainly not positive at some point: refuted there. */
static void decide_stable(col_inquiry *inquiry, const spectrum *s)
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
static bool one_negative(col_inquiry *inquiry, const spectrum *s, col_region *region, int depth)
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
static bool not_unstable_at(const col_inquiry *inquiry, const block *b, const col_expr *point)
{
    for (size_t i = 0; i < b->condition_count; i++) {
        col_signs sign = sign_at(inquiry, b->conditions[i], point);
        if (sign != COL_SIGN_POSITIVE && !(sign == COL_SIGN_ZERO && b->size <= 2))
            return false;
    }
    return true;
}

static bool refute_unstable(col_inquiry *inquiry, const spectrum *s, const char *method)
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

static void decide_unstable(col_inquiry *inquiry, const spectrum *s)
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
static void refute_zero_count(col_inquiry *inquiry, const spectrum *s, const char *reason)
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

static void decide_kind(col_inquiry *inquiry, const spectrum *s)
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
    col_expr *entries = jacobian(inquiry, components);
    spectrum s;
    if (analyse(&s, inquiry, entries))
        decide_kind(inquiry, &s);
    else
        col_inquiry_undecided(inquiry, "an irreducible block of the Jacobian has more than %d rows", MAX_BLOCK);
    spectrum_clear(&s);
    free(entries);
    free(components);
}
