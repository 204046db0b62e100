/* collapsar dmft: the mean-field equations, certified in time, and where they end. */
#include "dmft.h"

#include "../base/memory.h"

#include <collapsar/ladder.h>
#include <stdlib.h>
#include <string.h>

#define LATEST 10000000 /* times are at most this */

static const col_option options[] = {
    {"data", "FILE", "table of weights, N samples by K labels (CSV, NPY, edges)"},
    {"ensemble", "NAME,...", "regular ensemble instead, such as kesten-mckay,k=3,f=3/10"},
    {"set", "NAME=VALUE,...", "p0, Wx, Wy, W0, r, rho, rho_P (unset: 0)"},
    {"times", "T,...", "times at which to print the solution (default 1,10,100)"},
    {"phi", "PHI,...", "also p at these Phi, by quadrature (only if C = r = rho = rho_P = 0)"},
    {"two-time", NULL, "correlation and response for every pair of the times"},
    {"process", NULL, "the effective process of a label: memory kernel and noise"},
    {NULL, NULL, NULL}};

static bool read_spectrum(dmft_job *job)
{
    col_run *run = job->run;
    const char *data = col_run_text(run, "data"), *ensemble = col_run_text(run, "ensemble");
    if ((data == NULL) == (ensemble == NULL)) {
        col_error_input(&run->error, "--data, --ensemble: expected exactly one of them");
        return false;
    }
    if (data) {
        if (!col_table_read(&job->table, data, &run->error) || !col_table_check(&job->table, data, &run->error))
            return false;
        col_table_merge(&job->table);
        col_coupling_from_table(&job->coupling, &job->table);
        job->has_coupling = true;
    } else {
        job->has_ensemble = col_ensemble_parse(&job->ensemble, ensemble, &run->error);
        if (!job->has_ensemble)
            return false;
        if (!col_ensemble_continuous(&job->ensemble)) {
            job->has_coupling = col_coupling_from_ensemble(&job->coupling, &job->ensemble, &run->error);
            if (!job->has_coupling)
                return false;
        }
    }
    job->problem.coupling = job->has_coupling ? &job->coupling : NULL;
    job->problem.density = job->has_coupling ? NULL : &job->ensemble;
    job->problem.centre = run->centre;
    return true;
}

static bool read_numbers(dmft_job *job)
{
    static const char *const keys[] = {"p0", "Wx", "Wy", "W0", "r", "rho", "rho_P", NULL};
    col_meanfield_problem *problem = &job->problem;
    fmpq *targets[] = {problem->p0, problem->Wx, problem->Wy, problem->W0, problem->r, problem->rho, problem->rho_P};
    fmpq *values = _fmpq_vec_init(7);
    bool good = col_run_settings(values, NULL, job->run, "set", keys);
    for (int i = 0; i < 7; i++)
        fmpq_set(targets[i], values + i);
    _fmpq_vec_clear(values, 7);
    return good && col_meanfield_check(problem, &job->run->error);
}

static int by_value(const void *a, const void *b)
{
    return fmpq_cmp(a, b);
}

/* A list of numbers from 0 to LATEST, sorted, each once. */
static bool read_list(fmpq **values, slong *count, col_run *run, const char *name)
{
    if (!col_run_numbers(values, count, run, name))
        return false;
    for (slong i = 0; i < *count; i++)
        if (fmpq_sgn(*values + i) < 0 || fmpq_cmp_si(*values + i, LATEST) > 0) {
            col_error_input(&run->error, "--%s: a value lies outside [0, %d]", name, LATEST);
            return false;
        }
    if (*count > 0)
        qsort(*values, (size_t)*count, sizeof **values, by_value);
    slong kept = 0;
    for (slong i = 0; i < *count; i++)
        if (kept == 0 || !fmpq_equal(*values + kept - 1, *values + i))
            fmpq_swap(*values + kept++, *values + i);
    for (slong i = kept; i < *count; i++)
        fmpq_clear(*values + i);
    *count = kept;
    return true;
}

static void default_times(dmft_job *job)
{
    static const slong times[] = {1, 10, 100};
    if (job->times)
        return;
    job->count = 3;
    job->times = _fmpq_vec_init(3);
    for (int i = 0; i < 3; i++)
        fmpq_set_si(job->times + i, times[i], 1);
}

static bool read_job(dmft_job *job)
{
    if (!read_spectrum(job) || !read_numbers(job) || !read_list(&job->times, &job->count, job->run, "times")
        || !read_list(&job->Phi, &job->Phi_count, job->run, "phi"))
        return false;
    default_times(job);
    return true;
}

