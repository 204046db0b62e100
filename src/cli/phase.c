/* collapsar phase: a rectangle of two parameters, divided by the states that exist and their stability. */
#include "phase.h"

#include "progress.h"

static col_exit exit_status(const col_phase *phase)
{
    bool decided = phase->fine && phase->region_count > 0;
    for (size_t i = 0; i < phase->region_count; i++)
        for (size_t k = 0; k < phase->state_count; k++) {
            const col_phase_status *state = &phase->regions[i].states[k];
            decided = decided && !(state->exists && state->stability == COL_STABILITY_UNDECIDED);
        }
    return decided ? COL_EXIT_CERTIFIED : COL_EXIT_UNDECIDED;
}

static bool show_progress(void *done, size_t cell)
{
    (void)cell;
    col_progress_at(++*(size_t *)done);
    return true;
}

/* All cells, and what they make. */
static col_exit map_model(col_run *run, phase_job *job)
{
    col_phase phase;
    size_t done = 0;
    col_progress_start("phase", col_phase_cell_count(job->task), run->quiet);
    col_phase_work(job->task, NULL, show_progress, &done);
    col_progress_end();
    col_phase_finish(&phase, job->task);
    while (col_run_next_format(run))
        phase_print(run, &phase);
    bool good = phase_plot(run, job->model, &phase, &job->x, &job->y);
    col_exit status = good ? exit_status(&phase) : col_run_failure(run);
    col_phase_clear(&phase);
    return status;
}

static col_exit phase(col_run *run)
{
    phase_job job;
    phase_job_init(&job);
    col_exit status = phase_job_begin(&job, run) ? map_model(run, &job) : col_run_failure(run);
    phase_job_clear(&job);
    return status;
}

static const col_option options[] = {
    {"x", "NAME=LO:HI", "the parameter along the horizontal axis, and its ends"},
    {"y", "NAME=LO:HI", "the parameter along the vertical axis, and its ends"},
    {"set", "NAME=VALUE,...", "values of all other parameters: numbers or constant expressions"},
    {"eps", "E", "width of what stays undecided, the rectangle's sides being 1 (default 1/1000)"},
    {"count", NULL, "regions by the number of stationary states and of stable ones, not by named states"},
    {"box", "BOX", "where to count: 'p in [-2, 2], u in (0, 3]' (default: each variable in [-1000, 1000])"},
    {NULL, NULL, NULL}};

const col_command col_command_phase = {
    .name = "phase",
    .summary = "certified phase diagram of two parameters",
    .operands = "FILE[#MODEL]",
    .least = 1,
    .most = 1,
    .takes = COL_TAKES_PLOT,
    .options = options,
    .description =
        "Divides a rectangle of two parameters by which named states of the model exist there\n"
        "and whether they are stable, certified: one line a region, with its label and its\n"
        "area. What no enclosure decides is a thin band, whose area is reported last. The\n"
        "boundary is given by the functions that vanish on it and, in JSON, by enclosures of\n"
        "points on it. 'none': no named state exists; 'outside': outside the parameters'\n"
        "declared domain. With --count no state needs a name: 'N states, M stable' counts all\n"
        "stationary states in the box of --box. Exit status 3: a stability is undecided, or the work allowed did not\n"
        "last to the width asked for.",
    .example =
        "  collapsar phase phase.md --x f=0:1 --y r=0:1 --set rho=1/100,rho_P=1/100\n"
        "  collapsar phase model.md#head --x s=0:1 --y r=0:1 --set rho=1/100 --plot phase.svg",
    .execute = phase};
