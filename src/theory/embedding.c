/* The embedding-only model at balanced rates, mode by mode, and its exact limits. */
#include <collapsar/embedding.h>

void col_rates_init(col_rates *rates)
{
    arb_init(rates->fast);
    arb_init(rates->slow);
    arb_init(rates->separation);
    arb_init(rates->slow_lower);
    arb_init(rates->slow_upper);
}

void col_rates_clear(col_rates *rates)
{
    arb_clear(rates->fast);
    arb_clear(rates->slow);
    arb_clear(rates->separation);
    arb_clear(rates->slow_lower);
    arb_clear(rates->slow_upper);
}

/* sqrt((alpha - beta)^2 + 4 alpha beta mu): the root of a sum of squares, never negative. */
static void discriminant_root(arb_t root, const arb_t mu, const arb_t alpha, const arb_t beta, slong precision)
{
    arb_t product;
    arb_init(product);
    arb_mul(product, alpha, beta, precision);
    arb_mul(product, product, mu, precision);
    arb_mul_2exp_si(product, product, 2);
    arb_sub(root, alpha, beta, precision);
    arb_mul(root, root, root, precision);
    arb_add(root, root, product, precision);
    arb_sqrtpos(root, root, precision);
    arb_clear(product);
}

static void fast_rate(arb_t fast, const arb_t mu, const arb_t alpha, const arb_t beta, slong precision)
{
    arb_t root;
    arb_init(root);
    discriminant_root(root, mu, alpha, beta, precision);
    arb_add(fast, alpha, beta, precision);
    arb_add(fast, fast, root, precision);
    arb_mul_2exp_si(fast, fast, -1);
    arb_clear(root);
}

/* lambda+ lambda- = alpha beta (1 - s^2) */
static void slow_rate(arb_t slow, const arb_t fast, const arb_t gap, const arb_t alpha, const arb_t beta, slong precision)
{
    arb_mul(slow, alpha, beta, precision);
    arb_mul(slow, slow, gap, precision);
    arb_div(slow, slow, fast, precision);
}

static void slow_bounds(col_rates *rates, const arb_t gap, const arb_t alpha, const arb_t beta, slong precision)
{
    arb_t sum;
    arb_init(sum);
    arb_add(sum, alpha, beta, precision);
    arb_mul(rates->slow_lower, alpha, beta, precision);
    arb_mul(rates->slow_lower, rates->slow_lower, gap, precision);
    arb_div(rates->slow_lower, rates->slow_lower, sum, precision);
    arb_min(sum, alpha, beta, precision);
    arb_mul(sum, sum, gap, precision);
    arb_mul_2exp_si(rates->slow_upper, rates->slow_lower, 1);
    arb_min(rates->slow_upper, rates->slow_upper, sum, precision);
    arb_clear(sum);
}

void col_rates_balanced(col_rates *rates, const col_mode *mode, const arb_t alpha, const arb_t beta, slong precision)
{
    slong working = precision + 16;
    fast_rate(rates->fast, mode->mu, alpha, beta, working);
    slow_rate(rates->slow, rates->fast, mode->gap, alpha, beta, working);
    slow_bounds(rates, mode->gap, alpha, beta, working);
    arb_div(rates->separation, rates->fast, rates->slow, precision);
}

/* phi(z) = (1 - exp(-z))/z, which falls from phi(0) = 1; z >= 0. */
static void decay_average(arb_t out, const arb_t z, slong precision)
{
    arb_t bound;
    arb_init(bound);
    if (arb_is_positive(z)) {
        arb_neg(bound, z);
        arb_expm1(bound, bound, precision);
        arb_div(out, bound, z, precision);
        arb_neg(out, out);
    } else {
        arf_t lo, hi;
        arf_init(lo);
        arf_init(hi);
        arb_get_ubound_arf(hi, z, precision);
        arf_mul_2exp_si(hi, hi, -1);
        arf_one(lo);
        arf_sub(lo, lo, hi, precision, ARF_RND_FLOOR); /* 1 - z/2 <= phi(z) */
        if (arf_sgn(lo) < 0)
            arf_zero(lo);
        arf_one(hi);
        arb_set_interval_arf(out, lo, hi, precision);
        arf_clear(hi);
        arf_clear(lo);
    }
    arb_clear(bound);
}

/* With delta = lambda+ - lambda-, phi = phi(t delta):
 *   h = beta t exp(-t lambda-) phi,  g_yy = exp(-t lambda-) ((1 + exp(-t delta))/2 - (beta - alpha)/2 t phi). */
