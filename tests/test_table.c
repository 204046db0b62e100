/* Tables and their readers: the same table in every format is the same, numbers are exact, bad files are told where. */
#include <collapsar/table.h>
#include <collapsar/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/collapsar-table-XXXXXX";
static char path[256];

static const char *write_file(const char *name, const void *bytes, size_t length)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
    return path;
}

static const char *write_text(const char *name, const char *text)
{
    return write_file(name, text, strlen(text));
}

static void read_good(col_table *table, const char *file)
{
    col_error error = {.fault = COL_FAULT_NONE};
    col_table_init(table);
    if (!col_table_read(table, file, &error))
        fail_msg("%s", error.message);
}

/* Reading must fail with an input fault whose message contains the text. */
static void read_bad(const char *file, const char *message)
{
    col_error error = {.fault = COL_FAULT_NONE};
    col_table table;
    col_table_init(&table);
    assert_false(col_table_read(&table, file, &error));
    assert_int_equal(error.fault, COL_FAULT_INPUT);
    if (strstr(error.message, message) == NULL)
        fail_msg("'%s' lacks '%s'", error.message, message);
    assert_int_equal(table.rows, 0);
    col_table_clear(&table);
}

static void check_weight(const col_table *table, size_t row, size_t column, slong numerator, ulong denominator)
{
    fmpq_t expected, found;
    fmpq_init(expected);
    fmpq_init(found);
    fmpq_set_si(expected, numerator, denominator);
    for (size_t e = table->start[row]; e < table->start[row + 1]; e++)
        if (table->column[e] == column)
            col_table_weight(found, table, e);
    if (!fmpq_equal(expected, found))
        fail_msg("[%zu, %zu] is %s, expected %s", row, column, fmpq_get_str(NULL, 10, found), fmpq_get_str(NULL, 10, expected));
    fmpq_clear(found);
    fmpq_clear(expected);
}

static void csv_is_read_exactly(void **state)
{
    (void)state;
    col_table table;
    read_good(&table, write_text("a.csv", "\xef\xbb\xbf# votes\ncat, \"dog, \"\"big\"\"\" ,eel\r\n\r\n0.1,0,1/3\r\n2, 1e-3,0\n.5,0,3e2"));
    assert_int_equal(table.rows, 3);
    assert_int_equal(table.columns, 3);
    assert_string_equal(table.names[0], "cat");
    assert_string_equal(table.names[1], "dog, \"big\"");
    assert_int_equal(table.entries, 6);
    assert_non_null(table.exact);
    check_weight(&table, 0, 0, 1, 10);
    check_weight(&table, 0, 2, 1, 3);
    check_weight(&table, 1, 0, 2, 1);
    check_weight(&table, 1, 1, 1, 1000);
    check_weight(&table, 2, 0, 1, 2);
    check_weight(&table, 2, 2, 300, 1);
    col_table_clear(&table);
    read_good(&table, write_text("b.csv", "1;2\n0;4\n"));
    assert_null(table.exact);
    assert_null(table.names);
    check_weight(&table, 1, 1, 4, 1);
    col_table_clear(&table);
    read_good(&table, write_text("c.csv", "1\t2\r0\t4\r"));
    assert_int_equal(table.rows, 2);
    check_weight(&table, 0, 1, 2, 1);
    col_table_clear(&table);
}

