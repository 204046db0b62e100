/* Modes of the finite ensembles from their closed forms. */
#include "ensemble_parts.h"
#include "exact_spectrum.h"
#include "spectrum.h"

#define EXACT_GRAPH_LIMIT 100 /* labels, for the characteristic polynomial */

/* 1 - c */
static void add_rational_gap(col_modes *modes, const fmpq_t gap, ulong multiplicity, slong precision)
{
    fmpq_t mu;
    fmpq_init(mu);
    fmpq_sub_si(mu, gap, 1);
    fmpq_neg(mu, mu);
    col_modes_add_rational(modes, mu, multiplicity, precision);
    fmpq_clear(mu);
}

/* uniform: f; pairs: (f/2) K/(K - 1). */
static void complete_modes(col_modes *modes, const col_ensemble *ensemble, slong precision)
{
    fmpq_t gap;
    fmpz_t whole;
    fmpq_init(gap);
    fmpz_init(whole);
    fmpq_set(gap, ensemble->f);
    if (ensemble->kind == COL_ENSEMBLE_PAIRS) {
        fmpz_set_ui(whole, ensemble->labels);
        fmpq_mul_fmpz(gap, gap, whole);
        fmpz_set_ui(whole, ensemble->labels - 1);
        fmpq_div_fmpz(gap, gap, whole);
        fmpq_div_2exp(gap, gap, 1);
    }
    add_rational_gap(modes, gap, ensemble->labels - 1, precision);
    fmpz_clear(whole);
    fmpq_clear(gap);
}

/* f x + add */
static void scaled(arb_t out, const fmpq_t f, const arb_t x, const fmpq_t add, slong precision)
{
    arb_t ball;
    arb_init(ball);
    arb_set_fmpq(ball, f, precision);
    arb_mul(ball, ball, x, precision);
    arb_set_fmpq(out, add, precision);
    arb_add(out, out, ball, precision);
    arb_clear(ball);
}

/* gap = f sin^2(angle pi), mu = (1 - f) + f cos^2(angle pi): neither loses digits to the other. */
static void add_ring_mode(col_modes *modes, const fmpq_t f, const fmpq_t angle, ulong multiplicity, slong precision)
{
    slong working = precision + 16;
    fmpq_t rest, none;
    arb_t sine, cosine;
    fmpq_init(rest);
    fmpq_init(none);
    arb_init(sine);
    arb_init(cosine);
    fmpq_sub_si(rest, f, 1);
    fmpq_neg(rest, rest);
    arb_sin_cos_pi_fmpq(sine, cosine, angle, working);
    arb_mul(sine, sine, sine, working);
    arb_mul(cosine, cosine, cosine, working);
    scaled(sine, f, sine, none, working);
    scaled(cosine, f, cosine, rest, working);
    col_modes_add_gap(modes, cosine, sine, multiplicity, true, precision);
    arb_clear(cosine);
    arb_clear(sine);
    fmpq_clear(none);
    fmpq_clear(rest);
}

/* j and K - j alike. sin^2(pi j/K) is rational exactly if j/K in lowest terms has denominator 1, 2, 3, 4 or 6 (Niven). */
static void ring_modes(col_modes *modes, const col_ensemble *ensemble, slong precision)
{
    static const int quarters[7] = {0, 0, 4, 3, 2, 0, 1}; /* 4 sin^2(pi n/denominator), n prime to it */
    ulong K = ensemble->labels;
    fmpq_t f, angle, gap;
    fmpq_init(f);
    fmpq_init(angle);
    fmpq_init(gap);
    fmpq_set(f, ensemble->f);
    for (ulong j = 1; 2 * j <= K; j++) {
        ulong multiplicity = 2 * j == K ? 1 : 2;
        fmpq_set_ui(angle, j, K);
        ulong denominator = fmpz_get_ui(fmpq_denref(angle));
        if (denominator <= 6 && quarters[denominator] != 0) {
            fmpq_set_si(gap, quarters[denominator], 4);
            fmpq_mul(gap, gap, f);
            add_rational_gap(modes, gap, multiplicity, precision);
        } else {
            add_ring_mode(modes, f, angle, multiplicity, precision);
        }
    }
    fmpq_clear(gap);
    fmpq_clear(angle);
    fmpq_clear(f);
}

/* f j/m, binomial(m, j) times */
static void hypercube_modes(col_modes *modes, const col_ensemble *ensemble, slong precision)
{
    fmpq_t gap;
    fmpz_t binomial, whole;
    fmpq_init(gap);
    fmpz_init(binomial);
    fmpz_init(whole);
    for (ulong j = 1; j <= ensemble->degree; j++) {
        fmpz_set_ui(whole, j);
        fmpq_mul_fmpz(gap, ensemble->f, whole);
        fmpz_set_ui(whole, ensemble->degree);
        fmpq_div_fmpz(gap, gap, whole);
        fmpz_bin_uiui(binomial, ensemble->degree, j);
        add_rational_gap(modes, gap, fmpz_get_ui(binomial), precision);
    }
    fmpz_clear(whole);
    fmpz_clear(binomial);
    fmpq_clear(gap);
}

