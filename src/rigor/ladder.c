/* The precision ladder. */
#include <collapsar/ladder.h>

bool col_ladder_climb(slong *precision, col_ladder_step step, void *context, const col_budget *budget)
{
    slong rung = FLINT_MIN(COL_LADDER_START, budget->precision);
    slong tried = 0;
    bool done = false;
    while (!done && rung > 0 && budget->steps > 0) {
        tried = rung;
        done = step(context, rung);
        if (rung >= budget->precision)
            break;
        rung = FLINT_MIN(2 * rung, budget->precision);
    }
    if (precision)
        *precision = tried;
    return done;
}

slong col_ladder_bits(slong digits)
{
    /* log2(10) < 3.3220; 32 guard bits. */
    if (digits > WORD_MAX / 4 - 64)
        return WORD_MAX / 2;
    return digits / 1000 * 3322 + (digits % 1000) * 3322 / 1000 + 33;
}
