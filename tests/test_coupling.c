/* Couplings of data: certified modes against exact characteristic polynomials, components, invariances, clusters. */
#include <collapsar/coupling.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef enum { COUNTS, FRACTIONS, DOUBLES } weights;

/* A random table whose rows and columns all have a positive weight. */
static void random_table(col_table *table, flint_rand_t random, ulong N, ulong K, weights kind)
{
    fmpq_t weight;
    fmpq_init(weight);
    col_table_init(table);
    for (ulong i = 0; i < N; i++) {
        ulong entries = 1 + n_randint(random, K < 4 ? K : 4);
        for (ulong e = 0; e < entries; e++) {
            /* Column i first: with N >= K every column is met. */
            uint32_t column = (uint32_t)(e == 0 ? i % K : n_randint(random, K));
            if (kind == FRACTIONS) {
                fmpq_set_si(weight, 1 + (slong)n_randint(random, 9), 1 + n_randint(random, 9));
                col_table_add_rational(table, column, weight);
            } else {
                col_table_add_double(table, column, kind == COUNTS ? (double)(1 + n_randint(random, 20)) : d_randtest(random));
            }
        }
        col_table_end_row(table, 1 + n_randint(random, 3));
    }
    if (table->columns < K)
        table->columns = K;
    fmpq_clear(weight);
}

/* The characteristic polynomial of D_b^{-1} A^T D_a^{-1} A, whose roots are the mu, by exact arithmetic. */
static void exact_polynomial(fmpq_poly_t polynomial, const col_table *table)
{
    slong K = (slong)table->columns;
    fmpq_mat_t T;
    fmpq *degrees = _fmpq_vec_init(K);
    fmpq_t a, b, term;
    fmpz_t copies;
    fmpz_init(copies);
    fmpq_init(a);
    fmpq_init(b);
    fmpq_init(term);
    fmpq_mat_init(T, K, K);
    col_table_label_degrees(degrees, table);
    for (size_t i = 0; i < table->rows; i++) {
        col_table_sample_degree(a, table, i);
        fmpz_set_ui(copies, col_table_copies(table, i));
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++)
            for (size_t f = table->start[i]; f < table->start[i + 1]; f++) {
                col_table_weight(term, table, e);
                col_table_weight(b, table, f);
                fmpq_mul(term, term, b);
                fmpq_div(term, term, a);
                fmpq_mul_fmpz(term, term, copies);
                fmpq_div(term, term, degrees + table->column[e]);
                fmpq *entry = fmpq_mat_entry(T, table->column[e], table->column[f]);
                fmpq_add(entry, entry, term);
            }
    }
    fmpq_mat_charpoly(polynomial, T);
    fmpq_mat_clear(T);
    fmpq_clear(term);
    fmpq_clear(b);
    fmpq_clear(a);
    fmpz_clear(copies);
    _fmpq_vec_clear(degrees, K);
}

/* prod (x - mu)^multiplicity over the enclosures contains the exact polynomial, coefficient by coefficient. */
static void check_modes(const col_modes *modes, const col_coupling *coupling, slong precision)
{
    slong K = (slong)coupling->labels;
    fmpq_poly_t exact;
    arb_poly_t product, factor;
    arb_t coefficient;
    fmpq_t value;
    fmpq_poly_init(exact);
    arb_poly_init(product);
    arb_poly_init(factor);
    arb_init(coefficient);
    fmpq_init(value);
    exact_polynomial(exact, coupling->table);
    arb_poly_one(product);
    ulong total = 0;
    for (size_t i = 0; i < modes->count; i++) {
        const col_mode *mode = &modes->items[i];
        arb_poly_zero(factor);
        arb_poly_set_coeff_si(factor, 1, 1);
        arb_neg(coefficient, mode->mu);
        arb_poly_set_coeff_arb(factor, 0, coefficient);
        for (ulong j = 0; j < mode->multiplicity; j++)
            arb_poly_mul(product, product, factor, precision + 200);
        total += mode->multiplicity;
        if (i > 0)
            assert_true(arb_gt(modes->items[i - 1].mu, mode->mu) || i == 1);
        arb_mul(coefficient, mode->s, mode->s, precision);
        assert_true(arb_overlaps(coefficient, mode->mu));
        arb_add(coefficient, mode->mu, mode->gap, precision);
        assert_true(arb_contains_si(coefficient, 1));
    }
    assert_int_equal(total, K);
    assert_true(arb_is_zero(modes->items[0].gap) && arb_is_one(modes->items[0].s));
    assert_int_equal(modes->items[0].multiplicity, coupling->components);
    for (slong i = 0; i <= K; i++) {
        arb_poly_get_coeff_arb(coefficient, product, i);
        fmpq_poly_get_coeff_fmpq(value, exact, i);
        assert_true(arb_contains_fmpq(coefficient, value));
    }
    fmpq_clear(value);
    arb_clear(coefficient);
    arb_poly_clear(factor);
    arb_poly_clear(product);
    fmpq_poly_clear(exact);
}

