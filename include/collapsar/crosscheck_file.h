/* A derivation file's claims against the simulated flow of its model, in double precision.
 *
 * Parameters are drawn at random from a claim's domain (its model's ranges and assumptions, its own conditions and those of
 * its state), as decimals of six digits; infinite ranges are drawn from logarithmically. What is compared, by tag:
 *   formula     comparisons: both sides evaluated in double precision, against a bound of the rounding errors
 *   limit       the ratio of E1 ~ E2 along a sequence of parameters towards the limit
 *   stationary  the velocity at the state against its rounding error
 *   rate        growth or decay of small displacements over a simulated stretch of time (the eigenvalues of the flow map,
 *               from differences of trajectories) against the certified spectrum of the Jacobian
 *   stable, unstable, attracting   the sign of that rate; starts: how many random starts nearby come back, or leave
 *   modulo      the slowest of the modes that are claimed to be neutral has the rate 0
 *   conserved   the quantity after a simulated while, against the start
 *   states      stationary states seen from random starts in the box, by the flow and by Newton's method; ends: how many
 *               starts come to rest in the box at a point that is none of them
 * A claim is checked at several draws; the worst is reported. A `refute` passes if a draw contradicts its body: where no
 * random one does, the witness of col_verify_claim is tried. Nothing here is a proof. */
#ifndef COLLAPSAR_CROSSCHECK_FILE_H
#define COLLAPSAR_CROSSCHECK_FILE_H

#include <collapsar/crosscheck.h>
#include <collapsar/document.h>

typedef enum {
    COL_OUTCOME_OPEN = 0, /* there was nothing to compare; check.reason says why */
    COL_OUTCOME_PASSED,
    COL_OUTCOME_FAILED,
    COL_OUTCOME_ASIDE     /* the claim says nothing about the parameters that were set */
} col_outcome;

const char *col_outcome_name(col_outcome outcome); /* "open", "ok", "FAILED", "-" */

typedef struct {
    col_check check;       /* named after the claim or state; tag as above; parts[COL_ERROR_INTEGRATION] of formulas
                              is their rounding error */
    col_relation relation; /* of the simulated value to the predicted one */
    col_outcome outcome;
    col_position at;       /* of the claim or state */
    bool refute;
    char *parameters;      /* of the draw that is reported: "s = 0.7312, r = 0.125"; "" if there are none */
    size_t draws;          /* at which there was something to compare */
} col_file_check;

typedef struct {
    col_file_check *items;
    size_t count, capacity;
} col_file_checks;

/* Checks all states and claims of the model; more are appended to checks (zero it before the first call). settings fix
 * parameters (constants, as col_parse_settings makes them); those of other draws come from options->seed and the claim's
 * name alone. pattern: of the shell, for the names of claims and states to check; NULL: all. The effort is bounded by
 * numbers of steps. False, with error set, if a setting is not constant or lies
 * outside of its parameter's range (input). A flow that is undefined or blows up is no fault: such checks stay open. */
bool col_crosscheck_model(col_file_checks *checks, col_model *model, const col_conditions *settings,
                          const char *pattern, const col_crosscheck_options *options, col_error *error);

void col_file_checks_clear(col_file_checks *checks);
size_t col_file_checks_count(const col_file_checks *checks, col_outcome outcome);

#endif
