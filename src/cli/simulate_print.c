/* What collapsar simulate prints. */
#include "simulate.h"

#include <math.h>

enum { TEXT_ROWS = 16 };

static void put_rate(json_t *json, const char *key, col_flow_rate rate)
{
    json_t *object = json_object();
    json_object_set_new(object, "rate", col_json_number(rate.rate));
    json_object_set_new(object, "error", col_json_number(rate.error));
    json_object_set_new(json, key, object);
}

static json_t *numbers(const double *values, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, col_json_number(values[i]));
    return array;
}

static json_t *matrix(const double *values, size_t rows, size_t columns)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rows; i++)
        json_array_append_new(array, numbers(values + i * columns, columns));
    return array;
}

/* Eigenvalues are complex in general; those whose imaginary part is rounding (nearly equal ones) are numbers. */
static bool is_real(const col_flow_result *result, size_t at)
{
    return fabs(result->head_imaginary[at]) <= 1e-6 * (1 + fabs(result->head_real[at]));
}

static json_t *spectrum(const col_flow_result *result, size_t point)
{
    if (result->head_real == NULL)
        return json_null();
    json_t *array = json_array();
    for (size_t k = 0; k < result->dimension; k++) {
        size_t at = point * result->dimension + k;
        if (is_real(result, at)) {
            json_array_append_new(array, col_json_number(result->head_real[at]));
            continue;
        }
        json_t *complex = json_object();
        json_object_set_new(complex, "re", col_json_number(result->head_real[at]));
        json_object_set_new(complex, "im", col_json_number(result->head_imaginary[at]));
        json_array_append_new(array, complex);
    }
    return array;
}

static json_t *point_json(const col_flow_point *point)
{
    json_t *json = json_object();
    json_object_set_new(json, "t", col_json_number(point->time));
    json_object_set_new(json, "separation_mean", col_json_number(point->separation_mean));
    json_object_set_new(json, "separation_min", col_json_number(point->separation_min));
    json_object_set_new(json, "accuracy", col_json_number(point->accuracy));
    json_object_set_new(json, "alignment", col_json_number(point->alignment));
    json_object_set_new(json, "loss", col_json_number(point->loss));
    json_object_set_new(json, "misfit", col_json_number(point->misfit));
    json_object_set_new(json, "drift", col_json_number(point->drift));
    return json;
}

static json_t *model_json(const col_flow_model *model, const col_flow_start *start,
                          const col_flow_result *result)
{
    json_t *json = json_object(), *init = json_object();
    json_object_set_new(json, "dimension", json_integer((json_int_t)model->dimension));
    json_object_set_new(json, "head", json_boolean(model->head));
    json_object_set_new(json, "leak", col_json_number(model->leak));
    json_object_set_new(json, "decay", col_json_number(model->decay));
    json_object_set_new(json, "head_decay", col_json_number(model->head_decay));
    json_object_set_new(json, "centre", json_boolean(model->centre));
    json_object_set_new(init, "x", col_json_number(result->start_samples));
    json_object_set_new(init, "y", col_json_number(result->start_labels));
    json_object_set_new(init, "P", col_json_number(start->head));
    json_object_set_new(json, "init", init);
    return json;
}

static json_t *final_json(const col_flow_result *result)
{
    size_t last = result->points - 1, d = result->dimension;
    json_t *json = point_json(&result->series[last]);
    json_object_set_new(json, "head_eigenvalues", spectrum(result, last));
    json_object_set_new(json, "labels", matrix(result->y, result->labels, d));
    json_object_set_new(json, "head", result->P != NULL ? matrix(result->P, d, d) : json_null());
    return json;
}

/* What a run comes to; of the runs of the ablation this is all. */
static void put_outcome(json_t *json, const col_flow_result *result)
{
    json_t *rates = json_object(), *events = json_object();
    put_rate(rates, "fast", result->fast);
    put_rate(rates, "slow", result->slow);
    json_object_set_new(json, "rates", rates);
    json_object_set_new(events, "collapse", col_json_number(result->collapse_time));
    json_object_set_new(events, "plateau", col_json_number(result->plateau_time));
    json_object_set_new(json, "events", events);
    json_object_set_new(json, "steps", json_integer((json_int_t)result->steps));
    json_object_set_new(json, "evaluations", json_integer((json_int_t)result->evaluations));
    json_object_set_new(json, "stiff", json_boolean(result->stiff));
}