static void bad_csv_is_located(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", ":1:1: no rows"},
        {"a,b\n", ":2:1: no rows"},
        {"1,2\n3\n", ":2:1: a row of 1 field; expected 2 as in line 1"},
        {"1 2\n3 4\n", ":2:1: bad weight '3 4'; expected one number, and commas"},
        {"1,2\n3,4,5\n", ":2:5: a row of more than 2 fields"},
        {"1,2\n3,-4\n", ":2:3: negative weight -4"},
        {"1,2\n3,nan\n", ":2:3: bad weight 'nan'"},
        {"inf,2\n", ":1:1: bad weight 'inf'"},
        {"1,2\n3,\n", ":2:3: empty field"},
        {"1,2\n\n# x\n0,0\n", ":4:1: a row without a positive weight"},
        {"1,0\n2,0\n", ":1:3: column 2 has no positive weight"},
        {"one,two\n0,1\n", ":1:1: label 'one' has no positive weight"},
        {"1,x\n", ":1:3: bad weight 'x'"},
        {"x,1\n", ":1:3: a number in a line that names"},
        {"1,2\n1,1/0\n", ":2:3: bad weight '1/0'"},
        {"1,2\n1,1e400\n", ":2:3: weight 1e400 is out of range"},
        {"1,2\n1,1e999999999\n", ":2:3: bad weight '1e999999999'"},
        {"1,2\n\"1,2\n", "the file ends inside quotes"},
        {"1,2\n1;2\n", ":2:1: bad weight '1;2'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        read_bad(write_text("bad.csv", cases[i].text), cases[i].message);
    read_bad(write_file("zero.csv", "1,2\n1,\0002\n", 9), ":2:3: a field that is not text");
    char *longest = malloc(100000);
    memset(longest, '1', 100000);
    read_bad(write_file("long.csv", longest, 100000), "longer than 4096");
    free(longest);
    read_bad("/no/such/file", "cannot be opened");
    read_bad("/tmp", "cannot be read: Is a directory");
}

/* A NPY file of a 3 x 2 array: type such as "<i4", rows of raw numbers, in C or Fortran order. */
static const char *write_npy(const char *type, bool fortran, const void *numbers, size_t size, int version)
{
    char header[512];
    unsigned char file[2048];
    int length = snprintf(header, sizeof header, "{'descr': '%s', 'fortran_order': %s, 'shape': (3, 2), }", type,
        fortran ? "True" : "False");
    while ((length + 11) % 64 != 0)
        header[length++] = ' ';
    header[length++] = '\n';
    memcpy(file, "\x93NUMPY", 6);
    file[6] = (unsigned char)version;
    file[7] = 0;
    size_t at = 8;
    for (int i = 0; i < (version == 1 ? 2 : 4); i++)
        file[at++] = (unsigned char)(length >> 8 * i & 255);
    memcpy(file + at, header, (size_t)length);
    memcpy(file + at + length, numbers, size);
    return write_file("a.npy", file, at + (size_t)length + size);
}

static void reverse(unsigned char *bytes, size_t size, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < size / 2; j++) {
            unsigned char swap = bytes[i * size + j];
            bytes[i * size + j] = bytes[i * size + size - 1 - j];
            bytes[i * size + size - 1 - j] = swap;
        }
}

/* [[1, 0], [2, 5], [0, 100]] in every type, order and byte order. */
static void npy_types_agree(void **state)
{
    (void)state;
    static const int values[2][6] = {{1, 0, 2, 5, 0, 100}, {1, 2, 0, 0, 5, 100}};
    static const struct {
        char kind;
        size_t size;
    } types[] = {{'i', 1}, {'i', 2}, {'i', 4}, {'i', 8}, {'u', 1}, {'u', 2}, {'u', 4}, {'u', 8}, {'f', 2}, {'f', 4}, {'f', 8}};
    for (size_t type = 0; type < sizeof types / sizeof *types; type++)
        for (int variant = 0; variant < 8; variant++) {
            unsigned char bytes[48];
            size_t size = types[type].size;
            for (int i = 0; i < 6; i++) {
                int value = values[variant & 1][i];
                double real = value;
                float single = (float)value;
                static const uint16_t halves[] = {0x0000, 0x3c00, 0x4000, 0x4500, 0x5640};
                uint16_t half = halves[value == 0 ? 0 : value == 1 ? 1 : value == 2 ? 2 : value == 5 ? 3 : 4];
                uint64_t whole = (uint64_t)value;
                if (types[type].kind != 'f')
                    memcpy(bytes + (size_t)i * size, &whole, size);
                else
                    memcpy(bytes + (size_t)i * size, size == 2 ? (void *)&half : size == 4 ? (void *)&single : (void *)&real, size);
            }
            if (variant & 2)
                reverse(bytes, size, 6);
            char name[8];
            snprintf(name, sizeof name, "%c%c%zu", variant & 2 ? '>' : '<', types[type].kind, size);
            col_table table;
            read_good(&table, write_npy(name, variant & 1, bytes, 6 * size, variant & 4 ? 3 : 1));
            assert_int_equal(table.rows, 3);
            assert_int_equal(table.columns, 2);
            assert_int_equal(table.entries, 4);
            check_weight(&table, 0, 0, 1, 1);
            check_weight(&table, 1, 0, 2, 1);
            check_weight(&table, 1, 1, 5, 1);
            check_weight(&table, 2, 1, 100, 1);
            col_table_clear(&table);
        }
}

