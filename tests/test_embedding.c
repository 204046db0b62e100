/* The embedding-only model against the full linear flow: every mode formula is compared with exponentials and spectra of the
 * whole generator of samples and labels, which knows no modes. */
#include <collapsar/embedding.h>

#include <collapsar/eigen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PRECISION 160

static void random_table(col_table *table, flint_rand_t random, ulong N, ulong K, bool connected)
{
    col_table_init(table);
    for (ulong i = 0; i < N; i++) {
        col_table_add_double(table, (uint32_t)(i % K), (double)(1 + n_randint(random, 9)));
        if (connected || n_randint(random, 3) == 0)
            col_table_add_double(table, (uint32_t)((i + 1 + n_randint(random, 2)) % K), (double)(1 + n_randint(random, 5)));
        col_table_end_row(table, 1);
    }
}

static void weight_of(arb_t out, const col_table *table, size_t entry)
{
    arb_set_d(out, table->weight[entry]);
}

/* The generator M of (x, y)' = -M (x, y) with rates of each node: M_ii = rate_i degree_i, M_ij = -rate_i A_ij. */
static void full_generator(arb_mat_t M, const col_table *table, arb_srcptr rates)
{
    slong N = (slong)table->rows;
    arb_t weight;
    arb_init(weight);
    arb_mat_zero(M);
    for (slong i = 0; i < N; i++)
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            slong c = N + (slong)table->column[e];
            weight_of(weight, table, e);
            arb_addmul(arb_mat_entry(M, i, i), rates + i, weight, PRECISION);
            arb_submul(arb_mat_entry(M, i, c), rates + i, weight, PRECISION);
            arb_addmul(arb_mat_entry(M, c, c), rates + c, weight, PRECISION);
            arb_submul(arb_mat_entry(M, c, i), rates + c, weight, PRECISION);
        }
    arb_clear(weight);
}

/* alpha/a_i and beta/b_c */
static void balanced_rates(arb_ptr rates, const col_coupling *coupling, const arb_t alpha, const arb_t beta)
{
    const col_table *table = coupling->table;
    slong N = (slong)table->rows;
    fmpq_t degree;
    fmpq_init(degree);
    for (slong i = 0; i < N; i++) {
        col_table_sample_degree(degree, table, (size_t)i);
        arb_set_fmpq(rates + i, degree, PRECISION);
        arb_div(rates + i, alpha, rates + i, PRECISION);
    }
    for (slong c = 0; c < (slong)coupling->labels; c++) {
        arb_set_fmpq(rates + N + c, coupling->degree + c, PRECISION);
        arb_div(rates + N + c, beta, rates + N + c, PRECISION);
    }
    fmpq_clear(degree);
}

/* sum over start coordinates of (row a - row b)^2 sigma^2 of exp(-t M): the mean squared separation per dimension. */
static void full_separation(arb_t out, const arb_mat_t flow, slong N, slong a, slong b, const fmpq_t sigma_x, const fmpq_t sigma_y)
{
    arb_t difference, sigma;
    arb_init(difference);
    arb_init(sigma);
    arb_zero(out);
    for (slong j = 0; j < arb_mat_ncols(flow); j++) {
        arb_sub(difference, arb_mat_entry(flow, N + a, j), arb_mat_entry(flow, N + b, j), PRECISION);
        arb_set_fmpq(sigma, j < N ? sigma_x : sigma_y, PRECISION);
        arb_mul(difference, difference, sigma, PRECISION);
        arb_addmul(out, difference, difference, PRECISION);
    }
    arb_clear(sigma);
    arb_clear(difference);
}

