/* Claims to verdicts.
 *
 * Every verdict other than "undecided" rests on an argument exact over the reals, which method names. */
#ifndef COLLAPSAR_VERIFY_H
#define COLLAPSAR_VERIFY_H

#include <collapsar/document.h>

/* A point that refutes a claim: exact values of the parameters (rational numbers, or expressions of algebraic
 * ones), as text in the language of the files. */
typedef struct {
    char **names;
    char **values;
    size_t count;
} col_witness;

typedef struct {
    col_verdict verdict; /* of the claim's body, whether it is claimed or to be refuted */
    bool pass;           /* proved for a claim, refuted for a refute */
    char *method;        /* the argument in a few words; "" if undecided */
    char *reason;        /* refuted: what fails; undecided: why, and what would help; "" if proved */
    col_witness witness; /* empty unless refuted at a point */
    char *explanation;   /* the argument step by step, one line a step: what --explain prints */
} col_verification;

typedef struct {
    unsigned long effort; /* multiplies every budget; default 1 */
} col_verify_options;

#define COL_VERIFY_DEFAULT ((col_verify_options){.effort = 1})

/* Decides one claim of a model, which is only read: threads may share it, and the outcome depends on the claim alone.
 * The result is initialised here; clear it with col_verification_clear. */
void col_verify_claim(col_verification *result, const col_model *model, size_t claim,
                      const col_verify_options *options);
void col_verification_clear(col_verification *result);

#endif
