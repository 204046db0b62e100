/* The time scale on which a pair of labels collapses: the root tau of F(tau) = sum_i weight_i (exp(-2 lambda_i tau) - exp(-2)),
 * lambda_i the slow rates. F falls strictly where a weight with lambda_i > 0 is positive, so two signs enclose the root. */
#include <collapsar/embedding.h>

#include "separation.h"

#define NEWTON_STEPS 200

typedef struct {
    arb_ptr weights, rates; /* of each mode */
    slong count, precision;
} decay;

/* The weights of a pair within one component; the modes with s = 1 do not tell its labels apart. */
static void pair_decay(decay *pair, const col_separation *separation, ulong a, ulong b)
{
    slong K = separation->labels;
    arb_ptr q = _arb_vec_init(K);
    col_rates rates;
    col_rates_init(&rates);
    col_pair_amplitudes(q, separation, a, b);
    for (slong j = 1; j < K; j++)
        if (separation->mode[j] > 0)
            arb_addmul(pair->weights + separation->mode[j], q + j, q + j, pair->precision);
    for (slong i = 1; i < pair->count; i++) {
        col_rates_balanced(&rates, &separation->modes.items[i], separation->start->alpha, separation->start->beta,
            pair->precision);
        arb_set(pair->rates + i, rates.slow);
    }
    col_rates_clear(&rates);
    _arb_vec_clear(q, K);
}

/* F and its derivative. */
static void evaluate(arb_t F, arb_t slope, const decay *pair, const arb_t tau)
{
    arb_t term, target;
    arb_init(term);
    arb_init(target);
    arb_set_si(target, -2);
    arb_exp(target, target, pair->precision);
    arb_zero(F);
    arb_zero(slope);
    for (slong i = 1; i < pair->count; i++) {
        arb_mul(term, pair->rates + i, tau, pair->precision);
        arb_mul_2exp_si(term, term, 1);
        arb_neg(term, term);
        arb_exp(term, term, pair->precision);
        arb_mul(term, term, pair->weights + i, pair->precision);
        arb_add(F, F, term, pair->precision);
        arb_submul(F, pair->weights + i, target, pair->precision);
        arb_submul(slope, term, pair->rates + i, pair->precision);
    }
    arb_mul_2exp_si(slope, slope, 1);
    arb_clear(target);
    arb_clear(term);
}

/* Newton from 0: F is convex and falls, so the iterates climb to the root. */
static void guess(arb_t tau, const decay *pair)
{
    arb_t F, slope;
    arb_init(F);
    arb_init(slope);
    arb_zero(tau);
    for (int step = 0; step < NEWTON_STEPS; step++) {
        evaluate(F, slope, pair, tau);
        arb_div(F, F, slope, pair->precision);
        if (!arb_is_finite(F))
            break;
        arb_sub(tau, tau, F, pair->precision);
        arb_get_mid_arb(tau, tau);
        if (arf_cmpabs_2exp_si(arb_midref(F), ARF_EXP(arb_midref(tau)) - pair->precision / 2 - 4) < 0)
            break; /* the next step would be exact to all digits: it is taken below */
    }
    evaluate(F, slope, pair, tau);
    arb_div(F, F, slope, pair->precision);
    if (arb_is_finite(F))
        arb_sub(tau, tau, F, pair->precision);
    arb_get_mid_arb(tau, tau);
    arb_clear(slope);
    arb_clear(F);
}

/* The sign of F at tau (1 + sign 2^exponent) is certified to be -sign. */
static bool side_holds(const decay *pair, const arb_t tau, int sign, slong exponent)
{
    arb_t at, F, slope;
    arb_init(at);
    arb_init(F);
    arb_init(slope);
    arb_mul_2exp_si(at, tau, exponent);
    if (sign > 0)
        arb_add(at, tau, at, 2 * pair->precision);
    else
        arb_sub(at, tau, at, 2 * pair->precision);
    evaluate(F, slope, pair, at);
    bool holds = sign > 0 ? arb_is_negative(F) : arb_is_positive(F);
    arb_clear(slope);
    arb_clear(F);
    arb_clear(at);
    return holds;
}

static void certify(arb_t tau, const decay *pair)
{
    slong exponent = 8 - pair->precision;
    if (!arf_is_finite(arb_midref(tau)) || arf_sgn(arb_midref(tau)) <= 0) {
        arb_indeterminate(tau);
        return;
    }
    while (exponent < 0 && !(side_holds(pair, tau, -1, exponent) && side_holds(pair, tau, 1, exponent)))
        exponent += 2;
    arb_t radius;
    arb_init(radius);
    arb_mul_2exp_si(radius, tau, exponent);
    if (exponent < 0)
        arb_add_error(tau, radius);
    else
        arb_indeterminate(tau);
    arb_clear(radius);
}

bool col_separation_time(arb_t tau, const col_separation *separation, ulong a, ulong b)
{
    const col_coupling *coupling = separation->coupling;
    if (col_coupling_component(coupling, a) != col_coupling_component(coupling, b)) {
        arb_pos_inf(tau);
        return false;
    }
    decay pair = {.count = (slong)separation->modes.count, .precision = separation->precision};
    pair.weights = _arb_vec_init(pair.count);
    pair.rates = _arb_vec_init(pair.count);
    pair_decay(&pair, separation, a, b);
    guess(tau, &pair);
    certify(tau, &pair);
    _arb_vec_clear(pair.rates, pair.count);
    _arb_vec_clear(pair.weights, pair.count);
    return true;
}
