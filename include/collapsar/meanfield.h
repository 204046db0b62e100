/* The mean-field equations of the shared head, certified in time.
 *
 * N, K -> infinity with spectral density nu(s) of the coupling (or finite K: atoms), a random start with total second
 * moments W_x, W_y over the label modes and W_0 over the null modes, and a symmetric head, whose directions decouple:
 * each is one mode family in a self-consistent field p(t). With q = 1 + r, Phi = integral p and
 * Psi = integral (p^2 + r + rho),
 *   G_0 = W integral nu cosh(2q s Phi) + W_0,  G_1 = W integral nu s sinh(2q s Phi),  W = W_x + W_y,
 *   p' = -e^{-2 Psi} (p G_0 - G_1) - rho_P p,  Phi' = p,  Psi' = p^2 + r + rho;  p(0) = p_0, Phi(0) = Psi(0) = 0,
 * and the total second moment of the labels is yy = e^{-2 Psi} (W/2 integral nu cosh(2q s Phi) - (W_x - W_y)/2).
 * If r = rho = rho_P = 0, C = p^2 - e^{-2 Psi} G_0 is conserved (M1).
 *
 * The equations are integrated with y = 2q s_+ Phi - 2 Psi in the place of Psi and kernels scaled by e^{-2q s_+ Phi},
 * s_+ the top of the support, so that nothing overflows at any time. The equations are odd in p: for p_0 < 0 the
 * solution for -p_0 is reflected. */
#ifndef COLLAPSAR_MEANFIELD_H
#define COLLAPSAR_MEANFIELD_H

#include <collapsar/coupling.h>
#include <collapsar/density.h>
#include <collapsar/integrator.h>

typedef struct {
    const col_ensemble *density;  /* a continuous ensemble; NULL: the modes of */
    const col_coupling *coupling; /* data or a finite ensemble */
    bool centre;                  /* leave the mean mode out; a density has none */
    fmpq_t p0, Wx, Wy, W0;        /* Wx, Wy, W0 >= 0 */
    fmpq_t r, rho, rho_P;         /* >= 0; r <= 1 */
} col_meanfield_problem;

void col_meanfield_problem_init(col_meanfield_problem *problem); /* no spectrum; all numbers 0 */
void col_meanfield_problem_clear(col_meanfield_problem *problem);

/* False, with error set (input), if a number is out of its range, the spectrum is missing or empties when centred. */
bool col_meanfield_check(const col_meanfield_problem *problem, col_error *error);

typedef struct {
    arb_t p, Phi, Psi, yy;
    arb_t S, T;   /* e^{-2 Psi} G_0 and e^{-2 Psi} G_1: total second moment, and what drives the head */
    arb_t gap;    /* s_+ - abs(p) */
    arb_t rate;   /* dp/dt */
} col_meanfield_state;

void col_meanfield_state_init(col_meanfield_state *state);
void col_meanfield_state_clear(col_meanfield_state *state);

/* The solution at one working precision, asked for at ascending times. horizon: the last time that will matter (later
 * ones are certified too, but less sharply). steps: of the integrator, at most; 0: its default. NULL, with error set,
 * if the spectrum cannot be enclosed. The problem must outlive it. */
typedef struct col_meanfield col_meanfield;

col_meanfield *col_meanfield_new(
    const col_meanfield_problem *problem, double horizon, slong steps, slong precision, col_error *error);
void col_meanfield_free(col_meanfield *meanfield); /* NULL is allowed */

/* As col_integrator_at; on failure every member is indeterminate. */
col_integration col_meanfield_at(col_meanfield_state *state, col_meanfield *meanfield, const arb_t t);

/* One step of the integrator's own choice (at least one later than the last question); the state at its end, t. */
col_integration col_meanfield_step(col_meanfield_state *state, arb_t t, col_meanfield *meanfield);

void col_meanfield_top(arb_t s, const col_meanfield *meanfield); /* s_+ */
slong col_meanfield_steps(const col_meanfield *meanfield);

/* The average of mu^n = s^(2n) over the spectrum, n <= 64. */
void col_meanfield_moment(arb_t moment, const col_meanfield *meanfield, ulong n);

/* integral nu cosh(q s x) ds e^{-q s_+ abs(x)}: what two-time functions are made of. */
void col_meanfield_cosh(arb_t value, col_meanfield *meanfield, const arb_t x);

/* Two-time functions at times t >= t' (M2). */
typedef struct {
    arb_t correlation; /* of the label amplitudes, summed over the modes */
    arb_t response;    /* of an amplitude at t to a push at t', averaged over the modes */
    arb_t memory;      /* the kernel of the effective process, averaged over the labels */
    arb_t noise;       /* the covariance of its noise, summed over the labels */
} col_meanfield_pair;

void col_meanfield_pair_init(col_meanfield_pair *pair);
void col_meanfield_pair_clear(col_meanfield_pair *pair);

/* From the states at the two times:
 *   correlation = e^{-Psi - Psi'} (W/2 integral nu cosh(q s (Phi + Phi'))
 *                                  - (W_x - W_y)/2 integral nu cosh(q s (Phi - Phi'))),
 *   response = e^{-(Psi - Psi')} integral nu cosh(q s (Phi - Phi')).
 * Eliminating the samples leaves the labels with the process
 *   y' = -(p^2 + r + rho) y + integral_0^t k(t, t') M y(t') dt' + zeta,  Cov zeta zeta' = c(t, t') M,
 *   k = q^2 p p' e^{-(Psi - Psi')},  c = q^2 p p' w_x e^{-Psi - Psi'},
 * M = B^T B with the spectrum s^2; memory is k, noise is c with W_x for w_x, each times the average of s^2. */
