/* The functions whose signs decide a phase diagram, and how the conditions are products of them. */
#ifndef COL_VERIFY_PHASE_SIGNS_H
#define COL_VERIFY_PHASE_SIGNS_H

#include <collapsar/phase.h>
#include <collapsar/region.h>
#include <collapsar/tape.h>

/* A function of the two axes. */
typedef struct {
    col_expr expression;
    bool polynomial;    /* rational coefficients, no other symbols */
    col_tape *value;    /* one root; NULL if it can't be evaluated */
    col_tape *jacobian; /* value and two derivatives; NULL: none */
    col_tape_workspace *value_space, *jacobian_space;
} phase_function;

/* constant * product of functions has one of the signs; even powers only vanish or not. */
typedef struct {
    int constant; /* -1, 0, 1 */
    size_t *functions;
    bool *even;
    size_t count;
    col_signs signs; /* wanted */
} phase_condition;

typedef struct {
    phase_condition *items;
    size_t count, capacity;
} phase_conditions;

typedef struct {
    bool nowhere;          /* exists on no area */
    phase_conditions when; /* it exists where all hold */
    bool judged;           /* false: its stability is undecided wherever it exists */
    phase_conditions hurwitz; /* all positive: stable up to zeros; one negative: unstable */
    size_t zeros;
} phase_state;

typedef struct {
    phase_function *functions;
    size_t function_count, function_capacity;
    phase_conditions domain;
    phase_state *states; /* one a state of the model */
    size_t state_count;
    col_text remarks;
} phase_signs;

/* region: the model's domain with the settings in place, cut to the rectangle; x and y are its free parameters, and
 * what the domain's edges inside the rectangle demand is among its conditions. states: the named states', too. */
void phase_signs_init(phase_signs *out, col_model *model, const col_region *region, const col_expr *axes,
                      bool states, unsigned long effort);
void phase_signs_clear(phase_signs *signs);

/* What the condition's sign may be, given what the functions' signs may be. */
col_signs phase_condition_sign(const phase_condition *condition, const col_signs *functions);

#endif
