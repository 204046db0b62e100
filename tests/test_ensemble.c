/* Ensembles: what is typed, closed forms against explicit tables, label vectors, densities. */
#include <collapsar/coupling.h>
#include <collapsar/density.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/collapsar-ensemble-XXXXXX";

static void parse(col_ensemble *ensemble, const char *text)
{
    col_error error = {.fault = COL_FAULT_NONE};
    if (!col_ensemble_parse(ensemble, text, &error))
        fail_msg("%s", error.message);
}

static void parse_bad(const char *text, const char *message)
{
    col_error error = {.fault = COL_FAULT_NONE};
    col_ensemble ensemble;
    assert_false(col_ensemble_parse(&ensemble, text, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    if (strstr(error.message, message) == NULL)
        fail_msg("'%s' lacks '%s'", error.message, message);
}

/* A graph's ensemble as text: file name and f put in. */
static const char *graph(const char *name, const char *edges, const char *f)
{
    static char spec[512];
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(edges, file);
    fclose(file);
    snprintf(spec, sizeof spec, "graph,%s,f=%s", path, f);
    return spec;
}

static void what_is_typed(void **state)
{
    (void)state;
    static const char *const good[] = {"uniform,K=10,f=1/5", "pairs,K=2,f=1", "ring,K=3,f=0", "hypercube,m=1,f=1/7",
        "kesten-mckay,k=3,f=3/10", "semicircle,k=4,f=1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        col_ensemble ensemble;
        col_text text;
        col_text_init(&text);
        parse(&ensemble, good[i]);
        col_ensemble_print(&text, &ensemble);
        assert_string_equal(text.data, good[i]);
        col_text_clear(&text);
        col_ensemble_clear(&ensemble);
    }
    col_ensemble a, b;
    parse(&a, "ring,12,0.2");
    parse(&b, "ring,f=1/5,K=12");
    assert_int_equal(a.labels, b.labels);
    assert_true(fmpq_equal(a.f, b.f));
    col_ensemble_clear(&a);
    col_ensemble_clear(&b);
    parse_bad("", "unknown ensemble ''");
    parse_bad("unifrm,K=3,f=1", "unknown ensemble 'unifrm'");
    parse_bad("uniform", "K is missing");
    parse_bad("uniform,K=3", "f is missing");
    parse_bad("uniform,f=1", "K is missing");
    parse_bad("uniform,K=1,f=1", "K = 1 is out of range");
    parse_bad("ring,K=2,f=1", "K = 2 is out of range");
    parse_bad("uniform,K=5/2,f=1", "K = 5/2 is out of range");
    parse_bad("uniform,K=3,f=11/10", "f = 11/10 is out of range; expected a fraction from 0 to 1");
    parse_bad("uniform,K=3,f=-1/10", "f = -1/10 is out of range");
    parse_bad("uniform,K=3,f=x", "bad number 'x'");
    parse_bad("uniform,K=3,f=1,f=1", "one value too many");
    parse_bad("uniform,K=3,K=3,f=1", "one value too many");
    parse_bad("uniform,m=3,f=1", "bad number 'm=3'");
    parse_bad("hypercube,m=63,f=1", "m = 63 is out of range");
    parse_bad("semicircle,k=3,f=1/2", "k = 3 is out of range");
    parse_bad("kesten-mckay,k=1,f=1/2", "k = 1 is out of range");
    parse_bad("kesten-mckay,k=3,f=0", "expected a fraction above 0");
    parse_bad("graph,/no/such/file,f=1", "cannot be opened");
    parse_bad(graph("g", "a b\nb c\n", "1"), "expected a regular graph");
    parse_bad(graph("g", "a b\nb a\n", "1"), ":2:1: an edge that occurs before, in line 1");
    parse_bad(graph("g", "a b\n\nb b\n", "1"), ":3:3: an edge from a label to itself");
    parse_bad(graph("g", "a b c\n", "1"), ":1:5: a third word");
    parse_bad(graph("g", "a\n", "1"), ":1:1: a line of one word");
    parse_bad(graph("g", "# nothing\n", "1"), "no edges");
}

static const char petersen[] = "0 1\n1 2\n2 3\n3 4\n4 0\n0 5\n1 6\n2 7\n3 8\n4 9\n5 7\n7 9\n9 6\n6 8\n8 5\n";
static const char two_triangles[] = "a b\nb c\nc a\nx y\ny z\nz x\n";
/* A 3-regular graph without symmetry to speak of (Frucht): simple irrational eigenvalues. */
static const char frucht[] = "1 2\n2 3\n3 4\n4 5\n5 6\n6 7\n7 1\n1 8\n2 8\n3 9\n4 9\n5 10\n6 10\n7 11\n8 12\n9 12\n10 11\n11 12\n";

/* The modes of the closed form and of the explicit table are the same: as many, as often, and each contains the other's true value. */
static void compare_with_table(const char *spec, uint64_t samples, slong precision)
{
    col_error error = {.fault = COL_FAULT_NONE};
    col_ensemble ensemble;
    col_table table;
    col_coupling closed, explicit;
    col_modes a, b;
    parse(&ensemble, spec);
    col_table_init(&table);
    assert_true(col_ensemble_table(&table, &ensemble, samples, &error));
    assert_true(col_table_check(&table, "table", &error));
    assert_true(col_coupling_from_ensemble(&closed, &ensemble, &error));
    col_coupling_from_table(&explicit, &table);
    for (ulong c = 0; c < explicit.labels; c++) {
        assert_true(fmpq_cmp_ui(explicit.degree + c, samples) == 0);
        assert_int_equal(col_coupling_component(&closed, c), col_coupling_component(&explicit, c));
    }
    assert_int_equal(closed.components, explicit.components);
    assert_true(closed.classifiable == explicit.classifiable);
    col_modes_init(&a);
    col_modes_init(&b);
    assert_true(col_coupling_modes(&a, &closed, precision, &error));
    assert_true(col_coupling_modes(&b, &explicit, precision, &error));
    assert_int_equal(a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_int_equal(a.items[i].multiplicity, b.items[i].multiplicity);
        assert_true(a.items[i].equal);
        assert_true(b.items[i].equal);
        assert_true(arb_overlaps(a.items[i].s, b.items[i].s));
        assert_true(arb_overlaps(a.items[i].mu, b.items[i].mu));
        assert_true(arb_overlaps(a.items[i].gap, b.items[i].gap));
        if (b.items[i].rational) {
            assert_true(a.items[i].rational);
            assert_true(fmpq_equal(a.items[i].value, b.items[i].value));
        } else if (a.items[i].rational) {
            assert_true(a.items[i].multiplicity == 1 && arb_is_positive(b.items[i].s)); /* multiple and zero: by exact algebra */
        } else {
            assert_true(arb_rel_accuracy_bits(a.items[i].gap) > precision - 20);
        }
    }
    col_modes_clear(&b);
    col_modes_clear(&a);
    col_coupling_clear(&explicit);
    col_coupling_clear(&closed);
    col_table_clear(&table);
    col_ensemble_clear(&ensemble);
}

static void closed_forms_are_those_of_the_tables(void **state)
{
    (void)state;
    static const char *const specs[] = {"uniform,K=2,f=1/3", "uniform,K=7,f=1/5", "uniform,K=4,f=1", "uniform,K=3,f=0",
        "pairs,K=2,f=1", "pairs,K=3,f=1/7", "pairs,K=8,f=9/10", "ring,K=3,f=1/2", "ring,K=4,f=1", "ring,K=7,f=1",
        "ring,K=12,f=1/5", "ring,K=15,f=3/4", "hypercube,m=1,f=1/2", "hypercube,m=3,f=1", "hypercube,m=4,f=1/9"};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        compare_with_table(specs[i], 60, 64);
        compare_with_table(specs[i], 7, 200);
        compare_with_table(specs[i], 1, 64);
        compare_with_table(specs[i], 1000000007, 128);
    }
    compare_with_table(graph("p", petersen, "1/3"), 11, 100);
    compare_with_table(graph("t", two_triangles, "1/2"), 10, 100);
    compare_with_table(graph("t", two_triangles, "0"), 10, 100);
    compare_with_table(graph("f", frucht, "1"), 10, 100);
}

/* Vectors are orthonormal, and W diag(mu) W^T is the Gram matrix that the edges make: 1 - (f/2)(1 - A/k). */
static void check_vectors(const char *spec, slong precision)
{
    col_error error = {.fault = COL_FAULT_NONE};
    col_ensemble ensemble;
    col_table table;
    col_coupling coupling;
    col_modes modes;
    parse(&ensemble, spec);
    slong K = (slong)ensemble.labels, column = 0;
    col_table_init(&table);
    assert_true(col_ensemble_table(&table, &ensemble, 5, &error));
    arb_mat_t W, product, gram;
    arb_t share;
    arb_mat_init(W, K, K);
    arb_mat_init(product, K, K);
    arb_mat_init(gram, K, K);
    arb_init(share);
    assert_true(col_coupling_from_ensemble(&coupling, &ensemble, &error));
    col_modes_init(&modes);
    assert_true(col_coupling_vectors(W, &modes, &coupling, precision, &error));
    for (slong c = 1; c < K; c++)
        assert_true(arb_overlaps(arb_mat_entry(W, 0, 0), arb_mat_entry(W, c, 0)));
    arb_mat_transpose(product, W);
    arb_mat_mul(product, product, W, precision);
    for (slong i = 0; i < K; i++)
        for (slong j = 0; j < K; j++) {
            assert_true(arb_contains_si(arb_mat_entry(product, i, j), i == j));
            assert_true(mag_cmp_2exp_si(arb_radref(arb_mat_entry(product, i, j)), 20 - precision) < 0);
        }
    arb_mat_transpose(product, W);
    for (size_t i = 0; i < modes.count; i++)
        for (ulong j = 0; j < modes.items[i].multiplicity; j++, column++)
            for (slong c = 0; c < K; c++)
                arb_mul(arb_mat_entry(product, column, c), arb_mat_entry(product, column, c), modes.items[i].mu, precision);
    arb_mat_mul(product, W, product, precision);
    fmpq_t weight, degree;
    fmpq_init(weight);
    fmpq_init(degree);
    for (size_t i = 0; i < table.rows; i++) {
        col_table_sample_degree(degree, &table, i);
        for (size_t e = table.start[i]; e < table.start[i + 1]; e++)
            for (size_t f = table.start[i]; f < table.start[i + 1]; f++) {
                fmpq_t other;
                fmpq_init(other);
                col_table_weight(weight, &table, e);
                col_table_weight(other, &table, f);
                fmpq_mul(weight, weight, other);
                fmpq_div(weight, weight, degree);
                arb_set_fmpq(share, weight, precision);
                arb_mul_ui(share, share, col_table_copies(&table, i), precision);
                arb_div_ui(share, share, 5, precision);
                arb_ptr entry = arb_mat_entry(gram, table.column[e], table.column[f]);
                arb_add(entry, entry, share, precision);
                fmpq_clear(other);
            }
    }
    assert_true(arb_mat_overlaps(product, gram));
    fmpq_clear(degree);
    fmpq_clear(weight);
    col_modes_clear(&modes);
    col_coupling_clear(&coupling);
    arb_clear(share);
    arb_mat_clear(gram);
    arb_mat_clear(product);
    arb_mat_clear(W);
    col_table_clear(&table);
    col_ensemble_clear(&ensemble);
}

static void label_vectors_diagonalise(void **state)
{
    (void)state;
    static const char *const specs[] = {"uniform,K=7,f=1/5", "uniform,K=3,f=0", "pairs,K=2,f=1", "pairs,K=8,f=9/10",
        "ring,K=3,f=1/2", "ring,K=7,f=1", "ring,K=12,f=1/5", "hypercube,m=1,f=1/2", "hypercube,m=4,f=1/9"};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        check_vectors(specs[i], 64);
        check_vectors(specs[i], 300);
    }
    check_vectors(graph("p", petersen, "1/3"), 100);
    check_vectors(graph("t", two_triangles, "1/2"), 53);
    check_vectors(graph("f", frucht, "1"), 200);
}

