/* verify --document: the derivations in print, with what was found in the margin. */
#include "verify.h"

#include "../base/memory.h"
#include "config.h"

#include <collapsar/prose.h>
#include <stdlib.h>
#include <string.h>

static void print_file_names(col_text *out, const col_run *run)
{
    col_text_append(out, "collapsar verify --document");
    for (size_t i = 0; i < run->operand_count; i++)
        col_text_printf(out, " %s", run->operands[i]);
    if (run->effort > 1)
        col_text_printf(out, " --effort %lu", (unsigned long)run->effort);
    col_text_append(out, " (collapsar " PACKAGE_VERSION ")");
}

static void print_summary(col_text *out, const verify_list *list, size_t files)
{
    verify_summary summary = verify_count(list);
    size_t passed = list->count - summary.failed - summary.undecided;
    col_text_printf(out, "%zu %s in %zu %s. %zu came out as the %s, %zu %s undecided, %zu failed.", list->count,
                    list->count == 1 ? "claim" : "claims", files, files == 1 ? "derivation" : "derivations", passed,
                    files == 1 ? "derivation says" : "derivations say", summary.undecided,
                    summary.undecided == 1 ? "is" : "are", summary.failed);
}

static const char *word_of(const verify_entry *entry)
{
    bool is_refute = verify_claim_of(entry)->refute;
    switch (entry->outcome.verdict) {
    case COL_PROVED: return is_refute ? "proved, to be refuted" : "proved";
    case COL_REFUTED: return is_refute ? "refuted, as expected" : "refuted";
    default: return "undecided";
    }
}

/* The method, the point at which a claim fails, the reason. The caller frees it. */
static char *note_of(const verify_entry *entry)
{
    const col_verification *outcome = &entry->outcome;
    col_text note;
    col_text_init(&note);
    col_text_append(&note, outcome->method);
    if (outcome->witness.count > 0) {
        col_text_append(&note, note.length ? "; at " : "at ");
        verify_print_witness(&note, &outcome->witness);
    } else if (!outcome->pass) {
        col_text_printf(&note, "%s%s", note.length ? "; " : "", outcome->reason);
    }
    char *taken = col_text_take(&note);
    col_text_clear(&note);
    return taken;
}

static col_remark remark_of(const verify_entry *entry)
{
    const col_claim *claim = verify_claim_of(entry);
    bool is_open = entry->outcome.verdict == COL_UNDECIDED;
    return (col_remark){
        .line = claim->at.line, .name = claim->name, .word = word_of(entry), .note = note_of(entry),
        .kind = entry->outcome.pass ? COL_REMARK_GOOD : is_open ? COL_REMARK_OPEN : COL_REMARK_BAD};
}

static bool print_file(col_text *out, const verify_list *list, const col_document *document)
{
    size_t count = 0;
    col_remark *remarks = col_calloc(list->count + 1, sizeof *remarks);
    for (size_t i = 0; i < list->count; i++)
        if (list->entries[i].document == document)
            remarks[count++] = remark_of(&list->entries[i]);
    bool ok = col_derivation_add(out, document->file, document->text, document->is_markdown, remarks, count);
    for (size_t i = 0; i < count; i++)
        free((char *)remarks[i].note);
    free(remarks);
    return ok;
}

bool verify_print_document(col_run *run, const verify_list *list, col_document *const *documents)
{
    col_text generator, summary;
    col_text_init(&generator);
    col_text_init(&summary);
    print_file_names(&generator, run);
    print_summary(&summary, list, run->operand_count);
    col_derivation_begin(&run->result, "Derivations and their verdicts", generator.data, summary.data);
    bool ok = true;
    for (size_t i = 0; i < run->operand_count && ok; i++)
        ok = print_file(&run->result, list, documents[i]);
    col_derivation_end(&run->result);
    if (!ok)
        col_error_resource(&run->error, "--document: not enough memory to read the Markdown");
    col_text_clear(&generator);
    col_text_clear(&summary);
    return ok;
}
