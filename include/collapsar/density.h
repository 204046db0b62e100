/* Continuous spectral densities of the modes: kesten-mckay and semicircle, at exact k and f.
 *
 * With lambda the eigenvalue of the label graph, s^2 = mu = 1 - (f/2)(1 - lambda/k), and both densities live on
 * abs(lambda) <= edge. With lambda = edge cos(theta), theta in [0, pi], every average is a smooth integral,
 *   integral h(s) nu(s) ds = integral_0^pi h(s(theta)) w(theta) dtheta,
 * w and s^2 analytic and even in theta: the trapezoidal rule converges geometrically. The mean mode s = 1 has weight
 * 0 in the limit and is not part of the density. */
#ifndef COLLAPSAR_DENSITY_H
#define COLLAPSAR_DENSITY_H

#include <collapsar/ensemble.h>

/* Enclosures of the support [lo, hi] in s, and of hi^2; hi is s_+. The density vanishes (or, for k = 2, diverges) at
 * the top as (s_+ - s)^exponent. */
void col_density_support(arb_t lo, arb_t hi, const col_ensemble *ensemble, slong precision);
void col_density_top(arb_t mu, const col_ensemble *ensemble, slong precision);
void col_density_exponent(fmpq_t exponent, const col_ensemble *ensemble); /* 1/2; -1/2 for kesten-mckay, k = 2 */

/* nu(s), an enclosure over the ball s; 0 outside the support. Indeterminate where it diverges. */
void col_density_at(arb_t nu, const arb_t s, const col_ensemble *ensemble, slong precision);

/* s^2 and the weight w at a complex angle, for quadrature: both entire or meromorphic in theta, poles of w off the
 * real axis (k = 2: w = 1/pi). */
void col_density_mu(acb_t mu, const acb_t theta, const col_ensemble *ensemble, slong precision);
void col_density_weight(acb_t weight, const acb_t theta, const col_ensemble *ensemble, slong precision);

/* The exact moment: average of mu^n = s^(2n), a rational number. kesten-mckay counts closed walks on the tree,
 * semicircle has Catalan numbers. moments: n = 0 ... count - 1, initialised by the caller. */
void col_density_moments(fmpq *moments, slong count, const col_ensemble *ensemble);

/* The average of h over the density, h(mu) analytic in a neighbourhood of the support [lo^2, hi^2] (analytic: h must
 * return an indeterminate value if it is not analytic on the whole ball mu). A certified enclosure by adaptive
 * quadrature, about `precision` bits below the size of h; wider where that did not work out. */
typedef void (*col_density_function)(acb_t value, const acb_t mu, void *context, bool analytic, slong precision);
void col_density_average(arb_t average, col_density_function h, void *context, const col_ensemble *ensemble, slong precision);

#endif