void col_meanfield_two_time(col_meanfield_pair *pair, col_meanfield *meanfield, const col_meanfield_state *later,
    const col_meanfield_state *earlier);

/* The curve at the given times (ascending, different, >= 0): precision doubles from 64 until p, Phi, Psi and yy have
 * `digits` correct digits at every time. pairs, if not NULL, receives the two-time functions of times i >= j at index
 * i (i + 1)/2 + j, correlation and response to as many digits. What comes back otherwise is certified too, but wider;
 * the status says why: COL_INTEGRATION_WIDE if only digits are missing. COL_INTEGRATION_UNDECIDED: see error. */
col_integration col_meanfield_curve(col_meanfield_state *states, col_meanfield_pair *pairs, const fmpq *times,
    slong count, const col_meanfield_problem *problem, slong digits, const col_budget *budget, col_error *error);

/* M1, C = 0 and r = rho = rho_P = 0, p_0 > 0: by certified quadrature, at Phi >= 0,
 *   sqrt(E) = 1 + integral_0^Phi sqrt(G_0), p = sqrt(G_0/E), E = e^{2 Psi};
 * fills p, Phi, Psi, yy, S, T, gap, rate. False, with nothing said, if the problem is not of the kind or the
 * quadrature does not converge at this precision. */
bool col_meanfield_quadrature(
    col_meanfield_state *state, const fmpq_t Phi, const col_meanfield_problem *problem, slong precision);

/* The approach to s_+ at all times from a certified state on (M4). With a the density's exponent at the top,
 *   beta/(Phi + l) <= s_+ - G_1/G_0 <= c/(Phi - k)  for all Phi >= Phi_0,  beta <= (a + 1)/2 <= c,
 *   lower <= (s_+ - abs(p)) t <= upper  for all t >= from. */
typedef struct {
    arb_t from, Phi, top;  /* the time, abs(Phi_0) there, s_+ */
    arb_t c, k, beta, l;
    arb_t y;               /* s_+ - abs(p) <= c/(abs(Phi) - Phi_0 + y) */
    arb_t lower, upper;
} col_meanfield_tail;

void col_meanfield_tail_init(col_meanfield_tail *tail);
void col_meanfield_tail_clear(col_meanfield_tail *tail);

/* From the state at t > 0. Needs a density with f > 0, r = rho = rho_P = 0, p_0 != 0, W > 0, a head that certainly
 * moves towards s_+ from below and a time that is not too early. False, all members indeterminate, otherwise. */
bool col_meanfield_tail_from(col_meanfield_tail *tail, const col_meanfield_state *state, const arb_t t,
    const col_meanfield_problem *problem, slong precision);

/* Enclosures, from a tail that was found, of s_+ - abs(p) at t >= from, about (a + 1)/(2 s_+ t) and of relative width
 * O(log t/t); and of s_+ - G_1/G_0 at Phi >= Phi_0, of relative width O(1/Phi). */
void col_meanfield_tail_gap(arb_t gap, const col_meanfield_tail *tail, const arb_t t, slong precision);
void col_meanfield_tail_drive(arb_t delta, const col_meanfield_tail *tail, const arb_t Phi, slong precision);

/* The end of the story. */
typedef enum { COL_PHASE_UNDECIDED = 0, COL_PHASE_SEPARATED, COL_PHASE_COLLAPSED } col_phase;

const char *col_phase_name(col_phase phase); /* "separated", "collapsed", "undecided" */

/* A stationary solution of the self-consistency. */
typedef struct {
    const char *name;   /* "separated", "saddle", "collapsed" */
    arb_t p, yy;        /* yy infinite: the labels' second moment grows without bound while p converges */
    bool stable;        /* proved stable, as a state that solutions near it approach; false: proved unstable */
} col_stationary;

typedef struct {
    col_phase phase;       /* where the solution from p_0 goes; undecided with a reason */
    const char *reason;    /* the argument, or what is missing */
    arb_t p, yy;           /* limits; indeterminate if undecided */
    col_stationary all[5]; /* all stationary solutions (mirror images included) of a generic start */
    slong count;
    bool complete;         /* proved: there is none besides */
    arb_t margin;          /* C - s_+^2 (r = rho = rho_P = 0) or D = (1 + r)^2 s_+^2 - 4(r + rho): the boundary is 0 */
    int margin_sign;       /* -1, 0, 1, exact; 2: undecided */
    double decided_at;     /* the time from which on the phase was certain (0: from the start) */
} col_meanfield_limit;

void col_meanfield_limit_init(col_meanfield_limit *limit);
void col_meanfield_limit_clear(col_meanfield_limit *limit);

/* M3 and M5 with certificates: exact comparison where a closed form decides, otherwise the solution is followed until
 * it is provably trapped in the basin of one phase. */
void col_meanfield_limits(
    col_meanfield_limit *limit, const col_meanfield_problem *problem, slong digits, const col_budget *budget);

#endif
