/* The walk from expressions to normal forms, and back. */
#include "definedness.h"
#include "exact_field.h"

#include "../base/memory.h"

#include <stdlib.h>

/* min and max through (a + b -+ abs(a - b))/2. */
static bool extremum(fmpz_mpoly_q_t out, col_op op, const fmpz_mpoly_q_t a, const fmpz_mpoly_q_t b,
                     col_exact_field *field)
{
    fmpz_mpoly_q_t distance;
    fmpz_mpoly_q_init(distance, field->context);
    fmpz_mpoly_q_sub(distance, a, b, field->context);
    bool ok = col_exact_abs(distance, distance, field);
    if (ok) {
        fmpz_mpoly_q_add(out, a, b, field->context);
        if (op == COL_OP_MAX)
            fmpz_mpoly_q_add(out, out, distance, field->context);
        else
            fmpz_mpoly_q_sub(out, out, distance, field->context);
        fmpz_mpoly_q_div_si(out, out, 2, field->context);
        ok = col_exact_settle(out, field);
    }
    fmpz_mpoly_q_clear(distance, field->context);
    return ok;
}

/* x^y: an integer or rational y directly, otherwise exp(y log x). */
static bool power(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, const fmpz_mpoly_q_t y, col_exact_field *field)
{
    fmpq_t exponent;
    fmpq_init(exponent);
    bool ok;
    if (col_exact_is_rational(exponent, y, field)) {
        ok = col_exact_pow_fmpq(out, x, exponent, field);
    } else {
        fmpz_mpoly_q_t logarithm;
        fmpz_mpoly_q_init(logarithm, field->context);
        ok = col_exact_log(logarithm, x, field) && col_exact_mul(logarithm, logarithm, y, field)
            && col_exact_exp(out, logarithm, field);
        fmpz_mpoly_q_clear(logarithm, field->context);
    }
    fmpq_clear(exponent);
    return ok;
}

/* sinh, cosh, tanh through e = exp(x). */
static bool hyperbolic(fmpz_mpoly_q_t out, col_op op, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    fmpz_mpoly_q_t e, inverse, sum;
    fmpz_mpoly_q_init(e, field->context);
    fmpz_mpoly_q_init(inverse, field->context);
    fmpz_mpoly_q_init(sum, field->context);
    bool ok = col_exact_exp(e, x, field) && col_exact_pow_si(inverse, e, -1, field);
    if (ok) {
        fmpz_mpoly_q_add(sum, e, inverse, field->context);
        fmpz_mpoly_q_sub(e, e, inverse, field->context);
        if (op == COL_OP_TANH)
            ok = col_exact_div(out, e, sum, field);
        else
            fmpz_mpoly_q_div_si(out, op == COL_OP_SINH ? e : sum, 2, field->context);
        ok = ok && col_exact_settle(out, field);
    }
    fmpz_mpoly_q_clear(e, field->context);
    fmpz_mpoly_q_clear(inverse, field->context);
    fmpz_mpoly_q_clear(sum, field->context);
    return ok;
}

static bool circular(fmpz_mpoly_q_t out, col_op op, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    fmpz_mpoly_q_t cosine, sine;
    fmpz_mpoly_q_init(cosine, field->context);
    fmpz_mpoly_q_init(sine, field->context);
    bool ok = col_exact_cos_sin(cosine, sine, x, field);
    if (ok && op == COL_OP_TAN)
        ok = col_exact_div(out, sine, cosine, field);
    else if (ok)
        fmpz_mpoly_q_set(out, op == COL_OP_SIN ? sine : cosine, field->context);
    fmpz_mpoly_q_clear(cosine, field->context);
    fmpz_mpoly_q_clear(sine, field->context);
    return ok;
}

static slong find_plain(col_exact_field *field, col_generator_kind kind, col_op op, col_expr e)
{
    return col_exact_find(field, kind, op, e, NULL, 0, NULL);
}

/* acos = pi/2 - asin. */
static bool arccosine(fmpz_mpoly_q_t out, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    fmpz_mpoly_q_t half_pi;
    fmpz_mpoly_q_init(half_pi, field->context);
    bool ok = col_exact_odd(out, COL_OP_ASIN, x, field)
        && col_exact_set_generator(half_pi, find_plain(field, COL_GENERATOR_PI, COL_OP_PI, col_expr_pi(field->graph)),
                                   field);
    if (ok) {
        fmpz_mpoly_q_div_si(half_pi, half_pi, 2, field->context);
        fmpz_mpoly_q_sub(out, half_pi, out, field->context);
        ok = col_exact_settle(out, field);
    }
    fmpz_mpoly_q_clear(half_pi, field->context);
    return ok;
}

