/* The outcomes of verify as text, JSON, CSV and LaTeX. */
#include "verify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *expected(const verify_entry *entry)
{
    return col_verdict_name(verify_claim_of(entry)->refute ? COL_REFUTED : COL_PROVED);
}

/* "s = 1/2, r = 0" */
void verify_print_witness(col_text *out, const col_witness *witness)
{
    for (size_t i = 0; i < witness->count; i++)
        col_text_printf(out, "%s%s = %s", i ? ", " : "", witness->names[i], witness->values[i]);
}

static json_t *witness_json(const col_witness *witness)
{
    if (witness->count == 0)
        return json_null();
    json_t *json = json_object();
    for (size_t i = 0; i < witness->count; i++)
        json_object_set_new(json, witness->names[i], col_json_text(witness->values[i]));
    return json;
}

static json_t *entry_json(const verify_entry *entry, bool timed)
{
    const col_claim *claim = verify_claim_of(entry);
    const col_verification *outcome = &entry->outcome;
    json_t *json = json_object();
    json_object_set_new(json, "file", col_json_text(entry->document->file));
    json_object_set_new(json, "line", json_integer(claim->at.line));
    json_object_set_new(json, "model", col_json_text(entry->document->models[entry->model].name));
    json_object_set_new(json, "name", col_json_text(claim->name));
    json_object_set_new(json, "claim", col_json_text(claim->body));
    json_object_set_new(json, "expected", col_json_text(expected(entry)));
    json_object_set_new(json, "verdict", col_json_text(col_verdict_name(outcome->verdict)));
    json_object_set_new(json, "pass", json_boolean(outcome->pass));
    json_object_set_new(json, "method", col_json_text(outcome->method));
    json_object_set_new(json, "reason", col_json_text(outcome->reason));
    json_object_set_new(json, "witness", witness_json(&outcome->witness));
    if (timed)
        json_object_set_new(json, "seconds", col_json_number(round(entry->seconds * 1e6) / 1e6));
    if (entry->explained)
        json_object_set_new(json, "explanation", col_json_text(outcome->explanation));
    return json;
}

static void print_json(col_run *run, const verify_list *list)
{
    json_t *json = col_run_json(run), *claims = json_array(), *counts = json_object();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(claims, entry_json(&list->entries[i], col_run_is_timed(run)));
    verify_summary summary = verify_count(list);
    json_object_set_new(counts, "proved", json_integer((json_int_t)summary.proved));
    json_object_set_new(counts, "refuted", json_integer((json_int_t)summary.refuted));
    json_object_set_new(counts, "undecided", json_integer((json_int_t)summary.undecided));
    json_object_set_new(counts, "failed", json_integer((json_int_t)summary.failed));
    json_object_set_new(json, "claims", claims);
    json_object_set_new(json, "summary", counts);
    col_run_print_json(run, json);
}

typedef enum {
    FIELD_MARK, FIELD_FILE, FIELD_LINE, FIELD_NAME, FIELD_CLAIM, FIELD_EXPECTED, FIELD_VERDICT, FIELD_PASS, FIELD_METHOD,
    FIELD_REASON, FIELD_WITNESS, FIELD_SECONDS
} field;

/* CSV has every field, LaTeX and HTML those that fit on a page. */
enum { IN_CSV = 1, IN_LATEX = 2, IN_HTML = 4, EVERYWHERE = IN_CSV | IN_LATEX | IN_HTML };

static const struct {
    field field;
    const char *key, *header;
    col_column_kind kind;
    unsigned where;
} columns[] = {{FIELD_MARK, "mark", "", COL_COLUMN_TEXT, IN_HTML},
               {FIELD_FILE, "file", NULL, COL_COLUMN_TEXT, IN_CSV},
               {FIELD_LINE, "line", NULL, COL_COLUMN_INTEGER, IN_CSV},
               {FIELD_NAME, "name", NULL, COL_COLUMN_TEXT, EVERYWHERE},
               {FIELD_CLAIM, "claim", NULL, COL_COLUMN_TEXT, EVERYWHERE},
               {FIELD_EXPECTED, "expected", NULL, COL_COLUMN_TEXT, IN_CSV},
               {FIELD_VERDICT, "verdict", NULL, COL_COLUMN_TEXT, EVERYWHERE},
               {FIELD_PASS, "pass", NULL, COL_COLUMN_TEXT, IN_CSV},
               {FIELD_METHOD, "method", NULL, COL_COLUMN_TEXT, EVERYWHERE},
               {FIELD_REASON, "reason", NULL, COL_COLUMN_TEXT, IN_CSV},
               {FIELD_WITNESS, "witness", NULL, COL_COLUMN_TEXT, IN_CSV},
               {FIELD_SECONDS, "seconds", NULL, COL_COLUMN_NUMBER, IN_CSV}};
