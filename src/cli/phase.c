/* collapsar phase: a rectangle of two parameters, divided by the states that exist and their stability. */
#include "phase.h"

#include <collapsar/bifurcation.h>

#include "model.h"
#include "phase_ranks.h"
#include "progress.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 16, TYPE_STEPS = 500000 };

#define LEAST_PAUSE 0.5 /* seconds between two writings of the file */

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

/* The work, watched: the bar, and the file of a run that may have to be resumed. */
typedef struct {
    col_run *run;
    phase_job *job;
    const char *file; /* NULL: none */
    size_t done;
    double written, took; /* seconds: when, and how long it took */
} watch;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool keep(watch *w)
{
    double start = now();
    bool good = w->file == NULL || phase_keep(w->job, w->run, w->file);
    w->written = now();
    w->took = w->written - start;
    return good;
}

/* Writing takes at most a twentieth of the time. */
static bool watch_cell(void *watch_, size_t cell)
{
    (void)cell;
    watch *w = watch_;
    col_progress_at(++w->done);
    return now() - w->written < LEAST_PAUSE + 20 * w->took || keep(w);
}

/* The cells that are wanted of this process, and not done yet; false, with the message in run->error, if a file can't
 * be written. */
static bool work(col_run *run, phase_job *job, const bool *wanted, const char *file)
{
    watch w = {run, job, file, 0, now(), 0};
    size_t total = 0;
    for (size_t cell = 0; cell < col_phase_cell_count(job->task); cell++)
        total += !col_phase_cell_is_done(job->task, cell) && wanted[cell];
    col_progress_start("phase", total, run->quiet);
    col_phase_work(job->task, wanted, watch_cell, &w);
    col_progress_end();
    return run->error.fault == COL_FAULT_NONE;
}

/* All wanted cells that are not done, shared out among the ranks, in so many rounds; after each of them rank 0 has what
 * was made, and keeps it in the file. */
static bool work_together(col_run *run, phase_job *job, const phase_ranks *ranks, const bool *wanted, const char *file)
{
    size_t cells = col_phase_cell_count(job->task), rounds = file && ranks->count > 1 ? ROUNDS : 1;
    bool *mine = col_calloc(2 * cells + 1, sizeof *mine), *open = mine + cells, good = true;
    for (size_t cell = 0; cell < cells; cell++)
        open[cell] = (wanted == NULL || wanted[cell]) && !col_phase_cell_is_done(job->task, cell);
    phase_ranks_tell(ranks, open, cells); /* the others have not read the file */
    for (size_t round = 0; good && round < rounds; round++) {
        for (size_t cell = 0, index = 0; cell < cells; cell++) {
            mine[cell] = open[cell] && index % ranks->count == ranks->rank && index / ranks->count % rounds == round;
            index += open[cell];
        }
        watch last = {run, job, ranks->rank == 0 ? file : NULL, 0, 0, 0};
        good = work(run, job, mine, last.file);
        good = phase_ranks_agree(ranks, good) && phase_ranks_gather(ranks, job->task, mine);
        good = phase_ranks_agree(ranks, good && keep(&last));
    }
    free(mine);
    return good;
}

/* Types of the boundary's curves, with little work: they are not what was asked for first. */
static void classify(col_phase *phase, phase_job *job, col_run *run)
{
    col_box box;
    col_box_init(&box, job->model->variable_count);
    const col_budget budget = {.steps = TYPE_STEPS * run->effort, .precision = run->budget.precision};
    if (col_run_box(&box, run, job->model))
        col_phase_classify(phase, job->model, &job->settings, &job->x, &job->y, &box, run->digits, &budget);
    col_box_clear(&box);
}

/* The diagram from the cells that are done. */
static col_exit finish(col_run *run, phase_job *job)
{
    col_phase phase;
    col_phase_finish(&phase, job->task);
    classify(&phase, job, run);
    while (col_run_next_format(run))
        phase_print(run, &phase);
    bool good = phase_plot(run, job, &phase);
    col_exit status = good ? exit_status(&phase) : col_run_failure(run);
    col_phase_clear(&phase);
    return status;
}

static col_exit print_tile(col_run *run, phase_job *job)
{
    json_t *json = phase_cells_json(run, job);
    phase_print_cells(&run->result, json);
    json_decref(json);
    return COL_EXIT_CERTIFIED;
}

/* Options and document in order, and the cells from the file that rank 0 reads. */
static bool begin(col_run *run, phase_job *job, bool **wanted, const phase_ranks *ranks)
{
    const char *file = col_run_text(run, "resume");
    bool good = phase_job_begin(job, run) && phase_tile_read(wanted, run, job);
    if (good && *wanted && run->plot) {
        col_error_input(&run->error, "--tile makes no figure: --plot goes with --merge");
        good = false;
    }
    phase_forget_pieces(run);
    good = good && (file == NULL || ranks->rank > 0 || phase_resume(job, run, file));
    return phase_ranks_agree(ranks, good);
}

