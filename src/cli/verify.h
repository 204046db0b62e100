/* The claims of all files with their outcomes, as verify gathers and prints them. */
#ifndef COL_CLI_VERIFY_H
#define COL_CLI_VERIFY_H

#include "command.h"

#include <collapsar/verify.h>

/* One claim: where it stands, what was found. */
typedef struct {
    const col_document *document;
    size_t model, claim;
    bool explained; /* --explain names it */
    col_verification outcome;
    double seconds; /* of processor time */
} verify_entry;

typedef struct {
    verify_entry *entries; /* in the order of the files */
    size_t count, capacity;
} verify_list;

typedef struct {
    size_t proved, refuted, undecided; /* verdicts */
    size_t failed;                     /* certified to be the opposite of what is expected */
} verify_summary;

verify_summary verify_count(const verify_list *list);
const col_claim *verify_claim_of(const verify_entry *entry);

/* Appends the outcomes to the run's result, in its format. */
void verify_print(col_run *run, const verify_list *list);

/* Appends the files as one LaTeX document, with the outcomes beside the claims. False, with the message in run->error,
 * if the program was built without what reads Markdown. */
bool verify_print_document(col_run *run, const verify_list *list, col_document *const *documents);

/* Appends a witness: "at s = 3/4, ..." without the "at". */
void verify_print_witness(col_text *out, const col_witness *witness);

#endif
