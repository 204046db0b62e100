/* The portrait of a model at fixed parameters: all stationary states in a box, with their names in the document,
 * the certified spectra of their Jacobians, and their stability. */
#ifndef COLLAPSAR_PORTRAIT_H
#define COLLAPSAR_PORTRAIT_H

#include <collapsar/box.h>
#include <collapsar/document.h>

typedef enum {
    COL_STABILITY_UNDECIDED = 0,
    COL_STABILITY_STABLE,    /* all eigenvalues in Re < 0 */
    COL_STABILITY_UNSTABLE,  /* at least one in Re > 0 */
    COL_STABILITY_ATTRACTING /* zero_eigenvalues > 0 of them are exactly zero, all others in Re < 0 */
} col_stability;

const char *col_stability_name(col_stability stability); /* "stable", "unstable", "attracting", "undecided" */

typedef struct {
    ptrdiff_t name;          /* the document's state that it certainly is; -1: none is known to be */
    arb_ptr at;              /* one coordinate a variable: exactly one stationary state lies in their product */
    arb_ptr isolating;       /* as first found: as wide, or wider */
    acb_ptr eigenvalues;     /* one a variable, a cluster repeated; by descending real part. NULL: none certified */
    slong zero_eigenvalues;  /* those that are certainly zero */
    slong maybe_zero;        /* those of which neither is certain */
    col_stability stability;
} col_portrait_state;

typedef struct {
    col_portrait_state *states; /* named ones first, in the order of the document, then by coordinates */
    size_t count;
    size_t dimension;
    bool complete;     /* there are no other stationary states in the box */
    bool precise;      /* all coordinates and eigenvalues have the digits that were asked for */
    char reason[256];  /* why not complete; "" otherwise */
} col_portrait;

/* settings: PARAMETER == constant expression, for each parameter of the model exactly once, as col_parse_settings
 * makes them. box: one side a variable, in order of declaration. digits: correct decimals wanted, relative, or
 * absolute below 1, as far as the budget's precision allows. The model's graph grows; its claims are as before.
 *
 * A state of the document is recognised if its conditions certainly hold, it is certified stationary there, and it
 * lies where exactly one of the found states is; see the source for the two arguments.
 *
 * False, with error set and out empty, if a setting is missing, given twice or not constant, or a variable has no
 * flow (input), or for resource faults. An incomplete portrait is no fault. */
bool col_portrait_draw(col_portrait *out, col_model *model, const col_conditions *settings, const col_box *box,
                       long digits, const col_budget *budget, col_error *error);

void col_portrait_clear(col_portrait *portrait);

#endif
