/* Random formulas, and an evaluator of their own for exact rational values, for the tests of the language. */
#ifndef TESTS_FORMULAS_H
#define TESTS_FORMULAS_H

#include <collapsar/expr.h>
#include <stdlib.h>

/* A random number with small numerator and denominator. */
static inline void random_rational(fmpq_t value, flint_rand_t state, bool any_sign)
{
    slong numerator = (slong)n_randint(state, 12), denominator = 1 + (slong)(n_randint(state, 3) * n_randint(state, 4));
    if (any_sign && n_randint(state, 2))
        numerator = -numerator;
    fmpq_set_si(value, numerator, (ulong)denominator);
}

static inline col_expr random_number(col_graph *graph, flint_rand_t state, bool any_sign)
{
    fmpq_t value;
    fmpq_init(value);
    random_rational(value, state, any_sign);
    col_expr e = col_expr_number(graph, value);
    fmpq_clear(value);
    return e;
}

/* A rational function of the symbols, by the structure-keeping constructors; a few subterms are shared. */
static inline col_expr random_rational_function(col_graph *graph, flint_rand_t state, const col_expr *symbols,
                                                size_t count, int size)
{
    col_expr pool[40];
    int filled = 0;
    for (size_t i = 0; i < count; i++)
        pool[filled++] = symbols[i];
    pool[filled++] = random_number(graph, state, true);
    while (filled < 40 && filled < size) {
        col_expr a = pool[filled - 1 - (int)n_randint(state, filled < 4 ? (ulong)filled : 4)];
        col_expr b = pool[n_randint(state, (ulong)filled)];
        switch (n_randint(state, 8)) {
        case 0: case 1: pool[filled] = col_expr_binary(graph, COL_OP_ADD, a, b); break;
        case 2: pool[filled] = col_expr_binary(graph, COL_OP_SUB, a, b); break;
        case 3: case 4: pool[filled] = col_expr_binary(graph, COL_OP_MUL, a, b); break;
        case 5: pool[filled] = col_expr_binary(graph, COL_OP_DIV, a, b); break;
        case 6:
            pool[filled] = col_expr_binary(graph, COL_OP_POW, a,
                                           col_expr_integer(graph, (slong)n_randint(state, 6) - 2));
            break;
        default: pool[filled] = n_randint(state, 2) ? col_expr_unary(graph, COL_OP_NEG, a)
                                                    : random_number(graph, state, true);
        }
        filled++;
    }
    return pool[filled - 1];
}

/* A value and its derivative; undefined where a division by zero was met. */
typedef struct {
    fmpq_t value, slope;
    bool defined;
} dual;

static inline void dual_power(dual *out, const dual *a, slong n)
{
    fmpq_t less;
    fmpq_init(less);
    out->defined = a->defined && (n >= 0 || !fmpq_is_zero(a->value));
    if (out->defined) {
        fmpq_pow_si(out->value, a->value, n);
        if (n != 0) {
            fmpq_pow_si(less, a->value, n - 1);
            fmpq_mul(out->slope, less, a->slope);
            fmpq_mul_si(out->slope, out->slope, n);
        }
    }
    fmpq_clear(less);
}

static inline void dual_operation(dual *out, col_op op, const dual *a, const dual *b)
{
    fmpq_t t;
    fmpq_init(t);
    out->defined = a->defined && (b == NULL || b->defined);
    switch (op) {
    case COL_OP_ADD:
        fmpq_add(out->value, a->value, b->value);
        fmpq_add(out->slope, a->slope, b->slope);
        break;
    case COL_OP_SUB:
        fmpq_sub(out->value, a->value, b->value);
        fmpq_sub(out->slope, a->slope, b->slope);
        break;
    case COL_OP_MUL:
        fmpq_mul(out->value, a->value, b->value);
        fmpq_mul(out->slope, a->slope, b->value);
        fmpq_mul(t, a->value, b->slope);
        fmpq_add(out->slope, out->slope, t);
        break;
    case COL_OP_DIV: /* (a' b - a b')/b^2 */
        out->defined = out->defined && !fmpq_is_zero(b->value);
        if (out->defined) {
            fmpq_div(out->value, a->value, b->value);
            fmpq_mul(out->slope, a->slope, b->value);
            fmpq_mul(t, a->value, b->slope);
            fmpq_sub(out->slope, out->slope, t);
            fmpq_div(out->slope, out->slope, b->value);
            fmpq_div(out->slope, out->slope, b->value);
        }
        break;
    default: /* NEG */
        fmpq_neg(out->value, a->value);
        fmpq_neg(out->slope, a->slope);
    }
    fmpq_clear(t);
}

static inline bool is_small_integer(const fmpq *n)
{
    return fmpz_is_one(fmpq_denref(n)) && fmpz_cmp_si(fmpq_numref(n), 20) < 0 && fmpz_cmp_si(fmpq_numref(n), -20) > 0;
}

static inline void dual_node(dual *all, const col_graph *graph, col_expr e)
{
    const col_node *node = col_expr_node(graph, e);
    if (node->op == COL_OP_NUMBER) {
        all[e].defined = true;
        fmpq_set(all[e].value, col_expr_value(graph, e));
    } else if (node->op == COL_OP_POW) {
        if (col_expr_is_number(graph, node->args[1]) && is_small_integer(col_expr_value(graph, node->args[1])))
            dual_power(&all[e], &all[node->args[0]], fmpz_get_si(fmpq_numref(col_expr_value(graph, node->args[1]))));
    } else if (node->op >= COL_OP_ADD && node->op <= COL_OP_NEG) {
        dual_operation(&all[e], node->op, &all[node->args[0]], node->arguments > 1 ? &all[node->args[1]] : NULL);
    }
}

/* e at symbols[i] = values[i], with its derivative by symbols[direction]; numbers, + - * / and integer powers
 * only. False if it is undefined there, or too large. */
static inline bool evaluate_dual(fmpq_t value, fmpq_t slope, const col_graph *graph, col_expr e,
                                 const col_expr *symbols, const fmpq *values, size_t count, size_t direction)
{
    dual *all = calloc(e + 1, sizeof *all);
    for (col_expr i = 1; i <= e; i++) {
        fmpq_init(all[i].value);
        fmpq_init(all[i].slope);
        dual_node(all, graph, i);
        for (size_t k = 0; k < count; k++)
            if (i == symbols[k]) {
                all[i].defined = true;
                fmpq_set(all[i].value, values + k);
                fmpq_set_si(all[i].slope, k == direction, 1);
            }
        if (fmpq_height_bits(all[i].value) > 20000)
            all[i].defined = false;
    }
    bool defined = all[e].defined;
    if (defined) {
        fmpq_set(value, all[e].value);
        fmpq_set(slope, all[e].slope);
    }
    for (col_expr i = 1; i <= e; i++) {
        fmpq_clear(all[i].value);
        fmpq_clear(all[i].slope);
    }
    free(all);
    return defined;
}

#endif
