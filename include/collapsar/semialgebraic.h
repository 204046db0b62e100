/* Signs of polynomials on semialgebraic sets, decided exactly over the reals.
 *
 * A set is a box of rational ranges together with sign conditions on integer polynomials. "f > 0 on S" is decided
 * by showing that { x in S : f(x) <= 0 } is empty, or by a point of it. No floating-point number takes part in a
 * decision, except as an Arb ball that excludes zero or as a guess that is then checked in rational arithmetic.
 *
 * All polynomials live in one fmpz_mpoly context; a set mentions its variables by index. Variables that neither
 * the conditions nor the polynomial use only matter if their range is empty. Equality conditions are welcome:
 * one that is linear or quadratic in a variable (w^2 == R, the graph of a square root; nested ones too) is solved
 * for it exactly, so { w^2 - R == 0, w >= 0 } is how square roots enter. */
#ifndef COLLAPSAR_SEMIALGEBRAIC_H
#define COLLAPSAR_SEMIALGEBRAIC_H

#include <collapsar/flint.h>
#include <collapsar/status.h>

/* A set of signs: any union of the three. "> 0" is COL_SIGN_POSITIVE, ">= 0" is COL_SIGN_NONNEGATIVE, "!= 0" is
 * COL_SIGN_NONZERO, "== 0" is COL_SIGN_ZERO. */
typedef enum {
    COL_SIGN_NONE = 0,
    COL_SIGN_NEGATIVE = 1,
    COL_SIGN_ZERO = 2,
    COL_SIGN_NONPOSITIVE = 3,
    COL_SIGN_POSITIVE = 4,
    COL_SIGN_NONZERO = 5,
    COL_SIGN_NONNEGATIVE = 6,
    COL_SIGN_ANY = 7
} col_signs;

/* An interval with rational ends. A finite end belongs to it unless open; an infinite end never does. */
typedef struct {
    fmpq_t lo, hi;           /* meaningful where finite */
    bool lo_finite, hi_finite;
    bool lo_open, hi_open;
} col_semialgebraic_range;

typedef struct {
    fmpz_mpoly_t polynomial;
    col_signs signs; /* those that the polynomial may have */
} col_sign_condition;

typedef struct {
    const fmpz_mpoly_ctx_struct *ctx; /* borrowed: outlives the set */
    slong variables;                  /* of ctx */
    col_semialgebraic_range *ranges;  /* one a variable */
    col_sign_condition *conditions;
    size_t count, capacity;
    const char *const *names;         /* borrowed, one a variable, for the argument's text; NULL (after init): x1, ... */
} col_semialgebraic;

/* The whole space of ctx's variables. */
void col_semialgebraic_init(col_semialgebraic *set, const fmpz_mpoly_ctx_t ctx);
void col_semialgebraic_clear(col_semialgebraic *set);
void col_semialgebraic_set(col_semialgebraic *copy, const col_semialgebraic *set); /* copy is initialised by it */

/* Replaces the range of a variable; lo or hi NULL: infinite. Any rationals are fine, also lo > hi (empty). */
void col_semialgebraic_range_set(col_semialgebraic *set, slong variable, const fmpq *lo, bool lo_open, const fmpq *hi,
    bool hi_open);

/* Adds the condition that polynomial has one of the signs. The polynomial is copied. */
void col_semialgebraic_require(col_semialgebraic *set, const fmpz_mpoly_t polynomial, col_signs signs);

/* Does the point (one rational a variable) lie in the set? Exact. */
bool col_semialgebraic_contains(const col_semialgebraic *set, const fmpq *point);

/* The sign (-1, 0, 1) of a polynomial at a rational point; exact. */
int col_polynomial_sign_at(const fmpz_mpoly_t polynomial, const fmpq *point, const fmpz_mpoly_ctx_t ctx);

typedef struct {
    col_verdict verdict;
    bool empty;           /* proved because the set itself was certified empty */
    char method[256];     /* the argument's name: "Bernstein coefficients on 12 boxes", ... */
    char *argument;       /* if proved: the steps in words, one a line, indented by case within case; else NULL */
    char reason[384];     /* if undecided: what stood in the way and what would help; "" otherwise */
    qqbar_struct *point;  /* if refuted and a point could be written down: one real algebraic number a variable; */
    slong length;         /* otherwise NULL and 0 (the refutation is certified all the same) */
    bool rational;        /* all coordinates are rational */
} col_semialgebraic_result;

void col_semialgebraic_result_init(col_semialgebraic_result *result);
void col_semialgebraic_result_clear(col_semialgebraic_result *result);

/* Has the polynomial one of the signs at every point of the set?
 *   proved:    yes; empty says whether it is so because there is no point.
 *   refuted:   there is a point in the set where it has none of them; every condition and the violation were checked
 *              at point exactly. It is rational whenever the violating part of the set has an interior.
 *   undecided: nothing is claimed.
 * As long as budget and size limits last it decides everything in one and two variables; in more, whatever
 * is an open condition on a set given by strict ones, and whatever leads to equations of degree at most two in
 * some variable.
 * Deterministic: the outcome depends on the input and the budget alone, not on the clock. result is initialised and
 * overwritten. */
void col_semialgebraic_sign(col_semialgebraic_result *result, const fmpz_mpoly_t polynomial, col_signs signs,
    const col_semialgebraic *set, col_budget *budget);

/* proved: the set is empty; refuted: point lies in it (same conventions). */
void col_semialgebraic_empty(col_semialgebraic_result *result, const col_semialgebraic *set, col_budget *budget);

/* A visitor of sample points; point has one rational a variable and is only valid during the call. Returning false
 * ends the visit. */
typedef bool (*col_cell_visitor)(const fmpq *point, void *data);

/* Visits at least one rational point of every connected component of
 *     { x in the interior of the set's box : no polynomial and no condition of the set vanishes at x,
 *                                            and all conditions hold },
 * so that a function whose sign can only change where one of the polynomials vanishes has, on the full-dimensional
 * part of the set, no other signs than at these points. A variable whose range is a single point counts as a constant;
 * one that nothing uses gets some value in its range. Equality conditions admit no such point.
 * Returns false, with the visit incomplete, if the budget ran out or the visitor stopped it (*stopped tells, if not
 * NULL). cells (if not NULL) receives the number of points tried. */
bool col_semialgebraic_cells(col_cell_visitor visitor, void *data, const fmpz_mpoly_struct *const *polynomials,
    size_t count, const col_semialgebraic *set, bool *stopped, ulong *cells, col_budget *budget);

#endif
