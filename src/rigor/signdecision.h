/* Emptiness of a system of sign conditions: the tactics, cheapest first. Internal. */
#ifndef COL_RIGOR_SIGNDECISION_H
#define COL_RIGOR_SIGNDECISION_H

#include "signsystem.h"

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
} col_sign_decision;

/* proved: no point of the box satisfies the system; refuted: one does; undecided: obstacle tells why. The system is
 * used up: it may be changed, and the caller still clears it. */
col_verdict col_sign_decide(col_sign_decision *task, col_sign_system *system);

#endif