static void check_separations(const col_separation *separation, const col_coupling *coupling, const col_start *start, double time)
{
    slong N = (slong)coupling->table->rows, K = (slong)coupling->labels, n = N + K;
    arb_mat_t M;
    arb_ptr rates = _arb_vec_init(n);
    arb_t t, full, modes, mean;
    arb_mat_init(M, n, n);
    arb_init(t);
    arb_init(full);
    arb_init(modes);
    arb_init(mean);
    arb_set_d(t, time);
    balanced_rates(rates, coupling, start->alpha, start->beta);
    full_generator(M, coupling->table, rates);
    arb_mat_scalar_mul_arb(M, M, t, PRECISION);
    arb_mat_neg(M, M);
    arb_mat_exp(M, M, PRECISION);
    for (slong a = 0; a < K; a++)
        for (slong b = 0; b < a; b++) {
            full_separation(full, M, N, a, b, start->sigma_x, start->sigma_y);
            col_separation_pair(modes, separation, (ulong)a, (ulong)b, t);
            assert_true(arb_overlaps(full, modes));
            assert_true(arb_rel_accuracy_bits(modes) > 40);
            arb_add(mean, mean, full, PRECISION);
        }
    arb_div_si(mean, mean, K * (K - 1) / 2, PRECISION);
    col_separation_mean(modes, separation, t);
    assert_true(arb_overlaps(mean, modes));
    assert_true(arb_rel_accuracy_bits(modes) > 40);
    arb_clear(mean);
    arb_clear(modes);
    arb_clear(full);
    arb_clear(t);
    arb_mat_clear(M);
    _arb_vec_clear(rates, n);
}

static void separations_are_those_of_the_full_flow(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 12; round++) {
        ulong K = 2 + n_randint(random, 4), N = K + n_randint(random, 5);
        col_table table;
        col_coupling coupling;
        col_start start;
        col_separation separation;
        col_error error = {.fault = COL_FAULT_NONE};
        random_table(&table, random, N, K, round % 2);
        col_coupling_from_table(&coupling, &table);
        col_start_init(&start);
        fmpq_set_si(start.sigma_x, (slong)n_randint(random, 4), 2);
        fmpq_set_si(start.sigma_y, 1 + (slong)n_randint(random, 4), 3);
        if (round % 3) {
            arb_set_d(start.alpha, 0.25 * (double)(1 + n_randint(random, 8)));
            arb_set_d(start.beta, 0.25 * (double)(1 + n_randint(random, 8)));
        }
        if (!col_separation_init(&separation, &coupling, NULL, &start, PRECISION, &error))
            fail_msg("%s", error.message);
        static const double times[] = {0, 0.125, 1.5, 7};
        for (int i = 0; i < 4; i++)
            check_separations(&separation, &coupling, &start, times[i]);
        col_separation_clear(&separation);
        col_start_clear(&start);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
    flint_randclear(random);
}

/* The same for ensembles, through their explicit tables: n samples a label. */
static void separations_of_ensembles(void **state)
{
    (void)state;
    static const char *const specs[] = {"uniform,K=3,f=1/2", "pairs,K=4,f=1/2", "ring,K=4,f=1/2", "hypercube,m=2,f=1", "uniform,K=2,f=0"};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        col_error error = {.fault = COL_FAULT_NONE};
        col_ensemble ensemble;
        col_table rows, table;
        col_coupling closed, explicit;
        col_start start;
        col_separation separation;
        assert_true(col_ensemble_parse(&ensemble, specs[i], &error));
        col_table_init(&rows);
        col_table_init(&table);
        assert_true(col_ensemble_table(&rows, &ensemble, 6, &error));
        for (size_t row = 0; row < rows.rows; row++) /* copies written out */
            for (uint64_t copy = 0; copy < col_table_copies(&rows, row); copy++) {
                for (size_t e = rows.start[row]; e < rows.start[row + 1]; e++)
                    col_table_add_double(&table, rows.column[e], rows.weight[e]);
                col_table_end_row(&table, 1);
            }
        bool exact = rows.exact == NULL; /* weights such as 1/3 are not doubles: then samples would not be alike */
        assert_true(col_coupling_from_ensemble(&closed, &ensemble, &error));
        col_coupling_from_table(&explicit, &table);
        col_start_init(&start);
        start.samples = 6;
        fmpq_set_si(start.sigma_x, 3, 2);
        if (exact) {
            assert_true(col_separation_init(&separation, &closed, NULL, &start, PRECISION, &error));
            check_separations(&separation, &explicit, &start, 0.75);
            col_separation_clear(&separation);
        }
        col_start_clear(&start);
        col_coupling_clear(&explicit);
        col_coupling_clear(&closed);
        col_table_clear(&table);
        col_table_clear(&rows);
        col_ensemble_clear(&ensemble);
    }
}

