/* Head and stop-gradient, each with and without: only both together keep frustrated labels apart. */
#include "catalogue.h"
#include "stage.h"


#include <collapsar/embedding.h>
#include <math.h>

#define DATA "pairs,K=5,f=1/4"
enum { SAMPLES = 16, DIMENSION = 4 };

static bool separation_at(double *separation, bool head, double leak, double time, const col_knobs *knobs,
                          col_error *error)
{
    col_scene scene;
    if (!col_scene_ensemble(&scene, DATA, SAMPLES, error))
        return false;
    col_flow_model model = col_flow_model_default(DIMENSION);
    col_flow_start start = col_flow_start_default(DIMENSION);
    model.head = head;
    model.leak = leak;
    model.centre = true;
    start.seed = knobs->seed;
    bool good = col_scene_separation(separation, &scene, &model, &start, knobs, time, error);
    col_scene_clear(&scene);
    return good;
}

/* The rate at which separations decay late, without a head. setting: the leak. */
static bool measure_rate(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const double *leak = setting;
    double early = NAN, late = NAN, time = 20 * knobs->window;
    bool good = separation_at(&early, false, *leak, time, knobs, error)
        && separation_at(&late, false, *leak, 2 * time, knobs, error);
    *value = log(early / late) / time;
    return good;
}

/* 1 + r times the slow rate. */
static void check_headless(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    const double *leak = setting;
    col_error error = {0};
    col_scene scene;
    if (!col_scene_ensemble(&scene, DATA, SAMPLES, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    arb_t one;
    col_rates rates;
    arb_init(one);
    arb_one(one);
    col_rates_init(&rates);
    if (col_scene_find_modes(&scene, &error)) {
        col_rates_balanced(&rates, &scene.modes.items[1], one, one, COL_SCENE_PRECISION);
        arb_set_d(one, 1 + *leak);
        arb_mul(check->predicted, rates.slow, one, COL_SCENE_PRECISION);
    }
    col_rates_clear(&rates);
    arb_clear(one);
    col_scene_clear(&scene);
    col_measure(check, measure_rate, setting, COL_VARY_WINDOW, options->seed);
}

/* With a head, the separation in the end over that of the start. */
static bool measure_collapse(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    const double *leak = setting;
    double before = NAN, after = NAN;
    bool good = separation_at(&before, true, *leak, 0, knobs, error)
        && separation_at(&after, true, *leak, 100 * knobs->window, knobs, error);
    *value = after / before;
    return good;
}

static void check_plain_gradient(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    arb_zero(check->predicted);
    check->scale = 1;
    col_measure(check, measure_collapse, setting, COL_VARY_WINDOW, options->seed);
}

/* Head and stop-gradient: modes 1 and 2 each along a direction, p^2 - x^2 - y^2 the same on both. */
static const double start_p = 0.5, start_x = 0.25, start_y = 0.125;
static const col_stage_setting both = {NULL, false, 2, "+1,+2", .conserved = 0.171875};

static bool measure_distance(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    (void)setting;
    col_stage stage;
    col_point z;
    if (!col_stage_open(&stage, &both, error))
        return false;
    col_point_init(&z, &stage);
    for (size_t k = 0; k < 2; k++) {
        col_basis_add(z.x, z.y, &stage.basis, k, k, 2, start_x, start_y);
        z.P[k * 2 + k] = start_p;
    }
    bool good = col_stage_run(&z, &stage, &z, knobs, 60 * knobs->window, error);
    *value = hypot(z.y[0] - z.y[2], z.y[1] - z.y[3]);
    col_point_clear(&z);
    col_stage_close(&stage);
    return good;
}

static void check_both(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    col_error error = {0};
    col_stage stage;
    if (!col_stage_open(&stage, &both, &error)) {
        col_check_fail(check, "%s", error.message);
        return;
    }
    col_stage_distance(check->predicted, &stage, 0, 1);
    arb_sqrt(check->predicted, check->predicted, COL_SCENE_PRECISION);
    col_stage_close(&stage);
    col_measure(check, measure_distance, setting, COL_VARY_WINDOW, options->seed);
}

static const double stopped = 0, plain = 1;

const col_check_entry col_checks_ablation[] = {
    {"ablation-neither", "H4", "no head, plain gradient: labels collapse at twice the slow rate", check_headless,
     &plain},
    {"ablation-stop-gradient", "H4", "no head, stop-gradient: labels collapse at the slow rate", check_headless,
     &stopped},
    {"ablation-head", "H4", "head, plain gradient: labels collapse", check_plain_gradient, &plain},
    {"ablation-both", "H4", "head and stop-gradient: labels stay apart, as far as predicted", check_both, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
