/* What can be said of a claim, what can go wrong with an input, and how much work may be spent.
 *
 * "False" and "could not decide" are different results: the zero value of col_verdict is undecided, so that
 * cleared memory claims nothing. Never write !verdict; compare with the value that is meant. */
#ifndef COLLAPSAR_STATUS_H
#define COLLAPSAR_STATUS_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define COL_PRINTF(string, first) __attribute__((format(printf, string, first)))
#else
#define COL_PRINTF(string, first)
#endif

typedef enum {
    COL_UNDECIDED = 0, /* nothing was certified, one way or the other */
    COL_PROVED,        /* an argument exact over the reals */
    COL_REFUTED        /* certified false, with a witness where the caller asks for one */
} col_verdict;

const char *col_verdict_name(col_verdict verdict); /* "proved", "refuted", "undecided" */

/* A place in an input file. Lines and columns (in bytes) start at 1; line 0 means "the file as a whole". */
typedef struct {
    const char *file; /* borrowed: lives as long as the document or reader that it comes from */
    int line, column;
} col_position;

/* Why a function gave up. The zero value is "no fault". */
typedef enum {
    COL_FAULT_NONE = 0,
    COL_FAULT_INPUT,   /* bad input or usage: exit status 2 */
    COL_FAULT_RESOURCE /* memory, effort or an operating-system call: exit status 4 */
} col_fault;

typedef struct {
    col_fault fault;
    char message[1024]; /* "FILE:LINE:COLUMN: what is wrong, what was expected", without a newline */
} col_error;

/* Records the first fault; later ones are ignored, since they follow from it. error may be NULL. */
void col_error_at(col_error *error, col_position at, const char *format, ...) COL_PRINTF(3, 4);
void col_error_input(col_error *error, const char *format, ...) COL_PRINTF(2, 3);
void col_error_resource(col_error *error, const char *format, ...) COL_PRINTF(2, 3);

/* A bound on effort, counted in steps of comparable cost (about a microsecond each), so that the outcome does
 * not depend on the machine. */
typedef struct {
    unsigned long steps; /* left */
    long precision;      /* highest working precision in bits */
} col_budget;

#define COL_BUDGET_DEFAULT ((col_budget){.steps = 20000000UL, .precision = 4096})

/* Takes steps from the budget; false, with nothing left, when there are not enough. */
bool col_budget_spend(col_budget *budget, unsigned long steps);

#endif
