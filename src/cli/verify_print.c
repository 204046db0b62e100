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
static void print_witness(col_text *out, const col_witness *witness)
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

static json_t *entry_json(const verify_entry *entry)
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
    json_object_set_new(json, "seconds", col_json_number(round(entry->seconds * 1e6) / 1e6));
    if (entry->explained)
        json_object_set_new(json, "explanation", col_json_text(outcome->explanation));
    return json;
}

static void print_json(col_run *run, const verify_list *list)
{
    json_t *json = col_run_json(run), *claims = json_array(), *counts = json_object();
    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(claims, entry_json(&list->entries[i]));
    verify_summary summary = verify_count(list);
    json_object_set_new(counts, "proved", json_integer((json_int_t)summary.proved));
    json_object_set_new(counts, "refuted", json_integer((json_int_t)summary.refuted));
    json_object_set_new(counts, "undecided", json_integer((json_int_t)summary.undecided));
    json_object_set_new(counts, "failed", json_integer((json_int_t)summary.failed));
    json_object_set_new(json, "claims", claims);
    json_object_set_new(json, "summary", counts);
    col_run_print_json(run, json);
}

static void put_row(col_listing *listing, const verify_entry *entry, bool for_people)
{
    const col_claim *claim = verify_claim_of(entry);
    const col_verification *outcome = &entry->outcome;
    col_text witness;
    col_text_init(&witness);
    print_witness(&witness, &outcome->witness);
    if (!for_people) {
        col_listing_put_text(listing, entry->document->file);
        col_listing_put_integer(listing, claim->at.line);
    }
    col_listing_put_text(listing, claim->name);
    col_listing_put_text(listing, claim->body);
    if (!for_people)
        col_listing_put_text(listing, expected(entry));
    col_listing_put_text(listing, col_verdict_name(outcome->verdict));
    if (!for_people)
        col_listing_put_text(listing, outcome->pass ? "true" : "false");
    col_listing_put_text(listing, outcome->method);
    if (!for_people) {
        col_listing_put_text(listing, outcome->reason);
        col_listing_put_text(listing, witness.data);
        col_listing_put_number(listing, round(entry->seconds * 1e6) / 1e6);
    }
    col_text_clear(&witness);
}

/* CSV has every field, LaTeX those that fit on a page. */
static void print_listing(col_run *run, const verify_list *list)
{
    bool for_people = run->format == COL_FORMAT_LATEX;
    static const struct {
        const char *key, *header;
        col_column_kind kind;
        bool for_people;
    } columns[] = {{"file", NULL, COL_COLUMN_TEXT, false},      {"line", NULL, COL_COLUMN_INTEGER, false},
                   {"name", "name", COL_COLUMN_TEXT, true},     {"claim", "claim", COL_COLUMN_TEXT, true},
                   {"expected", NULL, COL_COLUMN_TEXT, false},  {"verdict", "verdict", COL_COLUMN_TEXT, true},
                   {"pass", NULL, COL_COLUMN_TEXT, false},      {"method", "method", COL_COLUMN_TEXT, true},
                   {"reason", NULL, COL_COLUMN_TEXT, false},    {"witness", NULL, COL_COLUMN_TEXT, false},
                   {"seconds", NULL, COL_COLUMN_NUMBER, false}};
    col_listing *listing = col_listing_new(6);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (columns[i].for_people || !for_people)
            col_listing_column(listing, columns[i].kind, columns[i].key, columns[i].header, NULL);
    for (size_t i = 0; i < list->count; i++)
        put_row(listing, &list->entries[i], for_people);
    col_run_print(run, listing, "tab:claims", "Claims and their verdicts.", NULL);
    col_listing_free(listing);
}

/* Colours of a terminal; empty strings elsewhere. */
typedef struct {
    const char *good, *bad, *open, *plain;
} palette;

static palette choose_palette(const col_run *run)
{
    bool terminal = run->output == NULL && isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
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
        print_witness(out, &outcome->witness);
        col_text_put(out, '\n');
    }
    if (!outcome->pass)
        print_indented(out, outcome->reason, 8);
}

static void print_line(col_text *out, const verify_entry *entry, widths wide, palette colours)
{
    const col_verification *outcome = &entry->outcome;
    bool is_open = outcome->verdict == COL_UNDECIDED;
    const char *colour = outcome->pass ? colours.good : is_open ? colours.open : colours.bad;
    const char *mark = outcome->pass ? "ok" : is_open ? "open" : "FAIL";
    col_text_printf(out, "  %s%-4s  %-*s  %-9s%s  %-*s  %8.3f s\n", colour, mark, (int)wide.name,
                    verify_claim_of(entry)->name, col_verdict_name(outcome->verdict), colours.plain, (int)wide.method,
                    outcome->method, entry->seconds);
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
        print_line(&run->result, entry, wide, colours);
        seconds += entry->seconds;
    }
    print_explanations(&run->result, list);
    verify_summary summary = verify_count(list);
    col_text_printf(&run->result, "%s%zu %s: %zu proved, %zu refuted, %zu undecided; %zu failed (%.3f s)\n",
                    list->count ? "\n" : "", list->count, list->count == 1 ? "claim" : "claims", summary.proved,
                    summary.refuted, summary.undecided, summary.failed, seconds);
}

void verify_print(col_run *run, const verify_list *list)
{
    switch (run->format) {
    case COL_FORMAT_TEXT: print_text(run, list); break;
    case COL_FORMAT_JSON: print_json(run, list); break;
    case COL_FORMAT_CSV:
    case COL_FORMAT_LATEX: print_listing(run, list); break;
    }
}
