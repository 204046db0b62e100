/* The integrand's normal form N/D suggests candidates: monomials of N with neighbouring powers, over what D leaves
 * after one of each factor is gone; logarithms of D's factors; inverse tangents for its quadratic factors; erf for
 * Gaussians; arcsine and logarithm for square roots of quadratics. "A combination of their derivatives equals the
 * integrand" is linear in the coefficients, which may depend on everything but the variable; it is solved exactly. */
#include "antiderivative.h"

#include <collapsar/sign.h>

#include "../base/memory.h"
#include "exact_field.h"
#include "sign_context.h"

#include <stdlib.h>

enum { MAX_CANDIDATES = 48, MAX_ROWS = 200, MAX_DEGREE = 12 };

typedef struct {
    col_graph *graph;
    col_expr x;
    col_exact_field *field;
    const fmpz_mpoly_ctx_struct *ring;
    bool *dependent; /* generators that depend on x; by index */
    col_expr candidates[MAX_CANDIDATES];
    size_t count;
    bool overflow;
} search;

static void add_candidate(search *s, col_expr e)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->candidates[i] == e)
            return;
    if (s->count == MAX_CANDIDATES || e == COL_EXPR_NONE)
        s->overflow = true;
    else
        s->candidates[s->count++] = e;
}

static bool depends(const search *s, const fmpz_mpoly_t polynomial)
{
    for (size_t i = 0; i < s->field->count; i++)
        if (s->dependent[i] && fmpz_mpoly_degree_si(polynomial, (slong)i, s->ring) > 0)
            return true;
    return false;
}

/* The powers worth trying of a generator that has the given one in a term of N. */
static void power_range(slong *lo, slong *hi, const search *s, size_t index, const ulong *exponents)
{
    const col_generator *generator = &s->field->generators[index];
    slong here = (slong)exponents[index];
    *lo = 0;
    *hi = here;
    if (generator->expression == s->x)
        *hi = here + 1;
    else if (generator->kind == COL_GENERATOR_EXP)
        *lo = here;
    else if (generator->kind == COL_GENERATOR_ROOT)
        *hi = generator->order - 1;
    else if (generator->kind == COL_GENERATOR_COSINE)
        *hi = here + (slong)exponents[index + 1];
    else if (generator->kind == COL_GENERATOR_SINE)
        *hi = here + (slong)exponents[index - 1] > 0 ? 1 : 0;
    else if (generator->function == COL_OP_LOG)
        *hi = here + 1;
}

/* All products of powers in range, from generator index on. */
static void add_monomials(search *s, size_t index, const ulong *exponents, col_expr product, col_expr divisor)
{
    if (s->overflow)
        return;
    if (index == s->field->count) {
        add_candidate(s, col_expr_div(s->graph, product, divisor));
        return;
    }
    slong lo = 0, hi = 0;
    if (s->dependent[index])
        power_range(&lo, &hi, s, index, exponents);
    for (slong k = lo; k <= hi; k++) {
        col_expr power = col_expr_pow_si(s->graph, s->field->generators[index].expression, k);
        add_monomials(s, index + 1, exponents, k == 0 ? product : col_expr_mul(s->graph, product, power), divisor);
    }
}

/* atan((2 a x + b)/sqrt(4 a c - b^2)) for a factor a x^2 + b x + c without real roots. */
static void add_arctangent(search *s, const fmpz_mpoly_t factor, slong x_index)
{
    col_expr f = col_exact_polynomial_expression(s->field, factor), zero = col_expr_integer(s->graph, 0);
    col_expr slope = col_expr_derivative(s->graph, f, s->x);
    col_expr a2 = col_expr_derivative(s->graph, slope, s->x);
    if (fmpz_mpoly_degree_si(factor, x_index, s->ring) != 2 || slope == COL_EXPR_NONE || a2 == COL_EXPR_NONE)
        return;
    col_expr b = col_expr_substitute(s->graph, slope, &s->x, &zero, 1);
    col_expr c = col_expr_substitute(s->graph, f, &s->x, &zero, 1);
    col_expr discriminant = col_expr_sub(s->graph, col_expr_mul(s->graph, col_expr_mul(s->graph, a2, c),
                                                                col_expr_integer(s->graph, 2)),
                                         col_expr_mul(s->graph, b, b));
    add_candidate(s, col_expr_unary(s->graph, COL_OP_ATAN,
                                    col_expr_div(s->graph, slope,
                                                 col_expr_unary(s->graph, COL_OP_SQRT, discriminant))));
}