void col_propagator(arb_t g_yy, arb_t h, const arb_t mu, const arb_t gap, const arb_t alpha, const arb_t beta, const arb_t t,
    slong precision)
{
    slong working = precision + 16;
    arb_t decay, z, average, tilt;
    arb_init(decay);
    arb_init(z);
    arb_init(average);
    arb_init(tilt);
    fast_rate(z, mu, alpha, beta, working);
    slow_rate(decay, z, gap, alpha, beta, working);
    arb_mul(decay, decay, t, working);
    arb_neg(decay, decay);
    arb_exp(decay, decay, working);
    discriminant_root(z, mu, alpha, beta, working);
    arb_mul(z, z, t, working);
    decay_average(average, z, working);
    arb_mul(average, average, t, working);
    arb_sub(tilt, alpha, beta, working);
    arb_mul(tilt, tilt, average, working);
    arb_neg(z, z);
    arb_exp(z, z, working);
    arb_add_si(z, z, 1, working);
    arb_add(z, z, tilt, working);
    arb_mul(z, z, decay, working);
    arb_mul(average, average, decay, working);
    arb_mul(h, average, beta, precision);
    arb_mul_2exp_si(z, z, -1);
    arb_set_round(g_yy, z, precision);
    arb_clear(tilt);
    arb_clear(average);
    arb_clear(z);
    arb_clear(decay);
}

void col_start_init(col_start *start)
{
    arb_init(start->alpha);
    arb_init(start->beta);
    fmpq_init(start->sigma_x);
    fmpq_init(start->sigma_y);
    arb_one(start->alpha);
    arb_one(start->beta);
    fmpq_one(start->sigma_x);
    fmpq_one(start->sigma_y);
    start->samples = 0;
}

void col_start_clear(col_start *start)
{
    arb_clear(start->alpha);
    arb_clear(start->beta);
    fmpq_clear(start->sigma_x);
    fmpq_clear(start->sigma_y);
}

/* Unit rates: a node weighs its degree. All degrees of a component's samples sum to the same total as those of its labels. */
static void degree_shares(fmpq *share, const col_coupling *coupling)
{
    fmpq *total = _fmpq_vec_init((slong)coupling->components);
    for (ulong c = 0; c < coupling->labels; c++)
        fmpq_add(total + coupling->component[c], total + coupling->component[c], coupling->degree + c);
    for (ulong c = 0; c < coupling->labels; c++) {
        fmpq_div(share + c, coupling->degree + c, total + coupling->component[c]);
        fmpq_div_2exp(share + c, share + c, 1);
    }
    _fmpq_vec_clear(total, (slong)coupling->components);
}

/* Global rates: every sample weighs 1/eta_x, every label 1/eta_y. */
static void node_shares(fmpq *share, const col_coupling *coupling, const fmpq *eta_x, const fmpq *eta_y)
{
    const col_table *table = coupling->table;
    fmpq *total = _fmpq_vec_init((slong)coupling->components);
    fmpq_t weight_x, weight_y, term;
    fmpz_t copies;
    fmpq_init(weight_x);
    fmpq_init(weight_y);
    fmpq_init(term);
    fmpz_init(copies);
    fmpq_inv(weight_x, eta_x);
    fmpq_inv(weight_y, eta_y);
    for (size_t i = 0; i < table->rows; i++) {
        size_t component = coupling->component[table->column[table->start[i]]];
        fmpz_set_ui(copies, col_table_copies(table, i));
        fmpq_mul_fmpz(term, weight_x, copies);
        fmpq_add(total + component, total + component, term);
    }
    for (ulong c = 0; c < coupling->labels; c++)
        fmpq_add(total + coupling->component[c], total + coupling->component[c], weight_y);
    for (ulong c = 0; c < coupling->labels; c++)
        fmpq_div(share + c, weight_y, total + coupling->component[c]);
    fmpz_clear(copies);
    fmpq_clear(term);
    fmpq_clear(weight_y);
    fmpq_clear(weight_x);
    _fmpq_vec_clear(total, (slong)coupling->components);
}

void col_limit_shares(fmpq *share, const col_coupling *coupling, const fmpq *eta_x, const fmpq *eta_y)
{
    if (eta_x == NULL || eta_y == NULL)
        degree_shares(share, coupling);
    else
        node_shares(share, coupling, eta_x, eta_y);
}
