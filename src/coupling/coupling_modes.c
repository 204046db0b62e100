/* Certified modes of a coupling, and the ladder to the digits wanted. */
#include <collapsar/coupling.h>
#include <collapsar/ladder.h>

#include "exact_spectrum.h"
#include "spectrum.h"
#include "vectors.h"

#define LABELS_LIMIT 2048  /* of dense ball matrices */
#define EXACT_LIMIT 64     /* labels, for the characteristic polynomial */
#define EXACT_BITS 8192    /* of its matrix's entries */
#define DOUBLE_PRECISION 53

static bool has_cluster(const col_clusters *clusters)
{
    for (slong i = 0; i < clusters->count; i++)
        if (clusters->sizes[i] > 1)
            return true;
    return false;
}

static bool reaches_zero(const col_clusters *clusters)
{
    return clusters->count > 0 && !arb_is_positive(clusters->values + clusters->count - 1);
}

static void add_one(col_modes *modes, const col_coupling *coupling, slong precision)
{
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    col_modes_add_rational(modes, one, coupling->components, precision);
    fmpq_clear(one);
}

static void add_zero(col_modes *modes, ulong multiplicity, slong precision)
{
    fmpq_t zero;
    fmpq_init(zero);
    col_modes_add_rational(modes, zero, multiplicity, precision);
    fmpq_clear(zero);
}

/* mu = value/scale and gap = (scale - value)/scale, for the roots after the first, which is s = 1. */
static void add_roots(col_modes *modes, const col_roots *roots, const fmpz_t scale, slong precision)
{
    arb_t mu, gap;
    fmpq_t exact;
    arb_init(mu);
    arb_init(gap);
    fmpq_init(exact);
    for (size_t i = 1; i < roots->count; i++) {
        const col_root *root = &roots->items[i];
        if (root->whole) {
            fmpq_set_fmpz_frac(exact, root->number, scale);
            col_modes_add_rational(modes, exact, (ulong)root->multiplicity, precision);
            continue;
        }
        arb_div_fmpz(mu, root->value, scale, precision + 32);
        arb_sub_fmpz(gap, root->value, scale, precision + 32);
        arb_div_fmpz(gap, gap, scale, precision + 32);
        arb_neg(gap, gap);
        col_modes_add_gap(modes, mu, gap, (ulong)root->multiplicity, true, precision);
    }
    fmpq_clear(exact);
    arb_clear(gap);
    arb_clear(mu);
}

/* Exact multiplicities from the characteristic polynomial, where it is small enough. */
static bool exact_modes(col_modes *modes, const col_coupling *coupling, slong precision)
{
    slong K = (slong)coupling->labels;
    if (K > EXACT_LIMIT)
        return false;
    col_roots roots;
    fmpz_mat_t matrix;
    fmpz_t scale;
    col_roots_init(&roots);
    fmpz_mat_init(matrix, K, K);
    fmpz_init(scale);
    bool good = col_gram_exact(matrix, scale, coupling->table, coupling->degree, EXACT_BITS)
        && col_exact_spectrum(&roots, matrix, precision + 16) && roots.items[0].whole
        && fmpz_equal(roots.items[0].number, scale) && roots.items[0].multiplicity == (slong)coupling->components;
    if (good) {
        add_one(modes, coupling, precision);
        add_roots(modes, &roots, scale, precision);
    }
    fmpz_clear(scale);
    fmpz_mat_clear(matrix);
    col_roots_clear(&roots);
    return good;
}

/* The zeros among the lowest eigenvalues are counted by the rank of A; the rest of their cluster is positive. */
static void add_clusters(col_modes *modes, const col_coupling *coupling, const col_clusters *clusters, slong precision)
{
    slong zeros = 0;
    if (reaches_zero(clusters)) {
        slong rank = col_table_rank(coupling->table);
        zeros = rank < 0 ? 0 : (slong)coupling->labels - rank;
    }
    add_one(modes, coupling, precision);
    for (slong i = 0; i < clusters->count; i++) {
        slong size = clusters->sizes[i] - (i + 1 == clusters->count ? zeros : 0);
        if (size > 0)
            col_modes_add(modes, clusters->values + i, (ulong)size, false, precision);
    }
    if (zeros > 0)
        add_zero(modes, (ulong)zeros, precision);
}