/* At tau the slow part sum_k q_k^2 exp(-2 lambda-_k t) has fallen by e^2: cases whose weights are known by symmetry. */
static void time_scales_of_pairs(void **state)
{
    (void)state;
    col_error error = {.fault = COL_FAULT_NONE};
    col_ensemble ensemble;
    col_coupling coupling;
    col_start start;
    col_separation separation;
    arb_t tau, expected;
    arb_init(tau);
    arb_init(expected);
    col_start_init(&start);
    /* uniform, f = 3/4: s = 1/2 for every class mode, so tau = 1/(1 - s) = 2. */
    assert_true(col_ensemble_parse(&ensemble, "uniform,K=4,f=3/4", &error));
    assert_true(col_coupling_from_ensemble(&coupling, &ensemble, &error));
    assert_true(col_separation_init(&separation, &coupling, NULL, &start, PRECISION, &error));
    assert_true(col_separation_time(tau, &separation, 1, 3));
    assert_true(arb_contains_si(tau, 2));
    assert_true(arb_rel_accuracy_bits(tau) > 100);
    col_separation_clear(&separation);
    col_coupling_clear(&coupling);
    col_ensemble_clear(&ensemble);
    /* ring of 4, f = 3/4: s^2 = 5/8 twice and 1/4 once; opposite labels differ in the first only, neighbours in both: with
     * rates l = 1 - sqrt(5/8) and 1/2, and equal weights, exp(-2 l tau) + exp(-tau) = 2 exp(-2). */
    assert_true(col_ensemble_parse(&ensemble, "ring,K=4,f=3/4", &error));
    assert_true(col_coupling_from_ensemble(&coupling, &ensemble, &error));
    assert_true(col_separation_init(&separation, &coupling, NULL, &start, PRECISION, &error));
    assert_true(col_separation_time(tau, &separation, 0, 2));
    arb_set_d(expected, 0.625);
    arb_sqrt(expected, expected, PRECISION);
    arb_sub_si(expected, expected, 1, PRECISION);
    arb_neg(expected, expected);
    arb_inv(expected, expected, PRECISION);
    assert_true(arb_overlaps(tau, expected));
    assert_true(col_separation_time(tau, &separation, 0, 1));
    arb_div(expected, tau, expected, PRECISION);
    arb_mul_si(expected, expected, -2, PRECISION);
    arb_exp(expected, expected, PRECISION);
    arb_neg(tau, tau);
    arb_exp(tau, tau, PRECISION);
    arb_add(expected, expected, tau, PRECISION);
    arb_set_si(tau, -2);
    arb_exp(tau, tau, PRECISION);
    arb_mul_si(tau, tau, 2, PRECISION);
    assert_true(arb_overlaps(tau, expected));
    col_separation_clear(&separation);
    col_coupling_clear(&coupling);
    col_ensemble_clear(&ensemble);
    /* Different components never collapse. */
    assert_true(col_ensemble_parse(&ensemble, "uniform,K=4,f=0", &error));
    assert_true(col_coupling_from_ensemble(&coupling, &ensemble, &error));
    assert_true(col_separation_init(&separation, &coupling, NULL, &start, PRECISION, &error));
    assert_false(col_separation_time(tau, &separation, 1, 3));
    col_separation_clear(&separation);
    col_coupling_clear(&coupling);
    col_ensemble_clear(&ensemble);
    col_start_clear(&start);
    arb_clear(expected);
    arb_clear(tau);
}

