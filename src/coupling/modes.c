/* Lists of certified modes. */
#include <collapsar/modes.h>

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

void col_modes_init(col_modes *modes)
{
    memset(modes, 0, sizeof *modes);
}

void col_modes_reset(col_modes *modes)
{
    for (size_t i = 0; i < modes->count; i++) {
        col_mode *mode = &modes->items[i];
        arb_clear(mode->s);
        arb_clear(mode->mu);
        arb_clear(mode->gap);
        fmpq_clear(mode->value);
    }
    modes->count = 0;
}

void col_modes_clear(col_modes *modes)
{
    col_modes_reset(modes);
    free(modes->items);
    col_modes_init(modes);
}

static col_mode *append(col_modes *modes, ulong multiplicity, bool equal)
{
    modes->items = col_grow(modes->items, modes->count, &modes->capacity, sizeof *modes->items);
    col_mode *mode = &modes->items[modes->count++];
    arb_init(mode->s);
    arb_init(mode->mu);
    arb_init(mode->gap);
    fmpq_init(mode->value);
    mode->multiplicity = multiplicity;
    mode->equal = equal || multiplicity == 1;
    mode->rational = false;
    return mode;
}

/* sqrt of a rational: exact if it is one. */
static void sqrt_rational(arb_t out, const fmpq_t x, slong precision)
{
    if (fmpz_is_square(fmpq_numref(x)) && fmpz_is_square(fmpq_denref(x))) {
        fmpq_t root;
        fmpq_init(root);
        fmpz_sqrt(fmpq_numref(root), fmpq_numref(x));
        fmpz_sqrt(fmpq_denref(root), fmpq_denref(x));
        arb_set_fmpq(out, root, precision);
        fmpq_clear(root);
    } else {
        arb_set_fmpq(out, x, precision + 4);
        arb_sqrt(out, out, precision);
    }
}

void col_modes_add_rational(col_modes *modes, const fmpq_t mu, ulong multiplicity, slong precision)
{
    col_mode *mode = append(modes, multiplicity, true);
    mode->rational = true;
    fmpq_set(mode->value, mu);
    arb_set_fmpq(mode->mu, mu, precision);
    sqrt_rational(mode->s, mu, precision);
    fmpq_t gap;
    fmpq_init(gap);
    fmpq_sub_si(gap, mu, 1);
    fmpq_neg(gap, gap);
    arb_set_fmpq(mode->gap, gap, precision);
    fmpq_clear(gap);
}

/* x cut to [0, 1], where the true value is known to lie. */
static void cut_to_unit(arb_t x, slong precision)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    arb_get_lbound_arf(lo, x, precision + 32);
    arb_get_ubound_arf(hi, x, precision + 32);
    if (arf_sgn(lo) < 0 || arf_cmp_si(hi, 1) > 0) {
        if (arf_sgn(lo) < 0)
            arf_zero(lo);
        if (arf_cmp_si(hi, 1) > 0)
            arf_one(hi);
        if (arf_cmp(lo, hi) <= 0)
            arb_set_interval_arf(x, lo, hi, precision + 32);
    }
    arf_clear(hi);
    arf_clear(lo);
}

/* s = sqrt(mu) over the ends: the ball of mu may be wide next to 0. */
static void sqrt_ball(arb_t s, const arb_t mu, slong precision)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    arb_get_lbound_arf(lo, mu, precision + 32);
    arb_get_ubound_arf(hi, mu, precision + 32);
    if (arf_sgn(lo) < 0)
        arf_zero(lo);
    arf_sqrt(lo, lo, precision + 8, ARF_RND_DOWN);
    arf_sqrt(hi, hi, precision + 8, ARF_RND_UP);
    arb_set_interval_arf(s, lo, hi, precision + 32);
    arf_clear(hi);
    arf_clear(lo);
}

void col_modes_add_gap(col_modes *modes, const arb_t mu, const arb_t gap, ulong multiplicity, bool equal, slong precision)
{
    col_mode *mode = append(modes, multiplicity, equal);
    arb_set(mode->mu, mu);
    arb_set(mode->gap, gap);
    cut_to_unit(mode->mu, precision);
    cut_to_unit(mode->gap, precision);
    if (arb_is_positive(mode->mu))
        arb_sqrt(mode->s, mode->mu, precision);
    else
        sqrt_ball(mode->s, mode->mu, precision);
}

void col_modes_add(col_modes *modes, const arb_t mu, ulong multiplicity, bool equal, slong precision)
{
    arb_t gap;
    arb_init(gap);
    arb_sub_si(gap, mu, 1, precision + 32);
    arb_neg(gap, gap);
    col_modes_add_gap(modes, mu, gap, multiplicity, equal, precision);
    arb_clear(gap);
}

void col_modes_centre(col_modes *modes)
{
    if (modes->count == 0)
        return;
    if (--modes->items[0].multiplicity > 0)
        return;
    col_mode first = modes->items[0];
    memmove(modes->items, modes->items + 1, (modes->count - 1) * sizeof *modes->items);
    modes->items[modes->count - 1] = first; /* so that its numbers are cleared */
    col_mode *last = &modes->items[--modes->count];
    arb_clear(last->s);
    arb_clear(last->mu);
    arb_clear(last->gap);
    fmpq_clear(last->value);
}

/* Correct decimal digits of a ball: 0 if it contains 0 and is not exact. */
static slong digits_of(const arb_t x, slong most)
{
    if (arb_is_exact(x))
        return most;
    slong bits = arb_rel_accuracy_bits(x);
    slong digits = bits <= 0 ? 0 : (slong)((double)bits * 0.30102999566398120);
    return digits < most ? digits : most;
}

slong col_modes_digits(const col_modes *modes, slong most)
{
    slong least = most;
    for (size_t i = 0; i < modes->count; i++) {
        slong s = digits_of(modes->items[i].s, most), gap = digits_of(modes->items[i].gap, most);
        least = s < least ? s : least;
        least = gap < least ? gap : least;
    }
    return least;
}
