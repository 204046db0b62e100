/* What happens on the curves of a phase diagram: one line across each, and all bifurcations on it. */
#include <collapsar/bifurcation.h>
#include <collapsar/tape.h>

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW_BITS = 7 }; /* a 128-th of the axis to both sides */

typedef struct {
    const col_phase *phase;
    col_model *model;
    const col_conditions *settings;
    const col_phase_axis *axes[2];
    const col_box *box;
    long digits;
    col_budget budget;
} task;

/* A point of the curve in the middle of those that there are; NULL if it has none. */
static const col_phase_point *middle_point(const col_phase *phase, size_t curve)
{
    size_t count = 0, seen = 0;
    for (size_t i = 0; i < phase->point_count; i++)
        count += phase->points[i].curve == curve;
    for (size_t i = 0; i < phase->point_count; i++)
        if (phase->points[i].curve == curve && seen++ == count / 2)
            return &phase->points[i];
    return NULL;
}

/* The curve's function at a point of the line. */
static void evaluate(arb_t out, const task *t, size_t curve, int along, const fmpq_t value, const arb_t parameter,
                     slong precision)
{
    const col_expr symbols[] = {t->model->parameters[t->axes[0]->parameter].symbol,
                                t->model->parameters[t->axes[1]->parameter].symbol};
    col_tape *tape = col_tape_new(t->model->graph, &t->phase->curves[curve].function, 1, symbols, 2, NULL);
    arb_indeterminate(out);
    if (tape) {
        arb_ptr in = _arb_vec_init(2);
        col_tape_workspace *space = col_tape_workspace_new(tape);
        arb_set_fmpq(in + 1 - along, value, precision);
        arb_set(in + along, parameter);
        col_tape_ball(out, tape, space, in, precision);
        col_tape_workspace_free(space);
        _arb_vec_clear(in, 2);
    }
    col_tape_free(tape);
}

/* The certified bifurcation on the line, if the curve passes through its enclosure and all that do are of one type. */
static const col_bifurcation *match(const task *t, const col_bifurcations *found, size_t curve, int along,
                                    const fmpq_t value)
{
    const col_bifurcation *chosen = NULL;
    bool unique = true;
    slong precision = 4 * t->digits + 64;
    arb_t at;
    arb_init(at);
    for (size_t i = 0; i < found->count; i++) {
        const col_bifurcation *point = &found->points[i];
        evaluate(at, t, curve, along, value, point->parameter, precision);
        if (!arb_is_finite(at) || !arb_contains_zero(at))
            continue;
        unique = unique && (chosen == NULL || chosen->form.type == point->form.type);
        chosen = point;
    }
    arb_clear(at);
    return unique && chosen && chosen->form.type != COL_BIFURCATION_UNDECIDED ? chosen : NULL;
}

/* The part of the axis near the point, to be searched; ends stay inside the axis. */
static void init_window(col_phase_axis *window, const col_phase_axis *axis, const arb_t at)
{
    fmpq_t middle, reach;
    fmpq_init(middle);
    fmpq_init(reach);
    fmpq_init(window->lo);
    fmpq_init(window->hi);
    arf_get_fmpq(middle, arb_midref(at));
    fmpq_sub(reach, axis->hi, axis->lo);
    fmpq_div_2exp(reach, reach, WINDOW_BITS);
    fmpq_sub(window->lo, middle, reach);
    fmpq_add(window->hi, middle, reach);
    if (fmpq_cmp(window->lo, axis->lo) < 0)
        fmpq_set(window->lo, axis->lo);
    if (fmpq_cmp(window->hi, axis->hi) > 0)
        fmpq_set(window->hi, axis->hi);
    window->parameter = axis->parameter;
    fmpq_clear(reach);
    fmpq_clear(middle);
}

static void classify(col_phase_curve *curve, const task *t, size_t index)
{
    const col_phase_point *point = middle_point(t->phase, index);
    if (point == NULL)
        return;
    int along = point->along;
    const col_parameter *across = &t->model->parameters[t->axes[1 - along]->parameter];
    col_phase_axis window;
    fmpq_t value;
    fmpq_init(value);
    init_window(&window, t->axes[along], along == 0 ? point->x : point->y);
    arf_get_fmpq(value, arb_midref(along == 0 ? point->y : point->x));
    col_conditions line = {.items = col_malloc((t->settings->count + 1) * sizeof *line.items),
                           .count = t->settings->count + 1};
    if (t->settings->count > 0)
        memcpy(line.items, t->settings->items, t->settings->count * sizeof *line.items);
    line.items[t->settings->count] = (col_comparison){.relation = COL_EQUAL, .left = across->symbol,
                                                      .right = col_expr_number(t->model->graph, value)};
    col_bifurcations found;
    col_error error = {0};
    if (col_bifurcations_find(&found, t->model, &line, &window, t->box, t->digits, &t->budget, &error)) {
        const col_bifurcation *chosen = match(t, &found, index, along, value);
        if (chosen) {
            curve->type = col_bifurcation_name(chosen->form.type);
            arb_set(along == 0 ? curve->x : curve->y, chosen->parameter);
            arb_set_fmpq(along == 0 ? curve->y : curve->x, value, 4 * t->digits + 64);
        }
        col_bifurcations_clear(&found);
    }
    free(line.items);
    fmpq_clear(window.lo);
    fmpq_clear(window.hi);
    fmpq_clear(value);
}

void col_phase_classify(col_phase *phase, col_model *model, const col_conditions *settings, const col_phase_axis *x,
                        const col_phase_axis *y, const col_box *box, long digits, const col_budget *budget)
{
    const task t = {phase, model, settings, {x, y}, box, digits, *budget};
    for (size_t i = 0; i < phase->curve_count; i++)
        classify(&phase->curves[i], &t, i);
}
