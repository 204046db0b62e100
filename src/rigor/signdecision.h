/* Emptiness of a system of sign conditions: the tactics, cheapest first. Internal. */
#ifndef COL_RIGOR_SIGNDECISION_H
#define COL_RIGOR_SIGNDECISION_H

#include "signsystem.h"

#include <collapsar/text.h>

typedef struct {
    col_budget *budget;
    qqbar_ptr point;   /* one a variable; the caller's */
    bool written;      /* refuted: point holds the witness (else its coordinates were too large to write down) */
    ulong equations;   /* solved */
    ulong boxes;       /* looked at */
    ulong multipliers; /* linear combinations verified */
    ulong cells;       /* sample points of full-dimensional cells */
    ulong samples;     /* sample points of cells of all dimensions */
    const char *obstacle;
    col_text *argument;       /* the steps of the proof, one a line, indented by depth; NULL: not wanted */
    const char *const *names; /* of the variables, for the argument; NULL: x1, x2, ... */
} col_sign_decision;

/* proved: no point of the box satisfies the system; refuted: one does; undecided: obstacle tells why. The system is
 * used up: it may be changed, and the caller still clears it. */
col_verdict col_sign_decide(col_sign_decision *task, col_sign_system *system);

/* --- shared by the parts of the decision --- */

/* Simplifies the system by what holds on its whole box. undecided: *narrowed (the caller frees it) has the signs that
 * facts and conditions together leave to the leaves; proved: nothing is left. */
col_verdict col_sign_learn_facts(col_sign_decision *task, col_sign_system *system, col_signs **narrowed, int depth);

/* Add a line to the argument: any text; "POLYNOMIAL > 0 reason"; the equation that is solved. */
void col_sign_log(col_sign_decision *task, int depth, const char *format, ...) COL_PRINTF(3, 4);
void col_sign_log_leaf(col_sign_decision *task, int depth, const fmpz_mpoly_struct *leaf,
    const fmpz_mpoly_ctx_struct *ctx, col_signs signs, const char *reason);

void col_sign_log_solved(col_sign_decision *task, int depth, const fmpz_mpoly_struct *leaf,
    const fmpz_mpoly_ctx_struct *ctx, slong variable);

/* Where the argument stands, and back to there when what was tried since did not help. */
size_t col_sign_log_mark(const col_sign_decision *task);
void col_sign_log_return(col_sign_decision *task, size_t mark);

#endif
