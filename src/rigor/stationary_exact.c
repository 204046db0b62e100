/* Zeros with rational coordinates, told exactly: a certified unique zero lies in a narrow box; if the simplest
 * rational point of that box is a zero itself, it is that one. */
#include "branch.h"

#include "../base/memory.h"

#include <stdlib.h>

#define MOST_BITS 24 /* of numerators and denominators that are tried */

static void arf_to_fmpq(fmpq_t out, const arf_t x)
{
    fmpz_t mantissa, exponent;
    fmpz_init(mantissa);
    fmpz_init(exponent);
    arf_get_fmpz_2exp(mantissa, exponent, x);
    fmpq_set_fmpz(out, mantissa);
    if (fmpz_sgn(exponent) >= 0)
        fmpq_mul_2exp(out, out, fmpz_get_ui(exponent));
    else
        fmpq_div_2exp(out, out, (ulong)-fmpz_get_si(exponent));
    fmpz_clear(mantissa);
    fmpz_clear(exponent);
}

/* The simplest rational in a ball; false if it is not simple at all, or too small or large to be. */
static bool simplest(fmpq_t out, const arb_t ball)
{
    if (arb_contains_zero(ball)) {
        fmpq_zero(out);
        return true;
    }
    if (!arb_is_finite(ball) || arf_cmpabs_2exp_si(arb_midref(ball), MOST_BITS) > 0
        || arf_cmpabs_2exp_si(arb_midref(ball), -MOST_BITS) < 0)
        return false;
    arf_t end;
    fmpq_t lo, hi;
    arf_init(end);
    fmpq_init(lo);
    fmpq_init(hi);
    arb_get_lbound_arf(end, ball, 256);
    arf_to_fmpq(lo, end);
    arb_get_ubound_arf(end, ball, 256);
    arf_to_fmpq(hi, end);
    fmpq_simplest_between(out, lo, hi);
    arf_clear(end);
    fmpq_clear(lo);
    fmpq_clear(hi);
    return fmpz_bits(fmpq_numref(out)) <= MOST_BITS && fmpz_bits(fmpq_denref(out)) <= MOST_BITS;
}

/* Is a formula without variables exactly zero: folded to 0, or an exact ball? */
static bool is_exact_zero(const col_graph *graph, col_expr e)
{
    if (e == COL_EXPR_NONE || col_expr_is_zero(graph, e))
        return e != COL_EXPR_NONE;
    col_tape *tape = col_tape_new(graph, &e, 1, NULL, 0, NULL);
    if (tape == NULL)
        return false;
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    arb_t value;
    arb_init(value);
    col_tape_ball(value, tape, workspace, NULL, 128);
    bool zero = arb_is_zero(value);
    arb_clear(value);
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
    return zero;
}

bool col_branch_exact_zero(
    fmpq *out, const col_branch *branch, col_graph *graph, const col_expr *variables, arb_srcptr enclosure)
{
    size_t n = branch->free_count;
    col_expr *symbols = col_malloc((n + 1) * sizeof *symbols), *values = col_malloc((n + 1) * sizeof *values);
    bool exact = true;
    for (size_t i = 0; exact && i < n; i++) {
        exact = simplest(out + i, enclosure + i);
        symbols[i] = variables[branch->free_variables[i]];
        values[i] = exact ? col_expr_number(graph, out + i) : COL_EXPR_NONE;
    }
    for (size_t i = 0; exact && i < n; i++)
        exact = is_exact_zero(graph, col_expr_substitute(graph, branch->equations[i], symbols, values, n));
    free(symbols);
    free(values);
    return exact;
}
