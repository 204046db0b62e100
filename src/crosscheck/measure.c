#include "measure.h"

#include <math.h>

typedef struct {
    col_measurement measure;
    const void *setting;
    ulong seed;
    size_t count; /* of seeds */
    double tolerance; /* the coarsest */
} experiment;

/* The mean over the seeds and its standard error (0 for a single seed); false with a reason. */
static bool mean_over_seeds(double *mean, double *standard_error, col_check *check, const experiment *at,
                            col_knobs knobs)
{
    double sum = 0, squares = 0, n = (double)at->count;
    for (size_t i = 0; i < at->count; i++) {
        double value;
        col_error error = {0};
        knobs.seed = at->seed + i;
        if (!at->measure(&value, &knobs, at->setting, &error)) {
            col_check_fail(check, "%s", error.message);
            return false;
        }
        double before = value - (i > 0 ? sum / (double)i : 0);
        sum += value;
        squares += before * (value - sum / (double)(i + 1)); /* Welford's sum of squared deviations */
    }
    *mean = sum / n;
    *standard_error = at->count > 1 ? sqrt(squares / (n - 1) / n) : 0;
    return true;
}

/* The change when the tolerance is halved, twice, at the first seed. */
static bool vary_tolerance(col_check *check, const experiment *at, col_knobs knobs)
{
    experiment first = *at;
    first.count = 1;
    double value[3], none;
    for (int k = 0; k < 3; k++) {
        knobs.tolerance = ldexp(at->tolerance, -k);
        if (!mean_over_seeds(&value[k], &none, check, &first, knobs))
            return false;
    }
    check->parts[COL_ERROR_INTEGRATION] = 2 * fmax(fabs(value[1] - value[0]), fabs(value[2] - value[1]))
        + ldexp(at->tolerance, -2) * fabs(value[2]);
    if (at->count == 1)
        check->simulated = value[2];
    return true;
}

static bool vary_part(col_check *check, col_error_part part, const experiment *at, col_knobs knobs)
{
    double value, none;
    if (!mean_over_seeds(&value, &none, check, at, knobs))
        return false;
    check->parts[part] = fabs(value - check->simulated);
    return true;
}

static void perform(col_check *check, const experiment *at, unsigned varied)
{
    bool window = varied & COL_VARY_WINDOW, size = varied & COL_VARY_SIZE;
    const col_knobs finest = {.tolerance = ldexp(at->tolerance, -2), .window = window ? 2 : 1, .size = size ? 2 : 1};
    col_knobs shorter = finest, smaller = finest;
    shorter.window = 1;
    smaller.size = 1;
    bool good = vary_tolerance(check, at, finest)
        && (at->count == 1
            || mean_over_seeds(&check->simulated, &check->parts[COL_ERROR_STATISTICS], check, at, finest))
        && (!window || vary_part(check, COL_ERROR_WINDOW, at, shorter))
        && (!size || vary_part(check, COL_ERROR_SIZE, at, smaller));
    if (!good)
        check->simulated = NAN;
}

void col_measure(col_check *check, col_measurement measure, const void *setting, unsigned varied, ulong seed)
{
    const experiment at = {.measure = measure, .setting = setting, .seed = seed, .count = 1,
        .tolerance = COL_MEASURE_TOLERANCE};
    perform(check, &at, varied);
}

void col_measure_ensemble(col_check *check, col_measurement measure, const void *setting, unsigned varied, ulong seed,
                          size_t count)
{
    const experiment at = {.measure = measure, .setting = setting, .seed = seed, .count = count,
        .tolerance = COL_MEASURE_TOLERANCE_RANDOM};
    perform(check, &at, varied);
}
