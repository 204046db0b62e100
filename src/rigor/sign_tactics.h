/* The tactics of the sign engine. Each is given an initialised, undecided result and leaves it undecided, with its
 * reason, where it does not apply. e has the region's fixed parameters replaced already. */
#ifndef COL_RIGOR_SIGN_TACTICS_H
#define COL_RIGOR_SIGN_TACTICS_H

#include <collapsar/exact.h>
#include <collapsar/sign.h>

typedef struct {
    const col_region *region;
    col_expr e;
    col_signs signs;
    unsigned long effort;
    int depth; /* of nested decisions: derivatives, faces */
} col_sign_task;

/* Certified evaluation at sample points: refutes. seen receives the union of the certified signs. */
void col_sign_by_samples(col_sign_result *result, const col_sign_task *task, col_signs *seen);

/* The structure of the formula and the ranges. */
void col_sign_by_structure(col_sign_result *result, const col_sign_task *task);

/* The polynomials of the normal form on a semialgebraic set. zero tells that the normal form vanishes. */
void col_sign_by_polynomials(col_sign_result *result, const col_sign_task *task, bool *zero);

/* Each factor of the normal form on its own. */
void col_sign_by_factors(col_sign_result *result, const col_sign_task *task);

/* Square roots by their norms. */
void col_sign_by_conjugates(col_sign_result *result, const col_sign_task *task);

/* From an end of a range, or a zero inside it, along a derivative of known sign. */
void col_sign_by_monotonicity(col_sign_result *result, const col_sign_task *task);

/* Where the formula has an abs, min or max: both of its values. */
void col_sign_by_cases(col_sign_result *result, const col_sign_task *task);

/* Sums with logarithms: exponentials instead. */
void col_sign_by_logarithms(col_sign_result *result, const col_sign_task *task);

/* Interval branch and bound over the region. */
void col_sign_by_paving(col_sign_result *result, const col_sign_task *task);

/* The signs of -x for an x with these signs. */
col_signs col_signs_negated(col_signs signs);

/* As col_sign_determine, at a depth. */
void col_sign_determine_at(col_sign_result *result, const col_region *region, col_expr e, col_signs signs,
                        unsigned long effort, int depth);

/* As col_sign_defined, at a depth: a tactic that asks for definedness goes one deeper, lest the two call each other
 * without end. */
void col_sign_defined_at(col_sign_result *result, const col_region *region, col_expr e, unsigned long effort,
                         int depth);

/* Does e hold with the signs at the point (certified)? proved, refuted or undecided. */
col_verdict col_sign_at_point(const col_region *region, col_expr e, col_signs signs, const col_expr *point);

/* Takes the point over as the witness. */
void col_sign_refute(col_sign_result *result, const col_expr *point, size_t count, const char *method);

#endif
