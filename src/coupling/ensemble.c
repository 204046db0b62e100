/* Regular ensembles: what is typed, what it means. */
#include <collapsar/ensemble.h>

#include <collapsar/rational.h>

#include "../base/memory.h"
#include "ensemble_parts.h"

#include <stdlib.h>
#include <string.h>

#define LABELS_LIMIT (UWORD(1) << 62)

/* Each ensemble has a size (K, m, k, or the graph's file), then f. */
typedef struct {
    const char *name, *size; /* size NULL: a file */
    ulong least, most;
} description;

static const description descriptions[] = {
    [COL_ENSEMBLE_UNIFORM] = {"uniform", "K", 2, LABELS_LIMIT},
    [COL_ENSEMBLE_PAIRS] = {"pairs", "K", 2, LABELS_LIMIT},
    [COL_ENSEMBLE_RING] = {"ring", "K", 3, 1000000},
    [COL_ENSEMBLE_HYPERCUBE] = {"hypercube", "m", 1, 62},
    [COL_ENSEMBLE_GRAPH] = {"graph", NULL, 0, 0},
    [COL_ENSEMBLE_KESTEN_MCKAY] = {"kesten-mckay", "k", 2, 1000000000},
    [COL_ENSEMBLE_SEMICIRCLE] = {"semicircle", "k", 4, 1000000000},
};
#define KINDS (sizeof descriptions / sizeof *descriptions)

typedef struct {
    col_ensemble *ensemble;
    const description *about;
    bool has_size, has_f;
    col_error *error;
} ensemble_reader;

/* The key's part of "key=value"; false if the field has no '='. */
static bool has_key(const char *field, size_t length, const char *key)
{
    size_t own = strlen(key);
    return length > own && strncmp(field, key, own) == 0 && field[own] == '=';
}

static bool read_number(fmpq_t value, ensemble_reader *reader, const char *text, size_t length)
{
    char context[64];
    snprintf(context, sizeof context, "ensemble %s", reader->about->name);
    return col_rational_parse(value, context, text, length, reader->error);
}

static bool read_size(ensemble_reader *reader, const char *text, size_t length)
{
    const description *about = reader->about;
    fmpq_t value;
    fmpq_init(value);
    bool good = read_number(value, reader, text, length);
    if (good && (!fmpz_is_one(fmpq_denref(value)) || fmpz_cmp_ui(fmpq_numref(value), about->least) < 0
            || fmpz_cmp_ui(fmpq_numref(value), about->most) > 0)) {
        col_error_input(reader->error, "ensemble %s: %s = %.*s is out of range; expected a whole number from %lu to %lu",
            about->name, about->size, length > 40 ? 40 : (int)length, text, about->least, about->most);
        good = false;
    }
    if (good)
        reader->ensemble->degree = fmpz_get_ui(fmpq_numref(value));
    fmpq_clear(value);
    reader->has_size = true;
    return good;
}

static bool read_file(ensemble_reader *reader, const char *text, size_t length)
{
    reader->ensemble->file = col_strndup(text, length);
    reader->has_size = true;
    return col_graph_read(reader->ensemble, reader->error);
}

static bool read_fraction(ensemble_reader *reader, const char *text, size_t length)
{
    fmpq *f = reader->ensemble->f;
    reader->has_f = true;
    if (!read_number(f, reader, text, length))
        return false;
    bool positive = col_ensemble_continuous(reader->ensemble);
    bool good = fmpq_sgn(f) >= (positive ? 1 : 0) && fmpq_cmp_si(f, 1) <= 0;
    if (!good)
        col_error_input(reader->error, "ensemble %s: f = %.*s is out of range; expected a fraction %s",
            reader->about->name, length > 40 ? 40 : (int)length, text, positive ? "above 0 and at most 1" : "from 0 to 1");
    return good;
}

static bool read_field(ensemble_reader *reader, const char *field, size_t length)
{
    const char *size = reader->about->size ? reader->about->size : "FILE";
    bool names_f = has_key(field, length, "f"), names_size = has_key(field, length, size);
    size_t skip = names_f ? 2 : names_size ? strlen(size) + 1 : 0;
    if (names_f || (!names_size && reader->has_size)) {
        if (!reader->has_f)
            return read_fraction(reader, field + skip, length - skip);
    } else if (!reader->has_size) {
        return size == reader->about->size ? read_size(reader, field + skip, length - skip)
            : read_file(reader, field + skip, length - skip);
    }
    col_error_input(reader->error, "ensemble %s: '%.*s' is one value too many; expected %s,%s%s,f=FRACTION",
        reader->about->name, length > 40 ? 40 : (int)length, field, reader->about->name, size,
        reader->about->size ? "=NUMBER" : "");
    return false;
}

