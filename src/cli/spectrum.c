/* collapsar spectrum: modes, components, rates and time scales of a coupling. */
#include "spectrum.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char *const tables[] = {"modes", "pairs", "curve", "limits", "generator", NULL};

/* --names a,b,c: one a label. */
static bool read_names(spectrum *work)
{
    const char *text = col_run_text(work->run, "names");
    if (text == NULL)
        return true;
    ulong labels = work->has_coupling ? work->coupling.labels : 0, count = 0;
    work->names = col_calloc(labels + 1, sizeof *work->names);
    for (const char *at = text; at != NULL; count++) {
        size_t length = strcspn(at, ",");
        if (count < labels)
            work->names[count] = col_strndup(at, length);
        at = at[length] ? at + length + 1 : NULL;
    }
    if (count == labels)
        return true;
    col_error_input(&work->run->error, "--names: %lu names for %lu labels; expected one a label", count, labels);
    return false;
}

static bool read_input(spectrum *work)
{
    col_run *run = work->run;
    const char *data = col_run_text(run, "data"), *ensemble = col_run_text(run, "ensemble");
    if ((data == NULL) == (ensemble == NULL)) {
        col_error_input(&run->error, "expected either --data FILE or --ensemble NAME,PARAMETER=VALUE,...");
        return false;
    }
    if (data != NULL) {
        col_table_init(&work->table);
        work->has_data = true;
        if (!col_table_read(&work->table, data, &run->error))
            return false;
        col_table_merge(&work->table);
        col_coupling_from_table(&work->coupling, &work->table);
        work->has_coupling = true;
        return true;
    }
    if (!col_ensemble_parse(&work->ensemble, ensemble, &run->error))
        return false;
    work->has_ensemble = true;
    work->has_coupling = !col_ensemble_continuous(&work->ensemble);
    return !work->has_coupling || col_coupling_from_ensemble(&work->coupling, &work->ensemble, &run->error);
}

/* All samples of one degree and all labels of one degree: global rates are balanced. */
static bool is_regular(const spectrum *work, fmpq_t sample_degree)
{
    fmpq_t degree;
    fmpq_init(degree);
    bool regular = true;
    for (size_t i = 0; i < work->table.rows && regular; i++) {
        col_table_sample_degree(degree, &work->table, i);
        if (i == 0)
            fmpq_set(sample_degree, degree);
        regular = fmpq_equal(degree, sample_degree);
    }
    for (ulong c = 1; c < work->coupling.labels && regular; c++)
        regular = fmpq_equal(work->coupling.degree + c, work->coupling.degree);
    fmpq_clear(degree);
    return regular;
}

/* alpha = eta_x a, beta = eta_y b if the data are regular. An ensemble's x and y are alpha and beta themselves. */
static void set_global_rates(spectrum *work)
{
    fmpq_t degree;
    fmpq_init(degree);
    fmpq_one(degree);
    work->rates = work->has_data && !is_regular(work, degree) ? SPECTRUM_GLOBAL : SPECTRUM_BALANCED;
    fmpq_mul(work->alpha, work->eta_x, degree);
    fmpq_set(work->beta, work->eta_y);
    if (work->has_data)
        fmpq_mul(work->beta, work->beta, work->coupling.degree);
    fmpq_clear(degree);
}

static bool read_rates(spectrum *work)
{
    static const char *const keys[] = {"x", "y", "alpha", "beta", NULL};
    col_run *run = work->run;
    fmpq *values = _fmpq_vec_init(4);
    bool given[4], good = true;
    for (int i = 0; i < 4; i++)
        fmpq_one(values + i);
    good = col_run_settings(values, given, run, "rates", keys);
    for (int i = 0; i < 4 && good; i++)
        if (fmpq_sgn(values + i) <= 0) {
            col_error_input(&run->error, "--rates: %s must be positive", keys[i]);
            good = false;
        }
    bool global = given[0] || given[1], balanced = given[2] || given[3];
    if (good && global && balanced) {
        col_error_input(&run->error, "--rates: x and y (learning rates) exclude alpha and beta (balanced rates)");
        good = false;
    }
    if (good) {
        fmpq_set(work->eta_x, values);
        fmpq_set(work->eta_y, values + 1);
        fmpq_set(work->alpha, values + 2);
        fmpq_set(work->beta, values + 3);
        work->rates = balanced ? SPECTRUM_BALANCED : SPECTRUM_UNIT;
        if (global)
            set_global_rates(work);
    }
    _fmpq_vec_clear(values, 4);
    return good;
}

