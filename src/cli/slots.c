/* collapsar slots: slot states of the head in d dimensions and their certified stability. */
#include "slots.h"

#include <collapsar/decimal.h>
#include <collapsar/ladder.h>
#include <string.h>

enum { MOST_DIMENSION = 100000, MOST_DENSE = 400 };

static const col_option options[] = {
    {"data", "FILE", "table of weights, N samples by K labels (CSV, NPY, edges)"},
    {"ensemble", "NAME,...", "regular ensemble instead, such as uniform,K=10,f=1/5"},
    {"dim", "D", "dimension of the head and of the embeddings"},
    {"plus", "N", "positive slots, filled from the top (default: half of D, rounded up)"},
    {"slots", "LIST", "any other filling, a sign and a mode for each direction: +1,-1,+2 (0: empty)"},
    {"decay", "RHO", "weight decay of the embeddings (default 0)"},
    {"head-decay", "RHO", "weight decay of the head (default 0)"},
    {"leak", "R", "share of the gradient through the stopped branch (default 0)"},
    {"rates", "x=A,y=B,P=C", "balanced rates of samples and labels (rate times degree) and of the head (default 1)"},
    {"conserved", "C", "conserved matrix C times the identity, without decay (default 0)"},
    {"empty", "P", "head eigenvalue of empty directions, where the head does not decay (default 0)"},
    {"samples", "N", "samples a label of an ensemble (default: any number)"},
    {"all-splits", NULL, "table of all splits of the directions into positive and negative slots"},
    {"width-law", NULL, "the same for all dimensions up to D: which keep all classes"},
    {"all-states", NULL, "count all sets of slots in up to D directions that attract (at most 10 modes)"},
    {"seen", "N", "simulate N random starts and count the splits that are reached (not certified)"},
    {"init", "x=A,y=B,P=C", "standard deviations of these starts (default x=3/10,y=3/10,P=1/(2 sqrt d))"},
    {"dense", NULL, "check the spectrum against that of the full Jacobian, formed independently"},
    {"eigenvalues", NULL, "list every eigenvalue"},
    {NULL, NULL, NULL}};

static bool read_source(slots_job *job)
{
    col_run *run = job->run;
    const char *data = col_run_text(run, "data"), *ensemble = col_run_text(run, "ensemble");
    if ((data == NULL) == (ensemble == NULL)) {
        col_error_input(&run->error, "--data, --ensemble: expected exactly one of them");
        return false;
    }
    job->source = data != NULL ? data : ensemble;
    if (data != NULL) {
        job->has_table = true;
        col_table_init(&job->table);
        if (!col_table_read(&job->table, data, &run->error) || !col_table_check(&job->table, data, &run->error))
            return false;
        col_table_merge(&job->table);
        col_coupling_from_table(&job->coupling, &job->table);
    } else {
        job->has_ensemble = col_ensemble_parse(&job->ensemble, ensemble, &run->error);
        if (!job->has_ensemble || !col_coupling_from_ensemble(&job->coupling, &job->ensemble, &run->error))
            return false;
    }
    job->has_coupling = true;
    return true;
}

static bool check_sign(col_run *run, const fmpq_t value, const char *name, bool strictly)
{
    if (fmpq_sgn(value) > 0 || (!strictly && fmpq_is_zero(value)))
        return true;
    col_error_input(&run->error, "--%s: expected a %s number", name, strictly ? "positive" : "non-negative");
    return false;
}

static bool read_parameters(slots_job *job)
{
    static const char *const keys[] = {"x", "y", "P", NULL};
    col_run *run = job->run;
    col_head *head = &job->head;
    fmpq *rates = _fmpq_vec_init(3);
    fmpq_t one;
    fmpq_init(one);
    fmpq_one(one);
    for (int i = 0; i < 3; i++)
        fmpq_one(rates + i);
    bool good = col_run_settings(rates, NULL, run, "rates", keys) && col_run_number(head->decay, run, "decay")
        && col_run_number(head->head_decay, run, "head-decay") && col_run_number(head->leak, run, "leak")
        && col_run_number(head->conserved, run, "conserved") && col_run_number(head->empty, run, "empty")
        && check_sign(run, head->decay, "decay", false) && check_sign(run, head->head_decay, "head-decay", false)
        && check_sign(run, head->leak, "leak", false);
    for (int i = 0; i < 3 && good; i++)
        good = check_sign(run, rates + i, "rates", true);
    if (good && fmpq_cmp(head->leak, one) > 0) {
        col_error_input(&run->error, "--leak: expected a number from 0 to 1");
        good = false;
    }
    fmpq_set(head->alpha, rates);
    fmpq_set(head->beta, rates + 1);
    fmpq_set(head->gamma, rates + 2);
    fmpq_clear(one);
    _fmpq_vec_clear(rates, 3);
    return good;
}