/* Logarithms and arctangents of D's factors; divisor: D with one of each factor gone (exponentials stay). */
static bool add_denominator(search *s, col_expr *divisor, const fmpz_mpoly_t denominator, slong x_index)
{
    fmpz_mpoly_factor_t factors;
    fmpz_mpoly_factor_init(factors, s->ring);
    bool ok = fmpz_mpoly_factor(factors, denominator, s->ring) != 0;
    *divisor = col_expr_integer(s->graph, 1);
    for (slong i = 0; ok && i < factors->num; i++) {
        const fmpz_mpoly_struct *factor = factors->poly + i;
        if (!depends(s, factor))
            continue;
        slong exponent = fmpz_get_si(factors->exp + i);
        col_expr f = col_exact_polynomial_expression(s->field, factor);
        bool exponential = false;
        for (size_t k = 0; k < s->field->count; k++)
            exponential = exponential
                || (fmpz_mpoly_is_gen(factor, (slong)k, s->ring) && s->field->generators[k].kind == COL_GENERATOR_EXP);
        if (exponential || exponent > 1)
            *divisor = col_expr_mul(s->graph, *divisor,
                                    col_expr_pow_si(s->graph, f, exponential ? exponent : exponent - 1));
        if (exponential)
            continue;
        col_signs signs = col_exact_signs(factor, s->field);
        if ((signs & COL_SIGN_NEGATIVE) == 0)
            add_candidate(s, col_expr_unary(s->graph, COL_OP_LOG, f));
        else if ((signs & COL_SIGN_POSITIVE) == 0)
            add_candidate(s, col_expr_unary(s->graph, COL_OP_LOG, col_expr_neg(s->graph, f)));
        add_arctangent(s, factor, x_index);
    }
    fmpz_mpoly_factor_clear(factors, s->ring);
    return ok;
}

/* erf(sqrt(a) x) for exp(-a x^2); asin(x sqrt(b/a)) and log(x sqrt(b) + w) for w = sqrt(a -+ b x^2). */
static void add_special(search *s, const col_generator *generator)
{
    col_graph *graph = s->graph;
    bool gaussian = generator->kind == COL_GENERATOR_EXP;
    if (!gaussian && !(generator->kind == COL_GENERATOR_ROOT && generator->order == 2))
        return;
    col_expr zero = col_expr_integer(graph, 0), two = col_expr_integer(graph, 2);
    col_expr inner = gaussian ? col_exact_expression(s->field, generator->argument)
                              : col_exact_polynomial_expression(s->field, generator->relation);
    col_expr second = col_expr_derivative(graph, col_expr_derivative(graph, inner, s->x), s->x);
    if (second == COL_EXPR_NONE)
        return;
    col_expr curvature = col_expr_div(graph, col_expr_substitute(graph, second, &s->x, &zero, 1), two);
    col_expr constant = col_expr_substitute(graph, inner, &s->x, &zero, 1);
    col_expr bend = col_expr_unary(graph, COL_OP_SQRT, col_expr_unary(graph, COL_OP_ABS, curvature));
    if (gaussian) {
        add_candidate(s, col_expr_unary(graph, COL_OP_ERF, col_expr_mul(graph, bend, s->x)));
        return;
    }
    col_expr root = col_expr_unary(graph, COL_OP_SQRT, constant);
    add_candidate(s, col_expr_unary(graph, COL_OP_ASIN, col_expr_div(graph, col_expr_mul(graph, bend, s->x), root)));
    add_candidate(s, col_expr_unary(graph, COL_OP_LOG, col_expr_add(graph, col_expr_mul(graph, bend, s->x),
                                                                    generator->expression)));
}

static bool suggest(search *s, const fmpz_mpoly_q_t integrand)
{
    slong x_index = col_exact_find(s->field, COL_GENERATOR_SYMBOL, COL_OP_SYMBOL, s->x, NULL, 0, NULL);
    const fmpz_mpoly_struct *numerator = fmpz_mpoly_q_numref(integrand);
    if (x_index < 0 || fmpz_mpoly_degree_si(numerator, x_index, s->ring) > MAX_DEGREE)
        return false;
    s->dependent = col_calloc(s->field->capacity, sizeof *s->dependent);
    for (size_t i = 0; i < s->field->count; i++)
        s->dependent[i] = col_expr_contains(s->graph, s->field->generators[i].expression, s->x);
    col_expr divisor, one = col_expr_integer(s->graph, 1);
    bool ok = add_denominator(s, &divisor, fmpz_mpoly_q_denref(integrand), x_index);
    ulong *exponents = col_calloc(s->field->capacity + 1, sizeof *exponents);
    for (slong i = 0; ok && i < fmpz_mpoly_length(numerator, s->ring); i++) {
        fmpz_mpoly_get_term_exp_ui(exponents, numerator, i, s->ring);
        add_monomials(s, 0, exponents, one, divisor);
        if (divisor != one)
            add_monomials(s, 0, exponents, one, one);
    }
    free(exponents);
    size_t known = s->field->count;
    for (size_t i = 0; i < known; i++)
        if (s->dependent[i])
            add_special(s, &s->field->generators[i]);
    return ok && !s->overflow;
}

