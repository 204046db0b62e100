/* One claim on its way to a verdict. */
#ifndef COL_VERIFY_INQUIRY_H
#define COL_VERIFY_INQUIRY_H

#include <collapsar/region.h>
#include <collapsar/sign.h>
#include <collapsar/verify.h>

typedef struct {
    col_model *model;
    const col_claim *claim;
    unsigned long effort;
    col_verdict verdict;
    col_text method, reason, steps;
    col_expr *point; /* the witness, in the parameters of region */
    col_region region; /* the claim's; narrowed further by states */
} col_inquiry;

void col_inquiry_step(col_inquiry *inquiry, const char *format, ...) COL_PRINTF(2, 3);
void col_inquiry_undecided(col_inquiry *inquiry, const char *format, ...) COL_PRINTF(2, 3);
void col_inquiry_proved(col_inquiry *inquiry, const char *format, ...) COL_PRINTF(2, 3);

/* Refuted at a point of inquiry->region (may be NULL: no single point); the format says what fails there. */
void col_inquiry_refuted(col_inquiry *inquiry, const col_expr *point, const char *method, const char *format, ...)
    COL_PRINTF(4, 5);

/* Decides a sign over inquiry->region and notes it as a step. name is what the explanation calls the expression;
 * NULL: its own text. result is initialised. */
void col_inquiry_decide(col_sign_result *result, col_inquiry *inquiry, const char *name, col_expr e, col_signs signs);

/* Is e defined on inquiry->region? Notes a step. */
void col_inquiry_defined(col_sign_result *result, col_inquiry *inquiry, const char *name, col_expr e);

/* One file a kind of claim. */
void col_verify_comparison(col_inquiry *inquiry);
void col_verify_stationary(col_inquiry *inquiry);
void col_verify_conserved(col_inquiry *inquiry);
void col_verify_stability(col_inquiry *inquiry); /* stable, unstable, attracting */
void col_verify_states(col_inquiry *inquiry);
void col_verify_asymptotic(col_inquiry *inquiry);

/* The components of the claim's state, with fixed parameters replaced (one a variable; the
 * caller frees them). */
col_expr *col_inquiry_state(col_inquiry *inquiry);

/* e with the variables at the state's components. */
col_expr col_inquiry_at_state(const col_inquiry *inquiry, col_expr e, const col_expr *components);

/* The same with nothing simplified, to ask where it is defined. */
col_expr col_inquiry_as_written(const col_inquiry *inquiry, col_expr e, const col_expr *components);

/* "positive", "not zero", ... for messages. */
const char *col_signs_name(col_signs signs);

#endif
