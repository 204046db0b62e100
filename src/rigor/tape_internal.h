/* What a tape is made of; shared by the compiler and the evaluators.
 *
 * Slot i is written by step i alone. The first constant_count steps depend on no input: a workspace computes them
 * once a precision. The inputs come next, then everything else, arguments always first. */
#ifndef COL_RIGOR_TAPE_INTERNAL_H
#define COL_RIGOR_TAPE_INTERNAL_H

#include <collapsar/tape.h>

/* Operations that the expression graph does not tell apart. */
enum { COL_STEP_POWER_INTEGER = COL_OP_COUNT, COL_STEP_POWER_RATIONAL };

/* The body of a sum or an integral as a tape of its own: input 0 is the bound symbol, the others are the values of
 * the enclosing tape that the body needs. */
typedef struct {
    col_tape *tape;
    uint32_t *captures; /* slots of the enclosing tape */
} col_body;

typedef struct {
    int op;        /* col_op or COL_STEP_*; SYMBOL: an input */
    uint32_t a, b; /* argument slots; for sums and integrals the slots of the two ends */
    slong n;       /* POWER_INTEGER: exponent; NUMBER, POWER_RATIONAL: which rational; SUM, INTEGRAL: which body */
} col_tape_step;

struct col_tape {
    col_tape_step *steps;
    size_t step_count, constant_count, input_count, root_count;
    uint32_t *roots;
    fmpq *rationals;
    size_t rational_count;
    col_body *bodies;
    size_t body_count;
};

typedef struct {
    slong precision; /* for which the constants hold; 0: for none */
} col_tape_cache;

struct col_tape_workspace {
    const col_tape *tape;
    col_tape_workspace **bodies; /* one a body of the tape */
    ulong limit;
    ulong *left;      /* of the outermost workspace: node evaluations that sums and integrals may still use */
    ulong own_left;
    const uint8_t *domains; /* col_domain of each slot, of the last evaluation: one of the next two */
    uint8_t *ball_domains, *interval_domains;
    double *numbers;
    col_interval *intervals;
    arb_ptr balls;
    acb_ptr complexes;
    arb_poly_struct *series;
    acb_poly_struct *complex_series;
    col_tape_cache numbers_cache, intervals_cache, balls_cache, complexes_cache, series_cache;
};

/* Evaluate all steps but the inputs, whose slots (and domains) the caller has filled. */
void col_tape_run_approx(col_tape_workspace *workspace);
void col_tape_run_interval(col_tape_workspace *workspace);
void col_tape_run_ball(col_tape_workspace *workspace, slong precision);
void col_tape_run_complex(col_tape_workspace *workspace, bool analytic, slong precision);
void col_tape_run_series(col_tape_workspace *workspace, slong length, slong precision);
void col_tape_run_complex_series(col_tape_workspace *workspace, slong length, slong precision);

/* Allocate the arrays of one kind, if that has not been done. */
void col_tape_need_approx(col_tape_workspace *workspace);
void col_tape_need_interval(col_tape_workspace *workspace);
void col_tape_need_ball(col_tape_workspace *workspace);
void col_tape_need_complex(col_tape_workspace *workspace);
void col_tape_need_series(col_tape_workspace *workspace);
void col_tape_need_complex_series(col_tape_workspace *workspace);

/* Charges evaluations of a body; false if the limit is reached. */
bool col_tape_charge(col_tape_workspace *workspace, ulong evaluations);

/* Sums and integrals, with the ends and the captured values taken from the workspace's balls (complex balls). The
 * domain is that of the body on the range. */
col_domain col_tape_bind_ball(arb_t out, col_tape_workspace *workspace, const col_tape_step *step, slong precision);
void col_tape_bind_complex(acb_t out, col_tape_workspace *workspace, const col_tape_step *step, bool analytic,
    slong precision);
void col_tape_bind_series(
    arb_poly_t out, col_tape_workspace *workspace, const col_tape_step *step, slong length, slong precision);

/* Integrals only, with the captures in place in inner, the body's workspace: in its balls, or its complex ones. */
col_domain col_quadrature_ball(arb_t out, col_tape_workspace *inner, const arb_t lo, const arb_t hi, slong precision);
void col_quadrature_complex(
    acb_t out, col_tape_workspace *inner, const acb_t lo, const acb_t hi, bool analytic, slong precision);

/* The coefficients of the integral between two series; the captured series are in place in inner. */
void col_quadrature_series(arb_poly_t out, col_tape_workspace *inner, const arb_poly_t lo, const arb_poly_t hi,
    slong length, slong precision);

/* Does the step have two argument slots? */
static inline bool col_step_takes_two(int op)
{
    return (op >= COL_OP_ADD && op <= COL_OP_POW) || (op >= COL_OP_MIN && op <= COL_OP_SUM);
}

#endif