/* (f/2)(1 - lambda/k) */
static void graph_gap(fmpq_t gap, const fmpz_t lambda, const col_ensemble *ensemble)
{
    fmpz_t degree;
    fmpz_init_set_ui(degree, ensemble->degree);
    fmpq_set_fmpz_frac(gap, lambda, degree);
    fmpq_sub_si(gap, gap, 1);
    fmpq_neg(gap, gap);
    fmpq_mul(gap, gap, ensemble->f);
    fmpq_div_2exp(gap, gap, 1);
    fmpz_clear(degree);
}

/* The same for a ball. */
static void add_graph_mode(col_modes *modes, const arb_t lambda, ulong multiplicity, bool equal, const col_ensemble *ensemble,
    slong precision)
{
    arb_t gap, f;
    arb_init(gap);
    arb_init(f);
    arb_sub_ui(gap, lambda, ensemble->degree, precision);
    arb_neg(gap, gap);
    arb_div_ui(gap, gap, 2 * ensemble->degree, precision);
    arb_set_fmpq(f, ensemble->f, precision);
    arb_mul(gap, gap, f, precision);
    arb_sub_si(f, gap, 1, precision);
    arb_neg(f, f);
    col_modes_add_gap(modes, f, gap, multiplicity, equal, precision);
    arb_clear(f);
    arb_clear(gap);
}

/* lambda = k is as often an eigenvalue as there are components; the first mode is there already. */
static bool exact_graph_modes(col_modes *modes, const col_ensemble *ensemble, const fmpz_mat_t adjacency, slong precision)
{
    col_roots roots;
    fmpq_t gap;
    fmpq_init(gap);
    col_roots_init(&roots);
    bool good = col_exact_spectrum(&roots, adjacency, precision);
    for (size_t i = 1; i < roots.count; i++) {
        const col_root *root = &roots.items[i];
        if (root->whole) {
            graph_gap(gap, root->number, ensemble);
            add_rational_gap(modes, gap, (ulong)root->multiplicity, precision);
        } else {
            add_graph_mode(modes, root->value, (ulong)root->multiplicity, true, ensemble, precision);
        }
    }
    col_roots_clear(&roots);
    fmpq_clear(gap);
    return good;
}

static bool certified_graph_modes(col_modes *modes, const col_ensemble *ensemble, const fmpz_mat_t adjacency, slong precision,
    col_error *error)
{
    slong n = (slong)ensemble->labels, components = (slong)col_ensemble_components(ensemble);
    arb_mat_t matrix;
    col_clusters clusters;
    arb_mat_init(matrix, n, n);
    col_clusters_init(&clusters);
    arb_mat_set_fmpz_mat(matrix, adjacency);
    bool good = col_clusters_of(&clusters, matrix, components, precision);
    if (!good)
        col_error_resource(error, "the spectrum of the graph could not be certified at %ld bits", precision);
    for (slong i = 0; i < clusters.count; i++)
        add_graph_mode(modes, clusters.values + i, (ulong)clusters.sizes[i], false, ensemble, precision);
    col_clusters_clear(&clusters);
    arb_mat_clear(matrix);
    return good;
}

static bool graph_modes(col_modes *modes, const col_ensemble *ensemble, slong precision, col_error *error)
{
    fmpz_mat_t adjacency;
    fmpz_mat_init(adjacency, (slong)ensemble->labels, (slong)ensemble->labels);
    col_graph_adjacency(adjacency, ensemble);
    bool good = ensemble->labels <= EXACT_GRAPH_LIMIT && exact_graph_modes(modes, ensemble, adjacency, precision);
    good = good || certified_graph_modes(modes, ensemble, adjacency, precision, error);
    fmpz_mat_clear(adjacency);
    return good;
}

bool col_ensemble_modes(col_modes *modes, const col_ensemble *ensemble, slong precision, col_error *error)
{
    bool good = true;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    col_modes_reset(modes);
    col_modes_add_rational(modes, one, col_ensemble_components(ensemble), precision);
    fmpq_clear(one);
    if (fmpq_is_zero(ensemble->f))
        return true;
    switch (ensemble->kind) {
    case COL_ENSEMBLE_UNIFORM:
    case COL_ENSEMBLE_PAIRS: complete_modes(modes, ensemble, precision); break;
    case COL_ENSEMBLE_RING: ring_modes(modes, ensemble, precision); break;
    case COL_ENSEMBLE_HYPERCUBE: hypercube_modes(modes, ensemble, precision); break;
    case COL_ENSEMBLE_GRAPH: good = graph_modes(modes, ensemble, precision, error); break;
    case COL_ENSEMBLE_KESTEN_MCKAY:
    case COL_ENSEMBLE_SEMICIRCLE:
        col_error_input(error, "a continuous ensemble has a density and no modes");
        good = false;
    }
    if (!good)
        col_modes_reset(modes);
    return good;
}
