/* Certified spectra against matrices whose spectrum is known exactly. */
#include <collapsar/eigen.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* U J U^-1 with a random unimodular U: J is bidiagonal, with the given eigenvalues and couplings above them. */
static void similar_matrix(fmpq_mat_t out, const slong *eigenvalues, const int *couplings, slong n, flint_rand_t random)
{
    fmpz_mat_t u;
    fmpq_mat_t left, j;
    fmpz_mat_init(u, n, n);
    fmpq_mat_init(left, n, n);
    fmpq_mat_init(j, n, n);
    fmpz_mat_one(u);
    fmpz_mat_randops(u, random, 3 * n);
    fmpq_mat_set_fmpz_mat(left, u);
    for (slong i = 0; i < n; i++) {
        fmpq_set_si(fmpq_mat_entry(j, i, i), eigenvalues[i], 1);
        if (i + 1 < n && couplings[i])
            fmpq_set_si(fmpq_mat_entry(j, i, i + 1), 1, 1);
    }
    fmpq_mat_mul(j, left, j);
    assert_true(fmpq_mat_inv(left, left));
    fmpq_mat_mul(out, j, left);
    fmpz_mat_clear(u);
    fmpq_mat_clear(left);
    fmpq_mat_clear(j);
}

/* Every cluster holds as many of the true eigenvalues as it says. */
static void assert_spectrum(const col_spectrum *spectrum, const slong *eigenvalues, slong n)
{
    slong total = 0;
    for (slong k = 0; k < spectrum->count; k++) {
        slong inside = 0;
        for (slong i = 0; i < n; i++)
            inside += arb_contains_si(acb_realref(spectrum->values + k), eigenvalues[i])
                && arb_contains_zero(acb_imagref(spectrum->values + k));
        assert_int_equal(inside, spectrum->multiplicities[k]);
        total += inside;
    }
    assert_int_equal(total, n);
}

static void test_known_spectra(void **state)
{
    (void)state;
    enum { LARGEST = 8 };
    flint_rand_t random;
    flint_randinit(random);
    int certified = 0, separated = 0, distinct = 0;
    for (int round = 0; round < 150; round++) {
        slong n = 1 + (slong)n_randint(random, LARGEST), eigenvalues[LARGEST];
        int couplings[LARGEST];
        bool defective = n_randint(random, 2), repeated = n_randint(random, 2);
        for (slong i = 0; i < n; i++) {
            eigenvalues[i] = repeated ? (slong)n_randint(random, 5) - 3 : 3 * i - 10;
            couplings[i] = 0;
        }
        for (slong i = 0; defective && i + 1 < n; i++)
            couplings[i] = eigenvalues[i] == eigenvalues[i + 1];
        fmpq_mat_t exact;
        arb_mat_t matrix;
        col_spectrum spectrum;
        fmpq_mat_init(exact, n, n);
        arb_mat_init(matrix, n, n);
        col_spectrum_init(&spectrum);
        similar_matrix(exact, eigenvalues, couplings, n, random);
        slong precision = 53 << n_randint(random, 4);
        arb_mat_set_fmpq_mat(matrix, exact, precision + 60);
        if (col_eigen_real(&spectrum, matrix, precision)) {
            certified++;
            assert_spectrum(&spectrum, eigenvalues, n);
            distinct += !repeated;
            separated += !repeated && spectrum.count == n;
            for (slong k = 0; !repeated && spectrum.count == n && k < n; k++)
                assert_true(arb_is_zero(acb_imagref(spectrum.values + k)));
        }
        col_spectrum_clear(&spectrum);
        fmpq_mat_clear(exact);
        arb_mat_clear(matrix);
    }
    assert_true(certified >= 140);
    assert_true(separated >= distinct - 3);
    flint_randclear(random);
}