/* The linear system: one row a monomial in the generators that depend on x. */
typedef struct {
    ulong *keys; /* rows of capacity exponents */
    fmpz_mpoly_q_struct *entries; /* row by row, columns of them each */
    size_t rows, columns;
} linear_system;

static void system_init(linear_system *m, size_t columns, const search *s)
{
    m->columns = columns;
    m->rows = 0;
    m->keys = col_calloc(MAX_ROWS * s->field->capacity, sizeof *m->keys);
    m->entries = col_calloc(MAX_ROWS * columns, sizeof *m->entries);
    for (size_t i = 0; i < MAX_ROWS * columns; i++)
        fmpz_mpoly_q_init(m->entries + i, s->ring);
}

static void system_clear(linear_system *m, const search *s)
{
    for (size_t i = 0; i < MAX_ROWS * m->columns; i++)
        fmpz_mpoly_q_clear(m->entries + i, s->ring);
    free(m->entries);
    free(m->keys);
}

static ptrdiff_t find_row(linear_system *m, const ulong *key, size_t width)
{
    for (size_t i = 0; i < m->rows; i++) {
        bool same = true;
        for (size_t k = 0; same && k < width; k++)
            same = m->keys[i * width + k] == key[k];
        if (same)
            return (ptrdiff_t)i;
    }
    if (m->rows == MAX_ROWS)
        return -1;
    for (size_t k = 0; k < width; k++)
        m->keys[m->rows * width + k] = key[k];
    return (ptrdiff_t)m->rows++;
}

/* Adds the terms of a polynomial to a column. */
static bool add_column(linear_system *m, size_t column, const fmpz_mpoly_t polynomial, const search *s)
{
    size_t width = s->field->capacity;
    ulong *exponents = col_calloc(width, sizeof *exponents), *key = col_calloc(width, sizeof *key);
    fmpz_mpoly_t term;
    fmpz_t coefficient;
    fmpz_mpoly_init(term, s->ring);
    fmpz_init(coefficient);
    bool ok = true;
    for (slong i = 0; ok && i < fmpz_mpoly_length(polynomial, s->ring); i++) {
        fmpz_mpoly_get_term_exp_ui(exponents, polynomial, i, s->ring);
        fmpz_mpoly_get_term_coeff_fmpz(coefficient, polynomial, i, s->ring);
        for (size_t k = 0; k < width; k++) {
            key[k] = s->dependent[k] ? exponents[k] : 0;
            exponents[k] -= key[k];
        }
        ptrdiff_t row = find_row(m, key, width);
        ok = row >= 0;
        if (ok) {
            fmpz_mpoly_zero(term, s->ring);
            fmpz_mpoly_push_term_fmpz_ui(term, coefficient, exponents, s->ring);
            fmpz_mpoly_struct *entry = fmpz_mpoly_q_numref(m->entries + (size_t)row * m->columns + column);
            fmpz_mpoly_add(entry, entry, term, s->ring);
        }
    }
    fmpz_clear(coefficient);
    fmpz_mpoly_clear(term, s->ring);
    free(exponents);
    free(key);
    return ok;
}

/* row i -= factor * row j, from a column on. */
static bool subtract_row(linear_system *m, size_t i, size_t j, size_t from, const fmpz_mpoly_q_t factor,
                         const search *s)
{
    fmpz_mpoly_q_t product;
    fmpz_mpoly_q_init(product, s->ring);
    bool ok = true;
    for (size_t k = from; ok && k < m->columns; k++) {
        fmpz_mpoly_q_struct *entry = m->entries + i * m->columns + k;
        ok = col_exact_mul(product, factor, m->entries + j * m->columns + k, s->field);
        if (ok) {
            fmpz_mpoly_q_sub(entry, entry, product, s->ring);
            ok = col_exact_settle(entry, s->field);
        }
    }
    fmpz_mpoly_q_clear(product, s->ring);
    return ok;
}