static bool read_start(spectrum *work)
{
    static const char *const keys[] = {"x", "y", NULL};
    col_run *run = work->run;
    slong samples = 0;
    fmpq *values = _fmpq_vec_init(2);
    fmpq_one(values);
    fmpq_one(values + 1);
    bool good = col_run_settings(values, NULL, run, "init", keys) && col_run_integer(&samples, run, "samples", 1, WORD_MAX);
    if (good && (fmpq_sgn(values) < 0 || fmpq_sgn(values + 1) < 0)) {
        col_error_input(&run->error, "--init: standard deviations must not be negative");
        good = false;
    }
    if (good && samples > 0 && work->has_data) {
        col_error_input(&run->error, "--samples: the data say how many samples there are; this is for ensembles");
        good = false;
    }
    fmpq_set(work->start.sigma_x, values);
    fmpq_set(work->start.sigma_y, values + 1);
    work->start.samples = (uint64_t)samples;
    arb_set_fmpq(work->start.alpha, work->alpha, run->budget.precision);
    arb_set_fmpq(work->start.beta, work->beta, run->budget.precision);
    _fmpq_vec_clear(values, 2);
    return good;
}

static bool read_times(spectrum *work)
{
    col_run *run = work->run;
    if (!col_run_integer(&work->point_count, run, "points", 0, 10000))
        return false;
    if (col_run_text(run, "times") == NULL)
        return true;
    if (!col_run_numbers(&work->times, &work->point_count, run, "times"))
        return false;
    for (slong i = 0; i < work->point_count; i++)
        if (fmpq_sgn(work->times + i) < 0) {
            col_error_input(&run->error, "--times: times must not be negative");
            return false;
        }
    return true;
}

static bool read_table_name(spectrum *work)
{
    const char *name = col_run_text(work->run, "table");
    if (name == NULL)
        return true;
    work->table_name = name;
    for (const char *const *known = tables; *known != NULL; known++)
        if (strcmp(*known, work->table_name) == 0)
            return true;
    col_error_input(&work->run->error, "--table: unknown table '%.40s'; expected modes, pairs, curve, limits or generator",
        name);
    return false;
}

bool spectrum_read(spectrum *work, col_run *run)
{
    memset(work, 0, sizeof *work);
    work->run = run;
    work->point_count = 40;
    work->alpha = _fmpq_vec_init(4);
    work->beta = work->alpha + 1;
    work->eta_x = work->alpha + 2;
    work->eta_y = work->alpha + 3;
    col_start_init(&work->start);
    col_modes_init(&work->modes);
    col_text_init(&work->undecided);
    col_text_init(&work->left_out);
    return read_table_name(work) && read_input(work) && read_names(work) && read_rates(work) && read_start(work)
        && read_times(work);
}

static void clear_results(spectrum *work)
{
    for (size_t i = 0; i < work->modes.count && work->mode_rates != NULL; i++)
        col_rates_clear(&work->mode_rates[i]);
    for (size_t i = 0; i < work->pair_count; i++)
        arb_clear(work->pairs[i].time);
    if (work->has_generator)
        col_generator_clear(&work->generator);
    if (work->has_separation)
        col_separation_clear(&work->separation);
    if (work->means != NULL)
        _arb_vec_clear(work->means, work->point_count);
    if (work->times != NULL)
        _fmpq_vec_clear(work->times, work->point_count);
    if (work->support != NULL)
        _arb_vec_clear(work->support, 2);
    free(work->mode_rates);
    free(work->pairs);
    col_modes_clear(&work->modes);
}

void spectrum_clear(spectrum *work)
{
    clear_results(work);
    for (ulong c = 0; work->names != NULL && c < work->coupling.labels; c++)
        free(work->names[c]);
    free(work->names);
    if (work->has_coupling)
        col_coupling_clear(&work->coupling);
    if (work->has_data)
        col_table_clear(&work->table);
    if (work->has_ensemble)
        col_ensemble_clear(&work->ensemble);
    col_start_clear(&work->start);
    _fmpq_vec_clear(work->alpha, 4);
    col_text_clear(&work->undecided);
    col_text_clear(&work->left_out);
}

const char *spectrum_name(const spectrum *work, ulong label, char buffer[32])
{
    if (work->names != NULL)
        return work->names[label];
    const char *name = col_coupling_name(&work->coupling, label);
    if (name != NULL)
        return name;
    snprintf(buffer, 32, "%lu", label);
    return buffer;
}

