#include "exact.h"

#include <math.h>

void col_rational_set_double(fmpq_t out, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(out, exact);
    arf_clear(exact);
}

bool col_rational_get_double(double *out, const fmpq_t value)
{
    arf_t numerator, denominator, quotient;
    arf_init(numerator);
    arf_init(denominator);
    arf_init(quotient);
    arf_set_fmpz(numerator, fmpq_numref(value));
    arf_set_fmpz(denominator, fmpq_denref(value));
    int inexact = arf_div(quotient, numerator, denominator, 53, ARF_RND_NEAR);
    *out = arf_get_d(quotient, ARF_RND_NEAR);
    if (!inexact) {
        /* 53 bits were enough; the exponent may still not fit. */
        arf_set_d(numerator, *out);
        inexact = !isfinite(*out) || !arf_equal(numerator, quotient);
    }
    arf_clear(quotient);
    arf_clear(denominator);
    arf_clear(numerator);
    return !inexact;
}
