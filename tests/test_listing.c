/* Listings and JSON: every form holds the same values, certified numbers lie in what is printed, and what is
 * printed can be read back. */
#include <collapsar/json.h>
#include <collapsar/listing.h>
#include <collapsar/rational.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* All kinds of columns, one full row, one empty row. */
static col_listing *sample(void)
{
    col_listing *listing = col_listing_new(6);
    col_listing_column(listing, COL_COLUMN_TEXT, "name", "state", NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "n", NULL, "$n$");
    col_listing_column(listing, COL_COLUMN_NUMBER, "t", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_EXACT, "q", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "p", NULL, "$p$");
    col_listing_column(listing, COL_COLUMN_COMPLEX, "z", NULL, "$\\lambda$");
    fmpq_t third;
    arb_t root;
    acb_t complex_root;
    fmpq_init(third);
    arb_init(root);
    acb_init(complex_root);
    fmpq_set_si(third, 1, 3);
    arb_sqrt_ui(root, 2, 200);
    acb_set_arb_arb(complex_root, root, root);
    col_listing_put_text(listing, "one, \"two\" & λ_3");
    col_listing_put_integer(listing, -42);
    col_listing_put_number(listing, 0.1);
    col_listing_put_exact(listing, third);
    col_listing_put_certified(listing, root);
    col_listing_put_complex(listing, complex_root);
    for (int i = 0; i < 6; i++)
        col_listing_put_none(listing);
    fmpq_clear(third);
    arb_clear(root);
    acb_clear(complex_root);
    return listing;
}

static void csv_is_as_the_standard_says(void **state)
{
    (void)state;
    col_listing *listing = sample();
    col_text out;
    col_text_init(&out);
    col_listing_print_csv(&out, listing);
    assert_string_equal(out.data,
        "name,n,t,q,p_lo,p_hi,z_re_lo,z_re_hi,z_im_lo,z_im_hi\r\n"
        "\"one, \"\"two\"\" & λ_3\",-42,0.10000000000000001,1/3,1.41421,1.41422,1.41421,1.41422,1.41421,1.41422\r\n"
        ",,,,,,,,,\r\n");
    col_text_clear(&out);
    col_listing_free(listing);
}

static void text_is_aligned(void **state)
{
    (void)state;
    col_listing *listing = sample();
    col_listing_put_note(listing, "a note");
    col_text out;
    col_text_init(&out);
    col_listing_print(&out, listing);
    assert_string_equal(out.data,
        "state               n    t    q        p                    z\n"
        "one, \"two\" & λ_3  -42  0.1  1/3  1.41421  1.41421 + 1.41421 i\n"
        "                    -    -    -        -                    -\n"
        "a note\n");
    col_text_clear(&out);
    col_listing_free(listing);
}

static void latex_escapes_text_and_marks_numbers(void **state)
{
    (void)state;
    col_listing *listing = sample();
    col_text out;
    col_text_init(&out);
    col_listing_print_latex(&out, listing, "tab:sample", "A sample.");
    assert_non_null(strstr(out.data, "\\label{tab:sample}"));
    assert_non_null(strstr(out.data, "\\caption{A sample.}"));
    assert_non_null(strstr(out.data, "state & $n$ & t & q & $p$ & $\\lambda$ \\\\\n\\midrule\n"));
    assert_non_null(strstr(out.data, "one, \"two\" \\& $\\lambda$\\_3 & \\num{-42} & \\num{0.1} & $1/3$ & \\num{1.41421} & "));
    assert_non_null(strstr(out.data, "-- & -- & -- & -- & -- & -- \\\\\n\\bottomrule"));
    col_text_clear(&out);
    col_listing_free(listing);
}

static void long_listings_break_over_pages(void **state)
{
    (void)state;
    col_listing *listing = col_listing_new(6);
    col_listing_column(listing, COL_COLUMN_INTEGER, "n", NULL, NULL);
    for (int i = 0; i < 100; i++)
        col_listing_put_integer(listing, i);
    col_text out;
    col_text_init(&out);
    col_listing_print_latex(&out, listing, "tab:long", "Long.");
    assert_non_null(strstr(out.data, "\\begin{longtable}"));
    assert_non_null(strstr(out.data, "\\label{tab:long}"));
    assert_int_equal(col_listing_rows(listing), 100);
    col_text_clear(&out);
    col_listing_free(listing);
}

