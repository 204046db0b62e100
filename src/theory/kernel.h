/* The scaled kernels of the mean field: averages over a spectral density nu, with q = 1 + r and s_+ the top,
 *   h_0(Phi) = integral nu(s) e^{-2q s_+ Phi} cosh(2q s Phi) ds,
 *   h_1(Phi) = integral nu(s) s e^{-2q s_+ Phi} sinh(2q s Phi) ds,
 * Laplace transforms of measures on [0, 4q s_+]: nothing overflows, however large Phi.
 *
 * Atoms are summed as they are. A density is replaced by the N-point trapezoidal rule in theta, s^2 = A + B cos(theta)
 * with A, B >= 0: the integrands are even in s, so entire in s^2, and the error of the rule is at most
 *   2 pi M/(e^{2aN} - 1),  M a bound of weight times integrand in the strip abs(Im theta) <= a.
 * There abs(s^2) <= A + B cosh(a) =: s_a^2, so that abs(e^{-2q(s_+ -+ s) Phi}) <= e^{2q(s_a - s_+) Phi} for Phi >= 0. */
#ifndef COL_THEORY_KERNEL_H
#define COL_THEORY_KERNEL_H

#include <collapsar/density.h>
#include <collapsar/modes.h>

typedef struct {
    mag_t factor; /* 2 pi max abs(weight)/(e^{2aN} - 1) */
    mag_t growth; /* 2q(s_a - s_+) */
    mag_t rate;   /* 2q(s_+ + s_a): bound of abs(2q(s_+ -+ s)) */
    mag_t edge;   /* s_a */
} col_strip;

typedef struct {
    slong precision, count, rows;
    arb_ptr s, weight;       /* count atoms; weights sum to 1, up to the rule's error */
    arb_ptr rate, amplitude; /* 2 count: 2q(s_+ - s), 2q(s_+ + s); weight/2 twice */
    arb_ptr table;           /* rows x 2 count: (-rate)^i/i! */
    col_strip *strips;       /* of a density; none for atoms */
    slong strip_count;
    arb_t top, q;
    arb_ptr at;              /* the point for which decay = amplitude e^{-rate at} is known, and tilted = +- s decay */
    bool known;
    arb_ptr decay, tilted;
} col_kernel;

/* The kernel of a density, good to about precision bits for Phi up to reach. rows: how many Taylor coefficients at
 * most will be asked for. */
void col_kernel_init_density(
    col_kernel *kernel, const col_ensemble *ensemble, const arb_t q, double reach, slong rows, slong precision);
/* The kernel of the modes (at least one), multiplicities their weights. */
void col_kernel_init_modes(col_kernel *kernel, const col_modes *modes, const arb_t q, slong rows, slong precision);
void col_kernel_clear(col_kernel *kernel);

/* Taylor coefficients of h_0 (first: h_1) at every point of the ball at, count <= rows. context is the kernel, which
 * remembers the last ball: one thread at a time. */
void col_kernel_even(arb_ptr coefficients, slong count, const arb_t at, void *context, slong precision);
void col_kernel_odd(arb_ptr coefficients, slong count, const arb_t at, void *context, slong precision);

/* h_0 at complex points, for quadrature; value and at are different. */
void col_kernel_complex(acb_t value, const acb_t at, const col_kernel *kernel, slong precision);

/* The average of s^(2n), n <= 64, up to the rule's certified error. */
void col_kernel_moment(arb_t moment, const col_kernel *kernel, ulong n);

#endif