/* Sample modes beyond the labels, and label modes beyond the samples. Centring drops a mode, not one of these. */
static bool read_nulls(slots_job *job)
{
    slong samples = 0;
    if (!col_run_integer(&samples, job->run, "samples", 1, WORD_MAX))
        return false;
    if (job->has_table) {
        ulong labels = job->coupling.labels, count = job->coupling.samples;
        if (col_run_has(job->run, "samples")) {
            col_error_input(&job->run->error, "--samples: the data have their own number of samples");
            return false;
        }
        fmpz_set_ui(job->head.null_samples, count > labels ? count - labels : 0);
        fmpz_set_ui(job->head.null_labels, labels > count ? labels - count : 0);
    } else if (samples > 0) {
        fmpz_set_ui(job->head.null_samples, job->coupling.labels);
        fmpz_mul_si(job->head.null_samples, job->head.null_samples, samples - 1);
    } else {
        job->head.null_any = true;
    }
    return true;
}

static bool read_filling(slots_job *job)
{
    col_run *run = job->run;
    job->slots = col_run_text(run, "slots");
    job->plus = -1;
    if (!col_run_has(run, "dim")) {
        col_error_input(&run->error, "--dim is missing: expected the dimension of the head");
        return false;
    }
    if (!col_run_integer(&job->head.dimension, run, "dim", 1, MOST_DIMENSION)
        || !col_run_integer(&job->plus, run, "plus", 0, job->head.dimension))
        return false;
    if (job->slots != NULL && job->plus >= 0) {
        col_error_input(&run->error, "--plus, --slots: expected at most one of them");
        return false;
    }
    if (col_run_has(run, "init") && !col_run_has(run, "seen")) {
        col_error_input(&run->error, "--init: there is no start without --seen");
        return false;
    }
    return true;
}

/* Without --slots: the positive slots wanted, or half of the directions as far as modes can hold them, then negative ones
 * as far as directions and modes go. */
static bool fill(slots_job *job)
{
    col_error *error = &job->run->error;
    if (job->slots != NULL)
        return col_filling_parse(&job->filling, &job->head, job->slots, error);
    slong undecided, d = job->head.dimension;
    slong holders = col_head_holders(&undecided, &job->head, job->precision);
    slong plus = job->plus;
    ulong total = col_modes_total(&job->modes);
    if (plus >= 0 && (ulong)plus > total) {
        col_error_input(error, "--plus: %ld positive slots wanted, but there are %lu modes", plus, total);
        return false;
    }
    if (undecided > 0)
        holders = holders > WORD_MAX - undecided ? WORD_MAX : holders + undecided;
    if (plus < 0)
        plus = (d + 1) / 2 < holders ? (d + 1) / 2 : holders;
    slong minus = d - plus < holders ? d - plus : holders;
    return col_filling_greedy(&job->filling, &job->head, plus, minus);
}

/* With fewer samples than labels the zero modes contain as many without a sample as labels are more. */
static bool split_zero_mode(slots_job *job)
{
    if (fmpz_is_zero(job->head.null_labels))
        return true;
    col_mode *last = &job->modes.items[job->modes.count - 1];
    ulong missing = fmpz_get_ui(job->head.null_labels);
    if (!last->rational || !fmpq_is_zero(last->value) || last->multiplicity < missing) {
        col_error_resource(&job->run->error, "the modes with s = 0 could not be told from the others");
        return false;
    }
    last->multiplicity -= missing;
    return true;
}

bool slots_prepare(slots_job *job, slong precision)
{
    job->precision = precision;
    col_blocks_free(job->blocks);
    job->blocks = NULL;
    if (!col_coupling_modes(&job->modes, &job->coupling, precision, &job->run->error) || !split_zero_mode(job))
        return false;
    if (job->run->centre)
        col_modes_centre(&job->modes);
    job->blocks = col_blocks_new(&job->head, precision);
    return true;
}

bool slots_assemble(slots_job *job)
{
    if (!fill(job))
        return false;
    col_slot_spectrum_assemble(&job->spectrum, job->blocks, &job->filling);
    return true;
}

/* Are the numbers that are printed sharp enough? */
static bool sharp(slots_job *job)
{
    slong digits = job->run->digits;
    if (job->spectrum.worst != NULL && col_decimal_digits(job->spectrum.slowest) < digits)
        return false;
    for (slong i = 0; i < job->filling.count; i++) {
        const col_cell *cell = col_slot_cell(job->blocks, &job->filling, i);
        if (col_decimal_digits(cell->p) < digits || col_decimal_digits(cell->y2) < digits)
            return false;
    }
    return true;
}

static bool rung(void *context, slong precision)
{
    slots_job *job = context;
    const col_slot_spectrum *spectrum = &job->spectrum;
    job->run->error = (col_error){0};
    if (!slots_prepare(job, precision))
        return false;
    if (!slots_assemble(job))
        return true; /* bad input: no precision helps */
    if (spectrum->exists == COL_REFUTED)
        return true;
    ulong work = (ulong)(spectrum->count + 1) * 50 * (ulong)(precision / 64 + 1);
    return !col_budget_spend(&job->run->budget, work)
        || (spectrum->attracting != COL_UNDECIDED && spectrum->zeros_counted == COL_PROVED && sharp(job));
}