#define COLUMN_COUNT (sizeof columns / sizeof *columns)

static bool is_shown(const col_run *run, size_t column)
{
    unsigned here = run->format == COL_FORMAT_CSV ? IN_CSV : run->format == COL_FORMAT_LATEX ? IN_LATEX : IN_HTML;
    return (columns[column].where & here) && (columns[column].field != FIELD_SECONDS || col_run_is_timed(run));
}

/* On the page the method stands with what it found: the witness, or the reason why there is no verdict. */
static void put_method(col_listing *listing, const verify_entry *entry, bool with_witness)
{
    const col_verification *outcome = &entry->outcome;
    col_text text;
    col_text_init(&text);
    col_text_append(&text, outcome->method);
    if (with_witness && outcome->witness.count > 0) {
        col_text_append(&text, "; at ");
        verify_print_witness(&text, &outcome->witness);
    } else if (with_witness && !outcome->pass) {
        col_text_printf(&text, "%s%s", text.length ? "; " : "", outcome->reason);
    }
    col_listing_put_text(listing, text.data);
    col_text_clear(&text);
}

static void put_witness(col_listing *listing, const verify_entry *entry)
{
    col_text witness;
    col_text_init(&witness);
    verify_print_witness(&witness, &entry->outcome.witness);
    col_listing_put_text(listing, witness.data);
    col_text_clear(&witness);
}

static const char *mark_of(const verify_entry *entry)
{
    return entry->outcome.pass ? "ok" : entry->outcome.verdict == COL_UNDECIDED ? "open" : "FAIL";
}

static void put_field(col_listing *listing, const verify_entry *entry, field what, bool is_page)
{
    const col_claim *claim = verify_claim_of(entry);
    const col_verification *outcome = &entry->outcome;
    switch (what) {
    case FIELD_MARK: col_listing_put_text(listing, mark_of(entry)); break;
    case FIELD_FILE: col_listing_put_text(listing, entry->document->file); break;
    case FIELD_LINE: col_listing_put_integer(listing, claim->at.line); break;
    case FIELD_NAME: col_listing_put_place(listing, claim->name, entry->document->file, claim->at.line); break;
    case FIELD_CLAIM: col_listing_put_text(listing, claim->body); break;
    case FIELD_EXPECTED: col_listing_put_text(listing, expected(entry)); break;
    case FIELD_VERDICT: col_listing_put_text(listing, col_verdict_name(outcome->verdict)); break;
    case FIELD_PASS: col_listing_put_text(listing, outcome->pass ? "true" : "false"); break;
    case FIELD_METHOD: put_method(listing, entry, is_page); break;
    case FIELD_REASON: col_listing_put_text(listing, outcome->reason); break;
    case FIELD_WITNESS: put_witness(listing, entry); break;
    case FIELD_SECONDS: col_listing_put_number(listing, round(entry->seconds * 1e6) / 1e6); break;
    }
}

static void print_listing(col_run *run, const verify_list *list)
{
    col_listing *listing = col_listing_new(6);
    for (size_t j = 0; j < COLUMN_COUNT; j++)
        if (is_shown(run, j))
            col_listing_column(listing, columns[j].kind, columns[j].key, columns[j].header, NULL);
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < COLUMN_COUNT; j++)
            if (is_shown(run, j))
                put_field(listing, &list->entries[i], columns[j].field, run->format == COL_FORMAT_HTML);
    col_run_print(run, listing, "tab:claims", "Claims and their verdicts.", NULL);
    col_listing_free(listing);
}