static void large_and_small_numbers_are_exact(void **state)
{
    (void)state;
    uint64_t whole[6] = {UINT64_MAX, 0, 1, (UINT64_C(1) << 53) + 1, 3, 4};
    col_table table;
    fmpq_t weight, expected;
    fmpq_init(weight);
    fmpq_init(expected);
    read_good(&table, write_npy("<u8", false, whole, sizeof whole, 1));
    col_table_weight(weight, &table, 0);
    fmpz_set_ui(fmpq_numref(expected), UINT64_MAX);
    assert_true(fmpq_equal(weight, expected));
    col_table_weight(weight, &table, 2);
    fmpz_set_ui(fmpq_numref(expected), (UINT64_C(1) << 53) + 1);
    assert_true(fmpq_equal(weight, expected));
    col_table_clear(&table);
    double real[6] = {0.1, 0, 5e-324, 1, 1e308, 1};
    read_good(&table, write_npy("<f8", false, real, sizeof real, 1));
    assert_null(table.exact);
    col_table_sample_degree(weight, &table, 1);
    fmpq_set_si(expected, 1, 1);
    assert_true(fmpq_cmp(weight, expected) > 0); /* 1 + 2^-1074 is not 1 */
    fmpq_sub(weight, weight, expected);
    assert_int_equal(fmpz_bits(fmpq_denref(weight)), 1075);
    col_table_clear(&table);
    fmpq_clear(expected);
    fmpq_clear(weight);
}

