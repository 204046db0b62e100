/* The velocity of the flow, from the gradient of the loss. In the scaled variables of system.h
 *     dL/dX = X (P^T P + r) - B Y (P + r P^T)
 *     dL/dY = Y (P^T P + r) - B^T X (P + r P^T)
 *     dL/dP = P (X^T X + Y^T Y) - (X^T B Y + Y^T B^T X),
 * where the terms in r are the gradient that leaks through the stopped branches. The rows are swept once, in chunks that
 * stay in the cache, for both dL/dX and the moments. */
#include "system.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 };

size_t col_flow_state_size(const col_flow_system *system)
{
    size_t d = system->dimension;
    return (system->rows + system->labels + (system->head ? d : 0) + system->remainder_count * d) * d;
}

col_flow_blocks col_flow_state_blocks(const col_flow_system *system, double *state)
{
    size_t d = system->dimension;
    col_flow_blocks blocks;
    blocks.x = state;
    blocks.y = blocks.x + system->rows * d;
    double *next = blocks.y + system->labels * d;
    blocks.P = system->head ? next : NULL;
    blocks.F = system->head ? next + d * d : next;
    return blocks;
}

void col_flow_workspace_init(col_flow_workspace *workspace, const col_flow_system *system)
{
    size_t d = system->dimension, K = system->labels;
    workspace->stretch = col_calloc(d * d, sizeof(double));
    workspace->mix = col_calloc(d * d, sizeof(double));
    workspace->row_stretch = col_calloc(d * d, sizeof(double));
    workspace->label_pull = col_calloc(K * d, sizeof(double));
    workspace->moment = col_calloc(d * d, sizeof(double));
    workspace->meeting = col_calloc(K * d, sizeof(double));
    workspace->cross = col_calloc(d * d, sizeof(double));
    workspace->scratch = col_calloc(d * d, sizeof(double));
    workspace->identity = col_calloc(d * d, sizeof(double));
    for (size_t j = 0; j < d; j++)
        workspace->identity[j * d + j] = 1;
}

void col_flow_workspace_clear(col_flow_workspace *workspace)
{
    free(workspace->stretch);
    free(workspace->mix);
    free(workspace->row_stretch);
    free(workspace->label_pull);
    free(workspace->moment);
    free(workspace->meeting);
    free(workspace->cross);
    free(workspace->scratch);
    free(workspace->identity);
}

void col_flow_system_clear(col_flow_system *system)
{
    col_flow_matrix_clear(&system->coupling);
    free(system->alpha);
    free(system->beta);
    free(system->row_mean);
    free(system->label_mean);
    for (size_t k = 0; k < system->remainder_count; k++)
        free(system->remainders[k].moment);
    free(system->remainders);
    col_flow_matrix_clear(&system->witnesses.rows);
    free(system->witnesses.leftover);
    free(system->witnesses.remainder);
    free(system->witnesses.label);
    *system = (col_flow_system){0};
}

static const double *head_of(const col_flow_workspace *workspace, const col_flow_blocks *in)
{
    return in->P != NULL ? in->P : workspace->identity;
}

/* stretch = P^T P + r and mix = P + r P^T. */
static void prepare_head(col_flow_workspace *w, const col_flow_system *system, const double *P)
{
    size_t d = system->dimension;
    col_flow_product_left(w->stretch, 0, 1, P, P, d, d, d);
    for (size_t i = 0; i < d; i++) {
        w->stretch[i * d + i] += system->leak;
        for (size_t j = 0; j < d; j++)
            w->mix[i * d + j] = P[i * d + j] + system->leak * P[j * d + i];
    }
}

/* The stretch and pull that the rows see: with the common rate and the decay inside, if there is a common rate. */
static double prepare_rows(col_flow_workspace *w, const col_flow_system *system, const double *y)
{
    size_t d = system->dimension;
    double rate = system->balanced ? system->alpha[0] : 1;
    for (size_t j = 0; j < d * d; j++)
        w->row_stretch[j] = rate * w->stretch[j];
    if (system->balanced)
        for (size_t j = 0; j < d; j++)
            w->row_stretch[j * d + j] += system->decay;
    col_flow_product(w->label_pull, 0, 1, y, w->mix, system->labels, d, d);
    return rate;
}

static void scale_rows(double *dx, const double *x, const double *rate, double decay, size_t count, size_t d)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < d; j++)
            dx[i * d + j] = rate[i] * dx[i * d + j] - decay * x[i * d + j];
}