/* The verdict on stability is never wrong, and decided when no eigenvalue is on the axis. */
static void test_stability(void **state)
{
    (void)state;
    enum { LARGEST = 6 };
    flint_rand_t random;
    flint_randinit(random);
    int decided = 0, decidable = 0;
    for (int round = 0; round < 200; round++) {
        slong n = 1 + (slong)n_randint(random, LARGEST), eigenvalues[LARGEST];
        int couplings[LARGEST] = {0};
        slong zeros = 0, positive = 0;
        for (slong i = 0; i < n; i++) {
            eigenvalues[i] = (slong)n_randint(random, n_randint(random, 3) ? 4 : 6) - 4;
            zeros += eigenvalues[i] == 0;
            positive += eigenvalues[i] > 0;
        }
        for (slong i = 0; i + 1 < n; i++)
            couplings[i] = eigenvalues[i] == eigenvalues[i + 1];
        fmpq_mat_t exact;
        arb_mat_t matrix;
        col_half_planes planes;
        const char *reason;
        fmpq_mat_init(exact, n, n);
        arb_mat_init(matrix, n, n);
        similar_matrix(exact, eigenvalues, couplings, n, random);
        arb_mat_set_fmpq_mat(matrix, exact, 400);
        col_verdict verdict = col_eigen_stable(matrix, 256, &reason);
        col_eigen_half_planes(&planes, matrix, 256);
        assert_int_equal(planes.left + planes.right + planes.undecided, n);
        assert_true(planes.right <= positive && planes.left <= n - zeros - positive);
        if (verdict == COL_PROVED)
            assert_true(zeros == 0 && positive == 0);
        else if (verdict == COL_REFUTED)
            assert_true(positive > 0);
        else
            assert_non_null(reason);
        decidable += zeros == 0;
        decided += zeros == 0 && verdict != COL_UNDECIDED;
        fmpq_mat_clear(exact);
        arb_mat_clear(matrix);
    }
    assert_true(decided >= decidable - 2);
    flint_randclear(random);
}

/* The path of a cycle: 2 - 2 cos(2 pi k/n), pairwise double. */
static void cycle_laplacian(arb_mat_t out)
{
    slong n = arb_mat_nrows(out);
    arb_mat_zero(out);
    for (slong i = 0; i < n; i++) {
        arb_set_si(arb_mat_entry(out, i, i), 2);
        arb_set_si(arb_mat_entry(out, i, (i + 1) % n), -1);
        arb_set_si(arb_mat_entry(out, (i + 1) % n, i), -1);
    }
}

static void cycle_eigenvalue(arb_t out, slong i, slong n, slong precision)
{
    fmpq_t angle;
    fmpq_init(angle);
    fmpq_set_si(angle, 2 * ((i + 1) / 2), (ulong)n);
    arb_cos_pi_fmpq(out, angle, precision);
    arb_mul_si(out, out, -2, precision);
    arb_add_si(out, out, 2, precision);
    fmpq_clear(angle);
}

static void check_cycle(slong n, slong precision, slong accuracy)
{
    arb_mat_t matrix;
    arb_t truth;
    arb_mat_init(matrix, n, n);
    arb_init(truth);
    arb_ptr values = _arb_vec_init(n);
    cycle_laplacian(matrix);
    assert_true(col_eigen_symmetric(values, matrix, precision));
    for (slong i = 0; i < n; i++) {
        cycle_eigenvalue(truth, i, n, precision + 60);
        assert_true(arb_overlaps(values + i, truth));
        assert_true(mag_cmp_2exp_si(arb_radref(values + i), -accuracy) < 0);
    }
    _arb_vec_clear(values, n);
    arb_mat_clear(matrix);
    arb_clear(truth);
}

static void test_symmetric(void **state)
{
    (void)state;
    check_cycle(3, 53, 40);
    check_cycle(10, 53, 40);
    check_cycle(200, 53, 36);
    check_cycle(10, 128, 110);
    check_cycle(25, 400, 380);
}

/* Random symmetric matrices: the general certifier and the symmetric one see the same numbers. */
static void test_two_algorithms(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 40; round++) {
        slong n = 2 + (slong)n_randint(random, 10), precision = n_randint(random, 2) ? 53 : 150;
        arb_mat_t matrix;
        col_spectrum spectrum;
        arb_mat_init(matrix, n, n);
        col_spectrum_init(&spectrum);
        arb_ptr values = _arb_vec_init(n);
        for (slong i = 0; i < n; i++) {
            for (slong j = 0; j <= i; j++) {
                arb_set_si(arb_mat_entry(matrix, i, j), (slong)n_randint(random, 200) - 100);
                arb_div_ui(arb_mat_entry(matrix, i, j), arb_mat_entry(matrix, i, j), 7, 200);
                arb_set(arb_mat_entry(matrix, j, i), arb_mat_entry(matrix, i, j));
            }
        }
        assert_true(col_eigen_symmetric(values, matrix, precision));
        assert_true(col_eigen_real(&spectrum, matrix, precision));
        slong i = n;
        for (slong k = 0; k < spectrum.count; k++)
            for (slong m = 0; m < spectrum.multiplicities[k]; m++)
                assert_true(arb_overlaps(values + --i, acb_realref(spectrum.values + k)));
        assert_int_equal(i, 0);
        _arb_vec_clear(values, n);
        col_spectrum_clear(&spectrum);
        arb_mat_clear(matrix);
    }
    flint_randclear(random);
}

