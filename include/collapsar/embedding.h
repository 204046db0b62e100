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

/* E7. One mode from its start: yhat(t) = g_yy yhat(0) + g_yx xhat(0), from the propagator exp(-t M),
 * M = [[alpha, -alpha s], [-beta s, beta]] (sample first); g_yx = s h, with h regular at s = 0. t >= 0. At unit rates g_yy = (exp(-(1 - s)t) + exp(-(1 + s)t))/2 and g_yx is half their difference. */
void col_propagator(arb_t g_yy, arb_t h, const arb_t mu, const arb_t gap, const arb_t alpha, const arb_t beta, const arb_t t,
    slong precision);

/* The start: independent coordinates, of standard deviation sigma_x for every sample and sigma_y for every label (raw, not
 * hatted). An ensemble has any number of samples of weight 1 a label; 0 means infinitely many, whose starts average out. */
typedef struct {
    arb_t alpha, beta; /* balanced rates */
    fmpq_t sigma_x, sigma_y;
    uint64_t samples;
} col_start;

void col_start_init(col_start *start); /* unit rates, unit deviations, infinitely many samples */
void col_start_clear(col_start *start);

/* Mean squared separations of labels per dimension (multiply by d): prepared once, then evaluated at any times.
 *   E|y_a(t) - y_b(t)|^2 = q^T Z(t) q,  q = W^T(e_a/sqrt(b_a) - e_b/sqrt(b_b)),
 *   Z = g_yy (W^T D_b W sigma_y^2) g_yy + h (W^T B^T D_a B W sigma_x^2) h;
 * the mean mode drops out of every difference. */
typedef struct {
    const col_coupling *coupling; /* NULL for a continuous ensemble */
    const col_ensemble *ensemble; /* NULL for data */
    const col_start *start;
    slong labels, precision;
    col_modes modes;
    bool has_vectors;       /* pairs can be asked for */
    arb_mat_t vectors;      /* W */
    arb_mat_t label_start, sample_start; /* the brackets above; data only */
    arb_mat_t average;      /* W^T D_b^{-1/2} (1 - J/K) D_b^{-1/2} W: the mean over pairs as a trace; data only */
    arb_ptr scale;          /* 1/sqrt(b_c); data only */
    slong *mode;            /* of each column of W */
} col_separation;

/* coupling NULL: the continuous ensemble. Coupling, ensemble and start outlive the separation. False, with error set and nothing
 * to clear, if modes or vectors could not be certified at this precision (modes that are not proved equal included), or data
 * have more than 1,024 labels. */
bool col_separation_init(col_separation *separation, const col_coupling *coupling, const col_ensemble *ensemble,
    const col_start *start, slong precision, col_error *error);
void col_separation_clear(col_separation *separation);

/* The mean over all pairs of labels at time t; one pair (has_vectors). */
void col_separation_mean(arb_t mean, const col_separation *separation, const arb_t t);
void col_separation_pair(arb_t value, const col_separation *separation, ulong a, ulong b, const arb_t t);

/* The time scale on which a pair collapses: the time in which the part of its root mean square separation that fast alignment
 * leaves, sqrt(sum_k q_k^2 exp(-2 lambda-_k t)), falls by the factor e; 1/lambda- if only one mode separates the two. True with
 * tau set; false, with tau infinite, if they lie in different components and never collapse. tau is indeterminate if it
 * could not be enclosed at this precision. Unit or balanced rates; has_vectors. */
bool col_separation_time(arb_t tau, const col_separation *separation, ulong a, ulong b);

/* E2. Limits: every node of a component goes to the mean of the component's start positions with weights 1/eta. At unit
 * rates a node weighs its degree; with global rates a sample weighs 1/eta_x and a label 1/eta_y. share[c] is the exact
 * weight of label c in the limit of its component; the component's samples have the rest of 1, in proportion to their
 * own weights. share: K rationals, initialised. eta_x and eta_y NULL: unit rates. Data only. */
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
