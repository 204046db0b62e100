/* The gradient flow of the full matrix model in double precision: what a training run would do. It certifies
 * nothing; it is what certified predictions are compared with, so it shares no formula with them: the flow comes from
 * the loss, not from the modes.
 *
 * Samples x_i, labels y_c in R^d, a shared head P (d x d), weights A_ic. With the head,
 *     L = 1/2 sum A_ic |P x_i - sg(y_c)|^2 + 1/2 sum A_ic |P y_c - sg(x_i)|^2,
 * where sg(.) is constant under differentiation; the leak r lets a fraction of the gradient through it (r = 0:
 * stop-gradient, r = 1: the plain gradient). Without the head, L = 1/2 sum A_ic |x_i - y_c|^2, and the leak multiplies
 * its gradient by 1 + r. With learning rates eta and decays rho, rho_P
 *     x_i' = -eta_i dL/dx_i - rho x_i,   y_c' = -eta_c dL/dy_c - rho y_c,   P' = -eta_P dL/dP - rho_P P.
 *
 * Exact reduction. Let a_i = sum_c A_ic, B = D_a^{-1/2} A D_b^{-1/2}, and let rows of X be sqrt(a_i) x_i, those of Y
 * sqrt(b_c) y_c. For samples of one rate alpha = eta_i a_i, X' = -alpha (X (P^T P + r) - B Y (P + r P^T)) - rho X: for an
 * orthogonal V whose first columns span the range of B, V^T X obeys the same equation with V^T B, whose remaining rows
 * vanish. The head sees these remaining rows Z, which obey Z' = -Z (alpha (P^T P + r) + rho), through Z^T Z alone. So the
 * flow of N samples is the flow of at most K rows for each alpha, and of one propagator F (d x d) for each alpha,
 * F' = -(alpha (P^T P + r) + rho) F, Z^T Z = F Z(0)^T Z(0) F^T: the cost does not depend on N. */
#ifndef COLLAPSAR_FLOW_H
#define COLLAPSAR_FLOW_H

#include <collapsar/table.h>

typedef struct {
    size_t dimension;           /* d, at least 1 */
    bool head;                  /* false: no head */
    double leak;                /* r in [0, 1] */
    double decay, head_decay;   /* rho, rho_P >= 0 */
    bool centre;                /* the mean mode (all x_i alike, all y_c alike) is projected out of start and flow */
    double sample_rate, label_rate, head_rate; /* eta; negative: unit rates, those of samples and labels being the
                                                  inverse of the node's degree, that of the head 1 */
    const double *sample_rates; /* one a stored row of the table; NULL: as above */
    const double *label_rates;  /* one a label; NULL: as above */
} col_flow_model;

/* With head, no leak, no decay, not centred, unit rates. */
col_flow_model col_flow_model_default(size_t dimension);

/* Random starts: independent normal entries of these standard deviations. The numbers drawn depend on the seed, the
 * table and d only; not on threads, nor, up to COL_FLOW_EXPLICIT samples, on whether the flow is reduced: then samples
 * are drawn one by one. Beyond it the sums that the reduced flow needs are drawn from their exact distributions (row means
 * normal, their second moments Wishart, by Bartlett's decomposition).
 *
 * Explicit starts: x is N x d (samples in the order of the rows, copies one after the other), y K x d, P d x d, row-major;
 * each may be NULL: drawn. */
#define COL_FLOW_EXPLICIT 1000000

typedef struct {
    double samples, labels, head; /* standard deviations of the entries of x, y and P; negative samples or labels:
                                     3/(10 sqrt W), W the total weight */
    ulong seed;
    const double *x, *y, *P;
} col_flow_start;

/* 3/(10 sqrt W) for samples and labels, 1/(2 sqrt d) for the head, seed 1. At unit rates the head feels the sum over
 * all weights, so that a start that shrinks with the total weight W makes a flow that does not depend on it. */
col_flow_start col_flow_start_default(size_t dimension);

typedef enum {
    COL_FLOW_AUTOMATIC,   /* Runge-Kutta, then BDF once the flow is stiff */
    COL_FLOW_ADAMS,       /* variable order 1 to 12, functional iteration */
    COL_FLOW_BDF,         /* variable order 1 to 5, Newton with matrix-free GMRES */
    COL_FLOW_RUNGE_KUTTA  /* explicit, order 8, by Dormand and Prince; times between its steps by interpolation */
} col_flow_method;

typedef struct {
    double first, end;          /* the first time after 0 and the last; times between are spaced logarithmically */
    size_t points;              /* times after 0, at least 2 */
    double relative, absolute;  /* tolerances of a block's norm (samples sqrt(a) x, labels sqrt(b) y, head) */
    bool reduce;
    bool correlations;          /* find result->correlations, which costs as much as many steps if K is large */
    col_flow_method method;
    double collapsed;           /* collapse: the root mean square separation falls below this fraction of its start */
    size_t witnesses;           /* accuracies are taken over at most so many unfrustrated samples, evenly spread */
    ulong steps;                /* give up (resource fault) after so many */
    size_t memory;              /* highest number of doubles in the state */
    bool (*progress)(void *context, double fraction); /* called now and then, fraction of log time; false: stop; NULL allowed */
    void *context;
} col_flow_options;

/* 0.01 to 1000, 201 points, 1e-9 and 1e-12, reduced, with correlations, automatic, collapse at 1e-3, 10,000 witnesses. */
col_flow_options col_flow_options_default(void);

