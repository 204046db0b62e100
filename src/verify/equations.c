/* A flow prepared for the search of its singular states: symmetric coordinates, and factors.
 *
 * A component is brought to normal form, numerator/denominator; its zeros are those of the numerator wherever it is
 * defined, and the numerator's irreducible factors are polynomials in the variables, the parameter, and whatever
 * roots and functions of the parameter occur. Without a normal form of moderate size there is one factor, the formula
 * as it is written. */
#include "equations.h"

#include <collapsar/exact.h>
#include <collapsar/sign.h>

#include "../base/memory.h"

#include <stdlib.h>

enum { ROOM = 40, MOST_TERMS = 3000, CONSTANT_PRECISION = 512 };

/* Normal forms of the flow's components and of others, in one field. */
typedef struct {
    col_exact_field *field;
    const fmpz_mpoly_ctx_struct *ring;
} forms;

static forms open_forms(col_graph *graph, const col_expr *symbols, size_t n, col_expr parameter, const col_expr *flow)
{
    col_expr *all = col_malloc((n + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++)
        all[i] = symbols[i];
    all[n] = parameter;
    size_t room = col_exact_room(graph, flow, n);
    forms f;
    f.field = col_exact_field_new(graph, all, n + 1, room < ROOM ? room : ROOM, NULL, NULL);
    f.ring = col_exact_context(f.field);
    free(all);
    return f;
}

/* Is a = sign*b identically? */
static bool identical(const forms *f, col_expr a, col_expr b, int sign)
{
    fmpz_mpoly_q_t x, y;
    fmpz_mpoly_q_init(x, f->ring);
    fmpz_mpoly_q_init(y, f->ring);
    bool same = col_exact_convert(x, f->field, a, NULL) && col_exact_convert(y, f->field, b, NULL);
    if (same && sign < 0)
        fmpz_mpoly_q_neg(y, y, f->ring);
    same = same && fmpz_mpoly_q_equal(x, y, f->ring);
    fmpz_mpoly_q_clear(x, f->ring);
    fmpz_mpoly_q_clear(y, f->ring);
    return same;
}

/* Does exchanging variables i and j, with that sign, turn the flow into itself? */
static bool is_symmetry(const branch_equations *e, const forms *f, const col_expr *flow, size_t i, size_t j, int sign)
{
    col_expr from[] = {e->symbols[i], e->symbols[j]}, to[] = {e->symbols[j], e->symbols[i]};
    for (int k = 0; sign < 0 && k < 2; k++)
        to[k] = col_expr_neg(e->graph, to[k]);
    for (size_t k = 0; k < e->n; k++) {
        size_t image = k == i ? j : k == j ? i : k;
        col_expr swapped = col_expr_substitute(e->graph, flow[k], from, to, 2);
        if (!identical(f, swapped, flow[image], image == k ? 1 : sign))
            return false;
    }
    return true;
}

static void find_pairs(branch_equations *e, const forms *f, const col_expr *flow)
{
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = i + 1; j < e->n && e->partner[i] < 0; j++)
            for (int sign = 1; sign >= -1 && e->partner[i] < 0 && e->partner[j] < 0; sign -= 2)
                if (is_symmetry(e, f, flow, i, j, sign)) {
                    e->partner[i] = (ptrdiff_t)j;
                    e->partner[j] = (ptrdiff_t)i;
                    e->sign[i] = e->sign[j] = sign;
                }
}

