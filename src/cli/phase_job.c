/* collapsar phase: what is asked for. */
#include "phase.h"

#include "model.h"

#include <stdlib.h>

enum { LINES = 64 };

bool phase_axis(col_phase_axis *axis, col_run *run, const col_model *model, const char *option)
{
    char *key;
    if (!col_run_span(&key, axis->lo, axis->hi, run, option))
        return false;
    ptrdiff_t index = key ? col_model_parameter(model, key) : -1;
    if (!key)
        col_error_input(&run->error, "--%s is missing, expected --%s NAME=LO:HI", option, option);
    else if (index < 0)
        col_error_input(&run->error, "--%s: the model has no parameter '%.80s'", option, key);
    axis->parameter = index < 0 ? 0 : (size_t)index;
    free(key);
    return index >= 0;
}

static bool read_eps(fmpq_t eps, col_run *run)
{
    fmpq_set_si(eps, 1, 1000);
    if (!col_run_number(eps, run, "eps"))
        return false;
    if (fmpq_sgn(eps) <= 0)
        col_error_input(&run->error, "--eps: expected a number above 0");
    return fmpq_sgn(eps) > 0;
}

void phase_job_init(phase_job *job)
{
    *job = (phase_job){0};
    fmpq_init(job->x.lo);
    fmpq_init(job->x.hi);
    fmpq_init(job->y.lo);
    fmpq_init(job->y.hi);
    fmpq_init(job->eps);
}

void phase_job_clear(phase_job *job)
{
    col_phase_task_free(job->task);
    col_conditions_clear(&job->settings);
    col_box_clear(&job->box);
    col_document_free(job->document);
    fmpq_clear(job->x.lo);
    fmpq_clear(job->x.hi);
    fmpq_clear(job->y.lo);
    fmpq_clear(job->y.hi);
    fmpq_clear(job->eps);
    for (size_t i = 0; i < job->closed_count; i++)
        free(job->closed[i].text);
    free(job->closed);
    json_decref(job->source);
}

bool phase_job_begin(phase_job *job, col_run *run)
{
    job->model = job->document ? col_run_model_in(job->document, run) : col_run_model(&job->document, run);
    if (job->model == NULL)
        return false;
    col_box_init(&job->box, job->model->variable_count);
    bool count = col_run_has(run, "count");
    if (!count && col_run_has(run, "box")) {
        col_error_input(&run->error, "--box goes with --count");
        return false;
    }
    const col_phase_options options = {.eps = job->eps, .lines = LINES, .digits = run->digits, .effort = run->effort,
                                       .budget = run->budget, .threads = run->threads,
                                       .count = count ? &job->box : NULL};
    if (!phase_axis(&job->x, run, job->model, "x") || !phase_axis(&job->y, run, job->model, "y")
        || !read_eps(job->eps, run) || !col_run_model_settings(&job->settings, run, job->model) || !phase_closed_read(job, run)
        || (count && !col_run_box(&job->box, run, job->model)))
        return false;
    job->task = col_phase_begin(job->model, &job->settings, &job->x, &job->y, &options, &run->error);
    return job->task != NULL;
}