/* A diagram, or a tile of one, from its document. Ranks other than 0 are silent, if nothing is wrong with them. */
static col_exit map_model(col_run *run, phase_job *job, const phase_ranks *ranks)
{
    const char *file = col_run_text(run, "resume");
    bool *wanted = NULL;
    run->threads = run->threads > ranks->here ? run->threads / (unsigned)ranks->here : 1;
    bool good = begin(run, job, &wanted, ranks) && work_together(run, job, ranks, wanted, file), tile = wanted != NULL;
    free(wanted);
    if (run->error.fault != COL_FAULT_NONE || (ranks->rank == 0 && !good))
        return col_run_failure(run);
    return ranks->rank > 0 ? COL_EXIT_CERTIFIED : tile ? print_tile(run, job) : finish(run, job);
}

static col_exit phase(col_run *run)
{
    if (!col_run_has(run, "y") && col_run_has(run, "x") && !col_run_has(run, "merge"))
        return phase_line(run);
    phase_job job;
    phase_ranks ranks = phase_ranks_begin();
    phase_job_init(&job);
    col_exit status = COL_EXIT_USAGE;
    if (ranks.rank > 0)
        run->output = run->plot = NULL;
    if (!col_run_has(run, "merge") && run->operand_count > 1)
        col_error_input(&run->error, "unexpected argument '%.80s'", run->operands[1]);
    else if (!col_run_has(run, "merge"))
        status = map_model(run, &job, &ranks);
    else if (ranks.rank > 0)
        status = COL_EXIT_CERTIFIED;
    else
        status = phase_merge(&job, run) ? finish(run, &job) : col_run_failure(run);
    phase_job_clear(&job);
    phase_ranks_end(&ranks);
    return status;
}

static const col_option options[] = {
    {"x", "NAME=LO:HI", "the parameter along the horizontal axis, and its ends"},
    {"y", "NAME=LO:HI", "the parameter along the vertical axis, and its ends; without it: bifurcations along a line"},
    {"set", "NAME=VALUE,...", "values of all other parameters: numbers or constant expressions"},
    {"eps", "E", "width of what stays undecided, the rectangle's sides being 1 (default 1/1000)"},
    {"count", NULL, "regions by the number of stationary states and of stable ones, not by named states"},
    {"box", "BOX", "where to count, or to look: 'p in [-2, 2], u in (0, 3]' (default: each variable in [-1000, 1000])"},
    {"curve", "EXPR", "a closed form to draw as a dashed line: 'r = (1 - f)/4', or the right side alone for --y's"},
    {"tile", "I/N", "only the I-th of N parts; prints a file for --merge"},
    {"merge", NULL, "FILES are all the parts of a diagram: prints it as if it had been made at once"},
    {"resume", "FILE", "keep what is done in FILE, and begin with what it has"},
    {NULL, NULL, NULL}};

const col_command col_command_phase = {
    .name = "phase",
    .summary = "certified phase diagram of two parameters",
    .operands = "FILE[#MODEL] | --merge FILE...",
    .least = 1,
    .most = -1,
    .takes = COL_TAKES_PLOT,
    .options = options,
    .description =
        "Divides a rectangle of two parameters by which named states of the model exist there\n"
        "and whether they are stable, certified: one line a region, with its label and its\n"
        "area. What no enclosure decides is a thin band, whose area is reported last. The\n"
        "boundary is given by the exact polynomials that vanish on it (or functions, where it is\n"
        "not algebraic), with the type of bifurcation, certified at one point of the curve, the\n"
        "regions on both sides, singular points and crossings; in JSON and CSV also by enclosures\n"
        "of points on it. CSV has one row a region, curve, boundary point or distinguished point;\n"
        "its first column says which. 'none': no named state exists; 'outside': outside the parameters'\n"
        "declared domain. With --count no state needs a name: 'N states, M stable' counts all\n"
        "stationary states in the box of --box. --curve draws a closed form into the figure, on\n"
        "the certified boundary or off it.\n"
        "\n"
        "The result is the same for any number of threads. Parts that were made anywhere with\n"
        "--tile 1/N to --tile N/N are put together by --merge. With --resume a run that was\n"
        "stopped goes on where it was: the same command again. Under mpirun the ranks share\n"
        "the work, and those of one machine its threads; rank 0 alone writes.\n"
        "\n"
        "With --x alone, and all other parameters set: every bifurcation of the model's states\n"
        "in the box along that line, where the flow is smooth, and that there are no others,\n"
        "certified. A point's type\n"
        "(fold, transcritical, pitchfork, Hopf, cusp) follows from the signs of its normal form's\n"
        "coefficients, which are printed with the null vector; 'unstable' counts the other\n"
        "eigenvalues in Re > 0.\n"
        "\n"
        "Exit status 3: a stability or a type is undecided, bifurcations may be missing, or the\n"
        "work allowed did not last to the width asked for.",
    .example =
        "  collapsar phase phase.md --x f=0:1 --y r=0:1 --set rho=1/100,rho_P=1/100\n"
        "  collapsar phase model.md#head --x s=0:1 --y r=0:1 --set rho=1/100 --plot phase.svg\n"
        "  collapsar phase phase.md --x f=0:1 --y rho=0:1/3 --set r=0,rho_P=1/100 \\\n"
        "    --curve 'rho = (1 - f)/4' --plot decay.pdf\n"
        "  collapsar phase phase.md --x r=0:1 --set f=1/4,rho=1/100,rho_P=1/100 --digits 50\n"
        "  collapsar phase model.md --x a=0:1 --y b=0:1 --tile 1/2 --output 1.json\n"
        "  collapsar phase --merge 1.json 2.json --plot phase.svg",
    .execute = phase};
