/* The flow linearised at a stationary point, by differences of runs. */
#include "stage.h"

#include <math.h>

/* Quadratic terms cancel; what is cubic in it is seen by halving it. */
static double push_of(const col_knobs *knobs)
{
    return 1e-4 / (double)knobs->size;
}

bool col_stage_propagate(col_point *disturbance, const col_stage *stage, const col_point *state, const col_knobs *knobs,
                         double time, col_error *error)
{
    const double push = push_of(knobs);
    col_point plus, minus;
    col_point_init(&plus, stage);
    col_point_init(&minus, stage);
    col_point_add(&plus, 1, state);
    col_point_add(&plus, push, disturbance);
    col_point_add(&minus, 1, state);
    col_point_add(&minus, -push, disturbance);
    bool good = col_stage_run(&plus, stage, &plus, knobs, time, error)
        && col_stage_run(&minus, stage, &minus, knobs, time, error);
    col_point_scale(disturbance, 0);
    col_point_add(disturbance, 0.5 / push, &plus);
    col_point_add(disturbance, -0.5 / push, &minus);
    col_point_clear(&plus);
    col_point_clear(&minus);
    return good;
}

bool col_stage_late_rate(double *rate, const col_stage *stage, const col_point *state, const col_knobs *knobs,
                         double time, col_error *error)
{
    col_point z[3];
    bool good = true;
    for (int k = 0; k < 3; k++)
        col_point_init(&z[k], stage);
    col_stage_push(&z[0], stage, 1);
    for (int round = 0; round < 8 * knobs->window && good; round++) {
        col_point_scale(&z[0], 1 / col_point_norm(&z[0], stage));
        for (int k = 1; k < 3 && good; k++) {
            col_point_scale(&z[k], 0);
            col_point_add(&z[k], 1, &z[k - 1]);
            good = col_stage_propagate(&z[k], stage, state, knobs, time, error);
        }
        col_point_add(&z[0], -1, &z[1]);
        col_point_add(&z[1], -1, &z[2]);
        double before = col_point_norm(&z[0], stage), after = col_point_norm(&z[1], stage);
        *rate = log(before / after) / time;
        col_point_scale(&z[0], 0);
        col_point_add(&z[0], 1, &z[1]);
    }
    for (int k = 0; k < 3; k++)
        col_point_clear(&z[k]);
    return good;
}
