/* Tables of slot states: splits of one width, the width law, all sets of slots. */
#include "slots.h"

#include <collapsar/ladder.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WIDTH = 400 };

typedef struct {
    slots_job *job;
    slong width;
    bool with_empty;
    col_split *splits;
    size_t count;
} table_job;

static bool decided(const col_split *splits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (splits[i].exists == COL_UNDECIDED || (splits[i].exists == COL_PROVED && splits[i].attracting == COL_UNDECIDED))
            return false;
    return true;
}

static bool split_rung(void *context, slong precision)
{
    table_job *table = context;
    slots_job *job = table->job;
    job->run->error = (col_error){0};
    free(table->splits);
    table->splits = NULL;
    table->count = 0;
    job->head.dimension = table->width;
    if (!slots_prepare(job, precision))
        return false;
    table->splits = col_width_splits(&table->count, job->blocks, table->with_empty, job->run->centre);
    return !col_budget_spend(&job->run->budget, 1000 * (table->count + 1)) || decided(table->splits, table->count);
}

static col_listing *new_listing(const slots_job *job)
{
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_INTEGER, "dimension", "d", "$d$");
    col_listing_column(listing, COL_COLUMN_INTEGER, "plus", "+", "$n_+$");
    col_listing_column(listing, COL_COLUMN_INTEGER, "minus", "-", "$n_-$");
    col_listing_column(listing, COL_COLUMN_INTEGER, "empty", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "survivors", "modes kept", NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "class_rank", "class modes kept", NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "stability", NULL, NULL);
    return listing;
}

static void put_split(col_listing *listing, const col_split *split, slong width)
{
    col_listing_put_integer(listing, width);
    col_listing_put_integer(listing, split->plus);
    col_listing_put_integer(listing, split->minus);
    col_listing_put_integer(listing, split->empty);
    col_listing_put_integer(listing, (slong)split->survivors);
    col_listing_put_integer(listing, (slong)split->class_rank);
    col_listing_put_text(listing, slots_stability(split->exists, split->attracting));
}

/* Whether a split of this width keeps all class modes and attracts, and whether every attracting one does. */
typedef struct {
    bool can, must, decided;
} width_verdict;

static width_verdict judge(const table_job *table, ulong classes)
{
    width_verdict verdict = {.must = true, .decided = decided(table->splits, table->count)};
    bool any = false;
    for (size_t i = 0; i < table->count; i++) {
        const col_split *split = &table->splits[i];
        if (split->exists != COL_PROVED || split->attracting != COL_PROVED)
            continue;
        any = true;
        if (split->class_rank >= classes)
            verdict.can = true;
        else
            verdict.must = false;
    }
    verdict.must = verdict.must && any && verdict.decided;
    return verdict;
}

static ulong class_modes(const slots_job *job)
{
    ulong total = col_modes_total(&job->modes);
    return job->run->centre ? total : total - 1;
}

/* rows: "splits" gives them to JSON, where the rest is in json already; NULL: json has all. Frees the listing. */
static void print(slots_job *job, col_listing *listing, const char *rows, json_t *json)
{
    while (col_run_next_format(job->run)) {
        json_t *whole = col_run_json(job->run);
        if (rows != NULL)
            json_object_set_new(whole, rows, col_listing_json(listing));
        json_object_update(whole, json);
        col_run_print(job->run, listing, "tab:splits", "Splits of the head's directions into slots of either sign.", whole);
    }
    col_listing_free(listing);
    json_decref(json);
}

static col_exit status_of(bool all_decided)
{
    return all_decided ? COL_EXIT_CERTIFIED : COL_EXIT_UNDECIDED;
}

col_exit slots_all_splits(slots_job *job)
{
    table_job table = {.job = job, .width = job->head.dimension, .with_empty = true};
    if (table.width > MOST_WIDTH) {
        col_error_input(&job->run->error, "--all-splits: expected a dimension of at most %d", MOST_WIDTH);
        return COL_EXIT_USAGE;
    }
    table.with_empty = table.width <= 40;
    col_ladder_climb(NULL, split_rung, &table, &job->run->budget);
    if (job->run->error.fault != COL_FAULT_NONE) {
        free(table.splits);
        return col_run_failure(job->run);
    }
    col_listing *listing = new_listing(job);
    for (size_t i = 0; i < table.count; i++)
        put_split(listing, &table.splits[i], table.width);
    bool all_decided = decided(table.splits, table.count);
    free(table.splits);
    print(job, listing, "splits", json_object());
    return status_of(all_decided);
}