static json_t *ablation_json(const simulate_job *job)
{
    json_t *array = json_array();
    for (int k = 0; k < SIMULATE_RUNS; k++) {
        if (!job->done[k])
            continue;
        const col_flow_result *result = &job->results[k];
        const col_flow_point *last = &result->series[result->points - 1];
        json_t *json = json_object();
        json_object_set_new(json, "head", json_boolean(job->models[k].head));
        json_object_set_new(json, "leak", col_json_number(job->models[k].leak));
        json_object_set_new(json, "separation_mean", col_json_number(last->separation_mean));
        json_object_set_new(json, "separation_min", col_json_number(last->separation_min));
        json_object_set_new(json, "accuracy", col_json_number(last->accuracy));
        put_outcome(json, result);
        json_array_append_new(array, json);
    }
    return array;
}

static json_t *job_json(const simulate_job *job)
{
    const col_flow_result *result = &job->results[SIMULATE_ASKED];
    json_t *json = col_run_json(job->run), *series = json_array();
    json_object_set_new(json, "samples", col_json_number(job->samples));
    json_object_set_new(json, "label_count", json_integer((json_int_t)result->labels));
    json_object_set_new(json, "rows", json_integer((json_int_t)result->rows));
    json_object_set_new(json, "model", model_json(&job->model, &job->start, &job->results[SIMULATE_ASKED]));
    json_object_set_new(json, "canonical_correlations", numbers(result->correlations, result->labels));
    for (size_t k = 0; k < result->points; k++) {
        json_t *point = point_json(&result->series[k]);
        json_object_set_new(point, "head_eigenvalues", spectrum(result, k));
        json_array_append_new(series, point);
    }
    json_object_set_new(json, "series", series);
    json_object_set_new(json, "final", final_json(result));
    put_outcome(json, result);
    if (job->compare)
        json_object_set_new(json, "ablation", ablation_json(job));
    return json;
}

/* "1, 0.948683 (4), -0.154234": descending values, those that agree to six digits counted. */
static void print_grouped(col_text *out, const char *title, const double *values, size_t count)
{
    col_text_append(out, title);
    for (size_t k = 0; k < count;) {
        size_t equal = 1;
        while (k + equal < count && fabs(values[k + equal] - values[k]) < 5e-7 * fmax(1, fabs(values[k])))
            equal++;
        double value = fabs(values[k]) < 5e-7 ? 0 : values[k];
        col_text_printf(out, k > 0 ? ", %.6g" : " %.6g", value);
        if (equal > 1)
            col_text_printf(out, " (%zu)", equal);
        k += equal;
    }
    col_text_put(out, '\n');
}

static void print_rate(col_text *out, const char *name, col_flow_rate rate)
{
    if (!isnan(rate.rate))
        col_text_printf(out, "%s rate %.5g +- %.1g (time scale %.4g).\n", name, rate.rate, rate.error, 1 / rate.rate);
}

static void print_summary(col_text *out, const simulate_job *job)
{
    const col_flow_result *result = &job->results[SIMULATE_ASKED];
    const col_flow_point *first = &result->series[0], *last = &result->series[result->points - 1];
    col_text_printf(out, "%.0f samples, %zu labels, %zu dimensions; ", job->samples, result->labels, result->dimension);
    col_simulate_name(out, &job->model);
    col_text_printf(out, ". Simulated with %zu rows in %lu steps; nothing here is certified.\n", result->rows,
                    result->steps);
    if (!isnan(result->collapse_time))
        col_text_printf(out, "The labels collapse: their separation falls to %g of its start at t = %.4g.\n",
                        job->options.collapsed, result->collapse_time);
    else if (!isnan(result->plateau_time))
        col_text_printf(out, "The labels stay apart: smallest separation %.5g (start %.5g), settled since t = %.4g.\n",
                        last->separation_min, first->separation_min, result->plateau_time);
    else
        col_text_printf(out, "The labels still move at t = %.4g: smallest separation %.5g (start %.5g).\n", last->time,
                        last->separation_min, first->separation_min);
    print_rate(out, "Fast", result->fast);
    print_rate(out, "Slow", result->slow);
    print_grouped(out, "Canonical correlations:", result->correlations, result->labels);
    if (result->head_real != NULL)
        print_grouped(out, "Head eigenvalues (real parts):",
                      result->head_real + (result->points - 1) * result->dimension, result->dimension);
    col_text_put(out, '\n');
}

