/* collapsar phase: closed forms of --curve, drawn through the certified boundary. They show; they certify nothing. */
#include "phase.h"

#include <collapsar/tape.h>

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 1025 };

/* "NAME = EXPR" of one of the axes: blanks the name and the sign out, so that columns stay, and returns the axis;
 * otherwise the text is an expression for the vertical one, 1. */
static int take_left_side(char *text, const char *const *names)
{
    char *start = text + strspn(text, " ");
    for (int axis = 0; axis < 2; axis++) {
        size_t length = strlen(names[axis]);
        char *sign = start + length + strspn(start + (strncmp(start, names[axis], length) ? 0 : length), " ");
        if (strncmp(start, names[axis], length) != 0 || sign[0] != '=' || sign[1] == '=')
            continue;
        memset(start, ' ', (size_t)(sign + 1 - start));
        return axis;
    }
    return 1;
}

/* May it mention what the symbol stands for? */
static bool check_free(col_run *run, const phase_job *job, col_expr e, col_expr symbol, const char *why)
{
    bool free_of = !col_expr_contains(job->model->graph, e, symbol);
    if (!free_of)
        col_error_input(&run->error, "--curve: %.80s %s", col_expr_name(job->model->graph, symbol), why);
    return free_of;
}

/* The expression with the settings in place, of the other axis alone. */
static bool read_closed(phase_closed *curve, col_run *run, const phase_job *job, const char *text)
{
    const col_model *model = job->model;
    const col_phase_axis *axes[] = {&job->x, &job->y};
    const char *names[] = {model->parameters[job->x.parameter].name, model->parameters[job->y.parameter].name};
    char *right = col_strdup(text);
    curve->axis = take_left_side(right, names);
    bool good = col_parse_expression(&curve->typed, job->model, "--curve", right, &run->error);
    for (size_t i = 0; good && i < model->variable_count; i++)
        good = check_free(run, job, curve->typed, model->variables[i].symbol, "is a variable, expected parameters");
    good = good && check_free(run, job, curve->typed, model->parameters[axes[curve->axis]->parameter].symbol,
                              "stands on both sides, expected a closed form");
    curve->value = curve->typed;
    for (size_t i = 0; good && i < job->settings.count; i++)
        curve->value = col_expr_substitute(model->graph, curve->value, &job->settings.items[i].left,
                                           &job->settings.items[i].right, 1);
    curve->text = right;
    return good;
}

bool phase_closed_read(phase_job *job, col_run *run)
{
    size_t count = col_run_texts(run, "curve", NULL, 0);
    const char **texts = col_malloc((count + 1) * sizeof *texts);
    bool good = true;
    col_run_texts(run, "curve", texts, count);
    job->closed = col_calloc(count + 1, sizeof *job->closed);
    for (; good && job->closed_count < count; job->closed_count++)
        good = read_closed(&job->closed[job->closed_count], run, job, texts[job->closed_count]);
    free(texts);
    return good;
}

/* The legend's entry: the left side, and the rest as it was typed. */
static void print_names(col_text *text, col_text *latex, const phase_job *job, const phase_closed *curve)
{
    const col_phase_axis *axis = curve->axis == 0 ? &job->x : &job->y;
    const col_parameter *left = &job->model->parameters[axis->parameter];
    col_text_printf(text, "%s = %s", left->name, curve->text + strspn(curve->text, " "));
    col_text_append(latex, "$");
    col_expr_print_latex(latex, job->model->graph, left->symbol);
    col_text_append(latex, " = ");
    col_expr_print_latex(latex, job->model->graph, curve->typed);
    col_text_append(latex, "$");
}

/* From one side of the rectangle to the other between two samples: a pole. */
static bool jumps(double before, double here, double lo, double hi)
{
    return (before < lo && here > hi) || (before > hi && here < lo);
}

/* NAN where the closed form is undefined. */
static size_t sample(double *along, double *value, const phase_job *job, const phase_closed *curve)
{
    const col_phase_axis *run = curve->axis == 0 ? &job->y : &job->x, *up = curve->axis == 0 ? &job->x : &job->y;
    double lo = fmpq_get_d(run->lo), hi = fmpq_get_d(run->hi), least = fmpq_get_d(up->lo), most = fmpq_get_d(up->hi);
    const col_expr symbol = job->model->parameters[run->parameter].symbol;
    col_tape *tape = col_tape_new(job->model->graph, &curve->value, 1, &symbol, 1, NULL);
    col_tape_workspace *workspace = tape ? col_tape_workspace_new(tape) : NULL;
    size_t count = 0;
    for (int i = 0; tape && i < SAMPLES; i++, count++) {
        along[count] = i == SAMPLES - 1 ? hi : lo + (hi - lo) * i / (SAMPLES - 1);
        col_tape_approx(&value[count], tape, workspace, &along[count]);
        if (count > 0 && jumps(value[count - 1], value[count], least, most)) {
            along[count + 1] = along[count];
            value[count + 1] = value[count];
            value[count++] = NAN;
        }
    }
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
    return count;
}

void phase_draw_closed(col_figure *figure, const phase_job *job)
{
    double *along = col_malloc(2 * SAMPLES * sizeof *along), *value = col_malloc(2 * SAMPLES * sizeof *value);
    for (size_t i = 0; i < job->closed_count; i++) {
        const phase_closed *curve = &job->closed[i];
        col_text text, latex;
        col_text_init(&text);
        col_text_init(&latex);
        print_names(&text, &latex, job, curve);
        size_t count = sample(along, value, job, curve);
        const col_label label = {text.data, latex.data};
        if (curve->axis == 0)
            col_figure_line(figure, label, value, along, count);
        else
            col_figure_line(figure, label, along, value, count);
        col_figure_overlay(figure, i);
        col_text_clear(&text);
        col_text_clear(&latex);
    }
    free(along);
    free(value);
}
