/* What is read off a state: separations, accuracies, loss, head spectrum, drift of what is conserved. */
#ifndef COL_FLOW_OBSERVE_H
#define COL_FLOW_OBSERVE_H

#include "system.h"

/* Sum over the labels of |y_c - mean|^2 / K, half the mean square separation times (K - 1)/K. */
double col_flow_label_spread(const col_flow_system *system, const double *state);

/* What the flow conserves: a d x d matrix with a head, a vector of length d without. Returns its length; 0, with out
 * untouched, if this flow conserves nothing of the kind. norm: of its terms, for relative drifts. */
size_t col_flow_conserved(double *out, double *norm, const col_flow_system *system, const double *state,
                          double *scratch);

/* All fields but time and drift. Uses the workspace. */
void col_flow_observe(col_flow_point *point, const col_flow_system *system, col_flow_workspace *workspace,
                      const double *state);

/* Eigenvalues of a matrix (d x d) by descending real part. */
void col_flow_spectrum(double *real, double *imaginary, const double *matrix, size_t dimension);

/* Singular values of B, descending (K, zeros filled up); NaN for more than 1e8 entries. */
void col_flow_correlations(double *out, const col_flow_system *system);

/* Raw positions of the labels, K x d. */
void col_flow_label_positions(double *y, const col_flow_system *system, const double *state);

/* An estimate of the flow's fastest rate at the state whose moments are in the workspace. */
double col_flow_fastest_rate(const col_flow_system *system, const col_flow_workspace *workspace, const double *state);

#endif