static bool add_terms(fmpz_mpoly_q_t out, const col_node *sum, slong first, slong last, col_exact_field *field)
{
    fmpz_mpoly_q_t term;
    fmpz_mpoly_q_init(term, field->context);
    fmpz_mpoly_q_zero(out, field->context);
    bool ok = true;
    for (slong j = first; ok && j <= last; j++) {
        col_expr index = col_expr_integer(field->graph, j);
        col_expr body = col_expr_substitute(field->graph, sum->args[0], &sum->args[1], &index, 1);
        ok = body != COL_EXPR_NONE && --field->sum_terms >= 0;
        ok = ok ? col_exact_convert(term, field, body, NULL) : col_exact_fail(field, "a sum has too many terms");
        if (ok) {
            fmpz_mpoly_q_add(out, out, term, field->context);
            ok = col_exact_settle(out, field);
        }
    }
    fmpz_mpoly_q_clear(term, field->context);
    return ok;
}

/* A sum with integer ends, term by term. node is a copy: the graph grows meanwhile. */
static bool finite_sum(fmpz_mpoly_q_t out, col_node node, col_exact_field *field)
{
    fmpq_t first, last;
    fmpq_init(first);
    fmpq_init(last);
    bool ok = col_expr_rational(first, field->graph, node.args[2], 64)
        && col_expr_rational(last, field->graph, node.args[3], 64) && fmpz_is_one(fmpq_denref(first))
        && fmpz_is_one(fmpq_denref(last)) && fmpz_bits(fmpq_numref(first)) < 31 && fmpz_bits(fmpq_numref(last)) < 31;
    if (ok && fmpz_get_si(fmpq_numref(last)) - fmpz_get_si(fmpq_numref(first)) >= field->sum_terms)
        ok = col_exact_fail(field, "a sum has too many terms");
    else if (ok)
        ok = add_terms(out, &node, fmpz_get_si(fmpq_numref(first)), fmpz_get_si(fmpq_numref(last)), field);
    else
        col_exact_fail(field, "a sum whose ends are not integers");
    fmpq_clear(first);
    fmpq_clear(last);
    return ok;
}

/* Zero over an empty range; its closed form where the oracle has one; else a value of its own. */
static bool integral(fmpz_mpoly_q_t out, col_expr e, col_exact_field *field)
{
    const col_node *node = col_expr_node(field->graph, e);
    if (fmpz_mpoly_q_equal(&field->memo[node->args[2]], &field->memo[node->args[3]], field->context)) {
        fmpz_mpoly_q_zero(out, field->context);
        return true;
    }
    col_expr value = field->integrals != NULL ? field->integrals(field->oracle_data, e) : COL_EXPR_NONE;
    if (value != COL_EXPR_NONE && col_exact_convert(out, field, value, NULL))
        return true;
    return col_exact_set_generator(out, find_plain(field, COL_GENERATOR_OPAQUE, COL_OP_INTEGRAL, e), field);
}

static bool convert_node(fmpz_mpoly_q_t out, col_expr e, col_exact_field *field)
{
    col_node node = *col_expr_node(field->graph, e);
    const fmpz_mpoly_q_struct *a = node.arguments > 0 ? &field->memo[node.args[0]] : NULL;
    const fmpz_mpoly_q_struct *b = node.arguments > 1 ? &field->memo[node.args[1]] : NULL;
    switch (node.op) {
    case COL_OP_NUMBER:
        fmpz_mpoly_q_set_fmpq(out, col_expr_value(field->graph, e), field->context);
        return true;
    case COL_OP_PI: return col_exact_set_generator(out, find_plain(field, COL_GENERATOR_PI, node.op, e), field);
    case COL_OP_SYMBOL: return col_exact_set_generator(out, find_plain(field, COL_GENERATOR_SYMBOL, node.op, e), field);
    case COL_OP_ADD: fmpz_mpoly_q_add(out, a, b, field->context); return col_exact_settle(out, field);
    case COL_OP_SUB: fmpz_mpoly_q_sub(out, a, b, field->context); return col_exact_settle(out, field);
    case COL_OP_NEG: fmpz_mpoly_q_neg(out, a, field->context); return true;
    case COL_OP_MUL: return col_exact_mul(out, a, b, field);
    case COL_OP_DIV: return col_exact_div(out, a, b, field);
    case COL_OP_POW: return power(out, a, b, field);
    case COL_OP_SQRT: return col_exact_root(out, a, 2, field);
    case COL_OP_ABS: return col_exact_abs(out, a, field);
    case COL_OP_MIN: case COL_OP_MAX: return extremum(out, node.op, a, b, field);
    case COL_OP_EXP: return col_exact_exp(out, a, field);
    case COL_OP_LOG: return col_exact_log(out, a, field);
    case COL_OP_SINH: case COL_OP_COSH: case COL_OP_TANH: return hyperbolic(out, node.op, a, field);
    case COL_OP_SIN: case COL_OP_COS: case COL_OP_TAN: return circular(out, node.op, a, field);
    case COL_OP_ACOS: return arccosine(out, a, field);
    case COL_OP_ASIN: case COL_OP_ATAN: case COL_OP_ERF: return col_exact_odd(out, node.op, a, field);
    case COL_OP_SUM: return finite_sum(out, node, field);
    case COL_OP_INTEGRAL: return integral(out, e, field);
    case COL_OP_COUNT: break;
    }
    return col_exact_fail(field, "an expression without a normal form");
}

