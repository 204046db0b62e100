/* Boxes in homogeneous coordinates: finite and infinite ends alike. */
#include "signtensor.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static void box_allocate(col_projective_box *box, slong variables)
{
    box->variables = variables;
    box->lo_p = _fmpz_vec_init(variables);
    box->lo_w = _fmpz_vec_init(variables);
    box->hi_p = _fmpz_vec_init(variables);
    box->hi_w = _fmpz_vec_init(variables);
    box->lo_closed = col_calloc((size_t)variables + 1, sizeof(bool));
    box->hi_closed = col_calloc((size_t)variables + 1, sizeof(bool));
}

void col_projective_box_clear(col_projective_box *box)
{
    _fmpz_vec_clear(box->lo_p, box->variables);
    _fmpz_vec_clear(box->lo_w, box->variables);
    _fmpz_vec_clear(box->hi_p, box->variables);
    _fmpz_vec_clear(box->hi_w, box->variables);
    free(box->lo_closed);
    free(box->hi_closed);
}

/* The ends as fractions with one denominator; an infinite end is (+-1, 0). */
static void set_ends(col_projective_box *box, slong v, const col_semialgebraic_range *range)
{
    if (range->lo_finite && range->hi_finite) {
        fmpz_lcm(&box->lo_w[v], fmpq_denref(range->lo), fmpq_denref(range->hi));
        fmpz_set(&box->hi_w[v], &box->lo_w[v]);
    } else {
        fmpz_set_ui(&box->lo_w[v], 0);
        fmpz_set_ui(&box->hi_w[v], 0);
        if (range->lo_finite)
            fmpz_set(&box->lo_w[v], fmpq_denref(range->lo));
        if (range->hi_finite)
            fmpz_set(&box->hi_w[v], fmpq_denref(range->hi));
    }
    fmpz_set_si(&box->lo_p[v], -1);
    fmpz_set_si(&box->hi_p[v], 1);
    if (range->lo_finite) {
        fmpz_divexact(&box->lo_p[v], &box->lo_w[v], fmpq_denref(range->lo));
        fmpz_mul(&box->lo_p[v], &box->lo_p[v], fmpq_numref(range->lo));
    }
    if (range->hi_finite) {
        fmpz_divexact(&box->hi_p[v], &box->hi_w[v], fmpq_denref(range->hi));
        fmpz_mul(&box->hi_p[v], &box->hi_p[v], fmpq_numref(range->hi));
    }
}

void col_projective_box_init(col_projective_box *box, const col_semialgebraic_range *ranges, slong variables)
{
    box_allocate(box, variables);
    for (slong v = 0; v < variables; v++) {
        set_ends(box, v, &ranges[v]);
        box->lo_closed[v] = ranges[v].lo_finite && !ranges[v].lo_open;
        box->hi_closed[v] = ranges[v].hi_finite && !ranges[v].hi_open;
    }
}

void col_projective_box_set(col_projective_box *copy, const col_projective_box *box)
{
    box_allocate(copy, box->variables);
    _fmpz_vec_set(copy->lo_p, box->lo_p, box->variables);
    _fmpz_vec_set(copy->lo_w, box->lo_w, box->variables);
    _fmpz_vec_set(copy->hi_p, box->hi_p, box->variables);
    _fmpz_vec_set(copy->hi_w, box->hi_w, box->variables);
    memcpy(copy->lo_closed, box->lo_closed, (size_t)box->variables * sizeof(bool));
    memcpy(copy->hi_closed, box->hi_closed, (size_t)box->variables * sizeof(bool));
}

/* The cut is lo + hi in homogeneous coordinates; the end that stays is doubled when its weight must follow that of
 * the cut, or when it is infinite (so that steps double): that is, unless the other end, cut off, is infinite. */
void col_projective_box_split(col_projective_box *box, slong axis, bool upper)
{
    fmpz *kept_p = upper ? &box->hi_p[axis] : &box->lo_p[axis], *kept_w = upper ? &box->hi_w[axis] : &box->lo_w[axis];
    fmpz *cut_p = upper ? &box->lo_p[axis] : &box->hi_p[axis], *cut_w = upper ? &box->lo_w[axis] : &box->hi_w[axis];
    bool doubled = !fmpz_is_zero(cut_w);
    fmpz_add(cut_p, cut_p, kept_p);
    fmpz_add(cut_w, cut_w, kept_w);
    if (doubled) {
        fmpz_mul_2exp(kept_p, kept_p, 1);
        fmpz_mul_2exp(kept_w, kept_w, 1);
    }
    if (upper)
        box->lo_closed[axis] = false;
    else
        box->hi_closed[axis] = true;
}

void col_projective_box_centre(fmpq *point, const col_projective_box *box)
{
    for (slong v = 0; v < box->variables; v++) {
        fmpz_add(fmpq_numref(point + v), &box->lo_p[v], &box->hi_p[v]);
        fmpz_add(fmpq_denref(point + v), &box->lo_w[v], &box->hi_w[v]);
        fmpq_canonicalise(point + v);
    }
}
