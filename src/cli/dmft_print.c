/* How a mean-field solution is printed. */
#include "dmft.h"

#include <collapsar/decimal.h>
#include <collapsar/json.h>

static col_listing *list_times(const dmft_job *job)
{
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_EXACT, "t", NULL, "$t$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "p", NULL, "$p$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "Phi", NULL, "$\\Phi$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "Psi", NULL, "$\\Psi$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "yy", NULL, "$yy$");
    for (slong i = 0; i < job->count; i++) {
        col_listing_put_exact(listing, job->times + i);
        col_listing_put_certified(listing, job->states[i].p);
        col_listing_put_certified(listing, job->states[i].Phi);
        col_listing_put_certified(listing, job->states[i].Psi);
        col_listing_put_certified(listing, job->states[i].yy);
    }
    return listing;
}

static col_listing *list_Phi(const dmft_job *job)
{
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_EXACT, "Phi", NULL, "$\\Phi$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "p", NULL, "$p$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "Psi", NULL, "$\\Psi$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "yy", NULL, "$yy$");
    for (slong i = 0; i < job->Phi_count; i++) {
        col_listing_put_exact(listing, job->Phi + i);
        col_listing_put_certified(listing, job->at_Phi[i].p);
        col_listing_put_certified(listing, job->at_Phi[i].Psi);
        col_listing_put_certified(listing, job->at_Phi[i].yy);
    }
    return listing;
}

static col_listing *list_pairs(const dmft_job *job, bool process)
{
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_EXACT, "t", NULL, "$t$");
    col_listing_column(listing, COL_COLUMN_EXACT, "t_prime", "t'", "$t'$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, process ? "memory" : "correlation", NULL,
        process ? "memory" : "$C_{yy}(t,t')$");
    col_listing_column(
        listing, COL_COLUMN_CERTIFIED, process ? "noise" : "response", NULL, process ? "noise" : "$R(t,t')$");
    for (slong i = 0; i < job->count; i++)
        for (slong j = 0; j <= i; j++) {
            const col_meanfield_pair *pair = &job->pairs[i * (i + 1) / 2 + j];
            col_listing_put_exact(listing, job->times + i);
            col_listing_put_exact(listing, job->times + j);
            col_listing_put_certified(listing, process ? pair->memory : pair->correlation);
            col_listing_put_certified(listing, process ? pair->noise : pair->response);
        }
    return listing;
}