/* alpha = 1/20, beta = 1, s^2 = 4/5: lambda- = (1.05 - sqrt(1.0625))/2; bounds hold strictly for 0 < s < 1. */
static void rates_and_their_bounds(void **state)
{
    (void)state;
    col_modes modes;
    col_rates rates;
    arb_t alpha, beta, expected;
    fmpq_t mu;
    flint_rand_t random;
    flint_randinit(random);
    fmpq_init(mu);
    col_modes_init(&modes);
    col_rates_init(&rates);
    arb_init(alpha);
    arb_init(beta);
    arb_init(expected);
    fmpq_set_si(mu, 4, 5);
    col_modes_add_rational(&modes, mu, 1, 128);
    arb_set_si(alpha, 1);
    arb_div_si(alpha, alpha, 20, 128);
    arb_one(beta);
    col_rates_balanced(&rates, &modes.items[0], alpha, beta, 128);
    arb_set_d(expected, 1.0625); /* exact: 17/16 */
    arb_sqrt(expected, expected, 128);
    fmpq_set_si(mu, 21, 20);
    arb_set_fmpq(rates.separation, mu, 128);
    arb_sub(expected, rates.separation, expected, 128);
    arb_mul_2exp_si(expected, expected, -1);
    assert_true(arb_overlaps(rates.slow, expected));
    assert_true(arb_rel_accuracy_bits(rates.slow) > 110);
    for (int round = 0; round < 200; round++) {
        fmpq_set_si(mu, 1 + (slong)n_randint(random, 998), 1000);
        col_modes_reset(&modes);
        col_modes_add_rational(&modes, mu, 1, 128);
        arb_set_si(alpha, 1 + (slong)n_randint(random, 50));
        arb_set_si(beta, 1 + (slong)n_randint(random, 50));
        col_rates_balanced(&rates, &modes.items[0], alpha, beta, 128);
        assert_true(arb_lt(rates.slow_lower, rates.slow));
        assert_true(arb_lt(rates.slow, rates.slow_upper));
        arb_add(expected, rates.slow, rates.fast, 128);
        arb_sub(expected, expected, alpha, 128);
        arb_sub(expected, expected, beta, 128);
        assert_true(arb_contains_zero(expected));
        /* separation + 1/separation + 2 = (alpha + beta)^2/(alpha beta gap) */
        arb_inv(expected, rates.separation, 128);
        arb_add(expected, expected, rates.separation, 128);
        arb_add_si(expected, expected, 2, 128);
        arb_mul(expected, expected, alpha, 128);
        arb_mul(expected, expected, beta, 128);
        arb_mul(expected, expected, modes.items[0].gap, 128);
        arb_sqrt(expected, expected, 128);
        arb_sub(expected, expected, alpha, 128);
        assert_true(arb_overlaps(expected, beta));
    }
    col_modes_reset(&modes);
    fmpq_one(mu);
    col_modes_add_rational(&modes, mu, 1, 128);
    col_rates_balanced(&rates, &modes.items[0], alpha, beta, 128);
    assert_true(arb_is_zero(rates.slow));
    assert_false(arb_is_finite(rates.separation));
    fmpq_clear(mu);
    arb_clear(expected);
    arb_clear(beta);
    arb_clear(alpha);
    col_rates_clear(&rates);
    col_modes_clear(&modes);
    flint_randclear(random);
}

/* Shares of the limits: with those of the samples they are the left null vector of the generator, component by component. */
static void limits_are_conserved(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 20; round++) {
        ulong K = 2 + n_randint(random, 5), N = K + n_randint(random, 6);
        col_table table;
        col_coupling coupling;
        fmpq_t eta[2], total;
        random_table(&table, random, N, K, round % 2);
        col_coupling_from_table(&coupling, &table);
        fmpq *share = _fmpq_vec_init((slong)K);
        fmpq_init(eta[0]);
        fmpq_init(eta[1]);
        fmpq_init(total);
        fmpq_set_si(eta[0], 1 + (slong)n_randint(random, 5), 3);
        fmpq_set_si(eta[1], 1 + (slong)n_randint(random, 5), 7);
        for (int global = 0; global < 2; global++) {
            col_limit_shares(share, &coupling, global ? eta[0] : NULL, global ? eta[1] : NULL);
            for (ulong component = 0; component < coupling.components; component++) {
                fmpq_zero(total);
                ulong labels = 0, samples = 0;
                for (ulong c = 0; c < K; c++)
                    if (coupling.component[c] == component) {
                        labels++;
                        fmpq_add(total, total, share + c);
                    }
                for (ulong i = 0; i < N; i++)
                    samples += coupling.component[table.column[table.start[i]]] == component;
                /* labels/eta_y over labels/eta_y + samples/eta_x, or one half */
                fmpq_t expected, x, y;
                fmpq_init(expected);
                fmpq_init(x);
                fmpq_init(y);
                fmpq_set_ui(x, samples, 1);
                fmpq_set_ui(y, labels, 1);
                fmpq_div(x, x, eta[0]);
                fmpq_div(y, y, eta[1]);
                fmpq_add(x, x, y);
                fmpq_div(expected, y, x);
                if (!global)
                    fmpq_set_si(expected, 1, 2);
                assert_true(fmpq_equal(expected, total));
                fmpq_clear(y);
                fmpq_clear(x);
                fmpq_clear(expected);
            }
        }
        fmpq_clear(total);
        fmpq_clear(eta[1]);
        fmpq_clear(eta[0]);
        _fmpq_vec_clear(share, (slong)K);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
    flint_randclear(random);
}