static void swap_rows(linear_system *m, size_t i, size_t j, const search *s)
{
    for (size_t k = 0; k < m->columns; k++)
        fmpz_mpoly_q_swap(m->entries + i * m->columns + k, m->entries + j * m->columns + k, s->ring);
}

/* Gauss and Jordan; the last column is the right side. pivots[c]: the row of column c, or rows if it is free (and its
 * coefficient zero). False if there is no solution, or it grows too large. */
static bool eliminate(linear_system *m, size_t *pivots, const search *s)
{
    size_t rank = 0, unknowns = m->columns - 1;
    fmpz_mpoly_q_t inverse;
    fmpz_mpoly_q_init(inverse, s->ring);
    bool ok = true;
    for (size_t c = 0; ok && c < unknowns; c++) {
        size_t pivot = rank;
        while (pivot < m->rows && fmpz_mpoly_q_is_zero(m->entries + pivot * m->columns + c, s->ring))
            pivot++;
        pivots[c] = m->rows;
        if (pivot == m->rows)
            continue;
        swap_rows(m, rank, pivot, s);
        ok = col_exact_pow_si(inverse, m->entries + rank * m->columns + c, -1, s->field);
        for (size_t k = c; ok && k < m->columns; k++) {
            fmpz_mpoly_q_struct *entry = m->entries + rank * m->columns + k;
            ok = col_exact_mul(entry, entry, inverse, s->field);
        }
        for (size_t i = 0; ok && i < m->rows; i++)
            if (i != rank && !fmpz_mpoly_q_is_zero(m->entries + i * m->columns + c, s->ring)) {
                fmpz_mpoly_q_set(inverse, m->entries + i * m->columns + c, s->ring);
                ok = subtract_row(m, i, rank, c, inverse, s);
            }
        pivots[c] = rank++;
    }
    for (size_t i = rank; ok && i < m->rows; i++)
        ok = fmpz_mpoly_q_is_zero(m->entries + i * m->columns + unknowns, s->ring);
    fmpz_mpoly_q_clear(inverse, s->ring);
    return ok;
}

/* p = value * common, a polynomial: common is a multiple of value's denominator. */
static void clear_denominator(fmpz_mpoly_t p, const fmpz_mpoly_q_t value, const fmpz_mpoly_t common, const search *s)
{
    fmpz_mpoly_divides(p, common, fmpz_mpoly_q_denref(value), s->ring);
    fmpz_mpoly_mul(p, p, fmpz_mpoly_q_numref(value), s->ring);
    col_exact_reduce(p, s->field);
}

/* Derivatives of the candidates, and the integrand last, as columns. */
static bool fill(linear_system *m, const fmpz_mpoly_q_struct *values, const search *s)
{
    fmpz_mpoly_t common, gcd, p;
    fmpz_mpoly_init(common, s->ring);
    fmpz_mpoly_init(gcd, s->ring);
    fmpz_mpoly_init(p, s->ring);
    fmpz_mpoly_one(common, s->ring);
    bool ok = true;
    for (size_t i = 0; ok && i < m->columns; i++) {
        ok = fmpz_mpoly_gcd(gcd, common, fmpz_mpoly_q_denref(values + i), s->ring) != 0;
        fmpz_mpoly_divides(gcd, fmpz_mpoly_q_denref(values + i), gcd, s->ring);
        fmpz_mpoly_mul(common, common, gcd, s->ring);
        ok = ok && fmpz_mpoly_length(common, s->ring) <= COL_EXACT_MAX_TERMS;
    }
    for (size_t i = 0; ok && i < m->columns; i++) {
        clear_denominator(p, values + i, common, s);
        ok = add_column(m, i, p, s);
    }
    fmpz_mpoly_clear(common, s->ring);
    fmpz_mpoly_clear(gcd, s->ring);
    fmpz_mpoly_clear(p, s->ring);
    return ok;
}

