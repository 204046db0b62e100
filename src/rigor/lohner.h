/* Sets that do not wrap: m + C r0 + B r, after Lohner, as sets of states of a flow. */
#ifndef COL_RIGOR_LOHNER_H
#define COL_RIGOR_LOHNER_H

#include <collapsar/flint.h>
#include <stdbool.h>

typedef struct {
    slong dimension;
    arb_ptr centre; /* m, exact */
    arb_mat_t C, B; /* exact entries */
    arb_ptr r0, r;  /* balls around zero */
    bool wide;      /* is r0 more than a point? */
} col_lohner;

void col_lohner_init(col_lohner *set, slong dimension);
void col_lohner_clear(col_lohner *set);
void col_lohner_swap(col_lohner *a, col_lohner *b);

/* The set that is the box. */
void col_lohner_set_box(col_lohner *set, arb_srcptr box);

/* The smallest box around the set, up to rounding; around image + A (set - centre); around a linear form. */
void col_lohner_hull(arb_ptr box, const col_lohner *set, slong precision);
void col_lohner_image_hull(
    arb_ptr box, const col_lohner *set, arb_srcptr image, const arb_mat_t A, slong precision);
void col_lohner_form(arb_t value, const col_lohner *set, arb_srcptr weights, slong precision);

/* out contains image + A (x - centre) for every x in set: image encloses the image of the centre, A the slopes.
 * False, with out unspecified, if no well-conditioned frame was found. out is not set. */
bool col_lohner_map(col_lohner *out, const col_lohner *set, arb_srcptr image, const arb_mat_t A, slong precision);

#endif
