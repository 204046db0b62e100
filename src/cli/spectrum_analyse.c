/* collapsar spectrum: the computation. */
#include "spectrum.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

static void say(col_text *list, const char *reason)
{
    col_text_append(list, reason);
    col_text_put(list, '\n');
}

/* Why the modes are not all that was asked for. */
static void explain_modes(spectrum *work)
{
    char reason[256];
    for (size_t i = 0; i < work->modes.count; i++) {
        const col_mode *mode = &work->modes.items[i];
        if (mode->equal)
            continue;
        snprintf(reason, sizeof reason, "mode %zu is a cluster of %lu singular values that were not told apart nor proved "
            "equal; more effort may help", i + 1, mode->multiplicity);
        say(&work->undecided, reason);
    }
    slong digits = col_modes_digits(&work->modes, work->run->digits);
    if (digits < work->run->digits) {
        snprintf(reason, sizeof reason, "some modes have %ld correct digits of the %ld asked for; more effort may help",
            digits, work->run->digits);
        say(&work->undecided, reason);
    }
}

static bool find_modes(spectrum *work)
{
    col_run *run = work->run;
    if (!col_coupling_certify(&work->modes, &work->coupling, run->digits + 2, &run->budget, &run->error)) {
        if (work->modes.count == 0)
            return false;
        explain_modes(work);
    }
    if (run->centre)
        col_modes_centre(&work->modes);
    return true;
}

static void find_rates(spectrum *work)
{
    slong precision = 64 + 4 * work->run->digits;
    work->mode_rates = col_calloc(work->modes.count, sizeof *work->mode_rates);
    for (size_t i = 0; i < work->modes.count; i++) {
        col_rates_init(&work->mode_rates[i]);
        col_rates_balanced(&work->mode_rates[i], &work->modes.items[i], work->start.alpha, work->start.beta, precision);
    }
}

static bool find_generator(spectrum *work)
{
    col_run *run = work->run;
    bool good = col_generator_init(&work->generator, &work->coupling, work->eta_x, work->eta_y, run->digits + 1, &run->budget,
        &run->error);
    work->has_generator = good || run->error.fault == COL_FAULT_NONE;
    if (work->has_generator && !good)
        say(&work->undecided, "some rates have fewer correct digits than asked for; more effort may help");
    if (work->has_generator)
        say(&work->left_out, "separations over time and time scales of pairs are for unit and balanced rates");
    return work->has_generator;
}

static void find_support(spectrum *work)
{
    slong precision = 64 + 4 * work->run->digits;
    work->support = _arb_vec_init(2);
    col_density_support(work->support, work->support + 1, &work->ensemble, precision);
}

bool spectrum_analyse(spectrum *work)
{
    if (!work->has_coupling)
        find_support(work);
    else if (!find_modes(work))
        return false;
    if (work->rates == SPECTRUM_GLOBAL)
        return find_generator(work);
    if (work->has_coupling)
        find_rates(work);
    spectrum_separate(work);
    return true;
}