static bool compare_dense(slots_dense *dense, slots_job *job)
{
    slong order = col_head_dense_order(&job->head);
    if (job->head.null_any) {
        col_error_input(&job->run->error, "--dense: the number of samples is needed, expected --samples too");
        return false;
    }
    if (order > MOST_DENSE) {
        col_error_input(&job->run->error, "--dense: the full Jacobian is too large, expected an order of at most %d", MOST_DENSE);
        return false;
    }
    arb_mat_t jacobian;
    col_spectrum spectrum;
    arb_mat_init(jacobian, order, order);
    col_spectrum_init(&spectrum);
    dense->order = order;
    dense->agrees = COL_UNDECIDED;
    if (col_head_dense_jacobian(jacobian, &job->head, job->blocks, &job->filling, job->precision)
        && col_eigen_real(&spectrum, jacobian, job->precision)) {
        dense->clusters = spectrum.count;
        dense->agrees = col_head_dense_compare(&spectrum, &job->spectrum);
    }
    arb_mat_clear(jacobian);
    col_spectrum_clear(&spectrum);
    return true;
}

static col_exit one_state(slots_job *job)
{
    slots_dense dense = {0};
    col_ladder_climb(NULL, rung, job, &job->run->budget);
    if (job->run->error.fault != COL_FAULT_NONE)
        return col_run_failure(job->run);
    const col_slot_spectrum *spectrum = &job->spectrum;
    if (col_run_has(job->run, "dense") && spectrum->exists == COL_PROVED && !compare_dense(&dense, job))
        return col_run_failure(job->run);
    while (col_run_next_format(job->run))
        slots_print(job, &dense, col_run_has(job->run, "eigenvalues"));
    if (dense.order > 0 && dense.agrees == COL_REFUTED)
        return COL_EXIT_FAILED;
    bool decided = spectrum->exists == COL_REFUTED
        || (spectrum->attracting != COL_UNDECIDED && spectrum->zeros_counted == COL_PROVED && sharp(job));
    return decided && (dense.order == 0 || dense.agrees == COL_PROVED) ? COL_EXIT_CERTIFIED : COL_EXIT_UNDECIDED;
}

static col_exit execute(col_run *run)
{
    slots_job job = {.run = run};
    col_exit status;
    col_modes_init(&job.modes);
    col_head_init(&job.head, &job.modes, 1);
    col_filling_init(&job.filling, 1);
    col_slot_spectrum_init(&job.spectrum);
    if (!read_filling(&job) || !read_parameters(&job) || !read_source(&job) || !read_nulls(&job))
        status = col_run_failure(run);
    else if (col_run_has(run, "seen"))
        status = slots_seen(&job);
    else if (col_run_has(run, "width-law"))
        status = slots_width_law(&job);
    else if (col_run_has(run, "all-splits"))
        status = slots_all_splits(&job);
    else if (col_run_has(run, "all-states"))
        status = slots_census(&job);
    else
        status = one_state(&job);
    col_slot_spectrum_clear(&job.spectrum);
    col_filling_clear(&job.filling);
    col_blocks_free(job.blocks);
    col_head_clear(&job.head);
    col_modes_clear(&job.modes);
    if (job.has_coupling)
        col_coupling_clear(&job.coupling);
    if (job.has_ensemble)
        col_ensemble_clear(&job.ensemble);
    if (job.has_table)
        col_table_clear(&job.table);
    return status;
}

const col_command col_command_slots = {
    .name = "slots",
    .summary = "slot states of the head in d dimensions and their stability",
    .takes = COL_TAKES_CENTRE | COL_TAKES_SEED,
    .options = options,
    .execute = execute,
    .description =
        "With a shared head and stop-gradient every direction of the head ends up\n"
        "holding one mode of the coupling with one sign (a slot), or empty. Each mode\n"
        "that holds a slot keeps a part of the labels' positions; modes without one\n"
        "collapse. The command certifies such a state: where the head's eigenvalues and\n"
        "the labels lie, all eigenvalues of the Jacobian, how many are exactly zero and\n"
        "why, whether the state attracts, how slowly, and which classes stay apart.\n"
        "\n"
        "By default each sign is filled from the top of the spectrum. Without decay the\n"
        "amplitudes follow from the conserved matrix, --conserved.\n"
        "\n"
        "An attracting state has exactly that many zero eigenvalues, and all others have\n"
        "negative real parts. An unstable one has an eigenvalue with positive real part.",
    .example =
        "collapsar slots --data counts.npy --dim 20 --decay 1/100 --head-decay 1/100\n"
        "collapsar slots --ensemble ring,K=10,f=1/5 --dim 12 --slots +1,-1,+2\n"
        "collapsar slots --ensemble uniform,K=4,f=1/5 --dim 7 --width-law"};