/* gram: K x K, left with the Gram matrix. */
static bool table_modes(col_modes *modes, arb_mat_t gram, const col_coupling *coupling, slong precision, col_error *error)
{
    slong components = (slong)coupling->components;
    col_clusters clusters;
    col_clusters_init(&clusters);
    col_gram(gram, coupling->table, coupling->degree, precision);
    bool good = col_clusters_of(&clusters, gram, components, precision);
    if (!good)
        col_error_resource(error, "the spectrum could not be certified at %ld bits", precision);
    else if (!has_cluster(&clusters) || !exact_modes(modes, coupling, precision))
        add_clusters(modes, coupling, &clusters, precision);
    col_clusters_clear(&clusters);
    return good;
}

static bool within_limit(const col_coupling *coupling, col_error *error)
{
    if (coupling->ensemble != NULL || coupling->labels <= LABELS_LIMIT)
        return true;
    col_error_resource(error, "%lu labels: certified spectra of data are for at most %d", coupling->labels, LABELS_LIMIT);
    return false;
}

bool col_coupling_modes(col_modes *modes, const col_coupling *coupling, slong precision, col_error *error)
{
    if (coupling->ensemble != NULL)
        return col_ensemble_modes(modes, coupling->ensemble, precision, error);
    col_modes_reset(modes);
    if (!within_limit(coupling, error))
        return false;
    arb_mat_t gram;
    arb_mat_init(gram, (slong)coupling->labels, (slong)coupling->labels);
    bool good = table_modes(modes, gram, coupling, precision, error);
    arb_mat_clear(gram);
    return good;
}

bool col_coupling_vectors(arb_mat_t W, col_modes *modes, const col_coupling *coupling, slong precision, col_error *error)
{
    if (coupling->ensemble != NULL)
        return col_ensemble_modes(modes, coupling->ensemble, precision, error)
            && col_ensemble_label_vectors(W, coupling->ensemble, precision, error);
    col_modes_reset(modes);
    if (!within_limit(coupling, error))
        return false;
    arb_mat_t gram;
    arb_mat_init(gram, (slong)coupling->labels, (slong)coupling->labels);
    bool good = table_modes(modes, gram, coupling, precision, error)
        && col_vectors_of(W, gram, modes, coupling->degree, coupling->component, precision, error);
    arb_mat_clear(gram);
    return good;
}

typedef struct {
    col_modes *modes;
    const col_coupling *coupling;
    slong digits;
    col_budget *budget;
    bool out_of_steps;
    col_error fault; /* of the last rung that failed */
} certify_data;

/* Rough cost in microseconds: a dense eigenproblem in doubles, or in balls, which are some thirty times slower. */
static unsigned long cost(const col_coupling *coupling, slong precision)
{
    double K = coupling->ensemble != NULL ? 1 : (double)coupling->labels;
    double work = K * K * K * (precision <= DOUBLE_PRECISION ? 0.01 : 0.3 * (double)precision / 64);
    return work < 1e18 ? (unsigned long)work : (unsigned long)1e18;
}

static bool all_equal(const col_modes *modes)
{
    for (size_t i = 0; i < modes->count; i++)
        if (!modes->items[i].equal)
            return false;
    return true;
}

/* A rung that fails leaves what an earlier one has found. */
static bool certify_rung(void *context, slong precision)
{
    certify_data *data = context;
    if (data->out_of_steps || !col_budget_spend(data->budget, cost(data->coupling, precision))) {
        data->out_of_steps = true;
        return false;
    }
    col_modes found;
    col_modes_init(&found);
    data->fault = (col_error){.fault = COL_FAULT_NONE};
    if (col_coupling_modes(&found, data->coupling, precision, &data->fault)) {
        col_modes swap = *data->modes;
        *data->modes = found;
        found = swap;
    }
    col_modes_clear(&found);
    return data->modes->count > 0 && all_equal(data->modes) && col_modes_digits(data->modes, data->digits) >= data->digits;
}

bool col_coupling_certify(col_modes *modes, const col_coupling *coupling, slong digits, col_budget *budget, col_error *error)
{
    certify_data data = {.modes = modes, .coupling = coupling, .digits = digits, .budget = budget};
    col_modes_reset(modes);
    if (!within_limit(coupling, error))
        return false;
    bool good = certify_rung(&data, DOUBLE_PRECISION) || col_ladder_climb(NULL, certify_rung, &data, budget);
    if (modes->count == 0)
        col_error_resource(error, "%s", data.fault.fault != COL_FAULT_NONE ? data.fault.message
            : "the effort ran out before the spectrum was certified");
    return good;
}
