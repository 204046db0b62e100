/* Polynomials whose zeros hold those of an algebraic function, and their singular points and crossings.
 *
 * A function's numerator is a polynomial in the two axes and in roots w, w^n = R of earlier ones; its resultants with
 * w^n - R, from the last root to the first, vanish wherever the function does. Common zeros of two polynomials have
 * x among the roots of one resultant and y among those of the other; each pair of them is tried exactly. */
#include "phase_curve.h"

#include <collapsar/exact.h>

#include "../base/memory.h"
#include "../rigor/polynomialtools.h"

enum { ROOM = 40, MOST_TERMS = 2000, MOST_DEGREE = 40, SIGN_PRECISION = 4096 };
#define MOST_WORK 5e7

/* polynomial becomes one in the axes alone; false if it is not algebraic. */
static bool eliminate(fmpz_mpoly_t polynomial, const col_exact_field *field)
{
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_t relation, power;
    fmpz_mpoly_init(relation, ring);
    fmpz_mpoly_init(power, ring);
    bool good = true;
    for (size_t k = col_exact_generators(field); good && k-- > 2;) {
        if (fmpz_mpoly_degree_si(polynomial, (slong)k, ring) <= 0)
            continue;
        const col_generator *generator = col_exact_generator(field, k);
        good = generator->kind == COL_GENERATOR_ROOT;
        if (!good)
            break;
        fmpz_mpoly_gen(power, (slong)k, ring);
        fmpz_mpoly_pow_ui(power, power, (ulong)generator->order, ring);
        fmpz_mpoly_sub(relation, power, generator->relation, ring);
        good = col_resultant_work(polynomial, relation, (slong)k, ring) <= MOST_WORK
            && fmpz_mpoly_resultant(polynomial, polynomial, relation, (slong)k, ring)
            && fmpz_mpoly_length(polynomial, ring) <= MOST_TERMS;
    }
    fmpz_mpoly_clear(relation, ring);
    fmpz_mpoly_clear(power, ring);
    return good && !fmpz_mpoly_is_zero(polynomial, ring);
}

/* The factors that are not constant, leading coefficient positive. */
static size_t add_factors(col_expr *out, size_t most, col_exact_field *field, const fmpz_mpoly_t polynomial)
{
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_factor_t factors;
    fmpz_t leading;
    size_t count = 0;
    fmpz_mpoly_factor_init(factors, ring);
    fmpz_init(leading);
    bool good = fmpz_mpoly_total_degree_si(polynomial, ring) <= MOST_DEGREE
        && fmpz_mpoly_factor(factors, polynomial, ring) && (size_t)factors->num <= most;
    for (slong i = 0; good && i < factors->num; i++) {
        if (fmpz_mpoly_is_fmpz(factors->poly + i, ring))
            continue;
        fmpz_mpoly_get_term_coeff_fmpz(leading, factors->poly + i, 0, ring);
        if (fmpz_sgn(leading) < 0)
            fmpz_mpoly_neg(factors->poly + i, factors->poly + i, ring);
        out[count] = col_exact_polynomial_expression(field, factors->poly + i);
        good = out[count++] != COL_EXPR_NONE;
    }
    fmpz_clear(leading);
    fmpz_mpoly_factor_clear(factors, ring);
    return good ? count : 0;
}

size_t phase_curve_factors(col_expr *out, size_t most, col_graph *graph, col_expr e, const col_expr *axes)
{
    size_t room = col_exact_room(graph, &e, 1);
    col_exact_field *field = col_exact_field_new(graph, axes, 2, room < ROOM ? room : ROOM, NULL, NULL);
    const fmpz_mpoly_ctx_struct *ring = col_exact_context(field);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, ring);
    size_t count = 0;
    if (col_exact_convert(value, field, e, NULL) && eliminate(fmpz_mpoly_q_numref(value), field))
        count = add_factors(out, most, field, fmpz_mpoly_q_numref(value));
    fmpz_mpoly_q_clear(value, ring);
    col_exact_field_free(field);
    return count;
}

/* What the search for common zeros shares: polynomials in two variables. */
typedef struct {
    const fmpz_mpoly_ctx_struct *ring;
    fmpz_mpoly_struct equations[3];
    size_t count;
} common;

