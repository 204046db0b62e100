#include "../base/memory.h"

#include <collapsar/crosscheck.h>
#include <collapsar/text.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *col_error_part_name(col_error_part part)
{
    static const char *const names[COL_ERROR_PARTS] = {"integration", "window", "size", "statistics"};
    return names[part];
}

void col_check_init(col_check *check, const char *name, const char *tag, const char *statement)
{
    *check = (col_check){.name = col_strdup(name), .tag = col_strdup(tag), .statement = col_strdup(statement),
        .reason = col_strdup(""), .simulated = NAN};
    arb_init(check->predicted);
    arb_indeterminate(check->predicted);
}

void col_check_clear(col_check *check)
{
    arb_clear(check->predicted);
    free(check->name);
    free(check->tag);
    free(check->statement);
    free(check->reason);
}

void col_check_fail(col_check *check, const char *format, ...)
{
    if (check->reason[0] != '\0')
        return;
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    free(check->reason);
    check->reason = col_strdup(message);
}

/* Moves the prediction by a fraction of the scale, which is settled here. */
static void settle_scale(col_check *check, double wrong)
{
    if (check->scale == 0)
        check->scale = fabs(arf_get_d(arb_midref(check->predicted), ARF_RND_NEAR));
    arb_t shift;
    arb_init(shift);
    arb_set_d(shift, wrong * check->scale);
    if (wrong != 0)
        arb_add(check->predicted, check->predicted, shift, 256);
    arb_clear(shift);
}

void col_check_judge(col_check *check, double wrong)
{
    check->pass = false;
    check->error = check->difference = check->sigma = check->tolerance = check->sensitivity = NAN;
    if (!arb_is_finite(check->predicted))
        col_check_fail(check, "the prediction could not be enclosed");
    if (!isfinite(check->simulated))
        col_check_fail(check, "the simulation shows no such number");
    if (check->reason[0] != '\0')
        return;
    settle_scale(check, wrong);
    double radius = mag_get_d(arb_radref(check->predicted));
    check->error = 0;
    for (int part = 0; part < COL_ERROR_PARTS; part++)
        check->error += check->parts[part];
    check->difference = check->simulated - arf_get_d(arb_midref(check->predicted), ARF_RND_NEAR);
    double outside = fmax(0, fabs(check->difference) - radius);
    check->sigma = outside == 0 ? 0 : outside / check->error;
    check->tolerance = radius + COL_CHECK_SIGMAS * check->error;
    check->sensitivity = (check->tolerance + fabs(check->difference)) / check->scale;
    check->pass = check->sigma <= COL_CHECK_SIGMAS;
}