static void print_table(const spectrum *work)
{
    col_run *run = work->run;
    const char *name = work->table_name ? work->table_name : work->has_coupling ? "modes" : "curve";
    col_listing *listing = strcmp(name, "pairs") == 0 ? spectrum_pairs_listing(work, 0, work->pair_count)
        : strcmp(name, "curve") == 0 ? spectrum_curve_listing(work)
        : strcmp(name, "limits") == 0 ? spectrum_limits_listing(work)
        : strcmp(name, "generator") == 0 ? spectrum_generator_listing(work) : spectrum_modes_listing(work, true);
    char label[64];
    snprintf(label, sizeof label, "tab:spectrum-%s", name);
    col_run_print(run, listing, label, strcmp(name, "modes") == 0
        ? "Modes of the sample--label coupling, with their decay rates." : "Time scales of the embedding-only model.", NULL);
    col_listing_free(listing);
}

static void print(const spectrum *work)
{
    col_run *run = work->run;
    if (run->format == COL_FORMAT_JSON) {
        col_run_print_json(run, spectrum_json(work));
    } else if (run->format == COL_FORMAT_TEXT && work->table_name == NULL) {
        spectrum_print_text(work);
    } else {
        if (run->format == COL_FORMAT_HTML && work->table_name == NULL) {
            size_t start = run->result.length;
            spectrum_tell(work);
            col_run_remark(run, start);
        }
        print_table(work);
    }
}

static col_exit execute(col_run *run)
{
    spectrum work;
    col_exit status = COL_EXIT_CERTIFIED;
    if (!spectrum_read(&work, run) || !spectrum_analyse(&work) || !spectrum_plot(&work)) {
        status = col_run_failure(run);
        goto cleanup;
    }
    while (col_run_next_format(run))
        print(&work);
    if (work.undecided.length > 0)
        status = COL_EXIT_UNDECIDED;
cleanup:
    spectrum_clear(&work);
    return status;
}

static const col_option options[] = {
    {"data", "FILE", "N x K weights: CSV, NPY or an edge list (.edges); - is standard input"},
    {"ensemble", "SPEC", "uniform,K,f; pairs,K,f; ring,K,f; hypercube,m,f; graph,FILE,f; kesten-mckay,k,f; semicircle,k,f"},
    {"rates", "RATES", "x=..,y=.. learning rates, or alpha=..,beta=.. balanced rates (default: unit rates)"},
    {"names", "A,B,...", "names of the labels (default: the file's, or numbers from 0)"},
    {"init", "x=..,y=..", "standard deviations of the random start (default: 1, 1)"},
    {"samples", "N", "samples a label of an ensemble, for the start (default: infinitely many)"},
    {"points", "N", "times of the separation curve (default: 40; 0: none)"},
    {"times", "T,T,...", "the times themselves, exact"},
    {"table", "NAME", "print one table: modes, pairs, curve, limits, generator (default in csv, latex: modes, or curve for a continuous ensemble)"},
    {NULL, NULL, NULL}};

const col_command col_command_spectrum = {
    .name = "spectrum",
    .summary = "modes, components, rates and time scales of the coupling",
    .takes = COL_TAKES_PLOT | COL_TAKES_CENTRE,
    .options = options,
    .description =
        "From a table of who said what, or a regular ensemble, to \"these classes\n"
        "collapse, this fast\": the singular values s of the normalised sample-label\n"
        "coupling with their multiplicities, the connected components, and for the\n"
        "embedding-only model the fast (alignment) and slow (collapse) rate of every\n"
        "mode, the time scale of every pair of labels, the limits, and the mean\n"
        "squared separation of the labels over time from a random start. Every number\n"
        "is certified; multiplicities are exact, or said to be unresolved.\n"
        "\n"
        "Rates: at unit rates, the default, a node's rate is the inverse of its degree.\n"
        "--rates alpha=..,beta=.. multiplies these for samples and labels. --rates\n"
        "x=..,y=.. are global learning rates: on data that are not regular the decay\n"
        "rates are then the eigenvalues of the full generator, and slow and fast are\n"
        "paired with the modes by rank. For an ensemble x and y are alpha and beta.\n"
        "\n"
        "A pair's time scale is the time in which its root mean square separation, once\n"
        "alignment is over, falls by the factor e. Separations are per dimension.",
    .example =
        "collapsar spectrum --data counts.npy --names airplane,automobile,bird\n"
        "collapsar spectrum --ensemble ring,K=12,f=1/5 --digits 30 --format json\n"
        "collapsar spectrum --data votes.csv --rates x=1/100,y=1/100 --plot decay.svg",
    .execute = execute};
