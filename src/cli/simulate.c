/* collapsar simulate: the double-precision gradient flow of the full matrix model. */
#include "simulate.h"

#include "progress.h"

#include <cblas.h>
#include <collapsar/ensemble.h>
#include <math.h>
#include <string.h>

static const col_option options[] = {
    {"data", "FILE", "table of weights, N samples by K labels (CSV, NPY, edges)"},
    {"ensemble", "NAME,...", "regular ensemble instead, such as uniform,K=10,f=1/5"},
    {"teacher", "D=..,K=..,N=..,f=..", "linear teacher-student model instead: N samples of D inputs"},
    {"samples", "N", "samples a label of an ensemble (default 100)"},
    {"dim", "D", "dimension d of the embeddings (required)"},
    {"no-head", NULL, "no shared head: P = 1"},
    {"leak", "R", "share of the gradient through the stopped branch: 0 stop-gradient (default), 1 plain"},
    {"decay", "RHO", "weight decay of samples and labels (default 0)"},
    {"head-decay", "RHO", "weight decay of the head (default 0)"},
    {"init", "x=A,y=B,P=C", "standard deviations of the start (default x=y=3/(10 sqrt W), W the total weight; P=1/(2 sqrt d))"},
    {"rates", "x=A,y=B,P=C", "learning rates (default: unit rates, a node's being the inverse of its degree, P=1)"},
    {"t-end", "T", "last time (default 1000)"},
    {"points", "N", "times to report, the start included, spaced logarithmically (default 201)"},
    {"rtol", "EPS", "relative tolerance (default 1e-9)"},
    {"atol", "EPS", "absolute tolerance (default 1e-12)"},
    {"method", "NAME", "automatic (default: runge-kutta, then bdf once stiff), adams, bdf or runge-kutta"},
    {"no-reduce", NULL, "integrate every sample instead of the exact reduction to at most K rows"},
    {"compare", NULL, "also run the ablation head x stop-gradient from the same start (implied by --plot)"},
    {NULL, NULL, NULL}};

/* An option's value as a double; left as it is if the option is not given. */
static bool read_double(double *out, col_run *run, const char *name, double least, double most)
{
    if (!col_run_has(run, name))
        return true;
    fmpq_t value;
    fmpq_init(value);
    bool good = col_run_number(value, run, name);
    double number = good ? fmpq_get_d(value) : 0;
    if (good && !(isfinite(number) && number >= least && number <= most)) {
        good = false;
        if (most == HUGE_VAL)
            col_error_input(&run->error, "--%s: expected a number of at least %g", name, least);
        else
            col_error_input(&run->error, "--%s: expected a number from %g to %g", name, least, most);
    }
    if (good)
        *out = number;
    fmpq_clear(value);
    return good;
}

/* "x=...,y=...,P=..." as doubles >= 0; keys that are not mentioned leave their output as it is. */
static bool read_triple(double *x, double *y, double *P, col_run *run, const char *name)
{
    static const char *const keys[] = {"x", "y", "P", NULL};
    double *const out[3] = {x, y, P};
    bool given[3] = {false, false, false};
    fmpq *values = _fmpq_vec_init(3);
    bool good = col_run_settings(values, given, run, name, keys);
    for (int k = 0; k < 3 && good; k++) {
        if (!given[k])
            continue;
        *out[k] = fmpq_get_d(values + k);
        good = isfinite(*out[k]) && *out[k] >= 0;
        if (!good)
            col_error_input(&run->error, "--%s: %s is out of range, expected a finite number of at least 0", name,
                            keys[k]);
    }
    _fmpq_vec_clear(values, 3);
    return good;
}

static bool read_data(simulate_job *job, const char *file)
{
    col_run *run = job->run;
    col_table_init(&job->table);
    job->has_table = true;
    if (!col_table_read(&job->table, file, &run->error) || !col_table_check(&job->table, file, &run->error))
        return false;
    if (col_run_has(run, "samples")) {
        col_error_input(&run->error, "--samples: the data have their own number of samples");
        return false;
    }
    return true;
}

static bool read_ensemble(simulate_job *job, const char *text)
{
    col_run *run = job->run;
    slong samples = 100;
    col_ensemble ensemble;
    if (!col_run_integer(&samples, run, "samples", 1, 1000000000000000L)
        || !col_ensemble_parse(&ensemble, text, &run->error))
        return false;
    col_table_init(&job->table);
    job->has_table = true;
    bool good = col_ensemble_table(&job->table, &ensemble, (uint64_t)samples, &run->error);
    col_ensemble_clear(&ensemble);
    return good;
}