/* Gathers X^T X and B^T X, and writes the rows' velocity unless dx is NULL. */
static void sweep_rows(double *dx, col_flow_workspace *w, const col_flow_system *system, const double *x, double rate)
{
    size_t d = system->dimension;
    memset(w->moment, 0, d * d * sizeof(double));
    memset(w->meeting, 0, system->labels * d * sizeof(double));
    for (size_t first = 0; first < system->rows; first += CHUNK) {
        size_t count = system->rows - first < CHUNK ? system->rows - first : CHUNK;
        const double *chunk = x + first * d;
        if (dx != NULL) {
            double *out = dx + first * d;
            col_flow_product(out, 0, -1, chunk, w->row_stretch, count, d, d);
            col_flow_matrix_apply(out, &system->coupling, first, count, w->label_pull, d, rate);
            if (!system->balanced)
                scale_rows(out, chunk, system->alpha + first, system->decay, count, d);
        }
        if (system->head || dx == NULL)
            col_flow_product_left(w->moment, 1, 1, chunk, chunk, d, d, count);
        col_flow_matrix_apply_transposed(w->meeting, &system->coupling, first, count, chunk, d);
    }
}

void col_flow_add_remainder(double *out, const col_flow_remainder *remainder, const double *F, size_t dimension,
                            double scale, double *scratch)
{
    size_t d = dimension;
    col_flow_product_right(scratch, 0, 1, remainder->moment, F, d, d, d);
    col_flow_product(out, 1, scale, F, scratch, d, d, d);
}

/* Completes the moments that the sweep has started. */
static void finish_moments(col_flow_workspace *w, const col_flow_system *system, const col_flow_blocks *in)
{
    size_t d = system->dimension, K = system->labels;
    for (size_t k = 0; k < system->remainder_count; k++)
        col_flow_add_remainder(w->moment, &system->remainders[k], in->F + k * d * d, d, 1, w->scratch);
    col_flow_product_left(w->moment, 1, 1, in->y, in->y, d, d, K);
    col_flow_product_left(w->cross, 0, 1, w->meeting, in->y, d, d, K);
}

static void move_labels(double *dy, const col_flow_workspace *w, const col_flow_system *system, const double *y)
{
    size_t d = system->dimension, K = system->labels;
    col_flow_product(dy, 0, -1, y, w->stretch, K, d, d);
    col_flow_product(dy, 1, 1, w->meeting, w->mix, K, d, d);
    scale_rows(dy, y, system->beta, system->decay, K, d);
}

static void move_head(double *dP, const col_flow_workspace *w, const col_flow_system *system, const double *P)
{
    size_t d = system->dimension;
    col_flow_product(dP, 0, -1, P, w->moment, d, d, d);
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < d; j++) {
            double pull = w->cross[i * d + j] + w->cross[j * d + i];
            dP[i * d + j] = system->head_rate * (dP[i * d + j] + pull) - system->head_decay * P[i * d + j];
        }
    }
}

/* F' = -(alpha (P^T P + r) + rho) F. */
static void move_propagators(double *dF, const col_flow_workspace *w, const col_flow_system *system, const double *F)
{
    size_t d = system->dimension;
    for (size_t k = 0; k < system->remainder_count; k++, F += d * d, dF += d * d) {
        col_flow_product(dF, 0, -system->remainders[k].alpha, w->stretch, F, d, d, d);
        for (size_t j = 0; j < d * d; j++)
            dF[j] -= system->decay * F[j];
    }
}

/* Keeping sum m_i X_i = 0 along a gradient flow with rates alpha_i takes a force -m_i lambda on each row. */
void col_flow_remove_mean(double *block, const double *mean, const double *rate, size_t count, size_t dimension)
{
    double norm = 0;
    for (size_t i = 0; i < count; i++)
        norm += (rate != NULL ? rate[i] : 1) * mean[i] * mean[i];
    if (norm == 0)
        return;
    for (size_t j = 0; j < dimension; j++) {
        double lambda = 0;
        for (size_t i = 0; i < count; i++)
            lambda += mean[i] * block[i * dimension + j];
        lambda /= norm;
        for (size_t i = 0; i < count; i++)
            block[i * dimension + j] -= (rate != NULL ? rate[i] : 1) * mean[i] * lambda;
    }
}

void col_flow_system_velocity(double *velocity, const col_flow_system *system, col_flow_workspace *workspace,
                              const double *state)
{
    size_t d = system->dimension;
    col_flow_blocks in = col_flow_state_blocks(system, (double *)state);
    col_flow_blocks out = col_flow_state_blocks(system, velocity);
    prepare_head(workspace, system, head_of(workspace, &in));
    double rate = prepare_rows(workspace, system, in.y);
    sweep_rows(out.x, workspace, system, in.x, rate);
    if (system->head)
        finish_moments(workspace, system, &in);
    move_labels(out.y, workspace, system, in.y);
    if (system->head)
        move_head(out.P, workspace, system, in.P);
    move_propagators(out.F, workspace, system, in.F);
    if (system->centre) {
        col_flow_remove_mean(out.x, system->row_mean, system->alpha, system->rows, d);
        col_flow_remove_mean(out.y, system->label_mean, system->beta, system->labels, d);
    }
}

void col_flow_system_moments(col_flow_workspace *workspace, const col_flow_system *system, const double *state)
{
    col_flow_blocks in = col_flow_state_blocks(system, (double *)state);
    sweep_rows(NULL, workspace, system, in.x, 1);
    finish_moments(workspace, system, &in);
}