static void test_wide_and_bad_input(void **state)
{
    (void)state;
    arb_mat_t matrix;
    col_spectrum spectrum;
    arb_mat_init(matrix, 2, 2);
    col_spectrum_init(&spectrum);
    arb_ptr values = _arb_vec_init(2);
    arb_indeterminate(arb_mat_entry(matrix, 0, 0));
    assert_false(col_eigen_real(&spectrum, matrix, 64));
    assert_false(col_eigen_symmetric(values, matrix, 53));
    assert_false(arb_is_finite(values));
    /* [[-1, 0], [0, -1 +- 2]] may be unstable */
    arb_set_si(arb_mat_entry(matrix, 0, 0), -1);
    arb_set_si(arb_mat_entry(matrix, 1, 1), -1);
    assert_int_equal(col_eigen_stable(matrix, 64, NULL), COL_PROVED);
    mag_set_ui(arb_radref(arb_mat_entry(matrix, 1, 1)), 2);
    assert_int_equal(col_eigen_stable(matrix, 64, NULL), COL_UNDECIDED);
    col_spectrum_clear(&spectrum);
    _arb_vec_clear(values, 2);
    arb_mat_clear(matrix);
}

/* The companion matrix of l^3 + a l^2 + b l + c. */
static col_verdict hurwitz_of(slong a, slong b, slong c)
{
    arb_mat_t matrix;
    arb_mat_init(matrix, 3, 3);
    arb_one(arb_mat_entry(matrix, 0, 1));
    arb_one(arb_mat_entry(matrix, 1, 2));
    arb_set_si(arb_mat_entry(matrix, 2, 0), -c);
    arb_set_si(arb_mat_entry(matrix, 2, 1), -b);
    arb_set_si(arb_mat_entry(matrix, 2, 2), -a);
    col_verdict verdict = col_eigen_stable_hurwitz(matrix, 64);
    arb_mat_clear(matrix);
    return verdict;
}

/* Known cubics; and no random matrix for which eigenvalues and Routh-Hurwitz conditions contradict each other. */
static void test_hurwitz(void **state)
{
    (void)state;
    assert_int_equal(hurwitz_of(1, 2, 1), COL_PROVED);
    assert_int_equal(hurwitz_of(1, 1, 2), COL_REFUTED);   /* all coefficients positive */
    assert_int_equal(hurwitz_of(1, 1, 1), COL_UNDECIDED); /* i and -i */
    assert_int_equal(hurwitz_of(0, 1, 0), COL_UNDECIDED);
    flint_rand_t random;
    flint_randinit(random);
    size_t decided = 0, rounds = 400;
    for (size_t round = 0; round < rounds; round++) {
        slong n = 1 + (slong)n_randint(random, 5);
        arb_mat_t matrix;
        arb_mat_init(matrix, n, n);
        for (slong i = 0; i < n * n; i++)
            if (n_randint(random, 3) > 0)
                arb_set_si(arb_mat_entry(matrix, i / n, i % n), (slong)n_randint(random, 21) - 10);
        for (slong i = 0; i < n; i++)
            arb_sub_ui(arb_mat_entry(matrix, i, i), arb_mat_entry(matrix, i, i), n_randint(random, 20), 64);
        col_verdict one = col_eigen_stable_hurwitz(matrix, 128), other = col_eigen_stable(matrix, 128, NULL);
        assert_true(one == other || one == COL_UNDECIDED || other == COL_UNDECIDED);
        decided += one != COL_UNDECIDED;
        arb_mat_clear(matrix);
    }
    assert_true(decided > rounds * 8 / 10);
    flint_randclear(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hurwitz), cmocka_unit_test(test_known_spectra),
        cmocka_unit_test(test_stability),
        cmocka_unit_test(test_symmetric),
        cmocka_unit_test(test_two_algorithms),
        cmocka_unit_test(test_wide_and_bad_input),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
