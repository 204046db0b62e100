/* Slots seen in simulation: from many random starts, how often each split is reached, whether the slots are the ones
 * that greedy filling predicts, and whether the labels collapsed. Nothing here is certified. */
#include "slots.h"

#include <collapsar/flow.h>
#include <math.h>
#include <stdlib.h>

/* A head eigenvalue smaller than this times the largest one is an empty direction; a slot is as predicted within this
 * relative distance. */
static const double resolution = 0.02;

typedef struct {
    slong plus, minus, count, greedy, collapsed;
    double started_plus; /* positive eigenvalues of the head at the start, summed */
} seen_split;

typedef struct {
    seen_split *splits;
    size_t count;
} seen_list;

static double to_double(const fmpq_t value)
{
    arb_t ball;
    arb_init(ball);
    arb_set_fmpq(ball, value, 64);
    double out = arf_get_d(arb_midref(ball), ARF_RND_NEAR);
    arb_clear(ball);
    return out;
}

/* The head eigenvalue that the i-th slot of either sign is predicted to have; NaN if there is no such slot. */
static double predicted(slots_job *job, slong i)
{
    size_t mode = 0;
    ulong member = 0;
    if (!col_modes_find(&mode, &member, &job->modes, (ulong)i + 1))
        return NAN;
    const col_cell *cell = col_blocks_cell(job->blocks, mode, 1);
    return cell->exists == COL_PROVED ? arf_get_d(arb_midref(cell->p), ARF_RND_NEAR) : NAN;
}

static seen_split *split_of(seen_list *list, slong plus, slong minus)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->splits[i].plus == plus && list->splits[i].minus == minus)
            return &list->splits[i];
    list->splits[list->count] = (seen_split){.plus = plus, .minus = minus};
    return &list->splits[list->count++];
}

/* Eigenvalues come in descending order: positive slots from the front, negative ones from the back. */
static void tally(seen_list *list, slots_job *job, const col_flow_result *result)
{
    slong d = (slong)result->dimension, plus = 0, minus = 0, started = 0;
    const double *p = result->head_real + (result->points - 1) * result->dimension;
    double largest = fmax(fabs(p[0]), fabs(p[d - 1]));
    double least = fmax(resolution * largest, resolution);
    for (slong i = 0; i < d; i++) {
        plus += p[i] > least;
        minus += p[i] < -least;
        started += result->head_real[i] > 0;
    }
    bool greedy = true;
    for (slong i = 0; i < plus; i++)
        greedy = greedy && fabs(p[i] - predicted(job, i)) < resolution * p[i];
    for (slong i = 0; i < minus; i++)
        greedy = greedy && fabs(p[d - 1 - i] + predicted(job, i)) < -resolution * p[d - 1 - i];
    seen_split *split = split_of(list, plus, minus);
    split->count++;
    split->greedy += greedy;
    split->collapsed += !isnan(result->collapse_time);
    split->started_plus += (double)started;
}

static bool make_table(col_table *table, slots_job *job)
{
    slong samples = 2;
    return col_run_integer(&samples, job->run, "samples", 1, 1000000)
        && col_ensemble_table(table, &job->ensemble, (uint64_t)samples, &job->run->error);
}

/* --init: standard deviations of the start. Without leak and decay a head that starts large loses modes: one with
 * s^2 below the least eigenvalue of the conserved matrix vanishes at every stationary state of the family (H6). */
static bool read_start(col_flow_start *start, col_run *run)
{
    static const char *const keys[] = {"x", "y", "P", NULL};
    double *const out[3] = {&start->samples, &start->labels, &start->head};
    bool given[3] = {false, false, false};
    fmpq *values = _fmpq_vec_init(3);
    bool good = col_run_settings(values, given, run, "init", keys);
    for (int k = 0; k < 3 && good; k++) {
        if (!given[k])
            continue;
        *out[k] = fmpq_get_d(values + k);
        good = isfinite(*out[k]) && *out[k] >= 0;
        if (!good)
            col_error_input(&run->error, "--init: %s is out of range, expected a finite number of at least 0", keys[k]);
    }
    _fmpq_vec_clear(values, 3);
    return good;
}

static bool simulate(seen_list *list, slots_job *job, const col_table *table, slong starts)
{
    const col_head *head = &job->head;
    col_flow_model model = col_flow_model_default((size_t)head->dimension);
    col_flow_start start = col_flow_start_default((size_t)head->dimension);
    col_flow_options options = col_flow_options_default();
    model.leak = to_double(head->leak);
    model.decay = to_double(head->decay);
    model.head_decay = to_double(head->head_decay);
    model.head_rate = to_double(head->gamma);
    model.centre = job->run->centre;
    if (!read_start(&start, job->run))
        return false;
    options.end = 2000;
    options.points = 20;
    options.relative = 1e-7;
    options.absolute = 1e-10;
    for (slong i = 0; i < starts; i++) {
        col_flow_result result;
        start.seed = job->run->seed + (ulong)i;
        if (!col_flow_simulate(&result, table, &model, &start, &options, &job->run->error))
            return false;
        tally(list, job, &result);
        col_flow_result_clear(&result);
    }
    return true;
}

static void print(slots_job *job, const seen_list *list)
{
    col_listing *listing = col_listing_new(job->run->digits < 6 ? job->run->digits : 6);
    col_listing_column(listing, COL_COLUMN_INTEGER, "plus", "+", "$n_+$");
    col_listing_column(listing, COL_COLUMN_INTEGER, "minus", "-", "$n_-$");
    col_listing_column(listing, COL_COLUMN_INTEGER, "times", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "greedy", "slots as predicted", NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "collapsed", "labels collapsed", NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "started_plus", "positive at the start, mean", NULL);
    for (size_t i = 0; i < list->count; i++) {
        col_listing_put_integer(listing, list->splits[i].plus);
        col_listing_put_integer(listing, list->splits[i].minus);
        col_listing_put_integer(listing, list->splits[i].count);
        col_listing_put_integer(listing, list->splits[i].greedy);
        col_listing_put_integer(listing, list->splits[i].collapsed);
        col_listing_put_number(listing, list->splits[i].started_plus / (double)list->splits[i].count);
    }
    json_t *json = NULL;
    if (job->run->format == COL_FORMAT_JSON) {
        json = col_run_json(job->run);
        json_object_set_new(json, "seen", col_listing_json(listing));
    }
    col_run_print(job->run, listing, "tab:slots-seen", "Splits reached from random starts (simulated).", json);
    col_listing_free(listing);
}

col_exit slots_seen(slots_job *job)
{
    slong starts = 1;
    col_table made;
    seen_list list = {0};
    col_table_init(&made);
    job->run->outcome = "simulated";
    bool good = col_run_integer(&starts, job->run, "seen", 1, 100000);
    if (good && (!fmpq_is_one(job->head.alpha) || !fmpq_is_one(job->head.beta))) {
        col_error_input(&job->run->error, "--seen: expected unit rates of samples and labels");
        good = false;
    }
    if (!good || !slots_prepare(job, 128) || (job->has_ensemble && !make_table(&made, job))) {
        col_table_clear(&made);
        return col_run_failure(job->run);
    }
    list.splits = calloc((size_t)starts + 1, sizeof *list.splits);
    good = list.splits != NULL && simulate(&list, job, job->has_ensemble ? &made : &job->table, starts);
    while (good && col_run_next_format(job->run))
        print(job, &list);
    free(list.splits);
    col_table_clear(&made);
    return good ? COL_EXIT_CERTIFIED : col_run_failure(job->run);
}
