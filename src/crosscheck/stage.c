#include "stage.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ENSEMBLE_SAMPLES = 12, TABLE_SAMPLES = 4, TABLE_LABELS = 3 };

static const double table[TABLE_SAMPLES * TABLE_LABELS] = {3, 0.5, 0.25,  0.25, 2, 0.75,  0.75, 1, 4,  1, 0.25, 0.5};

static double one_unless(double rate)
{
    return rate == 0 ? 1 : rate;
}

static void set_up_head(col_stage *stage, const col_stage_setting *at)
{
    col_head *head = &stage->head;
    col_head_init(head, &stage->scene.modes, at->dimension);
    col_rational_of_double(head->alpha, one_unless(at->alpha));
    col_rational_of_double(head->beta, one_unless(at->beta));
    col_rational_of_double(head->gamma, one_unless(at->gamma));
    col_rational_of_double(head->leak, at->leak);
    col_rational_of_double(head->decay, at->decay);
    col_rational_of_double(head->head_decay, at->head_decay);
    col_rational_of_double(head->conserved, at->conserved);
    col_rational_of_double(head->empty, at->empty);
    fmpz_set_ui(head->null_samples, stage->basis.samples - stage->basis.labels);
}

static void set_up_model(col_stage *stage, const col_stage_setting *at)
{
    stage->model = col_flow_model_default((size_t)at->dimension);
    stage->model.centre = at->centre;
    stage->model.leak = at->leak;
    stage->model.decay = at->decay;
    stage->model.head_decay = at->head_decay;
    stage->model.head_rate = one_unless(at->gamma);
    stage->rates = NULL;
    if (at->alpha != 0 || at->beta != 0)
        stage->rates = col_basis_balance(&stage->model, &stage->basis, one_unless(at->alpha), one_unless(at->beta));
}

static bool find_state(col_stage *stage, const char *slots, col_error *error)
{
    if (!col_filling_parse(&stage->filling, &stage->head, slots, error))
        return false;
    col_slot_spectrum_assemble(&stage->spectrum, stage->blocks, &stage->filling);
    if (stage->spectrum.exists != COL_PROVED)
        col_error_input(error, "slots %s: there is no such state", slots);
    return stage->spectrum.exists == COL_PROVED;
}

bool col_stage_open(col_stage *stage, const col_stage_setting *at, col_error *error)
{
    *stage = (col_stage){.first = at->centre ? 1 : 0};
    bool good = at->ensemble != NULL ? col_scene_ensemble(&stage->scene, at->ensemble, ENSEMBLE_SAMPLES, error)
                                     : col_scene_table(&stage->scene, table, TABLE_SAMPLES, TABLE_LABELS, error);
    if (!good)
        return false;
    if (!col_basis_init(&stage->basis, &stage->scene, error) || !col_scene_find_modes(&stage->scene, error)) {
        col_basis_clear(&stage->basis);
        col_scene_clear(&stage->scene);
        return false;
    }
    if (at->centre)
        col_modes_centre(&stage->scene.modes);
    set_up_head(stage, at);
    set_up_model(stage, at);
    col_filling_init(&stage->filling, at->dimension);
    stage->blocks = col_blocks_new(&stage->head, COL_SCENE_PRECISION);
    col_slot_spectrum_init(&stage->spectrum);
    good = find_state(stage, at->slots, error);
    if (!good)
        col_stage_close(stage);
    return good;
}

void col_stage_close(col_stage *stage)
{
    col_slot_spectrum_clear(&stage->spectrum);
    col_filling_clear(&stage->filling);
    col_blocks_free(stage->blocks);
    col_head_clear(&stage->head);
    col_basis_clear(&stage->basis);
    col_scene_clear(&stage->scene);
    free(stage->rates);
}

void col_stage_distance(arb_t square, col_stage *stage, size_t a, size_t b)
{
    slong K = (slong)stage->basis.labels;
    arb_mat_t vectors;
    arb_ptr scale = _arb_vec_init(K);
    fmpq *degree = _fmpq_vec_init(K);
    col_modes modes;
    col_modes_init(&modes);
    arb_mat_init(vectors, K, K);
    col_table_label_degrees(degree, &stage->scene.table);
    for (slong c = 0; c < K; c++) {
        arb_set_fmpq(scale + c, degree + c, COL_SCENE_PRECISION);
        arb_rsqrt(scale + c, scale + c, COL_SCENE_PRECISION);
    }
    if (col_coupling_vectors(vectors, &modes, &stage->scene.coupling, COL_SCENE_PRECISION, NULL))
        col_slot_distance(square, stage->blocks, &stage->filling, vectors, scale, (slong)stage->first, (slong)a,
                          (slong)b);
    arb_mat_clear(vectors);
    col_modes_clear(&modes);
    _arb_vec_clear(scale, K);
    _fmpq_vec_clear(degree, K);
}