/* The k-th lowest and highest rates against the certified spectrum of the whole symmetrised generator. */
static void check_generator(const col_coupling *coupling, const fmpq_t eta_x, const fmpq_t eta_y, slong digits)
{
    const col_table *table = coupling->table;
    slong N = (slong)table->rows, K = (slong)coupling->labels, n = N + K;
    col_error error = {.fault = COL_FAULT_NONE};
    col_budget budget = COL_BUDGET_DEFAULT;
    col_generator generator;
    if (!col_generator_init(&generator, coupling, eta_x, eta_y, digits, &budget, &error))
        fail_msg("undecided: %s", error.message);
    arb_mat_t M;
    arb_t x, y, root, weight;
    arb_ptr values = _arb_vec_init(n);
    arb_mat_init(M, n, n);
    arb_init(x);
    arb_init(y);
    arb_init(root);
    arb_init(weight);
    arb_set_fmpq(x, eta_x, PRECISION);
    arb_set_fmpq(y, eta_y, PRECISION);
    arb_mul(root, x, y, PRECISION);
    arb_sqrt(root, root, PRECISION);
    for (slong i = 0; i < N; i++)
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            slong c = N + (slong)table->column[e];
            weight_of(weight, table, e);
            arb_addmul(arb_mat_entry(M, i, i), x, weight, PRECISION);
            arb_addmul(arb_mat_entry(M, c, c), y, weight, PRECISION);
            arb_submul(arb_mat_entry(M, c, i), root, weight, PRECISION);
            arb_set(arb_mat_entry(M, i, c), arb_mat_entry(M, c, i));
        }
    assert_true(col_eigen_symmetric(values, M, PRECISION));
    slong k = 0;
    for (size_t i = 0; i < generator.slow_count; i++) {
        for (ulong j = 0; j < generator.slow[i].multiplicity; j++, k++)
            assert_true(arb_overlaps(generator.slow[i].rate, values + k));
        assert_true(i == 0 || arb_is_positive(generator.slow[i].rate));
        assert_true(i == 0 || (double)arb_rel_accuracy_bits(generator.slow[i].rate) > 3.3 * (double)digits - 4);
    }
    assert_int_equal(k, K);
    assert_int_equal(generator.slow[0].multiplicity, coupling->components);
    assert_true(arb_is_zero(generator.slow[0].rate));
    k = n;
    for (size_t i = 0; i < generator.fast_count; i++)
        for (ulong j = 0; j < generator.fast[i].multiplicity; j++)
            assert_true(arb_overlaps(generator.fast[i].rate, values + --k));
    assert_int_equal(n - k, N < K ? N : K);
    arb_clear(weight);
    arb_clear(root);
    arb_clear(y);
    arb_clear(x);
    arb_mat_clear(M);
    _arb_vec_clear(values, n);
    col_generator_clear(&generator);
}