/* The series; `step` apart, but always the last point. */
static col_listing *series_listing(const col_flow_result *result, long digits, size_t step)
{
    col_listing *listing = col_listing_new(digits);
    col_listing_column(listing, COL_COLUMN_NUMBER, "t", NULL, "$t$");
    col_listing_column(listing, COL_COLUMN_NUMBER, "separation_mean", "separation", "mean separation");
    col_listing_column(listing, COL_COLUMN_NUMBER, "separation_min", "smallest", "smallest separation");
    col_listing_column(listing, COL_COLUMN_NUMBER, "accuracy", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "alignment", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "loss", NULL, NULL);
    for (size_t k = 0; k < result->points; k++) {
        if (k % step != 0 && k != result->points - 1)
            continue;
        const col_flow_point *point = &result->series[k];
        col_listing_put_number(listing, point->time);
        col_listing_put_number(listing, point->separation_mean);
        col_listing_put_number(listing, point->separation_min);
        col_listing_put_number(listing, point->accuracy);
        col_listing_put_number(listing, point->alignment);
        col_listing_put_number(listing, point->loss);
    }
    return listing;
}

static col_listing *ablation_listing(const simulate_job *job)
{
    col_listing *listing = col_listing_new(5);
    col_listing_column(listing, COL_COLUMN_TEXT, "model", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "smallest", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "accuracy", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "collapse", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "slow", NULL, NULL);
    for (int k = 0; k < SIMULATE_RUNS; k++) {
        if (!job->done[k])
            continue;
        const col_flow_result *result = &job->results[k];
        col_text name;
        col_text_init(&name);
        col_simulate_name(&name, &job->models[k]);
        col_listing_put_text(listing, name.data);
        col_listing_put_number(listing, result->series[result->points - 1].separation_min);
        col_listing_put_number(listing, result->series[result->points - 1].accuracy);
        if (isnan(result->collapse_time))
            col_listing_put_none(listing);
        else
            col_listing_put_number(listing, result->collapse_time);
        if (isnan(result->slow.rate))
            col_listing_put_none(listing);
        else
            col_listing_put_number(listing, result->slow.rate);
        col_text_clear(&name);
    }
    return listing;
}

static void print_ablation(const simulate_job *job)
{
    col_run *run = job->run;
    col_listing *listing = ablation_listing(job);
    if (run->format == COL_FORMAT_TEXT)
        col_text_append(&run->result, "\nFrom the same start:\n");
    col_run_print(run, listing, "tab:ablation", "Models with and without head and stop-gradient, from the same start.", NULL);
    col_listing_free(listing);
}

void col_simulate_print(simulate_job *job)
{
    col_run *run = job->run;
    const col_flow_result *result = &job->results[SIMULATE_ASKED];
    bool brief = col_run_is_for_people(run);
    col_listing *listing = series_listing(result, brief ? 6 : 15, brief ? (result->points + TEXT_ROWS - 1) / TEXT_ROWS : 1);
    if (col_run_takes_remarks(run)) {
        size_t start = run->result.length;
        print_summary(&run->result, job);
        col_run_remark(run, start);
    }
    col_run_print(run, listing, "tab:simulate", "Simulated gradient flow.",
                  run->format == COL_FORMAT_JSON ? job_json(job) : NULL);
    if (brief && job->compare)
        print_ablation(job);
    col_listing_free(listing);
}