static void bad_npy_is_located(void **state)
{
    (void)state;
    int64_t negative[6] = {1, 2, 3, -4, 5, 6}, zero_row[6] = {1, 2, 0, 0, 5, 6}, zero_column[6] = {1, 0, 2, 0, 3, 0};
    double nan[6] = {1, 2, 3, 0.0 / 0.0, 1, 1};
    int64_t good[7] = {1, 2, 3, 4, 5, 6, 7};
    read_bad(write_npy("<i8", false, negative, 48, 1), "[1, 1] is negative");
    read_bad(write_npy("<i8", true, negative, 48, 1), "[0, 1] is negative");
    read_bad(write_npy("<f8", false, nan, 48, 1), "[1, 1] is not finite");
    read_bad(write_npy("<i8", false, zero_row, 48, 1), "row 1 has no positive weight");
    read_bad(write_npy("<i8", false, zero_column, 48, 1), "column 1 has no positive weight");
    read_bad(write_npy("<i8", false, good, 40, 1), "ends at row 2; expected 3 x 2");
    read_bad(write_npy("<i8", true, good, 40, 1), "the file ends");
    read_bad(write_npy("<i8", false, good, 56, 1), "goes on after the last number");
    read_bad(write_npy("<i8", true, good, 49, 1), "goes on after the last number");
    read_bad(write_npy("<c16", false, good, 48, 1), "unknown type");
    read_bad(write_npy("<i3", false, good, 48, 1), "unknown size");
    read_bad(write_npy("<f16", false, good, 48, 1), "unknown size");
    read_bad(write_npy("<i8", false, good, 48, 4), "unknown version");
    static const struct {
        const char *header, *message;
    } cases[] = {
        {"{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }", "not N x K"},
        {"{'descr': '<i8', 'fortran_order': False, 'shape': (3, 2, 1), }", "not N x K"},
        {"{'descr': '<i8', 'fortran_order': False, 'shape': (0, 2), }", "no rows"},
        {"{'descr': '<i8', 'fortran_order': False, 'shape': (1, 999999999999), }", "more than 16,777,216 columns"},
        {"{'descr': '<i8', 'fortran_order': False, 'shape': (999999999999, 3), }", "ends at row 0"},
        {"{'descr': '<i8', 'fortran_order': True, 'shape': (999999999999999, 3), }", "ends at row 0"},
        {"{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (3, 2), }", "not of one plain type"},
        {"{'descr': '<i8', 'shape': (3, 2), }", "its order"},
        {"", "its order"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char file[512] = "\x93NUMPY\x01";
        size_t length = strlen(cases[i].header);
        file[8] = (unsigned char)length;
        memcpy(file + 10, cases[i].header, length);
        read_bad(write_file("h.npy", file, 10 + length), cases[i].message);
    }
    read_bad(write_file("s.npy", "\x93NUMPY", 6), "unknown version");
    read_bad(write_file("s.npy", "\x93NUMPY\x01\x00\xff\xff{", 11), "ends in its header");
}

static void edge_lists_are_folded(void **state)
{
    (void)state;
    col_table table;
    read_good(&table, write_text("a.edges", "# sample label weight\nx red\ny blue 1/2\nx blue 3\ny blue 0.25\n\nz red 2\nx red 0.5\n"));
    assert_int_equal(table.rows, 3);
    assert_int_equal(table.columns, 2);
    assert_string_equal(table.names[1], "blue");
    check_weight(&table, 0, 0, 3, 2);
    check_weight(&table, 0, 1, 3, 1);
    check_weight(&table, 1, 1, 3, 4);
    check_weight(&table, 2, 0, 2, 1);
    assert_int_equal(table.entries, 4);
    col_table_clear(&table);
    read_good(&table, write_text("b.edges", "x a 0.1\nx b 0.2\nx a 0.2\ny b 1\n"));
    check_weight(&table, 0, 0, 3, 10);
    col_table_clear(&table);
    read_bad(write_text("c.edges", "x a\ny\n"), ":2:1: a line of one word");
    read_bad(write_text("c.edges", "x a 1 2\n"), ":1:7: more than three words");
    read_bad(write_text("c.edges", "x a -1\n"), ":1:5: negative weight");
    read_bad(write_text("c.edges", ""), "the table is empty");
    read_bad(write_text("c.edges", "x a 1\ny b 0\n"), "row 1 has no positive weight");
}

/* A random table, built densely in a shuffled order and as it comes; merging copies keeps degrees. */
static void merging_keeps_degrees(void **state)
{
    (void)state;
    flint_rand_t random;
    flint_randinit(random);
    for (int round = 0; round < 200; round++) {
        ulong K = 1 + n_randint(random, 6), N = 1 + n_randint(random, 60);
        bool fractions = n_randint(random, 2);
        col_table table;
        fmpq_t weight;
        fmpq_init(weight);
        col_table_init(&table);
        for (ulong i = 0; i < N; i++) {
            ulong entries = 1 + n_randint(random, 2 * K);
            for (ulong e = 0; e < entries; e++) {
                uint32_t column = (uint32_t)n_randint(random, K);
                fmpq_set_si(weight, (slong)n_randint(random, 3), fractions ? 1 + n_randint(random, 3) : 1);
                if (n_randint(random, 2))
                    col_table_add_rational(&table, column, weight);
                else
                    col_table_add_double(&table, column, (double)n_randint(random, 3));
            }
            col_table_end_row(&table, 1 + n_randint(random, 2));
        }
        fmpq *before = _fmpq_vec_init((slong)table.columns), *after = _fmpq_vec_init((slong)table.columns);
        uint64_t samples = col_table_samples(&table);
        size_t rows = table.rows;
        col_table_label_degrees(before, &table);
        col_table_merge(&table);
        col_table_label_degrees(after, &table);
        for (size_t c = 0; c < table.columns; c++)
            assert_true(fmpq_equal(before + c, after + c));
        assert_int_equal(samples, col_table_samples(&table));
        assert_true(table.rows <= rows);
        for (size_t i = 0; i < table.rows; i++)
            for (size_t j = 0; j < i; j++) {
                size_t length = table.start[i + 1] - table.start[i];
                bool same = length == table.start[j + 1] - table.start[j];
                for (size_t e = 0; e < length && same; e++)
                    same = table.column[table.start[i] + e] == table.column[table.start[j] + e]
                        && table.weight[table.start[i] + e] == table.weight[table.start[j] + e];
                assert_false(same);
            }
        _fmpq_vec_clear(before, (slong)table.columns);
        _fmpq_vec_clear(after, (slong)table.columns);
        col_table_clear(&table);
        fmpq_clear(weight);
    }
    flint_randclear(random);
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
        cmocka_unit_test(csv_is_read_exactly),
        cmocka_unit_test(bad_csv_is_located),
        cmocka_unit_test(npy_types_agree),
        cmocka_unit_test(large_and_small_numbers_are_exact),
        cmocka_unit_test(bad_npy_is_located),
        cmocka_unit_test(edge_lists_are_folded),
        cmocka_unit_test(merging_keeps_degrees),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