typedef struct {
    double time;
    double separation_mean, separation_min; /* of |y_a - y_b| over the pairs */
    double accuracy;    /* share of the unfrustrated samples whose prediction P x_i (x_i without head) is nearest to
                           the position of their own label */
    double alignment;   /* the same with x_i itself */
    double loss;        /* L over the total weight */
    double misfit;      /* sum_c b_c |P y_c - mean of its samples|^2 over the total weight, mean mode left out */
    double drift;       /* of what the flow conserves, relative; NaN if it conserves nothing. With a head and no leak,
                           rho = rho_P: P^T P/eta_P - sum x x^T/eta - sum y y^T/eta, up to exp(-2 rho t); without, not centred
                           and no decay: the mean with weights 1/eta */
} col_flow_point;

/* A rate with its standard error; NaN where the run shows none. */
typedef struct {
    double rate, error;
} col_flow_rate;

typedef struct {
    size_t labels, dimension, points; /* points: the start is the first one */
    col_flow_point *series;
    double *head_real, *head_imaginary; /* eigenvalues of P, points x d, by descending real part; NULL without a head */
    double *y, *P;                      /* final positions of the labels (K x d) and head (d x d; NULL without) */
    double *x;                          /* final positions of the samples (N x d); NULL unless options.reduce is false,
                                           and for a teacher */
    double *correlations;               /* singular values of B, descending, K, not certified; NaN if B is too large,
                                           or they were not asked for */
    double collapse_time, plateau_time; /* NaN: did not happen. Plateau: from then on to the end the mean separation
                                           changes by less than 1% a unit of log time, and has not collapsed */
    col_flow_rate fast, slow;           /* see col_flow_fit */
    size_t rows;                        /* of the flow that was integrated: N, or fewer if reduced */
    double start_samples, start_labels; /* standard deviations of the random start */
    ulong steps, evaluations;
    bool stiff;                         /* BDF took over */
} col_flow_result;

/* Runs the flow. The table has passed col_table_check. False, with error set and nothing to clear, for a model, start
 * or option out of range (input) or if memory or steps ran out, or progress asked to stop (resource). */
bool col_flow_simulate(col_flow_result *result, const col_table *table, const col_flow_model *model,
                       const col_flow_start *start, const col_flow_options *options, col_error *error);
void col_flow_result_clear(col_flow_result *result);

/* The velocity of the unreduced flow at one point: dx, x: N x d; dy, y: K x d; dP, P: d x d (ignored without a head).
 * False, with error set, for a bad model. */
bool col_flow_velocity(double *dx, double *dy, double *dP, const col_table *table, const col_flow_model *model,
                       const double *x, const double *y, const double *P, col_error *error);

/* Two exponential phases of a series: the misfit m of labels and samples decays fast (alignment), then with the separation
 * s of the labels slowly (collapse). slow: s ~ exp(-slow t) over the late times at which its logarithmic slope has
 * settled; fast: m = A exp(-2 fast t) + B exp(-(fast + slow) t) + C exp(-2 slow t), least squares in log m. Errors are those of
 * the regressions. NaN where the series shows no such phase (a plateau has no slow rate). */
void col_flow_fit(col_flow_rate *fast, col_flow_rate *slow, const col_flow_point *series, size_t points);

/* The points' first two principal axes: out is count x 2, coordinates about the mean; y count x d. */
void col_flow_principal_axes(double *out, const double *y, size_t count, size_t dimension);

/* Linear teacher-student model: inputs xi_i in R^D with independent standard normal entries, samples x_i = W xi_i with W
 * (d x D) learned, labels c = argmax (T xi)_c from a teacher T with K orthonormal rows, the first round(f N) samples tied to
 * all labels alike. Weight 1 a sample. Only Sigma = sum a_i xi_i xi_i^T, Gamma = sum xi_i A_i and the label degrees enter. */
typedef struct {
    size_t inputs, labels, samples; /* D, K, N */
    size_t frustrated;
    double *input;     /* N x D */
    uint32_t *label;   /* N: the teacher's */
    double *sigma;     /* D x D */
    double *gamma;     /* D x K */
    double *degree;    /* K */
} col_teacher;

/* False, with error set and nothing to clear, unless K >= 2, D >= K, N >= 1, 0 <= f <= 1, and every label occurs. */
bool col_teacher_draw(col_teacher *teacher, size_t inputs, size_t labels, size_t samples, double f, ulong seed,
                      col_error *error);
void col_teacher_clear(col_teacher *teacher);

/* The flow of W, y, P. model->sample_rate is W's (negative: 1 over the total weight); start->samples the standard deviation
 * of the entries of sqrt(D) W, so that of a typical sample's; start->x is W^T (D x d). There is no mean mode to project out:
 * model->centre and sample_rates are input errors. result->correlations are the canonical correlations of inputs and labels. */
bool col_flow_simulate_teacher(col_flow_result *result, const col_teacher *teacher, const col_flow_model *model,
                               const col_flow_start *start, const col_flow_options *options, col_error *error);

/* Velocity of the flow; dW, W: D x d (the transpose of the theory's W). */
bool col_flow_velocity_teacher(double *dW, double *dy, double *dP, const col_teacher *teacher,
                               const col_flow_model *model, const double *W, const double *y, const double *P,
                               col_error *error);

#endif
