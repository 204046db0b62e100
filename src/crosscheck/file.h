/* What the checks of a derivation file share: a subject (claim or state), draws of parameters, trials at a draw. */
#ifndef COL_CROSSCHECK_FILE_INTERNAL_H
#define COL_CROSSCHECK_FILE_INTERNAL_H

#include "measure.h"

#include <collapsar/crosscheck_file.h>
#include <collapsar/region.h>
#include <collapsar/tape.h>
#include <gsl/gsl_rng.h>

/* Random points of a region. */
typedef struct {
    col_region region;
    gsl_rng *random;
    double *lo, *hi;          /* of the free parameters */
    col_tape *conditions;
    col_tape_workspace *workspace;
    bool empty;               /* a condition is certainly false, whatever the free parameters */
} col_sampler;

/* The region narrowed by --set, and by the conditions of claim and state (either may be NULL). */
void col_sampler_init(col_sampler *sampler, const col_model *model, const col_conditions *settings,
                      const col_conditions *claim, const col_conditions *state, ulong seed);
void col_sampler_clear(col_sampler *sampler);

/* The parameters of one draw. */
typedef struct {
    col_expr *point;    /* exact, one a free parameter of the region */
    double *free;       /* the same in double precision */
    double *parameters; /* all parameters of the model */
} col_draw;

void col_draw_init(col_draw *draw, const col_model *model);
void col_draw_clear(col_draw *draw);

/* The next point at which all conditions certainly hold; false if none was found. */
bool col_sampler_next(col_draw *draw, col_sampler *sampler, const col_model *model);

/* Free parameters at the given constants: a point that comes from elsewhere. False if it is not in the region. */
bool col_sampler_place(col_draw *draw, const col_sampler *sampler, const col_model *model, const col_expr *point);

void col_draw_print(col_text *out, const col_draw *draw, const col_sampler *sampler, const col_model *model);

double col_random_between(gsl_rng *random, double lo, double hi); /* ends may be infinite: logarithmically */

/* What is checked. */
typedef struct {
    col_model *model;
    const col_claim *claim; /* NULL: the state itself */
    size_t state;
    const col_crosscheck_options *options;
    col_sampler sampler;
    col_draw draw;
    col_file_checks *trial; /* of the present draw */
    void *prepared;         /* by the kind of claim, for all draws */
} col_subject;

/* A new check of the present draw. scale: see col_check; NaN predicted until filled. */
col_file_check *col_subject_add(col_subject *subject, const char *tag, col_relation relation, const char *statement);

/* Compares; the outcome is open if there is a reason why not. A wrong prediction is the opposite relation. */
void col_subject_judge(const col_subject *subject, col_file_check *check);

/* Kinds of claims: checks of one draw. */
typedef void (*col_trial)(col_subject *subject);
void col_trial_comparison(col_subject *subject);
void col_trial_limit(col_subject *subject);
void col_trial_stationary(col_subject *subject);
void col_trial_rate(col_subject *subject);
void col_trial_stability(col_subject *subject);
void col_trial_conserved(col_subject *subject);
void col_trial_states(col_subject *subject);

/* Formulas of symbols in double precision, with bounds of their errors. */
enum { COL_FORMULA_LEVELS = 3 };

typedef struct {
    size_t roots, inputs;
    col_tape *tapes[COL_FORMULA_LEVELS]; /* integrals in 1, 2, 4 parts, to judge the quadrature; NULL if there are none */
    col_tape_workspace *workspaces[COL_FORMULA_LEVELS];
    arb_ptr in, out;
    double *other;
} col_formula;

/* False if they are too large; to be cleared in any case. */
bool col_formula_init(col_formula *formula, col_graph *graph, const col_expr *roots, size_t root_count,
                      const col_expr *inputs, size_t input_count);
void col_formula_clear(col_formula *formula);

/* values, errors: one a root, NaN and infinity where undefined or not bounded; enclosures (at the same doubles): may be NULL. */
void col_formula_evaluate(double *values, double *errors, arb_ptr enclosures, col_formula *formula, const double *in);

/* Constant expressions as balls; false if one could not be bounded. */
bool col_enclose(arb_ptr out, const col_graph *graph, const col_expr *constants, size_t count, slong precision);

/* The flow at a draw, in displacements from an origin (NULL: from 0). */
typedef struct {
    col_model model; /* shares all but its variables */
    const double *parameters;
    size_t n;
    ulong steps;     /* at most so many a trajectory */
    col_tape *velocity;
    col_tape_workspace *workspace;
    double *in;
} col_moving;

/* False, with error set, if a variable has no flow or the flow is too large to simulate. */
bool col_moving_init(col_moving *moving, col_model *model, const double *parameters, const double *origin, col_error *error);
void col_moving_clear(col_moving *moving);
bool col_moving_velocity(double *out, col_moving *moving, const double *state); /* false: undefined */
bool col_moving_run(double *end, col_moving *moving, const double *start, double time, double relative, double absolute,
                    col_error *error);

/* A random point of the box (NULL: around 0, and to the right of it) at which the velocity is defined; false: none found. */
bool col_moving_start(double *start, col_moving *moving, gsl_rng *random, const double *lo, const double *hi);

double col_norm(const double *x, size_t n); /* largest absolute value */

#endif