static bool read_size(size_t *out, col_run *run, const char *key, const fmpq_t value)
{
    if (fmpz_is_one(fmpq_denref(value)) && fmpz_cmp_si(fmpq_numref(value), 1) >= 0
        && fmpz_cmp_si(fmpq_numref(value), 1000000000) <= 0) {
        *out = (size_t)fmpz_get_ui(fmpq_numref(value));
        return true;
    }
    col_error_input(&run->error, "--teacher: expected %s=, a whole number from 1 to 1000000000", key);
    return false;
}

static bool read_teacher(simulate_job *job)
{
    static const char *const keys[] = {"D", "K", "N", "f", NULL};
    col_run *run = job->run;
    fmpq *values = _fmpq_vec_init(4);
    size_t sizes[3];
    bool good = col_run_settings(values, NULL, run, "teacher", keys);
    for (int k = 0; k < 3 && good; k++)
        good = read_size(&sizes[k], run, keys[k], values + k);
    if (good && (run->centre || col_run_has(run, "samples"))) {
        col_error_input(&run->error, "--teacher goes without --centre (it has no mean mode) and --samples");
        good = false;
    }
    good = good && col_teacher_draw(&job->teacher, sizes[0], sizes[1], sizes[2], fmpq_get_d(values + 3), run->seed,
                                    &run->error);
    job->has_teacher = good;
    _fmpq_vec_clear(values, 4);
    return good;
}

static bool read_source(simulate_job *job)
{
    col_run *run = job->run;
    const char *data = col_run_text(run, "data"), *ensemble = col_run_text(run, "ensemble"),
               *teacher = col_run_text(run, "teacher");
    if ((data != NULL) + (ensemble != NULL) + (teacher != NULL) != 1) {
        col_error_input(&run->error, "expected exactly one of --data, --ensemble and --teacher");
        return false;
    }
    bool good = data != NULL ? read_data(job, data)
              : ensemble != NULL ? read_ensemble(job, ensemble)
                                 : read_teacher(job);
    if (good)
        job->samples = job->has_teacher ? (double)job->teacher.samples : (double)col_table_samples(&job->table);
    return good;
}

static bool read_model(simulate_job *job)
{
    col_run *run = job->run;
    slong dimension = 0;
    if (!col_run_has(run, "dim")) {
        col_error_input(&run->error, "--dim: expected the dimension of the embeddings, such as --dim 8");
        return false;
    }
    if (!col_run_integer(&dimension, run, "dim", 1, 4096))
        return false;
    job->model = col_flow_model_default((size_t)dimension);
    job->start = col_flow_start_default((size_t)dimension);
    job->start.seed = run->seed;
    job->model.head = !col_run_has(run, "no-head");
    job->model.centre = run->centre;
    if (!job->model.head && col_run_has(run, "head-decay")) {
        col_error_input(&run->error, "--head-decay: there is no head");
        return false;
    }
    return read_double(&job->model.leak, run, "leak", 0, 1)
        && read_double(&job->model.decay, run, "decay", 0, HUGE_VAL)
        && read_double(&job->model.head_decay, run, "head-decay", 0, HUGE_VAL)
        && read_triple(&job->start.samples, &job->start.labels, &job->start.head, run, "init")
        && read_triple(&job->model.sample_rate, &job->model.label_rate, &job->model.head_rate, run, "rates");
}

static bool show_progress(void *context, double fraction)
{
    (void)context;
    col_progress_at((size_t)(1000 * fraction));
    return true;
}

static bool read_method(col_flow_method *method, col_run *run)
{
    static const char *const names[] = {[COL_FLOW_AUTOMATIC] = "automatic", [COL_FLOW_ADAMS] = "adams",
        [COL_FLOW_BDF] = "bdf", [COL_FLOW_RUNGE_KUTTA] = "runge-kutta"};
    const char *asked = col_run_text(run, "method");
    if (asked == NULL)
        return true;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (strcmp(asked, names[k]) == 0) {
            *method = (col_flow_method)k;
            return true;
        }
    }
    col_error_input(&run->error, "--method: '%s', expected automatic, adams, bdf or runge-kutta", asked);
    return false;
}

static bool read_options(simulate_job *job)
{
    col_run *run = job->run;
    col_flow_options *o = &job->options;
    slong points = 201;
    *o = col_flow_options_default();
    if (!read_double(&o->end, run, "t-end", 1e-9, 1e15) || !read_double(&o->relative, run, "rtol", 1e-14, 0.01)
        || !read_double(&o->absolute, run, "atol", 1e-300, 0.01) || !read_method(&o->method, run)
        || !col_run_integer(&points, run, "points", 3, 100000))
        return false;
    o->first = fmin(0.01, o->end / 100);
    o->points = (size_t)points - 1;
    o->reduce = !col_run_has(run, "no-reduce");
    o->progress = show_progress;
    job->compare = run->plot != NULL || col_run_has(run, "compare");
    return true;
}

