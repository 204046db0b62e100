/* The picture of collapsar simulate: the run and its ablation, side by side. */
#include "simulate.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

static const col_label no_label = {NULL, NULL};
static const col_axis time_axis = {{"time t", "time $t$"}, COL_SCALE_LOGARITHMIC, 0, 0};

/* Below this fraction of its start a separation is integration error, and so is who is nearest to whom. */
static const double resolution = 1e-6;

typedef double (*reading)(const col_flow_result *result, size_t point);

static bool is_resolved(const col_flow_result *result, size_t point)
{
    return result->series[point].separation_mean > resolution * result->series[0].separation_mean;
}

static double separation(const col_flow_result *result, size_t point)
{
    return is_resolved(result, point) ? result->series[point].separation_mean : NAN;
}

static double accuracy(const col_flow_result *result, size_t point)
{
    return is_resolved(result, point) ? result->series[point].accuracy : NAN;
}

static double loss(const col_flow_result *result, size_t point)
{
    double value = result->series[point].loss;
    return value > 1e-10 * result->series[0].loss ? value : NAN;
}

/* One panel with a line a run, in the order and so the colours of the runs. */
static void add_panel(col_figure *figure, const simulate_job *job, col_label title, col_axis y, reading read, bool legend)
{
    col_figure_panel(figure, title, time_axis, y);
    for (int k = 0; k < SIMULATE_RUNS; k++) {
        if (!job->done[k])
            continue;
        const col_flow_result *result = &job->results[k];
        size_t count = result->points - 1;
        double *t = col_malloc(count * sizeof(double)), *value = col_malloc(count * sizeof(double));
        for (size_t i = 0; i < count; i++) {
            t[i] = result->series[i + 1].time;
            value[i] = read(result, i + 1);
        }
        col_text name;
        col_text_init(&name);
        col_simulate_name(&name, &job->models[k]);
        col_figure_line(figure, (col_label){legend ? name.data : "", NULL}, t, value, count);
        col_text_clear(&name);
        free(t);
        free(value);
    }
}

/* Real parts of the head's eigenvalues, one line each in one colour, and where +-s_k are. */
static void add_spectrum(col_figure *figure, const simulate_job *job)
{
    const col_flow_result *result = &job->results[SIMULATE_ASKED];
    size_t count = result->points - 1, d = result->dimension;
    col_figure_panel(figure, (col_label){"Head eigenvalues", NULL}, time_axis,
                     (col_axis){{"Re p", "$\\mathrm{Re}\\,p$"}, COL_SCALE_LINEAR, 0, 0});
    double *t = col_malloc(count * sizeof(double)), *value = col_malloc(count * sizeof(double));
    for (size_t i = 0; i < count; i++)
        t[i] = result->series[i + 1].time;
    for (size_t k = 0; k < d; k++) {
        for (size_t i = 0; i < count; i++)
            value[i] = result->head_real[(i + 1) * d + k];
        col_figure_line(figure, k == 0 ? (col_label){"simulated", NULL} : no_label, t, value, count);
    }
    double ends[2] = {t[0], t[count - 1]};
    for (size_t k = 0; k < result->labels; k++) {
        for (int sign = 1; sign >= -1; sign -= 2) {
            double level = sign * result->correlations[k], levels[2] = {level, level};
            col_figure_line(figure, k == 0 && sign > 0 ? (col_label){"canonical correlations", NULL} : no_label, ends,
                            levels, 2);
        }
    }
    free(t);
    free(value);
}

/* The largest coordinate of a label about the labels' mean, in any run. */
static double furthest_label(const simulate_job *job)
{
    double furthest = 0;
    for (int k = 0; k < SIMULATE_RUNS; k++) {
        if (!job->done[k])
            continue;
        const col_flow_result *result = &job->results[k];
        double *axes = col_malloc(2 * result->labels * sizeof(double));
        col_flow_principal_axes(axes, result->y, result->labels, result->dimension);
        for (size_t c = 0; c < 2 * result->labels; c++)
            furthest = fmax(furthest, fabs(axes[c]));
        free(axes);
    }
    return furthest > 0 ? furthest : 1;
}

/* Final positions of the labels on their own principal axes, one kind of points a run. */
static void add_labels(col_figure *figure, const simulate_job *job)
{
    double reach = 1.15 * furthest_label(job);
    col_figure_panel(figure, (col_label){"Final label positions", NULL},
                     (col_axis){{"first principal axis", NULL}, COL_SCALE_LINEAR, -reach, reach},
                     (col_axis){{"second principal axis", NULL}, COL_SCALE_LINEAR, -reach, reach});
    for (int k = 0; k < SIMULATE_RUNS; k++) {
        if (!job->done[k])
            continue;
        const col_flow_result *result = &job->results[k];
        size_t K = result->labels;
        double *axes = col_malloc(2 * K * sizeof(double)), *x = col_malloc(K * sizeof(double)),
               *y = col_malloc(K * sizeof(double));
        col_flow_principal_axes(axes, result->y, K, result->dimension);
        for (size_t c = 0; c < K; c++) {
            x[c] = axes[2 * c];
            y[c] = axes[2 * c + 1];
        }
        col_figure_points(figure, (col_label){"", NULL}, x, y, K);
        free(axes);
        free(x);
        free(y);
    }
}

col_figure *col_simulate_figure(const simulate_job *job)
{
    col_figure *figure = col_figure_new(75, 55, job->model.head ? 3 : 2);
    add_panel(figure, job, (col_label){"Class separation", NULL},
              (col_axis){{"mean separation of labels", NULL}, COL_SCALE_LOGARITHMIC, 0, 0}, separation, true);
    add_panel(figure, job, (col_label){"Accuracy", NULL},
              (col_axis){{"nearest-label accuracy", NULL}, COL_SCALE_LINEAR, 0, 1.05}, accuracy, false);
    add_panel(figure, job, (col_label){"Loss", NULL}, (col_axis){{"loss", NULL}, COL_SCALE_LOGARITHMIC, 0, 0}, loss,
              false);
    if (job->model.head)
        add_spectrum(figure, job);
    add_labels(figure, job);
    return figure;
}