static col_listing *list_approach(const dmft_job *job)
{
    col_listing *listing = col_listing_new(FLINT_MIN(job->run->digits, 10));
    bool exponential = job->approach == DMFT_APPROACH_EXPONENTIAL;
    col_listing_column(listing, COL_COLUMN_EXACT, "t", NULL, "$t$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "gap", "s_+ - |p|", "$s_+ - |p|$");
    if (exponential) {
        col_listing_column(listing, COL_COLUMN_CERTIFIED, "rate", NULL, "rate");
    } else {
        col_listing_column(listing, COL_COLUMN_CERTIFIED, "exponent", NULL, "exponent");
        col_listing_column(listing, COL_COLUMN_CERTIFIED, "coefficient", NULL, "coefficient");
    }
    arb_t exponent, coefficient, rate;
    arb_init(exponent);
    arb_init(coefficient);
    arb_init(rate);
    for (slong i = 0; i < job->count; i++) {
        if (fmpq_is_zero(job->times + i))
            continue;
        dmft_measure(exponent, coefficient, rate, job, i);
        col_listing_put_exact(listing, job->times + i);
        col_listing_put_certified(listing, job->states[i].gap);
        col_listing_put_certified(listing, exponential ? rate : exponent);
        if (!exponential)
            col_listing_put_certified(listing, coefficient);
    }
    arb_clear(exponent);
    arb_clear(coefficient);
    arb_clear(rate);
    return listing;
}

/* The bounds as decimals, rounded outward. */
static json_t *tail_json(const dmft_job *job)
{
    json_t *json = json_object();
    col_text lower, upper;
    col_text_init(&lower);
    col_text_init(&upper);
    col_decimal_lower(&lower, job->tail.lower, job->run->digits);
    col_decimal_upper(&upper, job->tail.upper, job->run->digits);
    json_object_set_new(json, "from", col_json_rational(job->times + job->count - 1, job->run->digits));
    json_object_set_new(json, "lower", col_json_text(lower.data));
    json_object_set_new(json, "upper", col_json_text(upper.data));
    col_text_clear(&lower);
    col_text_clear(&upper);
    return json;
}

static json_t *approach_json(const dmft_job *job)
{
    static const char *const kinds[] = {"none", "algebraic", "critical", "exponential"};
    json_t *json = json_object();
    long digits = job->run->digits;
    json_object_set_new(json, "kind", col_json_text(kinds[job->approach]));
    if (job->approach == DMFT_APPROACH_EXPONENTIAL) {
        json_object_set_new(json, "rate", col_json_certified(job->rate, digits));
    } else {
        json_object_set_new(json, "exponent", col_json_rational(job->exponent, digits));
        if (job->approach == DMFT_APPROACH_ALGEBRAIC)
            json_object_set_new(json, "coefficient", col_json_certified(job->coefficient, digits));
    }
    col_listing *listing = list_approach(job);
    json_object_set_new(json, "measured", col_listing_json(listing));
    col_listing_free(listing);
    if (job->has_tail)
        json_object_set_new(json, "tail", tail_json(job));
    return json;
}

/* An unbounded second moment has no number: null. */
static json_t *moment_json(const arb_t yy, long digits)
{
    return arf_is_pos_inf(arb_midref(yy)) ? json_null() : col_json_certified(yy, digits);
}

static json_t *stationary_json(const arb_t p, const arb_t yy, long digits)
{
    json_t *json = json_object();
    json_object_set_new(json, "p", col_json_certified(p, digits));
    json_object_set_new(json, "yy", moment_json(yy, digits));
    return json;
}

static json_t *solutions_json(const dmft_job *job)
{
    json_t *array = json_array();
    for (slong i = 0; i < job->limit.count; i++) {
        const col_stationary *state = &job->limit.all[i];
        json_t *json = stationary_json(state->p, state->yy, job->run->digits);
        json_object_set_new(json, "name", col_json_text(state->name));
        json_object_set_new(json, "stable", json_boolean(state->stable));
        json_array_append_new(array, json);
    }
    return array;
}

static bool conserved(const dmft_job *job)
{
    const col_meanfield_problem *problem = &job->problem;
    return fmpq_is_zero(problem->r) && fmpq_is_zero(problem->rho) && fmpq_is_zero(problem->rho_P);
}

/* The largest certified error of each unknown over the times, as an upper bound. */
static json_t *residual_json(const dmft_job *job)
{
    static const char *const names[] = {"p", "Phi", "Psi", "yy"};
    json_t *json = json_object();
    for (int k = 0; k < 4; k++) {
        mag_t worst;
        mag_init(worst);
        for (slong i = 0; i < job->count; i++) {
            const col_meanfield_state *state = &job->states[i];
            const arb_struct *values[] = {state->p, state->Phi, state->Psi, state->yy};
            mag_max(worst, worst, arb_radref(values[k]));
        }
        json_object_set_new(json, names[k], col_json_number(mag_get_d(worst)));
        mag_clear(worst);
    }
    return json;
}

/* p^2 - S - C at the last time, which is 0: how well the enclosures agree with the conservation law. */
static json_t *conservation_json(const dmft_job *job)
{
    slong precision = 128 + 4 * job->run->digits;
    const col_meanfield_state *state = &job->states[job->count - 1];
    arb_t defect, x;
    arb_init(defect);
    arb_init(x);
    arb_sqr(defect, state->p, precision);
    arb_sub(defect, defect, state->S, precision);
    arb_set_fmpq(x, job->problem.p0, precision);
    arb_submul(defect, x, x, precision);
    const fmpq *moments[] = {job->problem.Wx, job->problem.Wy, job->problem.W0};
    for (int i = 0; i < 3; i++) {
        arb_set_fmpq(x, moments[i], precision);
        arb_add(defect, defect, x, precision);
    }
    json_t *json = col_json_certified(defect, 3);
    arb_clear(defect);
    arb_clear(x);
    return json;
}

static json_t *margin_json(const dmft_job *job)
{
    static const char *const signs[] = {"negative", "zero", "positive", "undecided"};
    json_t *json = json_object();
    json_object_set_new(
        json, "quantity", col_json_text(conserved(job) ? "C - s_+^2" : "(1 + r)^2 s_+^2 - 4 (r + rho)"));
    json_object_set_new(json, "value", col_json_certified(job->limit.margin, job->run->digits));
    json_object_set_new(json, "sign", col_json_text(signs[job->limit.margin_sign + 1]));
    return json;
}

static json_t *process_json(const dmft_job *job)
{
    json_t *json = json_object(), *moments = json_array();
    json_object_set_new(json, "equation",
        col_json_text("y' = -(p^2 + r + rho) y + integral_0^t k(t,t') M y(t') dt' + zeta, "
            "Cov zeta(t) zeta(t') = c(t,t') M, k = (1 + r)^2 p(t) p(t') exp(-(Psi - Psi')), "
            "c = (1 + r)^2 p(t) p(t') w_x exp(-Psi - Psi')"));
    for (slong n = 0; n < DMFT_MOMENTS; n++)
        json_array_append_new(moments, col_json_certified(job->moments + n, job->run->digits));
    json_object_set_new(json, "moments", moments);
    col_listing *listing = list_pairs(job, true);
    json_object_set_new(json, "kernel", col_listing_json(listing));
    col_listing_free(listing);
    return json;
}

static void print_json(const dmft_job *job)
{
    col_run *run = job->run;
    json_t *json = col_run_json(run);
    col_listing *listing = list_times(job);
    json_object_set_new(json, "times", col_listing_json(listing));
    col_listing_free(listing);
    json_object_set_new(json, "stationary", stationary_json(job->limit.p, job->limit.yy, run->digits));
    json_object_set_new(json, "phase", col_json_text(col_phase_name(job->limit.phase)));
    json_object_set_new(json, "reason", col_json_text(job->limit.reason));
    json_object_set_new(json, "decided_at", col_json_number(job->limit.decided_at));
    json_object_set_new(json, "solutions", solutions_json(job));
    json_object_set_new(json, "complete", json_boolean(job->limit.complete));
    json_object_set_new(json, "boundary", margin_json(job));
    json_object_set_new(json, "status", col_json_text(
        job->status == COL_INTEGRATION_REACHED ? "converged" : col_integration_reason(job->status)));
    json_object_set_new(json, "residual", residual_json(job));
    if (conserved(job))
        json_object_set_new(json, "conservation", conservation_json(job));
    if (job->approach != DMFT_APPROACH_NONE)
        json_object_set_new(json, "approach", approach_json(job));
    if (job->Phi_count) {
        listing = list_Phi(job);
        json_object_set_new(json, "quadrature", col_listing_json(listing));
        col_listing_free(listing);
    }
    if (col_run_has(run, "two-time")) {
        listing = list_pairs(job, false);
        json_object_set_new(json, "two_time", col_listing_json(listing));
        col_listing_free(listing);
    }
    if (col_run_has(run, "process"))
        json_object_set_new(json, "process", process_json(job));
    col_run_print_json(run, json);
}

static void put_number(col_text *out, const arb_t x, long digits)
{
    if (arf_is_pos_inf(arb_midref(x)))
        col_text_append(out, "unbounded");
    else if (!arb_is_finite(x))
        col_text_append(out, "?");
    else
        col_decimal_short(out, x, digits);
}

static void print_limit(const dmft_job *job)
{
    col_text *out = &job->run->result;
    const col_meanfield_limit *limit = &job->limit;
    long digits = job->run->digits;
    col_text_printf(out, "\nphase: %s (%s)", col_phase_name(limit->phase), limit->reason);
    if (limit->decided_at > 0)
        col_text_printf(out, ", certain from t = %.4g on", limit->decided_at);
    col_text_append(out, "\nlimit: p -> ");
    put_number(out, limit->p, digits);
    col_text_append(out, ", yy -> ");
    put_number(out, limit->yy, digits);
    col_text_printf(out, "\nboundary: %s = ", conserved(job) ? "C - s_+^2" : "(1 + r)^2 s_+^2 - 4 (r + rho)");
    put_number(out, limit->margin, digits);
    col_text_append(out, limit->margin_sign == 2 ? " (sign undecided)\n" : "\n");
    for (slong i = 0; i < limit->count; i++) {
        col_text_printf(out, "stationary: %-9s p = ", limit->all[i].name);
        put_number(out, limit->all[i].p, digits);
        col_text_append(out, ", yy = ");
        put_number(out, limit->all[i].yy, digits);
        col_text_append(out, limit->all[i].stable ? ", stable\n" : ", unstable\n");
    }
    if (limit->complete)
        col_text_append(out, "these are all that a generic start can reach\n");
}

static void print_approach_prediction(const dmft_job *job)
{
    col_text *out = &job->run->result;
    if (job->approach == DMFT_APPROACH_EXPONENTIAL) {
        col_text_append(out, "\napproach: s_+ - |p| ~ e^(-rate t), predicted rate ");
        put_number(out, job->rate, job->run->digits);
    } else if (job->approach == DMFT_APPROACH_CRITICAL) {
        col_text_append(out, "\napproach: exactly critical, predicted exponent 3/2");
    } else {
        col_text_append(out, "\napproach: s_+ - |p| ~ coefficient/t, predicted exponent 1, coefficient ");
        put_number(out, job->coefficient, job->run->digits);
    }
    col_text_append(out, "; so far\n");
}

static void print_tail(const dmft_job *job)
{
    col_text *out = &job->run->result;
    long digits = FLINT_MIN(job->run->digits, 6);
    col_text_append(out, "for all t >= ");
    col_decimal_fmpq(out, job->times + job->count - 1, job->run->digits, 1);
    col_text_append(out, ": ");
    col_decimal_lower(out, job->tail.lower, digits);
    col_text_append(out, " <= (s_+ - |p|) t <= ");
    col_decimal_upper(out, job->tail.upper, digits);
    col_text_append(out, "\n");
}

static void print_process(const dmft_job *job)
{
    col_text *out = &job->run->result;
    col_text_append(out,
        "\nprocess of a label, the samples eliminated:\n"
        "  y' = -(p^2 + r + rho) y + integral_0^t k(t,t') M y(t') dt' + zeta,  Cov zeta zeta' = c(t,t') M\n"
        "  k = (1 + r)^2 p p' exp(-(Psi - Psi')),  c = (1 + r)^2 p p' w_x exp(-Psi - Psi'),  M = B^T B\n"
        "  averages of M^n, n = 1, 2, ...:");
    for (slong n = 1; n < DMFT_MOMENTS; n++) {
        col_text_append(out, n > 1 ? ", " : " ");
        put_number(out, job->moments + n, FLINT_MIN(job->run->digits, 10));
    }
    col_text_append(out, "\n  k and W_x/w_x c, times the average of M:\n");
}

/* Adds a further table in the format asked for, which is not JSON. */
static void print_more(const dmft_job *job, col_listing *listing, const char *label, const char *caption)
{
    col_text_append(&job->run->result, job->run->format == COL_FORMAT_CSV ? "\r\n" : "\n");
    col_run_print(job->run, listing, label, caption, NULL);
    col_listing_free(listing);
}

static void print_status(const dmft_job *job)
{
    if (job->status != COL_INTEGRATION_REACHED)
        col_text_printf(&job->run->result, "not converged: %s\n", col_integration_reason(job->status));
}

/* What printer says in words, where the format has room for words. */
static void remark(const dmft_job *job, void (*printer)(const dmft_job *job))
{
    if (!col_run_takes_remarks(job->run))
        return;
    size_t start = job->run->result.length;
    printer(job);
    col_run_remark(job->run, start);
}

void dmft_print(const dmft_job *job)
{
    col_run *run = job->run;
    if (run->format == COL_FORMAT_JSON) {
        print_json(job);
        return;
    }
    col_listing *listing = list_times(job);
    col_run_print(run, listing, "tab:mean-field", "Certified solution of the mean-field equations.", NULL);
    col_listing_free(listing);
    remark(job, print_status);
    if (job->Phi_count)
        print_more(job, list_Phi(job), "tab:mean-field-phi", "The closed form at $C = 0$.");
    remark(job, print_limit);
    if (job->approach != DMFT_APPROACH_NONE) {
        remark(job, print_approach_prediction);
        print_more(job, list_approach(job), "tab:mean-field-approach", "Approach to the stationary state.");
    }
    if (job->has_tail)
        remark(job, print_tail);
    if (col_run_has(run, "two-time"))
        print_more(job, list_pairs(job, false), "tab:two-time", "Two-time correlation and response of the labels.");
    if (col_run_has(run, "process")) {
        remark(job, print_process);
        print_more(job, list_pairs(job, true), "tab:process", "Memory and noise of the effective process.");
    }
}