/* Ends of a certified number as JSON, as exact rationals. */
static void read_ends(fmpq_t lo, fmpq_t hi, const json_t *json)
{
    const char *lower = json_string_value(json_object_get(json, "lo"));
    const char *upper = json_string_value(json_object_get(json, "hi"));
    assert_non_null(lower);
    assert_non_null(upper);
    assert_true(col_rational_parse(lo, "lo", lower, strlen(lower), NULL));
    assert_true(col_rational_parse(hi, "hi", upper, strlen(upper), NULL));
}

/* Random rationals, as rationals and inside balls: always between the printed ends. */
static void certified_numbers_lie_between_their_ends(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    fmpq_t value, lo, hi;
    arb_t ball;
    fmpq_init(value);
    fmpq_init(lo);
    fmpq_init(hi);
    arb_init(ball);
    for (int round = 0; round < 2000; round++) {
        fmpq_randtest(value, random, 40);
        long digits = 1 + (long)n_randint(random, 30);
        json_t *json = col_json_rational(value, digits);
        read_ends(lo, hi, json);
        assert_true(fmpq_cmp(lo, value) <= 0 && fmpq_cmp(value, hi) <= 0);
        json_decref(json);
        arb_set_fmpq(ball, value, 2 + (slong)n_randint(random, 200));
        json = col_json_certified(ball, digits);
        read_ends(lo, hi, json);
        assert_true(fmpq_cmp(lo, value) <= 0 && fmpq_cmp(value, hi) <= 0);
        json_decref(json);
    }
    fmpq_clear(value);
    fmpq_clear(lo);
    fmpq_clear(hi);
    arb_clear(ball);
    flint_randclear(random);
}

static void json_reads_back(void **state)
{
    (void)state;
    col_listing *listing = sample();
    json_t *json = col_listing_json(listing);
    col_text out;
    col_text_init(&out);
    col_json_print(&out, json);
    json_error_t error;
    json_t *again = json_loads(out.data, 0, &error);
    assert_non_null(again);
    assert_true(json_equal(json, again));
    assert_int_equal(json_array_size(again), 2);
    const json_t *row = json_array_get(again, 0);
    assert_string_equal(json_string_value(json_object_get(row, "name")), "one, \"two\" & λ_3");
    assert_int_equal(json_integer_value(json_object_get(row, "n")), -42);
    assert_true(json_real_value(json_object_get(row, "t")) == 0.1);
    assert_string_equal(json_string_value(json_object_get(json_object_get(row, "p"), "lo")), "1.41421");
    assert_string_equal(json_string_value(json_object_get(json_object_get(row, "q"), "hi")), "0.333334");
    assert_true(json_is_null(json_object_get(json_array_get(again, 1), "p")));
    col_text_clear(&out);
    json_decref(json);
    json_decref(again);
    col_listing_free(listing);
}

static void json_texts_are_always_valid(void **state)
{
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {{"plain", "plain"}, {"λ≥0", "λ≥0"}, {"a\xff z", "a\xef\xbf\xbd z"}, {"\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd"},
                 {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, {"cut \xe2\x82", "cut \xef\xbf\xbd\xef\xbf\xbd"},
                 {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *json = col_json_text(cases[i].text);
        assert_true(json_is_string(json));
        assert_string_equal(json_string_value(json), cases[i].wanted);
        json_decref(json);
    }
    json_t *null = col_json_text(NULL);
    assert_true(json_is_null(null));
    json_decref(null);
}

static void unbounded_numbers_say_so(void **state)
{
    (void)state;
    arb_t ball;
    arb_init(ball);
    arb_indeterminate(ball);
    json_t *json = col_json_certified(ball, 5);
    assert_string_equal(json_string_value(json_object_get(json, "lo")), "-inf");
    assert_string_equal(json_string_value(json_object_get(json, "hi")), "inf");
    json_decref(json);
    json = col_json_number(NAN);
    assert_true(json_is_null(json));
    json_decref(json);
    arb_clear(ball);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_as_the_standard_says), cmocka_unit_test(text_is_aligned),
        cmocka_unit_test(latex_escapes_text_and_marks_numbers), cmocka_unit_test(long_listings_break_over_pages),
        cmocka_unit_test(certified_numbers_lie_between_their_ends), cmocka_unit_test(json_reads_back),
        cmocka_unit_test(json_texts_are_always_valid), cmocka_unit_test(unbounded_numbers_say_so)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
