/* The modes of a coupling: certified singular values of B = D_a^{-1/2} A D_b^{-1/2} with multiplicities. */
#ifndef COLLAPSAR_MODES_H
#define COLLAPSAR_MODES_H

#include <collapsar/flint.h>
#include <stdbool.h>

/* `multiplicity` singular values that lie in the ball s; mu = s^2 and gap = 1 - s^2 are enclosed on their own, each
 * as sharply as it is known (gap near s = 1, mu near s = 0). s = 1 is exact: gap is then the exact number 0, and is
 * positive (at any precision: it may still contain 0, the true value does not) otherwise. */
typedef struct {
    arb_t s, mu, gap;
    ulong multiplicity;
    bool equal;      /* proved: they are all the same number; always true for multiplicity 1 */
    bool rational;   /* proved: mu is the rational number `value` */
    fmpq_t value;
} col_mode;

/* Descending in s; the balls of different modes are disjoint, so the order is proved. Multiplicities sum to K.
 * The first mode is s = 1: its multiplicity is the number of connected components (D1). */
typedef struct {
    col_mode *items;
    size_t count, capacity;
} col_modes;

void col_modes_init(col_modes *modes);
void col_modes_clear(col_modes *modes);
void col_modes_reset(col_modes *modes); /* empties */

/* Appends a mode: by its exact mu; by a ball for mu (and gap = 1 - mu); by separate balls for mu and gap. */
void col_modes_add_rational(col_modes *modes, const fmpq_t mu, ulong multiplicity, slong precision);
void col_modes_add(col_modes *modes, const arb_t mu, ulong multiplicity, bool equal, slong precision);
void col_modes_add_gap(col_modes *modes, const arb_t mu, const arb_t gap, ulong multiplicity, bool equal, slong precision);

/* Drops the mean mode: one from the multiplicity of s = 1. */
void col_modes_centre(col_modes *modes);

/* Certified correct digits of the worst of s and gap over all modes; exact numbers don't count; at most `most`. */
slong col_modes_digits(const col_modes *modes, slong most);

#endif