static void grow_memo(col_exact_field *field, size_t size)
{
    if (size <= field->memo_size)
        return;
    size += size / 2;
    field->memo = col_realloc(field->memo, size * sizeof *field->memo);
    field->known = col_realloc(field->known, size);
    for (size_t i = field->memo_size; i < size; i++)
        field->known[i] = 0;
    field->memo_size = size;
}

/* All angles before the first sine: what they have in common becomes the generator. */
static void note_angles(col_exact_field *field, const col_expr *nodes, size_t count)
{
    fmpz_mpoly_q_t argument;
    fmpz_mpoly_q_init(argument, field->context);
    for (size_t k = 0; k < count; k++) {
        const col_node *node = col_expr_node(field->graph, nodes[k]);
        bool circle = node->op == COL_OP_SIN || node->op == COL_OP_COS || node->op == COL_OP_TAN;
        if (circle && field->known[nodes[k]] == 0 && col_exact_convert(argument, field, node->args[0], NULL))
            col_exact_note_angles(argument, field);
    }
    fmpz_mpoly_q_clear(argument, field->context);
}

/* Node by node in ascending order, so that deep formulas need no deep stack. A value is kept in the memo only when it
 * is complete: converting a sum's terms grows the memo meanwhile. */
bool col_exact_convert(fmpz_mpoly_q_t out, col_exact_field *field, col_expr e, const char **reason)
{
    if (e == COL_EXPR_NONE) {
        if (reason != NULL)
            *reason = "the formula is too large";
        return col_exact_fail(field, "the formula is too large");
    }
    grow_memo(field, (size_t)e + 1);
    size_t count;
    col_expr *nodes = col_expr_outer(&count, field->graph, e);
    bool ok = true;
    note_angles(field, nodes, count);
    for (size_t k = 0; ok && k < count; k++) {
        col_expr i = nodes[k];
        if (field->known[i] == 1)
            continue;
        fmpz_mpoly_q_t value;
        fmpz_mpoly_q_init(value, field->context);
        ok = field->known[i] == 0 && convert_node(value, i, field);
        field->known[i] = ok ? 1 : 2;
        if (ok)
            field->memo[i] = *value;
        else
            fmpz_mpoly_q_clear(value, field->context);
    }
    if (ok)
        fmpz_mpoly_q_set(out, &field->memo[e], field->context);
    else if (reason != NULL)
        *reason = field->reason;
    free(nodes);
    return ok;
}

static col_expr power_expression(col_graph *graph, col_expr base, slong exponent)
{
    return exponent == 1 ? base : col_expr_pow_si(graph, base, exponent);
}

col_expr col_exact_polynomial_expression(col_exact_field *field, const fmpz_mpoly_t polynomial)
{
    col_graph *graph = field->graph;
    col_expr total = col_expr_integer(graph, 0);
    fmpq_t coefficient;
    fmpq_init(coefficient);
    ulong *exponents = col_calloc(field->capacity, sizeof *exponents);
    for (slong i = 0; i < fmpz_mpoly_length(polynomial, field->context); i++) {
        fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(coefficient), polynomial, i, field->context);
        fmpz_one(fmpq_denref(coefficient));
        bool negative = fmpq_sgn(coefficient) < 0;
        fmpq_abs(coefficient, coefficient);
        col_expr term = col_expr_number(graph, coefficient);
        fmpz_mpoly_get_term_exp_ui(exponents, polynomial, i, field->context);
        for (size_t k = 0; k < field->count; k++)
            if (exponents[k] > 0)
                term = col_expr_mul(graph, term,
                                    power_expression(graph, field->generators[k].expression, (slong)exponents[k]));
        total = negative ? col_expr_sub(graph, total, term) : col_expr_add(graph, total, term);
    }
    free(exponents);
    fmpq_clear(coefficient);
    return total;
}

col_expr col_exact_expression(col_exact_field *field, const fmpz_mpoly_q_t element)
{
    return col_expr_div(field->graph, col_exact_polynomial_expression(field, fmpz_mpoly_q_numref(element)),
                        col_exact_polynomial_expression(field, fmpz_mpoly_q_denref(element)));
}

size_t col_exact_room(const col_graph *graph, const col_expr *roots, size_t count)
{
    col_expr top = 0;
    for (size_t i = 0; i < count; i++)
        top = roots[i] > top ? roots[i] : top;
    unsigned char *needed = col_calloc((size_t)top + 1, 1);
    for (size_t i = 0; i < count; i++)
        needed[roots[i]] = 1;
    size_t room = 4;
    for (col_expr i = top; i > 0; i--) {
        const col_node *node = col_expr_node(graph, i);
        if (!needed[i])
            continue;
        for (int k = 0; k < node->arguments; k++)
            needed[node->args[k]] = 1;
        if (node->op == COL_OP_PI || (node->op >= COL_OP_POW && node->op != COL_OP_NEG))
            room += node->op == COL_OP_SUM ? 16 : 2;
    }
    free(needed);
    return room;
}
