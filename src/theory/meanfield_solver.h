/* The inside of a mean-field solution, for the files of this module. */
#ifndef COL_THEORY_MEANFIELD_SOLVER_H
#define COL_THEORY_MEANFIELD_SOLVER_H

#include "kernel.h"

#include <collapsar/meanfield.h>

struct col_meanfield {
    const col_meanfield_problem *problem;
    slong precision;
    col_kernel kernel;
    col_graph *graph;
    col_field *field;
    col_integrator *integrator;
    bool still;       /* p_0 = 0: nothing moves but Psi */
    bool mirrored;    /* p_0 < 0: p and Phi are those of -p_0, reflected */
    arb_ptr state;    /* abs(p), abs(Phi), y = 2q s_+ Phi - 2 Psi */
    arb_t W, W0, difference, q, decay, rho_P, top; /* difference: W_x - W_y; decay: r + rho */
};

/* The kernel of the problem's spectrum; false, with error set, if it cannot be enclosed. */
bool col_meanfield_kernel(col_kernel *kernel, const col_meanfield_problem *problem, double reach, slong rows,
    slong precision, col_error *error);

/* yy, S, T, gap and rate from p, Phi >= 0 and y. */
void col_meanfield_observe(col_meanfield_state *state, col_meanfield *meanfield, const arb_t y);

#endif