/* The flow of y: y_i = (x_i + sign*x_j)/2, y_j = (x_i - sign*x_j)/2 for a pair i < j. */
static void change_coordinates(branch_equations *e, const col_expr *flow)
{
    col_expr *old = col_malloc(e->n * sizeof *old), *image = col_malloc(e->n * sizeof *image);
    col_expr *moved = col_malloc(e->n * sizeof *moved), two = col_expr_integer(e->graph, 2);
    for (size_t i = 0; i < e->n; i++)
        old[i] = image[i] = e->symbols[i];
    for (size_t i = 0; i < e->n; i++)
        if (e->partner[i] > (ptrdiff_t)i) {
            size_t j = (size_t)e->partner[i];
            e->symbols[i] = col_expr_symbol(e->graph, "mean");
            e->symbols[j] = col_expr_symbol(e->graph, "difference");
            image[i] = col_expr_add(e->graph, e->symbols[i], e->symbols[j]);
            image[j] = col_expr_sub(e->graph, e->symbols[i], e->symbols[j]);
            if (e->sign[i] < 0)
                image[j] = col_expr_neg(e->graph, image[j]);
        }
    for (size_t i = 0; i < e->n; i++)
        moved[i] = col_expr_substitute(e->graph, flow[i], old, image, e->n);
    for (size_t i = 0; i < e->n; i++) {
        e->flow[i] = moved[i];
        if (e->partner[i] < 0)
            continue;
        size_t first = e->partner[i] > (ptrdiff_t)i ? i : (size_t)e->partner[i], second = (size_t)e->partner[first];
        col_expr other = e->sign[i] < 0 ? col_expr_neg(e->graph, moved[second]) : moved[second];
        col_expr sum = i == first ? col_expr_add(e->graph, moved[first], other)
                                  : col_expr_sub(e->graph, moved[first], other);
        e->flow[i] = col_expr_div(e->graph, sum, two);
    }
    free(old);
    free(image);
    free(moved);
}

static void add_factor(equation *q, col_expr factor, bool repeated)
{
    q->factors = col_realloc(q->factors, (q->count + 1) * sizeof *q->factors);
    q->repeated = col_realloc(q->repeated, (q->count + 1) * sizeof *q->repeated);
    q->factors[q->count] = factor;
    q->repeated[q->count++] = repeated;
}

static bool has_unknown(const branch_equations *e, col_expr x)
{
    bool found = col_expr_contains(e->graph, x, e->parameter);
    for (size_t i = 0; !found && i < e->n; i++)
        found = col_expr_contains(e->graph, x, e->symbols[i]);
    return found;
}

/* A constant factor; false if it may be zero: generators can depend on one another. */
static bool divide_content(equation *q, col_graph *graph, col_expr factor)
{
    q->content = col_expr_mul(graph, q->content, factor);
    return (col_constant_sign(graph, factor, CONSTANT_PRECISION) & COL_SIGN_ZERO) == 0;
}

/* By the normal form; false if there is none of moderate size. */
static bool factor_exactly(equation *q, branch_equations *e, const forms *f, size_t i)
{
    fmpz_mpoly_q_t value;
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_q_init(value, f->ring);
    fmpz_mpoly_factor_init(factors, f->ring);
    bool good = col_exact_convert(value, f->field, e->flow[i], NULL)
        && fmpz_mpoly_length(fmpz_mpoly_q_numref(value), f->ring) <= MOST_TERMS
        && fmpz_mpoly_factor(factors, fmpz_mpoly_q_numref(value), f->ring);
    if (good && fmpz_mpoly_q_is_zero(value, f->ring)) {
        e->flow[i] = col_expr_integer(e->graph, 0);
        add_factor(q, e->flow[i], false);
    } else if (good) {
        col_expr bottom = col_exact_polynomial_expression(f->field, fmpz_mpoly_q_denref(value));
        fmpq_t constant;
        fmpq_init(constant);
        fmpq_set_fmpz(constant, factors->constant);
        q->content = col_expr_div(e->graph, col_expr_number(e->graph, constant), bottom);
        fmpq_clear(constant);
        for (slong k = 0; k < factors->num; k++) {
            col_expr factor = col_exact_polynomial_expression(f->field, factors->poly + k);
            good = good && factor != COL_EXPR_NONE;
            if (good && has_unknown(e, factor))
                add_factor(q, factor, !fmpz_is_one(factors->exp + k));
            else
                good = good && divide_content(q, e->graph, factor);
        }
        e->flow[i] = col_exact_expression(f->field, value);
        good = good && q->content != COL_EXPR_NONE && e->flow[i] != COL_EXPR_NONE;
    }
    fmpz_mpoly_factor_clear(factors, f->ring);
    fmpz_mpoly_q_clear(value, f->ring);
    return good;
}