static void generator_spectra_by_counting(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 40; round++) {
        ulong K = 1 + n_randint(random, 6), N = K + n_randint(random, 12);
        col_table table;
        col_coupling coupling;
        fmpq_t eta_x, eta_y;
        fmpq_init(eta_x);
        fmpq_init(eta_y);
        random_table(&table, random, N, K, round % 3 > 0);
        col_coupling_from_table(&coupling, &table);
        fmpq_set_si(eta_x, 1 + (slong)n_randint(random, 20), 1 + n_randint(random, 20));
        fmpq_set_si(eta_y, 1 + (slong)n_randint(random, 20), 1 + n_randint(random, 20));
        check_generator(&coupling, eta_x, eta_y, round % 4 == 0 ? 30 : 10);
        fmpq_clear(eta_y);
        fmpq_clear(eta_x);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
    /* Fewer samples than labels. */
    col_table table;
    col_coupling coupling;
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    col_table_init(&table);
    for (uint32_t c = 0; c < 5; c++)
        col_table_add_double(&table, c, 1 + c);
    col_table_end_row(&table, 1);
    col_coupling_from_table(&coupling, &table);
    check_generator(&coupling, one, one, 12);
    col_coupling_clear(&coupling);
    col_table_clear(&table);
    fmpq_clear(one);
    flint_randclear(random);
}

/* On the ring the average over all K modes is the trapezoidal rule of a smooth periodic function: up to far below 1e-20 it is
 * the average over kesten-mckay's density at k = 2. The mean mode is put back to compare. */
static void continuous_ensembles_are_limits(void **state)
{
    (void)state;
    col_error error = {.fault = COL_FAULT_NONE};
    col_ensemble ring, line;
    col_coupling coupling;
    col_start start;
    col_separation finite, limit;
    arb_t t, a, b, g, h, one, zero;
    arb_init(t);
    arb_init(a);
    arb_init(b);
    arb_init(g);
    arb_init(h);
    arb_init(one);
    arb_init(zero);
    arb_one(one);
    col_start_init(&start);
    start.samples = 3;
    arb_set_d(start.alpha, 0.5);
    arb_set_d(start.beta, 1.25);
    fmpq_set_si(start.sigma_x, 2, 1);
    assert_true(col_ensemble_parse(&ring, "ring,K=200,f=2/5", &error));
    assert_true(col_ensemble_parse(&line, "kesten-mckay,k=2,f=2/5", &error));
    assert_true(col_coupling_from_ensemble(&coupling, &ring, &error));
    assert_true(col_separation_init(&finite, &coupling, NULL, &start, 128, &error));
    assert_true(col_separation_init(&limit, NULL, &line, &start, 128, &error));
    for (int i = 0; i < 4; i++) {
        arb_set_d(t, 2.5 * i);
        col_separation_mean(a, &finite, t);
        col_separation_mean(b, &limit, t);
        col_propagator(g, h, one, zero, start.alpha, start.beta, t, 128);
        arb_mul_si(a, a, 199, 128);
        arb_mul(g, g, g, 128);
        arb_addmul_ui(a, g, 2, 128);
        arb_mul(h, h, h, 128);
        arb_mul_si(h, h, 8, 128); /* 2 sigma_x^2 / samples */
        arb_div_si(h, h, 3, 128);
        arb_add(a, a, h, 128);
        arb_div_si(a, a, 200, 128);
        arb_sub(a, a, b, 128);
        assert_true(arb_is_finite(a));
        mag_t size;
        mag_init(size);
        arb_get_mag(size, a);
        assert_true(mag_cmp_2exp_si(size, -60) < 0);
        mag_clear(size);
    }
    col_separation_clear(&limit);
    col_separation_clear(&finite);
    col_coupling_clear(&coupling);
    col_ensemble_clear(&line);
    col_ensemble_clear(&ring);
    col_start_clear(&start);
    arb_clear(zero);
    arb_clear(one);
    arb_clear(h);
    arb_clear(g);
    arb_clear(b);
    arb_clear(a);
    arb_clear(t);
}

static int tear_down(void **state)
{
    (void)state;
    flint_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_and_their_bounds),
        cmocka_unit_test(separations_are_those_of_the_full_flow),
        cmocka_unit_test(separations_of_ensembles),
        cmocka_unit_test(continuous_ensembles_are_limits),
        cmocka_unit_test(time_scales_of_pairs),
        cmocka_unit_test(limits_are_conserved),
        cmocka_unit_test(generator_spectra_by_counting),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
