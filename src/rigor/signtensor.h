/* The sign of a polynomial on a box, read off its coefficients. Internal.
 *
 * On a box write each coordinate as x = (p0 + p1*u)/(w0 + w1*u), u in (0, inf), with the box's ends p0/w0 and p1/w1
 * (w = 0 at an infinite end). Times positive powers of w0 + w1*u the polynomial becomes one in the u's, with as many
 * coefficients as the box has Bernstein coefficients, and with their signs. If none is negative the polynomial is
 * not negative on the box; it is positive on the relative interior of a face exactly if some coefficient of that
 * face is positive. All coefficients are integers; nothing is rounded. */
#ifndef COL_RIGOR_SIGNTENSOR_H
#define COL_RIGOR_SIGNTENSOR_H

#include "semialgebraic_range.h"

#define COL_BOX_VARIABLES 64 /* of the context, used or not; with more, boxes are left alone */

/* A box in homogeneous coordinates; no range may be (-inf, inf). */
typedef struct {
    slong variables;
    fmpz *lo_p, *lo_w, *hi_p, *hi_w; /* w >= 0; equal weights at two finite ends */
    bool *lo_closed, *hi_closed;
} col_projective_box;

void col_projective_box_init(col_projective_box *box, const col_semialgebraic_range *ranges, slong variables);
void col_projective_box_set(col_projective_box *copy, const col_projective_box *box); /* copy is initialised by it */
void col_projective_box_clear(col_projective_box *box);

/* Halves the box across the axis: the lower part, or the upper one, which takes the cut unless it lies at lower's
 * closed end. Unbounded ranges are cut at distances that double. */
void col_projective_box_split(col_projective_box *box, slong axis, bool upper);

/* The point u = 1 of the box, in its interior. */
void col_projective_box_centre(fmpq *point, const col_projective_box *box);

typedef struct {
    slong variables;
    slong degree[COL_BOX_VARIABLES];
    slong stride[COL_BOX_VARIABLES];
    slong size;
    fmpz *coefficients;
} col_sign_tensor;

/* As a polynomial of at least the given degrees (one a variable; NULL: its own). False, with nothing to clear, if it
 * has more than limit coefficients. */
bool col_sign_tensor_init(col_sign_tensor *tensor, const fmpz_mpoly_t polynomial, const slong *degrees,
    const col_projective_box *box, slong limit, const fmpz_mpoly_ctx_struct *ctx);
void col_sign_tensor_set(col_sign_tensor *copy, const col_sign_tensor *tensor); /* copy is initialised by it */
void col_sign_tensor_clear(col_sign_tensor *tensor);

/* The tensor of the half box; box is the box before the split. */
void col_sign_tensor_split(col_sign_tensor *tensor, const col_projective_box *box, slong axis, bool upper);

/* Contains every sign of the polynomial on the box. */
col_signs col_sign_tensor_signs(const col_sign_tensor *tensor, const col_projective_box *box);

/* Divides the coefficients by the largest power of two that divides them all, and returns its exponent. */
ulong col_sign_tensor_reduce(col_sign_tensor *tensor);

/* The sign at the box's centre. */
col_signs col_sign_tensor_centre(const col_sign_tensor *tensor);

/* How often neighbouring coefficients along the axis differ in sign. */
slong col_sign_tensor_variations(const col_sign_tensor *tensor, slong axis);

#endif