/* One factor, the formula itself. */
static bool leave_as_written(equation *q, const branch_equations *e, size_t i)
{
    q->count = 0;
    add_factor(q, e->flow[i], false);
    q->content = col_expr_integer(e->graph, 1);
    return e->flow[i] != COL_EXPR_NONE;
}

bool branch_equations_init(branch_equations *out, col_graph *graph, const col_expr *variables, const col_expr *flow,
                           size_t n, col_expr parameter)
{
    *out = (branch_equations){.graph = graph, .n = n, .parameter = parameter};
    out->symbols = col_calloc(n + 1, sizeof *out->symbols);
    out->flow = col_calloc(n + 1, sizeof *out->flow);
    out->equations = col_calloc(n + 1, sizeof *out->equations);
    out->partner = col_calloc(n + 1, sizeof *out->partner);
    out->sign = col_calloc(n + 1, sizeof *out->sign);
    for (size_t i = 0; i < n; i++) {
        out->symbols[i] = variables[i];
        out->partner[i] = -1;
        out->sign[i] = 1;
    }
    forms plain = open_forms(graph, variables, n, parameter, flow);
    find_pairs(out, &plain, flow);
    col_exact_field_free(plain.field);
    change_coordinates(out, flow);
    forms f = open_forms(graph, out->symbols, n, parameter, out->flow);
    bool good = true;
    for (size_t i = 0; good && i < n; i++) {
        equation *q = &out->equations[i];
        good = factor_exactly(q, out, &f, i) || leave_as_written(q, out, i);
    }
    col_exact_field_free(f.field);
    return good;
}

void branch_equations_clear(branch_equations *e)
{
    for (size_t i = 0; i < e->n; i++) {
        free(e->equations[i].factors);
        free(e->equations[i].repeated);
    }
    free(e->equations);
    free(e->symbols);
    free(e->flow);
    free(e->partner);
    free(e->sign);
    *e = (branch_equations){0};
}

void branch_equations_restore(arb_ptr x, const branch_equations *e, arb_srcptr y, slong precision)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->partner[i] < 0)
            arb_set(x + i, y + i);
        if (e->partner[i] <= (ptrdiff_t)i)
            continue;
        size_t j = (size_t)e->partner[i];
        arb_add(x + i, y + i, y + j, precision);
        arb_sub(x + j, y + i, y + j, precision);
        if (e->sign[i] < 0)
            arb_neg(x + j, x + j);
    }
}

/* (a + sign*b)/2 over two sides; the whole line if one of them is infinite. */
static void half_sum(col_side *out, const col_side *a, const col_side *b, int sign)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    if (a->lo_infinite || a->hi_infinite || b->lo_infinite || b->hi_infinite) {
        out->lo_infinite = out->hi_infinite = out->lo_open = out->hi_open = true;
    } else {
        if (sign > 0) {
            fmpq_add(lo, a->lo, b->lo);
            fmpq_add(hi, a->hi, b->hi);
        } else {
            fmpq_sub(lo, a->lo, b->hi);
            fmpq_sub(hi, a->hi, b->lo);
        }
        fmpq_div_2exp(lo, lo, 1);
        fmpq_div_2exp(hi, hi, 1);
        col_side_set_fmpq(out, lo, hi);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

void branch_equations_box(col_box *out, const branch_equations *e, const col_box *box)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->partner[i] <= (ptrdiff_t)i)
            continue;
        size_t j = (size_t)e->partner[i];
        half_sum(&out->sides[i], &box->sides[i], &box->sides[j], e->sign[i]);
        half_sum(&out->sides[j], &box->sides[i], &box->sides[j], -e->sign[i]);
    }
}