void col_point_init(col_point *point, const col_stage *stage)
{
    size_t N = stage->basis.samples, K = stage->basis.labels, d = stage->model.dimension;
    *point = (col_point){.samples = N, .labels = K, .dimension = d};
    point->x = col_calloc((N + K + d) * d, sizeof(double));
    point->y = point->x + N * d;
    point->P = point->y + K * d;
}

void col_point_clear(col_point *point)
{
    free(point->x);
}

size_t col_point_size(const col_point *point)
{
    return (point->samples + point->labels + point->dimension) * point->dimension;
}

static double middle(const arb_t value)
{
    return arf_get_d(arb_midref(value), ARF_RND_NEAR);
}

/* The direction that holds the other sign of the same mode. */
static size_t partner_of(const col_filling *filling, slong j)
{
    const col_slot *slots = filling->slots;
    slong k = 0;
    while (!(slots[k].mode == slots[j].mode && slots[k].member == slots[j].member && slots[k].sign != slots[j].sign))
        k++;
    return (size_t)k;
}

/* A plane: the samples' amplitude along direction j, the labels' along the partner, and the head swaps the two. */
static void place_plane(col_point *point, const col_stage *stage, const col_cell *cell, size_t k, size_t j)
{
    size_t d = point->dimension, partner = partner_of(&stage->filling, (slong)j);
    col_basis_add(point->x, point->y, &stage->basis, k, j, d, sqrt(middle(cell->x2)), 0);
    col_basis_add(point->x, point->y, &stage->basis, k, partner, d, 0, sqrt(middle(cell->y2)));
    point->P[partner * d + j] = middle(cell->c);
    point->P[j * d + partner] = middle(cell->b);
}

void col_stage_place(col_point *point, col_stage *stage)
{
    size_t d = point->dimension;
    memset(point->x, 0, col_point_size(point) * sizeof(double));
    for (slong j = 0; j < stage->filling.count; j++) {
        const col_slot *slot = &stage->filling.slots[j];
        const col_cell *cell = col_slot_cell(stage->blocks, &stage->filling, j);
        size_t k = col_modes_number(&stage->scene.modes, slot->mode, slot->member) - 1 + stage->first;
        bool plane = cell->sign == 0 && col_head_regime(&stage->head) == COL_REGIME_DECAY;
        if (plane && slot->sign > 0)
            place_plane(point, stage, cell, k, (size_t)j);
        if (plane)
            continue;
        col_basis_add(point->x, point->y, &stage->basis, k, (size_t)j, d, sqrt(middle(cell->x2)),
                      slot->sign * sqrt(middle(cell->y2)));
        point->P[(size_t)j * d + (size_t)j] = slot->sign * middle(cell->p);
    }
    for (size_t j = (size_t)stage->filling.count; j < d; j++)
        point->P[j * d + j] = fmpq_is_zero(stage->head.head_decay) ? fmpq_get_d(stage->head.empty) : 0;
}

/* The weight of a row of a point: the degree of a node, 1 for a row of the head. */
static double weight_of(const col_stage *stage, const col_point *point, size_t row)
{
    if (row < point->samples)
        return stage->basis.sample_degree[row];
    return row < point->samples + point->labels ? stage->basis.label_degree[row - point->samples] : 1;
}

void col_stage_push(col_point *point, const col_stage *stage, double size)
{
    for (size_t i = 0; i < col_point_size(point); i++)
        point->x[i] += size * cos(3.0 * (double)(i * i) + (double)i + 1)
            / sqrt(weight_of(stage, point, i / point->dimension));
}

void col_point_add(col_point *out, double factor, const col_point *a)
{
    for (size_t i = 0; i < col_point_size(out); i++)
        out->x[i] += factor * a->x[i];
}

void col_point_scale(col_point *out, double factor)
{
    for (size_t i = 0; i < col_point_size(out); i++)
        out->x[i] *= factor;
}

double col_point_norm(const col_point *point, const col_stage *stage)
{
    double sum = 0;
    for (size_t i = 0; i < col_point_size(point); i++)
        sum += weight_of(stage, point, i / point->dimension) * point->x[i] * point->x[i];
    return sqrt(sum);
}

bool col_stage_run(col_point *out, const col_stage *stage, const col_point *start, const col_knobs *knobs, double end,
                   col_error *error)
{
    col_flow_options options = col_scene_options(knobs, end);
    options.reduce = false;
    const col_flow_start from = {.x = start->x, .y = start->y, .P = start->P};
    col_flow_result result;
    size_t d = start->dimension;
    if (!col_flow_simulate(&result, &stage->scene.table, &stage->model, &from, &options, error))
        return false;
    memcpy(out->x, result.x, start->samples * d * sizeof(double));
    memcpy(out->y, result.y, start->labels * d * sizeof(double));
    memcpy(out->P, result.P, d * d * sizeof(double));
    col_flow_result_clear(&result);
    return true;
}
