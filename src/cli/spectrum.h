/* collapsar spectrum: what its files share. */
#ifndef COL_CLI_SPECTRUM_H
#define COL_CLI_SPECTRUM_H

#include "command.h"

#include <collapsar/density.h>
#include <collapsar/embedding.h>

typedef enum {
    SPECTRUM_UNIT,     /* a node's rate is the inverse of its degree */
    SPECTRUM_BALANCED, /* alpha and beta for all nodes */
    SPECTRUM_GLOBAL    /* one eta_x, one eta_y, on data that are not regular: the generator's spectrum */
} spectrum_rates;

typedef struct {
    ulong a, b;
    bool collapses;
    arb_t time;
} spectrum_pair;

typedef struct {
    col_run *run;
    /* The input. */
    col_table table;
    col_ensemble ensemble;
    bool has_data, has_ensemble, has_coupling; /* no coupling: a continuous ensemble */
    col_coupling coupling;
    char **names; /* from --names; NULL: those of the input */
    /* Rates and start. */
    spectrum_rates rates;
    fmpq *alpha, *beta, *eta_x, *eta_y; /* one vector, that starts with alpha */
    col_start start;
    /* What came out. */
    col_modes modes;
    col_rates *mode_rates;   /* one a mode, but for SPECTRUM_GLOBAL */
    col_generator generator; /* SPECTRUM_GLOBAL */
    bool has_generator, has_separation;
    col_separation separation;
    slong point_count;
    fmpq *times;
    arb_ptr means;           /* mean squared separation at the times */
    spectrum_pair *pairs;    /* slowest first */
    size_t pair_count;
    arb_ptr support;         /* continuous: lo, hi */
    const char *table_name;  /* --table; NULL: not given */
    col_text undecided;      /* reasons, one a line; empty: all was certified */
    col_text left_out;       /* what was too large to compute, one a line */
} spectrum;

/* Reads the options and the input. False, with the message in run->error. */
bool spectrum_read(spectrum *work, col_run *run);
void spectrum_clear(spectrum *work);

/* Computes everything; what stays undecided is said in work->undecided. False, with run->error set, if nothing came out. */
bool spectrum_analyse(spectrum *work);

/* Separations and time scales of pairs, at unit and balanced rates. */
void spectrum_separate(spectrum *work);

/* The name of a label: its own, or its number in the buffer. */
const char *spectrum_name(const spectrum *work, ulong label, char buffer[32]);

/* The result in the format asked for, and the figure. False, with run->error set, if the figure could not be drawn. */
void spectrum_print_text(const spectrum *work);
void spectrum_tell(const spectrum *work); /* in words alone: what stands above the tables of the text */
json_t *spectrum_json(const spectrum *work);
bool spectrum_plot(const spectrum *work);

/* Tables that --table can name. */
col_listing *spectrum_modes_listing(const spectrum *work, bool full);
col_listing *spectrum_pairs_listing(const spectrum *work, size_t first, size_t count);
col_listing *spectrum_curve_listing(const spectrum *work);
col_listing *spectrum_limits_listing(const spectrum *work);
col_listing *spectrum_generator_listing(const spectrum *work);

#endif
