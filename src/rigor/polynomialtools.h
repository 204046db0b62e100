/* Small operations on integer polynomials that keep signs. Internal. */
#ifndef COL_RIGOR_POLYNOMIALTOOLS_H
#define COL_RIGOR_POLYNOMIALTOOLS_H

#include <collapsar/flint.h>
#include <stdbool.h>

/* A positive multiple of the polynomial with variable = value. */
void col_polynomial_fix(fmpz_mpoly_t result, const fmpz_mpoly_t polynomial, slong variable, const fmpq_t value,
    const fmpz_mpoly_ctx_struct *ctx);

/* Divides by the positive greatest common divisor of the coefficients. */
void col_polynomial_reduce_content(fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx);

/* The coefficient of variable^exponent. */
void col_polynomial_coefficient(fmpz_mpoly_t result, const fmpz_mpoly_t polynomial, slong variable, slong exponent,
    const fmpz_mpoly_ctx_struct *ctx);

/* The polynomial as one in the variable alone; false if it uses others. */
bool col_polynomial_univariate(fmpz_poly_t result, const fmpz_mpoly_t polynomial, slong variable,
    const fmpz_mpoly_ctx_struct *ctx);

/* The factorisation over the integers, as fmpz_mpoly_factor: irreducible factors with their exponents and a constant.
 * It is made in a ring of the variables that occur: FLINT's cost grows with those of the ring. False if FLINT fails. */
bool col_polynomial_factor(fmpz_mpoly_factor_t factors, const fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx);

/* A guess, from above, of the work that the resultant of a and b with respect to the variable takes: the number of
 * terms that it can have times the number of steps of a remainder sequence and the length of its numbers. FLINT does
 * at least 100 of these units a microsecond. */
double col_resultant_work(const fmpz_mpoly_t a, const fmpz_mpoly_t b, slong variable,
    const fmpz_mpoly_ctx_struct *ctx);

/* The sign of the polynomial at a point with real algebraic coordinates (one a variable), exact: coordinates are
 * enclosed more and more closely until the value excludes zero, or is smaller than any non-zero value at conjugate
 * points can be. False if that would need more than precision bits. */
bool col_algebraic_sign(int *sign, const fmpz_mpoly_t polynomial, qqbar_srcptr point, slong precision,
    const fmpz_mpoly_ctx_struct *ctx);

#endif