/* p at the given Phi by quadrature, precision doubling until the digits are there. */
static bool solve_at_Phi(dmft_job *job)
{
    col_run *run = job->run;
    job->at_Phi = col_calloc((size_t)job->Phi_count + 1, sizeof *job->at_Phi);
    for (slong i = 0; i < job->Phi_count; i++)
        col_meanfield_state_init(&job->at_Phi[i]);
    for (slong i = 0; i < job->Phi_count; i++) {
        bool done = false;
        for (slong precision = 64; !done && precision <= FLINT_MAX(run->budget.precision, 64); precision *= 2) {
            if (!col_meanfield_quadrature(&job->at_Phi[i], job->Phi + i, &job->problem, precision)) {
                col_error_input(&run->error,
                    "--phi: the quadrature needs p0 > 0, p0^2 = Wx + Wy + W0 and r = rho = rho_P = 0");
                return false;
            }
            done = (double)arb_rel_accuracy_bits(job->at_Phi[i].p) > 3.33 * (double)run->digits + 1;
        }
        if (!done)
            job->status = COL_INTEGRATION_WIDE;
    }
    return true;
}

/* The largest rate that is not faster than any in sight: min(s_+^2 - C, 2 s_+ (s_+ - s_2), 2 s_+^2 with null modes). */
static void predict_rate(dmft_job *job, const col_modes *modes, slong precision)
{
    arb_t x;
    arb_init(x);
    arb_neg(job->rate, job->limit.margin);
    if (modes->count > 1) {
        arb_sub(x, modes->items[0].s, modes->items[1].s, precision);
        arb_mul(x, x, modes->items[0].s, precision);
        arb_mul_2exp_si(x, x, 1);
        arb_min(job->rate, job->rate, x, precision);
    }
    if (!fmpq_is_zero(job->problem.W0)) {
        arb_mul_2exp_si(x, modes->items[0].mu, 1);
        arb_min(job->rate, job->rate, x, precision);
    }
    arb_clear(x);
}

/* M4: what the theory says of the approach to the limit. */
static bool predict(dmft_job *job)
{
    slong precision = FLINT_MAX(64, col_ladder_bits(job->run->digits));
    const col_meanfield_problem *problem = &job->problem;
    bool flows = !fmpq_is_zero(problem->p0) && fmpq_is_zero(problem->r) && fmpq_is_zero(problem->rho)
        && fmpq_is_zero(problem->rho_P) && job->limit.count > 0;
    if (problem->density) {
        arb_t low;
        arb_init(low);
        col_density_support(low, job->top, problem->density, precision);
        col_density_exponent(job->exponent, problem->density);
        fmpq_add_si(job->exponent, job->exponent, 1);
        arb_set_fmpq(job->coefficient, job->exponent, precision);
        arb_div(job->coefficient, job->coefficient, job->top, precision);
        arb_mul_2exp_si(job->coefficient, job->coefficient, -1);
        arb_clear(low);
        if (flows && job->limit.margin_sign == -1) {
            job->approach = DMFT_APPROACH_ALGEBRAIC;
            fmpq_one(job->exponent);
        } else if (flows && job->limit.margin_sign == 0 && fmpq_cmp_si(job->exponent, 1) > 0) {
            job->approach = DMFT_APPROACH_CRITICAL;
        }
        return true;
    }
    col_modes modes;
    col_modes_init(&modes);
    bool good = col_coupling_modes(&modes, problem->coupling, precision, &job->run->error);
    if (good && problem->centre)
        col_modes_centre(&modes);
    if (good && modes.count > 0) {
        arb_set(job->top, modes.items[0].s);
        if (flows && job->limit.margin_sign == -1 && modes.items[0].equal) {
            job->approach = DMFT_APPROACH_EXPONENTIAL;
            predict_rate(job, &modes, precision);
        }
    }
    col_modes_clear(&modes);
    return good;
}

void dmft_measure(arb_t exponent, arb_t coefficient, arb_t rate, const dmft_job *job, slong i)
{
    const col_meanfield_state *state = &job->states[i];
    slong precision = FLINT_MAX(64, col_ladder_bits(job->run->digits));
    arb_t t;
    arb_init(t);
    arb_set_fmpq(t, job->times + i, precision);
    arb_div(rate, state->rate, state->gap, precision);
    if (fmpq_sgn(job->problem.p0) < 0)
        arb_neg(rate, rate);
    arb_mul(exponent, rate, t, precision);
    arb_set_fmpq(coefficient, job->exponent, precision);
    arb_pow(coefficient, t, coefficient, precision);
    arb_mul(coefficient, coefficient, state->gap, precision);
    arb_clear(t);
}

static bool find_moments(dmft_job *job)
{
    col_meanfield *meanfield =
        col_meanfield_new(&job->problem, 1, 0, FLINT_MAX(64, col_ladder_bits(job->run->digits)), &job->run->error);
    for (slong n = 0; meanfield && n < DMFT_MOMENTS; n++)
        col_meanfield_moment(job->moments + n, meanfield, (ulong)n);
    col_meanfield_free(meanfield);
    return meanfield != NULL;
}

/* M4 with a bounded remainder, from the last time on. */
static void find_tail(dmft_job *job)
{
    slong precision = FLINT_MAX(64, col_ladder_bits(job->run->digits));
    arb_t t;
    arb_init(t);
    arb_set_fmpq(t, job->times + job->count - 1, precision);
    job->has_tail =
        col_meanfield_tail_from(&job->tail, &job->states[job->count - 1], t, &job->problem, precision);
    arb_clear(t);
}

