/* The parts of collapsar phase. */
#ifndef COL_CLI_PHASE_H
#define COL_CLI_PHASE_H

#include "command.h"

#include <collapsar/phase.h>

/* A closed form to be drawn: one axis's parameter as a function of the other one. */
typedef struct {
    int axis;       /* whose value it gives: x 0, y 1 */
    char *text;     /* as typed, after any left side */
    col_expr typed; /* of the parameters */
    col_expr value; /* with the settings in place */
} phase_closed;

/* What is asked for, and the work on it. */
typedef struct {
    col_document *document; /* may be set before it begins: not read then */
    col_model *model;
    col_phase_axis x, y;
    col_conditions settings;
    fmpq_t eps;
    col_box box; /* of --count */
    phase_closed *closed;
    size_t closed_count;
    col_phase_task *task;
    json_t *source; /* of a merge: what the run's options point to */
} phase_job;

void phase_job_init(phase_job *job);
void phase_job_clear(phase_job *job);

/* Reads the options and begins; false, with the message in run->error, if anything is wrong. */
bool phase_job_begin(phase_job *job, col_run *run);

enum { PHASE_MOST_TILES = 1000000 };

/* The cells of --tile I/N, to be freed: each N-th one; NULL: all, if it was not given. */
bool phase_tile_read(bool **wanted, col_run *run, const phase_job *job);

/* From now on the run is as if the whole diagram had been made at once: its result names no tiles, files and merges. */
void phase_forget_pieces(col_run *run);

/* What was asked for, the document, and the cells that are done; as compact text. */
json_t *phase_cells_json(const col_run *run, const phase_job *job);
void phase_print_cells(col_text *out, json_t *json);

/* Takes the cells over that the file has, if there is one; writes it, whole or not at all. */
bool phase_resume(phase_job *job, col_run *run, const char *file);
bool phase_keep(const phase_job *job, col_run *run, const char *file);

/* Begins as the files that are the run's operands say, with all their cells; none may be missing. */
bool phase_merge(phase_job *job, col_run *run);

/* The result in the format asked for. */
void phase_print(col_run *run, const col_phase *phase);

/* The figure of --plot: regions, band, boundary, and closed forms. False, with the message in run->error, if it can't be
 * drawn. */
bool phase_plot(col_run *run, const phase_job *job, const col_phase *phase);

/* --curve, once the axes and the settings are read. False, with the message in run->error, if one is bad. */
bool phase_closed_read(phase_job *job, col_run *run);

/* The closed forms, added to a figure in double precision; not drawn where they are undefined. */
void phase_draw_closed(col_figure *figure, const phase_job *job);

/* --x or --y: a parameter of the model and its two ends. */
bool phase_axis(col_phase_axis *axis, col_run *run, const col_model *model, const char *option);

/* The whole command with --x alone: all bifurcations along a line. */
col_exit phase_line(col_run *run);

/* The boundary's curves and distinguished points, added to a figure. */
void phase_draw_boundary(col_figure *figure, const col_phase *phase, const col_phase_axis *x, const col_phase_axis *y);

#endif
