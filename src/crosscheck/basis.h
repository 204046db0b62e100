/* Mode amplitudes of starts and of simulated labels, in double precision: where a simulation begins, and what is looked
 * at. With weights A and degrees a_i, b_c, sqrt(a_i) x_i = sum_k left_k(i) x_k and sqrt(b_c) y_c = sum_k right_k(c)
 * y_k. */
#ifndef COL_CROSSCHECK_BASIS_H
#define COL_CROSSCHECK_BASIS_H

#include "scene.h"

typedef struct {
    const col_table *table; /* borrowed */
    size_t labels, samples;
    double *s;              /* labels: singular values */
    double *right;          /* row k: of the labels */
    double *left;           /* row k: of the samples, copies one after the other; 0 where s = 0 */
    double *sample_degree, *label_degree;
    double *row_degree;     /* of the table's stored rows */
} col_basis;

bool col_basis_init(col_basis *basis, const col_scene *scene, col_error *error);
void col_basis_clear(col_basis *basis);

/* Adds amplitudes of mode k (0 is the mean mode) along direction j: x is samples x d, y labels x d. */
void col_basis_add(double *x, double *y, const col_basis *basis, size_t k, size_t j, size_t d, double x_amplitude,
                   double y_amplitude);

/* The label and the sample amplitude of mode k along direction j. */
double col_basis_label(const col_basis *basis, const double *y, size_t k, size_t j, size_t d);
double col_basis_sample(const col_basis *basis, const double *x, size_t k, size_t j, size_t d);

/* Balanced rates, eta_x a_i = alpha and eta_y b_c = beta: sets the model's arrays. The caller frees the result. */
double *col_basis_balance(col_flow_model *model, const col_basis *basis, double alpha, double beta);

#endif