static void one_function(acb_t value, const acb_t mu, void *context, bool analytic, slong precision)
{
    (void)analytic;
    acb_pow_ui(value, mu, *(ulong *)context, precision);
}

/* Exact moments against quadrature; the density against its integral over a grid of intervals. */
static void density_moments_and_quadrature_agree(void **state)
{
    (void)state;
    static const char *const specs[] = {"kesten-mckay,k=2,f=1/2", "kesten-mckay,k=3,f=3/10", "kesten-mckay,k=7,f=1",
        "semicircle,k=4,f=1", "semicircle,k=9,f=1/10"};
    fmpq *moments = _fmpq_vec_init(12);
    arb_t average, lo, hi, exact;
    arb_init(average);
    arb_init(lo);
    arb_init(hi);
    arb_init(exact);
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        col_ensemble ensemble;
        parse(&ensemble, specs[i]);
        col_density_moments(moments, 12, &ensemble);
        assert_true(fmpq_is_one(moments));
        for (ulong n = 0; n < 12; n++) {
            col_density_average(average, one_function, &n, &ensemble, 100);
            arb_set_fmpq(exact, moments + n, 200);
            assert_true(arb_overlaps(average, exact));
            assert_true(arb_rel_accuracy_bits(average) > 80);
        }
        /* Midpoint sums of nu between two edges of the support, far enough from them, add up to less than 1. */
        col_density_support(lo, hi, &ensemble, 100);
        double left = arf_get_d(arb_midref(lo), ARF_RND_NEAR), right = arf_get_d(arb_midref(hi), ARF_RND_NEAR), sum = 0;
        for (int step = 0; step < 20000; step++) {
            arb_set_d(exact, left + (right - left) * (step + 0.5) / 20000);
            col_density_at(average, exact, &ensemble, 64);
            sum += arf_get_d(arb_midref(average), ARF_RND_NEAR) * (right - left) / 20000;
        }
        assert_true(sum > 0.99 && sum < 1.01);
        arb_set_d(exact, right + 1e-3);
        col_density_at(average, exact, &ensemble, 64);
        assert_true(arb_is_zero(average));
        arb_add_si(exact, hi, -1, 64); /* a ball across the upper edge */
        arb_add_si(exact, exact, 1, 64);
        arb_add_error_2exp_si(exact, -10);
        col_density_at(average, exact, &ensemble, 64);
        assert_true(arb_contains_zero(average) || !arb_is_finite(average));
        col_ensemble_clear(&ensemble);
    }
    /* Closed walks on the 3-regular tree: 1, 0, 3, 0, 15, 0, 87. */
    col_ensemble tree;
    parse(&tree, "kesten-mckay,k=3,f=1");
    col_density_moments(moments, 12, &tree);
    fmpq_t third; /* average of (lambda/3)^4 from those of mu = (1 + lambda/3)/2: lambda/3 = 2 mu - 1 */
    fmpq_init(third);
    static const int binomial[5] = {1, -8, 24, -32, 16};
    for (int j = 0; j < 5; j++) {
        fmpq_t term;
        fmpq_init(term);
        fmpz_t factor;
        fmpz_init_set_si(factor, binomial[j]);
        fmpq_mul_fmpz(term, moments + j, factor);
        fmpq_add(third, third, term);
        fmpz_clear(factor);
        fmpq_clear(term);
    }
    fmpq_t expected;
    fmpq_init(expected);
    fmpq_set_si(expected, 15, 81);
    assert_true(fmpq_equal(third, expected));
    fmpq_clear(expected);
    fmpq_clear(third);
    col_ensemble_clear(&tree);
    arb_clear(exact);
    arb_clear(hi);
    arb_clear(lo);
    arb_clear(average);
    _fmpq_vec_clear(moments, 12);
}

