/* Models and starts: defaults, ranges, and the part of a system that does not depend on the samples. */
#include "build.h"

#include "../base/memory.h"

#include <math.h>

col_flow_model col_flow_model_default(size_t dimension)
{
    return (col_flow_model){
        .dimension = dimension, .head = true, .sample_rate = -1, .label_rate = -1, .head_rate = -1};
}

col_flow_start col_flow_start_default(size_t dimension)
{
    return (col_flow_start){
        .samples = -1, .labels = -1, .head = 0.5 / sqrt((double)(dimension > 0 ? dimension : 1)), .seed = 1};
}

double col_flow_deviation(double asked, double total)
{
    return asked >= 0 ? asked : 0.3 / sqrt(total);
}

static bool is_amount(double value, const char *name, col_error *error)
{
    if (isfinite(value) && value >= 0)
        return true;
    col_error_input(error, "%s is %g, expected a finite number of at least 0", name, value);
    return false;
}

bool col_flow_check_model(const col_flow_model *model, col_error *error)
{
    if (model->dimension < 1 || model->dimension > 4096) {
        col_error_input(error, "dimension is %zu, expected 1 to 4096", model->dimension);
        return false;
    }
    if (!(model->leak >= 0 && model->leak <= 1)) {
        col_error_input(error, "leak is %g, expected a number in [0, 1]", model->leak);
        return false;
    }
    if (!is_amount(model->decay, "decay", error) || !is_amount(model->head_decay, "head decay", error))
        return false;
    const double rates[] = {model->sample_rate, model->label_rate, model->head_rate};
    for (int k = 0; k < 3; k++) {
        if (!isfinite(rates[k])) {
            col_error_input(error, "a learning rate is %g, expected a finite number", rates[k]);
            return false;
        }
    }
    return true;
}

bool col_flow_check_start(const col_flow_start *start, col_error *error)
{
    if (!isfinite(start->samples) || !isfinite(start->labels)) {
        col_error_input(error, "the start's standard deviations are %g and %g, expected finite numbers",
                        start->samples, start->labels);
        return false;
    }
    return is_amount(start->head, "standard deviation of the head", error);
}

void col_flow_system_init(col_flow_system *system, const col_flow_model *model, size_t labels, const double *degrees,
                          double total)
{
    *system = (col_flow_system){.labels = labels, .dimension = model->dimension, .head = model->head,
        .centre = model->centre, .leak = model->leak, .decay = model->decay, .head_decay = model->head_decay,
        .total = total};
    system->head_rate = model->head_rate >= 0 ? model->head_rate : 1;
    system->beta = col_calloc(labels, sizeof(double));
    system->label_mean = col_calloc(labels, sizeof(double));
    for (size_t c = 0; c < labels; c++) {
        system->label_mean[c] = sqrt(degrees[c]);
        if (model->label_rates != NULL)
            system->beta[c] = model->label_rates[c] * degrees[c];
        else
            system->beta[c] = model->label_rate >= 0 ? model->label_rate * degrees[c] : 1;
    }
}