static bool solve(dmft_job *job)
{
    col_run *run = job->run;
    slong pairs = job->count * (job->count + 1) / 2;
    job->states = col_calloc((size_t)job->count, sizeof *job->states);
    for (slong i = 0; i < job->count; i++)
        col_meanfield_state_init(&job->states[i]);
    if (col_run_has(run, "two-time") || col_run_has(run, "process")) {
        job->pairs = col_calloc((size_t)pairs, sizeof *job->pairs);
        for (slong i = 0; i < pairs; i++)
            col_meanfield_pair_init(&job->pairs[i]);
    }
    job->status = col_meanfield_curve(
        job->states, job->pairs, job->times, job->count, &job->problem, run->digits, &run->budget, &run->error);
    if (job->status == COL_INTEGRATION_UNDECIDED || !solve_at_Phi(job))
        return false;
    col_meanfield_limits(&job->limit, &job->problem, run->digits, &run->budget);
    find_tail(job);
    return predict(job) && (!col_run_has(run, "process") || find_moments(job));
}

static void job_init(dmft_job *job, col_run *run)
{
    *job = (dmft_job){.run = run};
    col_table_init(&job->table);
    col_meanfield_problem_init(&job->problem);
    col_meanfield_limit_init(&job->limit);
    col_meanfield_tail_init(&job->tail);
    arb_init(job->top);
    arb_init(job->coefficient);
    arb_init(job->rate);
    fmpq_init(job->exponent);
    job->moments = _arb_vec_init(DMFT_MOMENTS);
}

static void job_clear(dmft_job *job)
{
    for (slong i = 0; job->states && i < job->count; i++)
        col_meanfield_state_clear(&job->states[i]);
    for (slong i = 0; job->pairs && i < job->count * (job->count + 1) / 2; i++)
        col_meanfield_pair_clear(&job->pairs[i]);
    for (slong i = 0; job->at_Phi && i < job->Phi_count; i++)
        col_meanfield_state_clear(&job->at_Phi[i]);
    free(job->states);
    free(job->pairs);
    free(job->at_Phi);
    if (job->times)
        _fmpq_vec_clear(job->times, job->count);
    if (job->Phi)
        _fmpq_vec_clear(job->Phi, job->Phi_count);
    if (job->has_coupling)
        col_coupling_clear(&job->coupling);
    if (job->has_ensemble)
        col_ensemble_clear(&job->ensemble);
    col_table_clear(&job->table);
    col_meanfield_problem_clear(&job->problem);
    col_meanfield_limit_clear(&job->limit);
    col_meanfield_tail_clear(&job->tail);
    arb_clear(job->top);
    arb_clear(job->coefficient);
    arb_clear(job->rate);
    fmpq_clear(job->exponent);
    _arb_vec_clear(job->moments, DMFT_MOMENTS);
}

static col_exit execute(col_run *run)
{
    dmft_job job;
    col_exit status = COL_EXIT_CERTIFIED;
    job_init(&job, run);
    if (!read_job(&job) || !solve(&job) || !dmft_plot(&job)) {
        status = col_run_failure(run);
    } else {
        while (col_run_next_format(run))
            dmft_print(&job);
        if (job.status != COL_INTEGRATION_REACHED || job.limit.phase == COL_PHASE_UNDECIDED)
            status = COL_EXIT_UNDECIDED;
    }
    job_clear(&job);
    return status;
}

const col_command col_command_dmft = {
    .name = "dmft",
    .summary = "self-consistent dynamics and stationary state",
    .takes = COL_TAKES_PLOT | COL_TAKES_CENTRE,
    .options = options,
    .description =
        "Solves the mean-field equations of the shared head for a spectral density:\n"
        "p(t), Phi = integral of p, Psi = integral of p^2 + r + rho, and the total\n"
        "second moment yy of the labels, every digit certified, at any times up to\n"
        "10,000,000. W_x, W_y, W_0 are the total variances of the start over the\n"
        "modes of samples, of labels and over null modes; p_0 is the head's start.\n"
        "\n"
        "Also: the stationary solutions, the phase that the solution ends in with\n"
        "the argument for it, the distance to the phase boundary, and how p\n"
        "approaches its limit beside what is predicted, with bounds of (s_+ - |p|) t\n"
        "that hold for all times after the last one. --plot draws p and yy.",
    .example =
        "collapsar dmft --ensemble kesten-mckay,k=3,f=3/10 --set p0=1/2,Wx=1/8,Wy=1/8 --times 1,10,100\n"
        "collapsar dmft --ensemble ring,K=12,f=1/5 --centre --set p0=1/2,Wx=1/2,Wy=1/2,r=1/10,rho=1/50,rho_P=1/50\n"
        "collapsar dmft --data counts.npy --set p0=1/2,Wx=1/8,Wy=1/8 --two-time --plot curve.svg",
    .execute = execute};
