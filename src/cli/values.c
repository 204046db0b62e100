/* The values of a subcommand's own options, read exactly. */
#include "options.h"

#include "../base/memory.h"

#include <collapsar/rational.h>
#include <stdlib.h>
#include <string.h>

/* "--name", for messages. */
typedef struct {
    char text[80];
} context;

static context option_context(const char *name)
{
    context made;
    snprintf(made.text, sizeof made.text, "--%s", name);
    return made;
}

size_t col_run_texts(const col_run *run, const char *name, const char **values, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < run->given_count; i++) {
        if (strcmp(run->given[i].option->name, name) != 0)
            continue;
        if (count < most)
            values[count] = run->given[i].value;
        count++;
    }
    return count;
}

bool col_run_has(const col_run *run, const char *name)
{
    return col_run_texts(run, name, NULL, 0) > 0;
}

const char *col_run_text(const col_run *run, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < run->given_count; i++)
        if (strcmp(run->given[i].option->name, name) == 0)
            value = run->given[i].value;
    return value;
}

bool col_run_number(fmpq_t value, col_run *run, const char *name)
{
    const char *text = col_run_text(run, name);
    return text == NULL || col_rational_parse(value, option_context(name).text, text, strlen(text), &run->error);
}

bool col_integer_parse(slong *out, const char *context_text, const char *text, slong least, slong most,
                       col_error *error)
{
    fmpq_t value;
    fmpq_init(value);
    bool good = col_rational_parse(value, context_text, text, strlen(text), error);
    if (good) {
        good = fmpz_is_one(fmpq_denref(value)) && fmpz_cmp_si(fmpq_numref(value), least) >= 0
            && fmpz_cmp_si(fmpq_numref(value), most) <= 0;
        if (good)
            *out = fmpz_get_si(fmpq_numref(value));
        else
            col_error_input(error, "%s: %.40s is no whole number from %ld to %ld", context_text, text, (long)least,
                            (long)most);
    }
    fmpq_clear(value);
    return good;
}

bool col_run_integer(slong *value, col_run *run, const char *name, slong least, slong most)
{
    const char *text = col_run_text(run, name);
    return text == NULL || col_integer_parse(value, option_context(name).text, text, least, most, &run->error);
}

static ptrdiff_t find_key(const char *const *keys, const char *key, size_t length)
{
    for (ptrdiff_t i = 0; keys[i]; i++)
        if (strlen(keys[i]) == length && memcmp(keys[i], key, length) == 0)
            return i;
    return -1;
}

static void report_unknown_key(col_run *run, const char *name, const char *key, size_t length,
                               const char *const *keys)
{
    char *word = col_strndup(key, length);
    const char *meant = col_nearest(word, keys);
    col_text expected;
    col_text_init(&expected);
    for (size_t i = 0; keys[i]; i++)
        col_text_printf(&expected, "%s%s", i ? ", " : "", keys[i]);
    if (meant)
        col_error_input(&run->error, "--%s: unknown name '%.40s', did you mean %s?", name, word, meant);
    else
        col_error_input(&run->error, "--%s: unknown name '%.40s', expected one of %s", name, word, expected.data);
    col_text_clear(&expected);
    free(word);
}

/* One NAME=VALUE; seen: which keys were set before. */
static bool read_setting(fmpq *values, bool *seen, col_run *run, const char *name, const char *const *keys,
                         const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    if (equals == NULL) {
        col_error_input(&run->error, "--%s: bad setting '%.*s', expected NAME=VALUE", name,
                        length > 40 ? 40 : (int)length, text);
        return false;
    }
    ptrdiff_t key = find_key(keys, text, (size_t)(equals - text));
    if (key < 0) {
        report_unknown_key(run, name, text, (size_t)(equals - text), keys);
        return false;
    }
    char where[160];
    snprintf(where, sizeof where, "--%s: %s", name, keys[key]);
    if (seen[key]) {
        col_error_input(&run->error, "%s is set twice", where);
        return false;
    }
    seen[key] = true;
    equals++;
    return col_rational_parse(values + key, where, equals, length - (size_t)(equals - text), &run->error);
}

bool col_run_settings(fmpq *values, bool *given, col_run *run, const char *name, const char *const *keys)
{
    size_t key_count = 0;
    while (keys[key_count])
        key_count++;
    bool *seen = col_calloc(key_count + 1, sizeof *seen), good = true;
    for (size_t i = 0; good && i < run->given_count; i++) {
        if (strcmp(run->given[i].option->name, name) != 0)
            continue;
        for (const char *at = run->given[i].value; good && at;) {
            size_t length = strcspn(at, ",");
            good = read_setting(values, seen, run, name, keys, at, length);
            at = at[length] ? at + length + 1 : NULL;
        }
    }
    if (given)
        memcpy(given, seen, key_count * sizeof *seen);
    free(seen);
    return good;
}

bool col_run_numbers(fmpq **values, slong *count, col_run *run, const char *name)
{
    const char *text = col_run_text(run, name);
    *values = NULL;
    *count = 0;
    if (text == NULL)
        return true;
    slong commas = 0;
    for (const char *at = text; *at; at++)
        commas += *at == ',';
    *count = commas + 1;
    *values = _fmpq_vec_init(*count);
    bool good = true;
    for (slong i = 0; good && i < *count; i++) {
        size_t length = strcspn(text, ",");
        good = col_rational_parse(*values + i, option_context(name).text, text, length, &run->error);
        text += length + 1;
    }
    if (!good) {
        _fmpq_vec_clear(*values, *count);
        *values = NULL;
        *count = 0;
    }
    return good;
}

bool col_run_span(char **key, fmpq_t lo, fmpq_t hi, col_run *run, const char *name)
{
    const char *text = col_run_text(run, name);
    *key = NULL;
    if (text == NULL)
        return true;
    const char *equals = strchr(text, '='), *colon = equals ? strchr(equals, ':') : NULL;
    if (colon == NULL || equals == text) {
        col_error_input(&run->error, "--%s: bad range '%.40s', expected NAME=LO:HI", name, text);
        return false;
    }
    context where = option_context(name);
    if (!col_rational_parse(lo, where.text, equals + 1, (size_t)(colon - equals - 1), &run->error)
        || !col_rational_parse(hi, where.text, colon + 1, strlen(colon + 1), &run->error))
        return false;
    if (fmpq_cmp(lo, hi) >= 0) {
        col_error_input(&run->error, "--%s: the range '%.40s' is empty, expected LO < HI", name, text);
        return false;
    }
    *key = col_strndup(text, (size_t)(equals - text));
    return true;
}
