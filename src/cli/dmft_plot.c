/* The picture: p and yy over time, with their limits. */
#include "dmft.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

#define POINTS 240
#define PLOT_STEPS 20000

typedef struct {
    double t[POINTS], p[POINTS], yy[POINTS];
    size_t count;
    bool logarithmic;
} curve;

static double middle(const arb_t x)
{
    return arf_get_d(arb_midref(x), ARF_RND_NEAR);
}

/* Times from the smallest to the largest asked for: evenly, or in even ratios if they span decades. */
static double time_at(const curve *c, double first, double last, int i)
{
    double part = (double)i / (POINTS - 1);
    return c->logarithmic ? first * pow(last / first, part) : last * part;
}

static void sample(curve *c, const dmft_job *job)
{
    double last = fmax(fmpq_get_d(job->times + job->count - 1), 1), first = last;
    for (slong i = job->count - 1; i >= 0; i--)
        if (!fmpq_is_zero(job->times + i))
            first = fmpq_get_d(job->times + i);
    c->logarithmic = job->count > 1 && last / first >= 50;
    first = fmin(first, last / 50) / (c->logarithmic ? 10 : 1);
    c->count = 0;
    col_meanfield *meanfield = col_meanfield_new(&job->problem, last, PLOT_STEPS, 64, NULL);
    col_meanfield_state state;
    arb_t t;
    arb_init(t);
    col_meanfield_state_init(&state);
    for (int i = 0; meanfield && i < POINTS; i++) {
        arb_set_d(t, time_at(c, first, last, i));
        if (col_meanfield_at(&state, meanfield, t) != COL_INTEGRATION_REACHED)
            break;
        c->t[c->count] = middle(t);
        c->p[c->count] = middle(state.p);
        c->yy[c->count++] = middle(state.yy);
    }
    arb_clear(t);
    col_meanfield_state_clear(&state);
    col_meanfield_free(meanfield);
}

static void panel(col_figure *figure, const curve *c, const double *values, const dmft_job *job, const arb_t limit,
    col_label title, col_label name)
{
    col_scale scale = c->logarithmic ? COL_SCALE_LOGARITHMIC : COL_SCALE_LINEAR;
    double *at = col_calloc((size_t)job->count, sizeof *at), *y = col_calloc((size_t)job->count, sizeof *y);
    for (slong i = 0; i < job->count; i++) {
        at[i] = fmpq_get_d(job->times + i);
        y[i] = middle(values == c->p ? job->states[i].p : job->states[i].yy);
    }
    col_figure_panel(figure, title, (col_axis){.label = {"t", "$t$"}, .scale = scale},
        (col_axis){.label = name, .scale = COL_SCALE_LINEAR});
    col_figure_line(figure, name, c->t, values, c->count);
    if (arb_is_finite(limit) && c->count) {
        double ends[] = {c->t[0], c->t[c->count - 1]}, level[] = {middle(limit), middle(limit)};
        col_figure_line(figure, (col_label){"limit", "limit"}, ends, level, 2);
    }
    col_figure_points(figure, (col_label){"certified", "certified"}, at, y, (size_t)job->count);
    free(at);
    free(y);
}

bool dmft_plot(dmft_job *job)
{
    if (job->run->plot == NULL)
        return true;
    curve *c = col_calloc(1, sizeof *c);
    col_figure *figure = col_figure_new(90, 65, 2);
    sample(c, job);
    panel(figure, c, c->p, job, job->limit.p, (col_label){"Head", "Head"}, (col_label){"p", "$p$"});
    panel(figure, c, c->yy, job, job->limit.yy, (col_label){"Labels' second moment", "Labels' second moment"},
        (col_label){"yy", "$yy$"});
    bool good = col_run_plot(job->run, figure);
    col_figure_free(figure);
    free(c);
    return good;
}