/* The combination of the candidates whose derivative is the integrand. */
static col_expr combine(search *s, const fmpz_mpoly_q_t integrand)
{
    size_t columns = s->count + 1, converted = 0;
    fmpz_mpoly_q_struct *values = col_calloc(columns, sizeof *values);
    for (; converted < columns; converted++) {
        fmpz_mpoly_q_init(values + converted, s->ring);
        if (converted == s->count)
            fmpz_mpoly_q_set(values + converted, integrand, s->ring);
        else if (!col_exact_convert(values + converted, s->field,
                                    col_expr_derivative(s->graph, s->candidates[converted], s->x), NULL))
            fmpz_mpoly_q_zero(values + converted, s->ring); /* no help, no harm */
    }
    for (size_t i = 0; i < s->field->count; i++) /* the field may have grown */
        s->dependent[i] = col_expr_contains(s->graph, s->field->generators[i].expression, s->x);
    linear_system m;
    size_t *pivots = col_calloc(columns, sizeof *pivots);
    system_init(&m, columns, s);
    col_expr sum = COL_EXPR_NONE;
    if (fill(&m, values, s) && eliminate(&m, pivots, s)) {
        sum = col_expr_integer(s->graph, 0);
        for (size_t i = 0; i < s->count; i++)
            if (pivots[i] < m.rows) {
                col_expr c = col_exact_expression(s->field, m.entries + pivots[i] * columns + s->count);
                sum = col_expr_add(s->graph, sum, col_expr_mul(s->graph, c, s->candidates[i]));
            }
    }
    system_clear(&m, s);
    free(pivots);
    for (size_t i = 0; i < converted; i++)
        fmpz_mpoly_q_clear(values + i, s->ring);
    free(values);
    return sum;
}

/* Some F with F' = body, both over the region, x being one of its symbols. */
static col_expr antiderivative(const col_region *region, col_expr body, col_expr x)
{
    col_sign_context *context = col_sign_context_new(region, &body, 1, 24);
    search s = {.graph = region->graph, .x = x, .field = col_sign_context_field(context)};
    s.ring = col_exact_context(s.field);
    fmpz_mpoly_q_t integrand;
    fmpz_mpoly_q_init(integrand, s.ring);
    col_expr found = COL_EXPR_NONE;
    if (col_exact_convert(integrand, s.field, body, NULL) && suggest(&s, integrand))
        found = combine(&s, integrand);
    fmpz_mpoly_q_clear(integrand, s.ring);
    free(s.dependent);
    col_sign_context_free(context);
    return found;
}

static bool defined(const col_region *region, col_expr e, unsigned long effort)
{
    col_sign_result result;
    col_sign_defined(&result, region, e, effort);
    bool proved = e != COL_EXPR_NONE && result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return proved;
}

static bool vanishes(const col_region *region, col_expr e, unsigned long effort)
{
    col_sign_result result;
    col_sign_determine(&result, region, e, COL_SIGN_ZERO, effort);
    bool proved = result.verdict == COL_PROVED;
    col_sign_result_clear(&result);
    return proved;
}

col_expr col_integral_value(const col_region *region, col_expr e, unsigned long effort)
{
    col_graph *graph = region->graph;
    col_node node = *col_expr_node(graph, e);
    col_expr body = node.args[0], x = node.args[1], lo = node.args[2], hi = node.args[3];
    col_region closed, open;
    col_region_copy(&closed, region);
    col_region_add_symbol(&closed, x);
    if (col_expr_is_constant(graph, lo) && col_expr_is_constant(graph, hi)) {
        bool ascending = col_constant_sign(graph, col_expr_sub(graph, hi, lo), 256) != COL_SIGN_NEGATIVE;
        closed.ranges[closed.count - 1] = (col_range){ascending ? lo : hi, ascending ? hi : lo, false, false};
    } else {
        col_region_require(&closed, col_expr_mul(graph, col_expr_sub(graph, x, lo), col_expr_sub(graph, x, hi)),
                           COL_SIGN_NONPOSITIVE);
    }
    col_region_copy(&open, &closed);
    open.ranges[open.count - 1].lo_open = open.ranges[open.count - 1].hi_open = true;
    if (open.condition_count > region->condition_count)
        open.conditions[open.condition_count - 1].signs = COL_SIGN_NEGATIVE;
    col_expr f = antiderivative(&open, body, x), value = COL_EXPR_NONE;
    if (f != COL_EXPR_NONE) {
        col_expr slope = col_expr_derivative(graph, f, x);
        if (defined(&open, body, effort) && defined(&open, slope, effort) && defined(&closed, f, effort)
            && vanishes(&open, col_expr_sub(graph, slope, body), effort))
            value = col_expr_sub(graph, col_expr_substitute(graph, f, &x, &hi, 1),
                                 col_expr_substitute(graph, f, &x, &lo, 1));
    }
    col_region_clear(&closed);
    col_region_clear(&open);
    return value;
}