/* Colours of a terminal; empty strings elsewhere. */
typedef struct {
    const char *good, *bad, *open, *plain;
} palette;

static palette choose_palette(const col_run *run)
{
    bool terminal = run->renderings == NULL && run->output == NULL && isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
    return terminal ? (palette){"\033[32m", "\033[31m", "\033[33m", "\033[0m"} : (palette){"", "", "", ""};
}

typedef struct {
    size_t name, method;
} widths;

static widths measure(const verify_list *list)
{
    widths wide = {0};
    for (size_t i = 0; i < list->count; i++) {
        size_t name = strlen(verify_claim_of(&list->entries[i])->name), method = strlen(list->entries[i].outcome.method);
        wide.name = name > wide.name ? name : wide.name;
        wide.method = method > wide.method ? method : wide.method;
    }
    return wide;
}

/* Every line of the text, indented. */
static void print_indented(col_text *out, const char *text, int indent)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        col_text_printf(out, "%*s%.*s\n", length ? indent : 0, "", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static void print_remarks(col_text *out, const verify_entry *entry)
{
    const col_verification *outcome = &entry->outcome;
    if (!outcome->pass)
        col_text_printf(out, "        %s\n", verify_claim_of(entry)->body);
    if (outcome->witness.count > 0) {
        col_text_append(out, "        at ");
        verify_print_witness(out, &outcome->witness);
        col_text_put(out, '\n');
    }
    if (!outcome->pass)
        print_indented(out, outcome->reason, 8);
}

static void print_line(col_text *out, const verify_entry *entry, widths wide, palette colours, bool timed)
{
    const col_verification *outcome = &entry->outcome;
    bool is_open = outcome->verdict == COL_UNDECIDED;
    const char *colour = outcome->pass ? colours.good : is_open ? colours.open : colours.bad;
    col_text_printf(out, "  %s%-4s  %-*s  %-9s%s  ", colour, mark_of(entry), (int)wide.name, verify_claim_of(entry)->name,
                    col_verdict_name(outcome->verdict), colours.plain);
    if (timed)
        col_text_printf(out, "%-*s  %8.3f s\n", (int)wide.method, outcome->method, entry->seconds);
    else
        col_text_printf(out, "%s\n", outcome->method);
    print_remarks(out, entry);
}

static void print_explanations(col_text *out, const verify_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const verify_entry *entry = &list->entries[i];
        if (!entry->explained)
            continue;
        const col_claim *claim = verify_claim_of(entry);
        col_text_printf(out, "\n%s:%d: %s %s: %s\n", entry->document->file, claim->at.line,
                        claim->refute ? "refute" : "claim", claim->name, claim->body);
        print_indented(out, entry->outcome.explanation, 4);
    }
}

static void print_text(col_run *run, const verify_list *list)
{
    palette colours = choose_palette(run);
    widths wide = measure(list);
    const col_document *document = NULL;
    double seconds = 0;
    for (size_t i = 0; i < list->count; i++) {
        const verify_entry *entry = &list->entries[i];
        if (entry->document != document)
            col_text_printf(&run->result, "%s%s\n", document ? "\n" : "", entry->document->file);
        document = entry->document;
        print_line(&run->result, entry, wide, colours, col_run_is_timed(run));
        seconds += entry->seconds;
    }
    print_explanations(&run->result, list);
    verify_summary summary = verify_count(list);
    col_text_printf(&run->result, "%s%zu %s: %zu proved, %zu refuted, %zu undecided; %zu failed",
                    list->count ? "\n" : "", list->count, list->count == 1 ? "claim" : "claims", summary.proved,
                    summary.refuted, summary.undecided, summary.failed);
    if (col_run_is_timed(run))
        col_text_printf(&run->result, " (%.3f s)", seconds);
    col_text_put(&run->result, '\n');
}

void verify_print(col_run *run, const verify_list *list)
{
    switch (run->format) {
    case COL_FORMAT_TEXT: print_text(run, list); break;
    case COL_FORMAT_JSON: print_json(run, list); break;
    default: print_listing(run, list); break;
    }
}
