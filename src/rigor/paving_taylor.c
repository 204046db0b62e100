/* Signs near the faces of a box, where the root may vanish to some order. */
#include "paving_internal.h"

#include "../base/memory.h"
#include "interval_arithmetic.h"

#include <stdlib.h>

#define ORDER 8
#define BITS 128

/* The root's Taylor coefficients along one coordinate: from at (in direction +-1), the others ranging over the box. */
static void expand(arb_poly_t out, col_pavement *pavement, const col_interval *box, size_t side, col_interval at,
    int direction)
{
    size_t n = pavement->n, roots = col_tape_root_count(pavement->values);
    arb_poly_struct *in = col_malloc((n + 1) * sizeof *in), *all = col_malloc(roots * sizeof *all);
    arb_t coefficient;
    arb_init(coefficient);
    for (size_t i = 0; i < roots; i++)
        arb_poly_init(&all[i]);
    for (size_t i = 0; i < n; i++) {
        arb_poly_init(&in[i]);
        col_interval_get_arb(coefficient, i == side ? at : box[i]);
        arb_poly_set_coeff_arb(&in[i], 0, coefficient);
        if (i == side)
            arb_poly_set_coeff_si(&in[i], 1, direction);
    }
    col_tape_series(all, pavement->values, pavement->values_workspace, in, ORDER + 1, BITS);
    arb_poly_swap(out, &all[0]);
    for (size_t i = 0; i < roots; i++)
        arb_poly_clear(&all[i]);
    for (size_t i = 0; i < n; i++)
        arb_poly_clear(&in[i]);
    free(in);
    free(all);
    arb_clear(coefficient);
}

/* sign (+1 or -1) of all that matters, as explained in the header; excluded: the face itself does not count. */
static bool expansion_holds(const col_pavement *pavement, const arb_poly_t face, const arb_poly_t whole, int sign,
    bool excluded)
{
    arb_t c;
    arb_init(c);
    bool holds = false, at_face = excluded || !(pavement->strict || pavement->exclude);
    for (slong k = 0; k <= ORDER; k++) {
        arb_poly_get_coeff_arb(c, whole, k);
        arb_mul_si(c, c, sign, BITS);
        bool enough = arb_is_positive(c) || (!pavement->strict && !pavement->exclude && arb_is_nonnegative(c));
        if (enough && (at_face || k == 0)) {
            holds = true;
            break;
        }
        arb_poly_get_coeff_arb(c, face, k);
        arb_mul_si(c, c, sign, BITS);
        if (!arb_is_nonnegative(c))
            break;
        at_face = at_face || (k == 0 && arb_is_positive(c));
    }
    arb_clear(c);
    return holds;
}

static bool face_holds(col_pavement *pavement, const col_interval *box, size_t side, bool upper)
{
    double end = upper ? box[side].hi : box[side].lo;
    if (!isfinite(end) || !isfinite(upper ? box[side].lo : box[side].hi))
        return false;
    arb_poly_t face, whole;
    arb_poly_init(face);
    arb_poly_init(whole);
    int direction = upper ? -1 : 1;
    bool excluded = col_pavement_is_open_face(pavement, box, side, upper);
    expand(face, pavement, box, side, (col_interval){end, end}, direction);
    expand(whole, pavement, box, side, box[side], direction);
    bool holds = expansion_holds(pavement, face, whole, 1, excluded)
        || (pavement->exclude && expansion_holds(pavement, face, whole, -1, excluded));
    arb_poly_clear(face);
    arb_poly_clear(whole);
    return holds;
}

bool col_pavement_taylor(col_pavement *pavement, const col_interval *box)
{
    for (size_t i = 0; i < pavement->n; i++)
        if (face_holds(pavement, box, i, false) || face_holds(pavement, box, i, true))
            return true;
    return false;
}