static void modes_are_roots_of_the_characteristic_polynomial(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    int sharp = 0, all = 0;
    for (int round = 0; round < 150; round++) {
        ulong K = 1 + n_randint(random, 7), N = K + n_randint(random, 12);
        static const slong precisions[] = {53, 64, 150};
        slong precision = precisions[round % 3];
        col_table table;
        col_coupling coupling;
        col_modes modes;
        col_error error = {.fault = COL_FAULT_NONE};
        random_table(&table, random, N, K, (weights)(round / 3 % 3));
        if (round % 2)
            col_table_merge(&table);
        col_coupling_from_table(&coupling, &table);
        col_modes_init(&modes);
        assert_true(col_coupling_modes(&modes, &coupling, precision, &error));
        check_modes(&modes, &coupling, precision);
        for (size_t i = 0; i < modes.count; i++) {
            all++;
            sharp += arb_is_exact(modes.items[i].mu) || mag_cmp_2exp_si(arb_radref(modes.items[i].mu), 14 - precision) < 0;
        }
        col_modes_clear(&modes);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
    assert_true(100 * sharp >= 95 * all);
    flint_randclear(random);
}

/* Fewer samples than labels, equal rows, equal columns: exact zeros. */
static void null_modes_are_exactly_zero(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 60; round++) {
        ulong K = 3 + n_randint(random, 5), N = 1 + n_randint(random, K - 1);
        col_table table;
        col_coupling coupling;
        col_modes modes;
        col_budget budget = COL_BUDGET_DEFAULT;
        col_error error = {.fault = COL_FAULT_NONE};
        col_table_init(&table);
        for (ulong i = 0; i < N; i++) {
            for (ulong c = 0; c < K; c++)
                if (i == 0 || n_randint(random, 2))
                    col_table_add_double(&table, (uint32_t)c, (double)(1 + n_randint(random, 5)));
            col_table_add_double(&table, 0, 1);
            col_table_end_row(&table, 1);
        }
        col_coupling_from_table(&coupling, &table);
        col_modes_init(&modes);
        assert_true(col_coupling_certify(&modes, &coupling, 12, &budget, &error));
        check_modes(&modes, &coupling, 64);
        const col_mode *last = &modes.items[modes.count - 1];
        assert_true(last->rational && fmpq_is_zero(last->value) && last->multiplicity >= K - N);
        col_modes_clear(&modes);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
    flint_randclear(random);
}

/* Copies of a block side by side: every eigenvalue is as often there as there are copies, proved by exact algebra. With the
 * last block changed by a relative 2^-40 the copies come apart. */
static void degenerate_and_nearly_degenerate_spectra(void **state)
{
    (void)state;
    static const double block[4][3] = {{5, 1, 0}, {0, 7, 2}, {1, 0, 9}, {3, 3, 0}};
    for (int changed = 0; changed < 2; changed++) {
        col_table table;
        col_coupling coupling;
        col_modes modes;
        col_budget budget = COL_BUDGET_DEFAULT;
        col_error error = {.fault = COL_FAULT_NONE};
        col_table_init(&table);
        for (uint32_t copy = 0; copy < 3; copy++)
            for (int i = 0; i < 4; i++) {
                for (uint32_t c = 0; c < 3; c++)
                    col_table_add_double(&table, 3 * copy + c,
                        block[i][c] * (changed && copy == 2 && i == 0 && c == 0 ? 1 + ldexp(1, -40) : 1));
                col_table_end_row(&table, 1);
            }
        col_coupling_from_table(&coupling, &table);
        assert_int_equal(coupling.components, 3);
        col_modes_init(&modes);
        assert_true(col_coupling_certify(&modes, &coupling, 15, &budget, &error));
        check_modes(&modes, &coupling, 128);
        assert_int_equal(modes.count, changed ? 5 : 3);
        for (size_t i = 0; i < modes.count; i++)
            assert_true(modes.items[i].equal);
        assert_int_equal(modes.items[1].multiplicity + modes.items[2].multiplicity, changed ? 3 : 6);
        assert_true(col_modes_digits(&modes, 15) == 15);
        col_modes_clear(&modes);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
}

/* Two components joined by one frustrated sample of weight 1e-12: one component, and a gap that is tiny but positive. */
static void a_weak_link_joins(void **state)
{
    (void)state;
    for (int exponent = 12; exponent <= 60; exponent += 24) {
        col_table table;
        col_coupling coupling;
        col_modes modes;
        col_budget budget = COL_BUDGET_DEFAULT;
        col_error error = {.fault = COL_FAULT_NONE};
        fmpq_t tiny;
        fmpz_t power;
        fmpq_init(tiny);
        fmpz_init_set_ui(power, 10);
        fmpz_pow_ui(power, power, (ulong)exponent);
        fmpq_one(tiny);
        fmpq_div_fmpz(tiny, tiny, power);
        col_table_init(&table);
        for (uint32_t half = 0; half < 2; half++) {
            col_table_add_double(&table, 2 * half, 3);
            col_table_add_double(&table, 2 * half + 1, 1);
            col_table_end_row(&table, 5);
            col_table_add_double(&table, 2 * half + 1, 2 + half);
            col_table_end_row(&table, 7);
        }
        col_table_add_rational(&table, 1, tiny);
        col_table_add_rational(&table, 2, tiny);
        col_table_end_row(&table, 1);
        col_coupling_from_table(&coupling, &table);
        assert_int_equal(coupling.components, 1);
        assert_false(coupling.classifiable);
        col_modes_init(&modes);
        assert_true(col_coupling_certify(&modes, &coupling, 12, &budget, &error));
        check_modes(&modes, &coupling, 512);
        assert_int_equal(modes.items[0].multiplicity, 1);
        assert_true(arb_is_positive(modes.items[1].gap));
        arb_mul_fmpz(modes.items[1].gap, modes.items[1].gap, power, 64); /* about 1, since degrees are about 10 */
        assert_true(mag_cmp_2exp_si(arb_radref(modes.items[1].gap), -30) < 0);
        double size = arf_get_d(arb_midref(modes.items[1].gap), ARF_RND_NEAR);
        assert_true(size > 0.001 && size < 10);
        col_modes_clear(&modes);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
        fmpz_clear(power);
        fmpq_clear(tiny);
    }
}

static void same_modes(const col_table *a, const col_table *b)
{
    col_coupling coupling[2];
    col_modes modes[2];
    for (int i = 0; i < 2; i++) {
        col_error error = {.fault = COL_FAULT_NONE};
        col_coupling_from_table(&coupling[i], i ? b : a);
        col_modes_init(&modes[i]);
        assert_true(col_coupling_modes(&modes[i], &coupling[i], 90, &error));
    }
    assert_int_equal(modes[0].count, modes[1].count);
    for (size_t i = 0; i < modes[0].count; i++) {
        assert_int_equal(modes[0].items[i].multiplicity, modes[1].items[i].multiplicity);
        assert_true(arb_overlaps(modes[0].items[i].mu, modes[1].items[i].mu));
    }
    for (int i = 0; i < 2; i++) {
        col_modes_clear(&modes[i]);
        col_coupling_clear(&coupling[i]);
    }
}

/* Rows and columns permuted, all weights scaled, copies written out: the modes stay. */
static void permuting_and_scaling_changes_nothing(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 40; round++) {
        ulong K = 2 + n_randint(random, 6), N = K + n_randint(random, 10);
        col_table table, other;
        fmpq_t weight, scale;
        fmpq_init(weight);
        fmpq_init(scale);
        random_table(&table, random, N, K, (weights)(round % 3));
        fmpq_set_si(scale, 1 + (slong)n_randint(random, 30), 1 + n_randint(random, 30));
        uint32_t shift = (uint32_t)n_randint(random, K);
        size_t first = n_randint(random, table.rows);
        col_table_init(&other);
        for (size_t j = 0; j < table.rows; j++) {
            size_t i = (first + j) % table.rows;
            for (uint64_t copy = 0; copy < col_table_copies(&table, i); copy++) {
                for (size_t e = table.start[i + 1]; e-- > table.start[i];) {
                    col_table_weight(weight, &table, e);
                    fmpq_mul(weight, weight, scale);
                    col_table_add_rational(&other, (table.column[e] + shift) % (uint32_t)K, weight);
                }
                col_table_end_row(&other, 1);
            }
        }
        same_modes(&table, &other);
        col_table_clear(&other);
        col_table_clear(&table);
        fmpq_clear(scale);
        fmpq_clear(weight);
    }
    flint_randclear(random);
}

/* Vectors of random tables: orthonormal, G W = W diag(mu) within the balls, first column sqrt(b); double guesses are near. */
static void label_vectors_of_data(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    int sharp = 0, rounds = 40;
    for (int round = 0; round < rounds; round++) {
        slong K = 1 + (slong)n_randint(random, 8), precision = round % 2 ? 53 : 128;
        col_table table;
        col_coupling coupling;
        col_modes modes;
        col_error error = {.fault = COL_FAULT_NONE};
        arb_mat_t W, product;
        random_table(&table, random, (ulong)K + n_randint(random, 20), (ulong)K, (weights)(round % 3));
        col_coupling_from_table(&coupling, &table);
        col_modes_init(&modes);
        arb_mat_init(W, K, K);
        arb_mat_init(product, K, K);
        assert_true(col_coupling_vectors(W, &modes, &coupling, precision, &error));
        if (arb_mat_is_finite(W)) {
            arb_mat_transpose(product, W);
            arb_mat_mul(product, product, W, precision);
            mag_t worst;
            mag_init(worst);
            for (slong i = 0; i < K; i++)
                for (slong j = 0; j < K; j++) {
                    assert_true(arb_contains_si(arb_mat_entry(product, i, j), i == j));
                    mag_max(worst, worst, arb_radref(arb_mat_entry(product, i, j)));
                }
            sharp += mag_cmp_2exp_si(worst, -35) < 0;
            mag_clear(worst);
        }
        double *s = malloc((size_t)K * sizeof *s), *rows = malloc((size_t)(K * K) * sizeof *rows);
        assert_true(col_coupling_approx(s, rows, &coupling, &error));
        slong k = 0;
        for (size_t i = 0; i < modes.count; i++)
            for (ulong j = 0; j < modes.items[i].multiplicity; j++, k++)
                assert_true(fabs(s[k] - arf_get_d(arb_midref(modes.items[i].s), ARF_RND_NEAR)) < 1e-7);
        for (slong i = 0; i < K; i++) {
            double norm = 0;
            for (slong c = 0; c < K; c++)
                norm += rows[i * K + c] * rows[i * K + c];
            assert_true(fabs(norm - 1) < 1e-10);
        }
        free(rows);
        free(s);
        arb_mat_clear(product);
        arb_mat_clear(W);
        col_modes_clear(&modes);
        col_coupling_clear(&coupling);
        col_table_clear(&table);
    }
    assert_true(10 * sharp >= 8 * rounds);
    flint_randclear(random);
}

static void perfectly_classifiable_data(void **state)
{
    (void)state;
    col_table table;
    col_coupling coupling;
    col_modes modes;
    col_error error = {.fault = COL_FAULT_NONE};
    col_table_init(&table);
    for (uint32_t c = 0; c < 5; c++) {
        col_table_add_double(&table, c, 1 + c);
        col_table_end_row(&table, 3);
    }
    col_coupling_from_table(&coupling, &table);
    assert_true(coupling.classifiable);
    assert_int_equal(coupling.components, 5);
    assert_true(fmpq_is_zero(coupling.frustrated));
    col_modes_init(&modes);
    assert_true(col_coupling_modes(&modes, &coupling, 53, &error));
    assert_int_equal(modes.count, 1);
    assert_int_equal(modes.items[0].multiplicity, 5);
    col_modes_centre(&modes);
    assert_int_equal(modes.items[0].multiplicity, 4);
    for (int i = 0; i < 4; i++)
        col_modes_centre(&modes);
    assert_int_equal(modes.count, 0);
    col_modes_clear(&modes);
    col_coupling_clear(&coupling);
    col_table_clear(&table);
}

/* Fifty digits for fifty labels. */
static void many_digits(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    col_table table;
    col_coupling coupling;
    col_modes modes;
    col_budget budget = COL_BUDGET_DEFAULT;
    col_error error = {.fault = COL_FAULT_NONE};
    random_table(&table, random, 2000, 50, COUNTS);
    col_coupling_from_table(&coupling, &table);
    col_modes_init(&modes);
    assert_true(col_coupling_certify(&modes, &coupling, 50, &budget, &error));
    assert_int_equal(modes.count, 50);
    assert_int_equal(col_modes_digits(&modes, 50), 50);
    budget.steps = 10;
    assert_false(col_coupling_certify(&modes, &coupling, 50, &budget, &error));
    assert_int_equal(error.fault, COL_FAULT_RESOURCE);
    col_modes_clear(&modes);
    col_coupling_clear(&coupling);
    col_table_clear(&table);
    flint_randclear(random);
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
        cmocka_unit_test(modes_are_roots_of_the_characteristic_polynomial),
        cmocka_unit_test(null_modes_are_exactly_zero),
        cmocka_unit_test(degenerate_and_nearly_degenerate_spectra),
        cmocka_unit_test(a_weak_link_joins),
        cmocka_unit_test(permuting_and_scaling_changes_nothing),
        cmocka_unit_test(label_vectors_of_data),
        cmocka_unit_test(perfectly_classifiable_data),
        cmocka_unit_test(many_digits),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}