/* s+ of kesten-mckay, k = 3, f = 3/10, computed independently. */
static void top_edge(void **state)
{
    (void)state;
    col_ensemble ensemble;
    arb_t lo, hi;
    fmpq_t exponent;
    arb_init(lo);
    arb_init(hi);
    fmpq_init(exponent);
    parse(&ensemble, "kesten-mckay,k=3,f=3/10");
    col_density_support(lo, hi, &ensemble, 80);
    arb_set_str(lo, "0.99570143930663749 +/- 1e-17", 100);
    assert_true(arb_overlaps(lo, hi));
    assert_true(arb_rel_accuracy_bits(hi) > 70);
    col_density_exponent(exponent, &ensemble);
    assert_true(fmpq_cmp_si(exponent, 0) > 0);
    col_ensemble_clear(&ensemble);
    parse(&ensemble, "kesten-mckay,k=2,f=3/10");
    col_density_exponent(exponent, &ensemble);
    assert_true(fmpq_cmp_si(exponent, 0) < 0);
    col_ensemble_clear(&ensemble);
    fmpq_clear(exponent);
    arb_clear(hi);
    arb_clear(lo);
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    col_error error = {.fault = COL_FAULT_NONE};
    col_ensemble ensemble;
    col_table table;
    col_table_init(&table);
    parse(&ensemble, "hypercube,m=62,f=1/2");
    assert_false(col_ensemble_table(&table, &ensemble, 10, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    col_modes modes;
    col_modes_init(&modes);
    error.fault = COL_FAULT_NONE;
    assert_true(col_ensemble_modes(&modes, &ensemble, 64, &error));
    assert_int_equal(modes.count, 63);
    col_ensemble_clear(&ensemble);
    parse(&ensemble, "semicircle,k=4,f=1/2");
    assert_false(col_ensemble_table(&table, &ensemble, 10, &error));
    assert_false(col_ensemble_modes(&modes, &ensemble, 64, &error));
    assert_int_equal(modes.count, 0);
    col_ensemble_clear(&ensemble);
    error.fault = COL_FAULT_NONE;
    parse(&ensemble, "uniform,K=3,f=1/2");
    assert_false(col_ensemble_table(&table, &ensemble, 0, &error));
    col_ensemble_clear(&ensemble);
    col_modes_clear(&modes);
    col_table_clear(&table);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    flint_cleanup();
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed),
        cmocka_unit_test(closed_forms_are_those_of_the_tables),
        cmocka_unit_test(label_vectors_diagonalise),
        cmocka_unit_test(density_moments_and_quadrature_agree),
        cmocka_unit_test(top_edge),
        cmocka_unit_test(what_is_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
