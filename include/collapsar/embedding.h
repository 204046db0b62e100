/* The embedding-only model: gradient flow of L = (1/2) sum_ic A_ic |x_i - y_c|^2 with rates eta_x, eta_y, a weighted
 * bipartite Laplacian flow. Everything about it is linear, so everything is a certified number. */
#ifndef COLLAPSAR_EMBEDDING_H
#define COLLAPSAR_EMBEDDING_H

#include <collapsar/coupling.h>

/* E4. Balanced rates, eta_x a_i = alpha and eta_y b_c = beta for all nodes: a mode decays with
 *   lambda± = (alpha + beta ± sqrt((alpha - beta)^2 + 4 alpha beta s^2))/2.
 * slow is computed as alpha beta (1 - s^2)/fast, so it is as sharp as the mode's gap. slow is exactly 0 where s = 1,
 * and separation = fast/slow is then indeterminate (infinite). alpha, beta > 0. */
typedef struct {
    arb_t fast, slow, separation;
    arb_t slow_lower, slow_upper; /* E5: alpha beta gap/(alpha + beta) <= slow <= min(2 alpha beta gap/(alpha + beta), min(alpha, beta) gap) */
} col_rates;

void col_rates_init(col_rates *rates);
void col_rates_clear(col_rates *rates);
void col_rates_balanced(col_rates *rates, const col_mode *mode, const arb_t alpha, const arb_t beta, slong precision);

/* E7. The propagator exp(-t M), M = [[alpha, -sqrt(alpha beta) s], [-sqrt(alpha beta) s, beta]], on one mode: the
 * response g_yy of the label amplitude to itself, and g_yx to the sample amplitude; at unit rates the label amplitude
 * is (yhat + xhat)/2 exp(-(1 - s)t) + (yhat - xhat)/2 exp(-(1 + s)t). */
void col_propagator(arb_t g_yx, arb_t g_yy, const col_mode *mode, const arb_t alpha, const arb_t beta, const arb_t t, slong precision);

/* E7. Mean squared separation of labels from a random start with independent coordinates, per dimension (multiply by d):
 * E|y_a(t) - y_b(t)|^2 / d at balanced rates. The start has equal raw variances, sigma_x^2 a coordinate of a sample and
 * sigma_y^2 of a label; an ensemble has any number of samples a label (0: infinitely many, whose random starts average
 * out). Prepared once for a coupling, then evaluated at any times and pairs. */
typedef struct {
    slong labels, precision;
    col_modes modes;
    arb_mat_t vectors;        /* label vectors W */
    arb_mat_t label_start;    /* W^T D_b W sigma_y^2: covariance of the label amplitudes at the start */
    arb_mat_t sample_start;   /* W^T (B^T D_a B) W sigma_x^2: of S times the sample amplitudes */
    arb_mat_t average;        /* W^T D_b^{-1/2} (1 - J/K) D_b^{-1/2} W: the mean over pairs as a trace */
    arb_ptr scale;            /* 1/sqrt(b_c) */
    slong *mode;              /* of each column of W */
    slong skip;               /* columns left out: 1 if centred, else 0 */
} col_separation;

typedef struct {
    arb_srcptr alpha, beta;       /* balanced rates */
    fmpq_t sigma_x, sigma_y;      /* standard deviations at the start */
    uint64_t samples;             /* a label; ensembles only, 0: infinitely many */
    bool centred;                 /* the mean mode is projected out */
} col_start;

/* False, with error set and nothing to clear, if the vectors could not be certified or K > 1,024. */
bool col_separation_init(col_separation *separation, const col_coupling *coupling, const col_start *start,
    slong precision, col_error *error);
void col_separation_clear(col_separation *separation);

/* The mean over all pairs of labels, and one pair, at time t. */
void col_separation_mean(arb_t mean, const col_separation *separation, const col_start *start, const arb_t t);
void col_separation_pair(arb_t value, const col_separation *separation, const col_start *start, ulong a, ulong b, const arb_t t);

/* E2. Limits: every node of a component goes to the mean of the component's start positions with weights 1/eta. At unit
 * rates a node weighs its degree; with global rates a sample weighs 1/eta_x and a label 1/eta_y. share[c] is the exact
 * weight of label c in the limit of its component; the component's samples have the rest of 1, in proportion to their
 * own weights. share: K rationals, initialised. eta_x and eta_y NULL: unit rates. */
void col_limit_shares(fmpq *share, const col_coupling *coupling, const fmpq *eta_x, const fmpq *eta_y);

/* E6. Global rates on any data: the rates are the eigenvalues of the symmetrised generator
 *   [[eta_x D_a, -sqrt(eta_x eta_y) A], [-sqrt(eta_x eta_y) A^T, eta_y D_b]],
 * N + K of them. slow: the K lowest, ascending, the first being exactly 0 as often as there are components; fast: the K
 * highest, descending (fewer if N < K, so that none is named twice). The other N - K lie between the two. Equal or
 * unresolved ones are one entry with a multiplicity.
 * By Haynsworth's inertia formula the number of eigenvalues below z is
 *   #{i: eta_x a_i < z} + negative eigenvalues of  eta_y D_b - z - eta_x eta_y A^T (eta_x D_a - z)^{-1} A,
 * a K x K matrix in which samples of equal degree are grouped: every bound is a certified count. */
typedef struct {
    arb_t rate;
    ulong multiplicity;
} col_rate;

typedef struct {
    col_rate *slow, *fast;
    size_t slow_count, fast_count;
} col_generator;

/* False if the budget ends before `digits` correct digits (generator then holds the best enclosures; error is set, and
 * there is nothing to clear, only if there are none). */
bool col_generator_init(col_generator *generator, const col_coupling *coupling, const fmpq_t eta_x, const fmpq_t eta_y,
    slong digits, col_budget *budget, col_error *error);
void col_generator_clear(col_generator *generator);

#endif