static bool find_kind(ensemble_reader *reader, const char *text, size_t length)
{
    for (size_t kind = 0; kind < KINDS; kind++)
        if (strlen(descriptions[kind].name) == length && strncmp(descriptions[kind].name, text, length) == 0) {
            reader->ensemble->kind = (col_ensemble_kind)kind;
            reader->about = &descriptions[kind];
            return true;
        }
    col_error_input(reader->error, "unknown ensemble '%.*s'; expected uniform, pairs, ring, hypercube, graph, kesten-mckay "
        "or semicircle", length > 40 ? 40 : (int)length, text);
    return false;
}

/* Derived sizes: the size that was read is in degree. */
static void set_sizes(col_ensemble *ensemble)
{
    ulong size = ensemble->degree;
    switch (ensemble->kind) {
    case COL_ENSEMBLE_UNIFORM: ensemble->labels = size; break;
    case COL_ENSEMBLE_PAIRS: ensemble->labels = size; ensemble->degree = size - 1; break;
    case COL_ENSEMBLE_RING: ensemble->labels = size; ensemble->degree = 2; break;
    case COL_ENSEMBLE_HYPERCUBE: ensemble->labels = UWORD(1) << size; break;
    case COL_ENSEMBLE_GRAPH: break;
    case COL_ENSEMBLE_KESTEN_MCKAY:
    case COL_ENSEMBLE_SEMICIRCLE: ensemble->labels = 0; break;
    }
}

static bool read_fields(ensemble_reader *reader, const char *text)
{
    size_t length = strcspn(text, ",");
    if (!find_kind(reader, text, length))
        return false;
    while (text[length] == ',') {
        text += length + 1;
        length = strcspn(text, ",");
        if (!read_field(reader, text, length))
            return false;
    }
    if (reader->has_size && reader->has_f)
        return true;
    const char *size = reader->about->size;
    col_error_input(reader->error, "ensemble %s: %s is missing; expected %s,%s%s,f=FRACTION", reader->about->name,
        reader->has_size ? "f" : size ? size : "the graph's file", reader->about->name, size ? size : "FILE",
        size ? "=NUMBER" : "");
    return false;
}

bool col_ensemble_parse(col_ensemble *ensemble, const char *text, col_error *error)
{
    ensemble_reader reader = {.ensemble = ensemble, .error = error};
    memset(ensemble, 0, sizeof *ensemble);
    fmpq_init(ensemble->f);
    bool good = read_fields(&reader, text);
    if (good)
        set_sizes(ensemble);
    else
        col_ensemble_clear(ensemble);
    return good;
}

void col_ensemble_clear(col_ensemble *ensemble)
{
    if (ensemble->names != NULL)
        for (ulong c = 0; c < ensemble->labels; c++)
            free(ensemble->names[c]);
    free(ensemble->names);
    free(ensemble->edges);
    free(ensemble->component);
    free(ensemble->file);
    fmpq_clear(ensemble->f);
    memset(ensemble, 0, sizeof *ensemble);
}

void col_ensemble_print(col_text *out, const col_ensemble *ensemble)
{
    const description *about = &descriptions[ensemble->kind];
    char *f = fmpq_get_str(NULL, 10, ensemble->f);
    ulong size = ensemble->labels;
    if (ensemble->kind == COL_ENSEMBLE_HYPERCUBE || col_ensemble_continuous(ensemble))
        size = ensemble->degree;
    if (about->size != NULL)
        col_text_printf(out, "%s,%s=%lu,f=%s", about->name, about->size, size, f);
    else
        col_text_printf(out, "%s,%s,f=%s", about->name, ensemble->file, f);
    flint_free(f);
}

bool col_ensemble_continuous(const col_ensemble *ensemble)
{
    return ensemble->kind == COL_ENSEMBLE_KESTEN_MCKAY || ensemble->kind == COL_ENSEMBLE_SEMICIRCLE;
}

ulong col_ensemble_components(const col_ensemble *ensemble)
{
    if (fmpq_is_zero(ensemble->f))
        return ensemble->labels;
    if (ensemble->kind != COL_ENSEMBLE_GRAPH)
        return 1;
    ulong components = 0;
    for (ulong c = 0; c < ensemble->labels; c++)
        if (ensemble->component[c] >= components)
            components = ensemble->component[c] + 1;
    return components;
}

ulong col_ensemble_component(const col_ensemble *ensemble, ulong label)
{
    if (fmpq_is_zero(ensemble->f))
        return label;
    return ensemble->kind == COL_ENSEMBLE_GRAPH ? ensemble->component[label] : 0;
}
