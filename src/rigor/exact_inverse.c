/* Odd functions without further rules: atan, asin (exact at the sines and tangents of simple fractions of pi), erf. */
#include "exact_field.h"

#include <collapsar/tape.h>
#include <math.h>

/* A constant's value in double precision: a guess that certifies nothing; NaN if it is not a constant. */
static double approximate(const fmpz_mpoly_q_t x, col_exact_field *field)
{
    col_expr e = col_exact_expression(field, x);
    double value = NAN;
    col_tape *tape = col_expr_is_constant(field->graph, e) ? col_tape_new(field->graph, &e, 1, NULL, 0, NULL) : NULL;
    if (tape != NULL) {
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        col_tape_approx(&value, tape, workspace, NULL);
        col_tape_workspace_free(workspace);
    }
    col_tape_free(tape);
    return value;
}

/* Is the angle k pi/n the inverse sine (tangent) of x, exactly? It lies in the principal range. */
static bool is_inverse(bool arcsine, const fmpz_mpoly_q_t x, const fmpz_mpoly_q_t angle, col_exact_field *field)
{
    fmpz_mpoly_q_t c, s, difference;
    fmpz_mpoly_q_init(c, field->context);
    fmpz_mpoly_q_init(s, field->context);
    fmpz_mpoly_q_init(difference, field->context);
    bool ok = col_exact_cos_sin(c, s, angle, field)
        && (arcsine ? (fmpz_mpoly_q_set(difference, x, field->context), true) : col_exact_mul(difference, x, c, field));
    if (ok) {
        fmpz_mpoly_q_sub(difference, difference, s, field->context);
        ok = col_exact_settle(difference, field) && fmpz_mpoly_q_is_zero(difference, field->context);
    }
    fmpz_mpoly_q_clear(c, field->context);
    fmpz_mpoly_q_clear(s, field->context);
    fmpz_mpoly_q_clear(difference, field->context);
    return ok;
}

/* asin and atan of constants that are the sine and tangent of a simple fraction of pi: guessed, then checked. */
static bool special_angle(fmpz_mpoly_q_t out, col_op function, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    static const slong fractions[] = {1, 2, 3, 4, 5, 6, 8, 10, 12};
    bool arcsine = function == COL_OP_ASIN, found = false;
    double value = function == COL_OP_ERF ? NAN : approximate(x, field);
    double turns = (arcsine ? asin(value) : atan(value)) / 3.14159265358979323846;
    col_expr pi = col_expr_pi(field->graph);
    for (size_t i = 0; !found && isfinite(turns) && i < sizeof fractions / sizeof *fractions; i++) {
        double multiple = turns * (double)fractions[i];
        if (fabs(multiple - nearbyint(multiple)) > 1e-9)
            continue;
        found = col_exact_set_generator(out, col_exact_find(field, COL_GENERATOR_PI, COL_OP_PI, pi, NULL, 0, NULL),
                                        field);
        fmpz_mpoly_q_mul_si(out, out, (slong)nearbyint(multiple), field->context);
        fmpz_mpoly_q_div_si(out, out, fractions[i], field->context);
        found = found && is_inverse(arcsine, x, out, field);
    }
    return found;
}

bool col_exact_odd(fmpz_mpoly_q_t out, col_op function, const fmpz_mpoly_q_t x, col_exact_field *field)
{
    if (fmpz_mpoly_q_is_zero(x, field->context)) {
        fmpz_mpoly_q_zero(out, field->context);
        return true;
    }
    if (special_angle(out, function, x, field))
        return true;
    fmpz_mpoly_q_t argument;
    fmpz_t lead;
    fmpz_mpoly_q_init(argument, field->context);
    fmpz_init(lead);
    fmpz_mpoly_get_term_coeff_fmpz(lead, fmpz_mpoly_q_numref(x), 0, field->context);
    bool negative = fmpz_sgn(lead) < 0;
    fmpz_mpoly_q_set(argument, x, field->context);
    if (negative)
        fmpz_mpoly_q_neg(argument, argument, field->context);
    col_expr expression = col_expr_unary(field->graph, function, col_exact_expression(field, argument));
    bool ok = col_exact_set_generator(
        out, col_exact_find(field, COL_GENERATOR_OPAQUE, function, expression, argument, 0, NULL), field);
    if (ok && negative)
        fmpz_mpoly_q_neg(out, out, field->context);
    fmpz_clear(lead);
    fmpz_mpoly_q_clear(argument, field->context);
    return ok;
}