void col_simulate_name(col_text *out, const col_flow_model *model)
{
    if (!model->head)
        col_text_append(out, "no head");
    else if (model->leak == 0)
        col_text_append(out, "head, stop-gradient");
    else if (model->leak == 1)
        col_text_append(out, "head, plain gradient");
    else
        col_text_printf(out, "head, leak %.4g", model->leak);
}

static bool simulate(simulate_job *job, simulate_run which, const col_flow_model *model)
{
    col_run *run = job->run;
    col_text name;
    col_text_init(&name);
    col_simulate_name(&name, model);
    job->models[which] = *model;
    col_progress_start(name.data, 1000, run->quiet);
    job->done[which] = job->has_teacher
        ? col_flow_simulate_teacher(&job->results[which], &job->teacher, model, &job->start, &job->options, &run->error)
        : col_flow_simulate(&job->results[which], &job->table, model, &job->start, &job->options, &run->error);
    col_progress_end();
    col_text_clear(&name);
    return job->done[which];
}

/* The models of the ablation that differ from the one that was asked for. */
static bool simulate_others(simulate_job *job)
{
    col_flow_model stopped = job->model, plain = job->model, bare = job->model;
    stopped.head = plain.head = true;
    stopped.leak = 0;
    plain.leak = 1;
    bare.head = false;
    bare.leak = 0;
    bool is_stopped = job->model.head && job->model.leak == 0, is_plain = job->model.head && job->model.leak == 1;
    return (is_stopped || simulate(job, SIMULATE_HEAD_STOPPED, &stopped))
        && (is_plain || simulate(job, SIMULATE_HEAD_PLAIN, &plain))
        && (!job->model.head || simulate(job, SIMULATE_NO_HEAD, &bare));
}

static col_exit execute(col_run *run)
{
    simulate_job job = {.run = run};
    run->outcome = "simulated";
    openblas_set_num_threads(1); /* sums in the same order whatever --threads says */
    bool good = read_model(&job) && read_options(&job) && read_source(&job)
        && simulate(&job, SIMULATE_ASKED, &job.model) && (!job.compare || simulate_others(&job));
    if (good && run->plot != NULL) {
        col_figure *figure = col_simulate_figure(&job);
        good = col_run_plot(run, figure);
        col_figure_free(figure);
    }
    while (good && col_run_next_format(run))
        col_simulate_print(&job);
    for (int k = 0; k < SIMULATE_RUNS; k++)
        if (job.done[k])
            col_flow_result_clear(&job.results[k]);
    if (job.has_table)
        col_table_clear(&job.table);
    if (job.has_teacher)
        col_teacher_clear(&job.teacher);
    return good ? COL_EXIT_CERTIFIED : col_run_failure(run);
}

const col_command col_command_simulate = {
    .name = "simulate",
    .summary = "double-precision gradient flow of the full matrix model",
    .takes = COL_TAKES_SEED | COL_TAKES_PLOT | COL_TAKES_CENTRE,
    .options = options,
    .execute = execute,
    .description =
        "Integrates the gradient flow of all samples, labels and the shared head from a\n"
        "random start, and reports how far apart the labels stay. Simulated numbers are\n"
        "ordinary double-precision ones: they certify nothing.\n"
        "\n"
        "The flow of N samples is reduced exactly to that of at most K rows for each\n"
        "learning rate, so that a billion samples cost no more than a thousand. Up to a\n"
        "million samples are drawn one by one; beyond, their sums are drawn from the exact\n"
        "distributions. The same seed gives the same numbers.\n"
        "\n"
        "accuracy is the share of unfrustrated samples whose prediction P x is nearest to\n"
        "the position of their own label, alignment the same for x itself; loss is a mean\n"
        "over the weight. With default rates times are in units of a node's own, and the\n"
        "head feels the loss summed over all weights, as in the slots and dmft commands;\n"
        "the default start shrinks with the root of the total weight, so that the flow\n"
        "does not depend on the number of samples.\n"
        "\n"
        "An explicit Runge-Kutta method of order 8 starts; once its steps, which the fastest\n"
        "rate bounds, have become short beside the time, BDF goes on. --method keeps to one.",
    .example = "collapsar simulate --ensemble uniform,K=5,f=1/10 --dim 12 --plot collapse.svg\n"
               "collapsar simulate --data counts.npy --dim 20 --decay 1/100 --head-decay 1/100\n"
               "collapsar simulate --teacher D=50,K=3,N=2000,f=1/5 --dim 8 --format json"};
