/* Data for both sides of a check: certified modes for the prediction, a table of weights for the simulation. */
#ifndef COL_CROSSCHECK_SCENE_H
#define COL_CROSSCHECK_SCENE_H

#include "measure.h"

#include <collapsar/coupling.h>
#include <collapsar/flow.h>

enum { COL_SCENE_PRECISION = 160 };

typedef struct {
    col_ensemble ensemble;
    bool has_ensemble;
    col_table table;       /* what is simulated */
    col_coupling coupling; /* what predictions are made from: of the ensemble if there is one, else of the table */
    col_modes modes;       /* empty until predictions ask for them */
} col_scene;

/* An ensemble with so many samples a label. The predictions know its closed forms, the simulation its table. */
bool col_scene_ensemble(col_scene *scene, const char *ensemble, uint64_t samples, col_error *error);

/* rows x columns weights, row-major. */
bool col_scene_table(col_scene *scene, const double *weights, size_t rows, size_t columns, col_error *error);
void col_scene_clear(col_scene *scene);

/* Certifies the modes. The scene is to be cleared in any case. */
bool col_scene_find_modes(col_scene *scene, col_error *error);

/* Options of a run that ends at the time, with the tolerance of the knobs, relative to each block however small. */
col_flow_options col_scene_options(const col_knobs *knobs, double end);

/* Runs to `end` and keeps only the mean separation there; end 0: that of the start. */
bool col_scene_separation(double *separation, const col_scene *scene, const col_flow_model *model,
                          const col_flow_start *start, const col_knobs *knobs, double end, col_error *error);

/* Runs to `end` and keeps the labels' positions (K x d) and the head (d x d; NULL: not wanted) there. */
bool col_scene_labels(double *y, double *P, const col_scene *scene, const col_flow_model *model,
                      const col_flow_start *start, const col_knobs *knobs, double end, col_error *error);

/* The exact value of a finite double. */
void col_rational_of_double(fmpq_t out, double value);

#endif