/* The real roots, between lo and hi, of the resultant that has only the given variable. */
static bool coordinates(qqbar_ptr *roots, slong *count, const common *c, slong variable, const fmpq *lo, const fmpq *hi)
{
    fmpz_mpoly_t resultant;
    fmpz_poly_t line;
    qqbar_t end;
    fmpz_mpoly_init(resultant, c->ring);
    fmpz_poly_init(line);
    qqbar_init(end);
    *count = 0;
    *roots = NULL;
    bool good = col_resultant_work(&c->equations[0], &c->equations[1], 1 - variable, c->ring) <= MOST_WORK
        && fmpz_mpoly_resultant(resultant, &c->equations[0], &c->equations[1], 1 - variable, c->ring)
        && !fmpz_mpoly_is_zero(resultant, c->ring)
        && col_polynomial_univariate(line, resultant, variable, c->ring) && fmpz_poly_degree(line) <= MOST_DEGREE;
    slong degree = good ? fmpz_poly_degree(line) : 0;
    if (degree > 0) {
        *roots = _qqbar_vec_init(degree);
        qqbar_roots_fmpz_poly(*roots, line, 0);
        for (slong i = 0; i < degree; i++) {
            if (!qqbar_is_real(*roots + i))
                continue;
            qqbar_set_fmpq(end, lo);
            bool inside = qqbar_cmp_re(*roots + i, end) >= 0;
            qqbar_set_fmpq(end, hi);
            inside = inside && qqbar_cmp_re(*roots + i, end) <= 0;
            bool seen = false;
            for (slong k = 0; k < *count; k++)
                seen = seen || qqbar_equal(*roots + k, *roots + i);
            if (inside && !seen)
                qqbar_swap(*roots + (*count)++, *roots + i);
        }
        for (slong i = *count; i < degree; i++)
            qqbar_clear(*roots + i);
    }
    qqbar_clear(end);
    fmpz_poly_clear(line);
    fmpz_mpoly_clear(resultant, c->ring);
    return good;
}

static void clear_roots(qqbar_ptr roots, slong count)
{
    for (slong i = 0; i < count; i++)
        qqbar_clear(roots + i);
    flint_free(roots);
}

/* Does the point solve all equations? False if a sign could not be had. */
static bool solves(bool *all, const common *c, qqbar_srcptr point)
{
    *all = true;
    for (size_t i = 0; *all && i < c->count; i++) {
        int sign;
        if (!col_algebraic_sign(&sign, &c->equations[i], point, SIGN_PRECISION, c->ring))
            return false;
        *all = sign == 0;
    }
    return true;
}

static bool try_pairs(arb_ptr *out, size_t *count, const common *c, qqbar_srcptr x, slong x_count, qqbar_srcptr y,
                      slong y_count, slong precision)
{
    qqbar_ptr point = _qqbar_vec_init(2);
    size_t found = 0;
    bool good = true;
    arb_ptr points = _arb_vec_init(2 * x_count * y_count + 1);
    for (slong i = 0; good && i < x_count; i++)
        for (slong j = 0; good && j < y_count; j++) {
            bool all;
            qqbar_set(point, x + i);
            qqbar_set(point + 1, y + j);
            good = solves(&all, c, point);
            if (!good || !all)
                continue;
            qqbar_get_arb(points + 2 * found, point, precision);
            qqbar_get_arb(points + 2 * found + 1, point + 1, precision);
            found++;
        }
    _qqbar_vec_clear(point, 2);
    *out = _arb_vec_init((slong)(2 * found) + 1);
    for (size_t i = 0; i < 2 * found; i++)
        arb_set(*out + i, points + i);
    *count = found;
    _arb_vec_clear(points, 2 * x_count * y_count + 1);
    if (!good)
        _arb_vec_clear(*out, (slong)(2 * found) + 1);
    return good;
}

/* a, and b or a's two derivatives. */
static bool set_equations(common *c, col_exact_field *field, col_expr a, col_expr b)
{
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, c->ring);
    for (int i = 0; i < 3; i++)
        fmpz_mpoly_init(&c->equations[i], c->ring);
    bool good = col_exact_convert(value, field, a, NULL);
    if (good)
        fmpz_mpoly_set(&c->equations[0], fmpz_mpoly_q_numref(value), c->ring);
    c->count = b == COL_EXPR_NONE ? 3 : 2;
    if (good && b == COL_EXPR_NONE) {
        fmpz_mpoly_derivative(&c->equations[1], &c->equations[0], 0, c->ring);
        fmpz_mpoly_derivative(&c->equations[2], &c->equations[0], 1, c->ring);
        if (fmpz_mpoly_is_zero(&c->equations[1], c->ring))
            fmpz_mpoly_swap(&c->equations[1], &c->equations[2], c->ring);
    } else if (good) {
        good = col_exact_convert(value, field, b, NULL);
        fmpz_mpoly_set(&c->equations[1], fmpz_mpoly_q_numref(value), c->ring);
    }
    fmpz_mpoly_q_clear(value, c->ring);
    return good;
}

bool phase_curve_crossings(arb_ptr *out, size_t *count, col_graph *graph, col_expr a, col_expr b,
                           const col_expr *axes, const fmpq *const ends[4], slong precision)
{
    col_exact_field *field = col_exact_field_new(graph, axes, 2, 0, NULL, NULL);
    common c = {.ring = col_exact_context(field)};
    qqbar_ptr x = NULL, y = NULL;
    slong x_count = 0, y_count = 0;
    bool good = set_equations(&c, field, a, b);
    bool smooth = good && fmpz_mpoly_total_degree_si(&c.equations[0], c.ring) <= 1 && b == COL_EXPR_NONE;
    good = good && (smooth || (coordinates(&x, &x_count, &c, 0, ends[0], ends[1])
                               && coordinates(&y, &y_count, &c, 1, ends[2], ends[3])));
    good = good && try_pairs(out, count, &c, x, x_count, y, y_count, precision);
    clear_roots(x, x_count);
    clear_roots(y, y_count);
    for (int i = 0; i < 3; i++)
        fmpz_mpoly_clear(&c.equations[i], c.ring);
    col_exact_field_free(field);
    return good;
}