static void put_law(col_listing *listing, json_t *json, slong can, slong must, slong most, ulong classes)
{
    col_text text;
    col_text_init(&text);
    if (can > 0)
        col_text_printf(&text, "all %lu class modes can survive from d = %ld on", classes, can);
    else
        col_text_printf(&text, "no split up to d = %ld keeps all %lu class modes", most, classes);
    if (must > 0)
        col_text_printf(&text, "; every attracting way to fill all directions keeps them from d = %ld on", must);
    else
        col_text_printf(&text, "; up to d = %ld some attracting way to fill the directions loses some", most);
    col_listing_put_note(listing, text.data);
    col_text_clear(&text);
    json_object_set_new(json, "class_modes", json_integer((json_int_t)classes));
    json_object_set_new(json, "can_keep_from", can > 0 ? json_integer(can) : json_null());
    json_object_set_new(json, "must_keep_from", must > 0 ? json_integer(must) : json_null());
}

col_exit slots_width_law(slots_job *job)
{
    slong most = job->head.dimension, can = 0, must = 0;
    bool all_decided = true;
    if (most > MOST_WIDTH) {
        col_error_input(&job->run->error, "--width-law: expected a dimension of at most %d", MOST_WIDTH);
        return COL_EXIT_USAGE;
    }
    col_listing *listing = new_listing(job);
    for (slong width = 1; width <= most; width++) {
        table_job table = {.job = job, .width = width};
        col_ladder_climb(NULL, split_rung, &table, &job->run->budget);
        if (job->run->error.fault != COL_FAULT_NONE) {
            free(table.splits);
            col_listing_free(listing);
            return col_run_failure(job->run);
        }
        width_verdict verdict = judge(&table, class_modes(job));
        can = !verdict.can ? 0 : can > 0 ? can : width;
        must = !verdict.must ? 0 : must > 0 ? must : width;
        all_decided = all_decided && verdict.decided;
        for (size_t i = 0; i < table.count; i++)
            put_split(listing, &table.splits[i], width);
        free(table.splits);
    }
    json_t *json = json_object();
    put_law(listing, json, can, must, most, class_modes(job));
    print(job, listing, "splits", json);
    return status_of(all_decided);
}

typedef struct {
    slots_job *job;
    col_census census;
    bool made, fits;
} census_job;

static bool census_rung(void *context, slong precision)
{
    census_job *work = context;
    work->job->run->error = (col_error){0};
    if (work->made)
        col_census_clear(&work->census);
    work->made = false;
    if (!slots_prepare(work->job, precision))
        return false;
    work->made = work->fits = col_width_census(&work->census, work->job->blocks);
    return !work->fits || !col_budget_spend(&work->job->run->budget, 50 * work->census.states + 1) || work->census.undecided == 0;
}

static void put_count(col_listing *listing, json_t *json, const char *key, const char *words, ulong count)
{
    col_listing_put_text(listing, words);
    col_listing_put_integer(listing, (slong)count);
    json_object_set_new(json, key, json_integer((json_int_t)count));
}

col_exit slots_census(slots_job *job)
{
    census_job work = {.job = job};
    col_ladder_climb(NULL, census_rung, &work, &job->run->budget);
    if (job->run->error.fault == COL_FAULT_NONE && !work.fits)
        col_error_input(&job->run->error, "--all-states: expected at most 10 modes");
    if (job->run->error.fault != COL_FAULT_NONE) {
        if (work.made)
            col_census_clear(&work.census);
        return col_run_failure(job->run);
    }
    const col_census *census = &work.census;
    json_t *json = json_object();
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "what", "sets of slots", NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "count", NULL, NULL);
    put_count(listing, json, "states", "states", census->states);
    put_count(listing, json, "attracting", "attracting", census->attracting);
    put_count(listing, json, "unstable", "unstable", census->unstable);
    put_count(listing, json, "undecided", "undecided", census->undecided);
    put_count(listing, json, "agree", "attracting exactly if each sign is a top segment", census->agree);
    put_count(listing, json, "top_unstable", "top segments, yet unstable", census->top_unstable);
    put_count(listing, json, "other_attracting", "no top segments, yet attracting", census->other_attracting);
    if (census->against > 0) {
        col_text text;
        col_text_init(&text);
        col_filling_print(&text, &census->example, &job->modes);
        json_object_set_new(json, "example", col_json_text(text.data));
        char *slots = col_text_take(&text);
        col_text_printf(&text, "against the rule, for example: %s", slots);
        col_listing_put_note(listing, text.data);
        free(slots);
        col_text_clear(&text);
    }
    bool all_decided = census->undecided == 0;
    col_census_clear(&work.census);
    print(job, listing, NULL, json);
    return status_of(all_decided);
}
