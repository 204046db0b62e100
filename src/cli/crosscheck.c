/* collapsar crosscheck: predictions against simulations. */
#include "crosscheck.h"

#include "../base/memory.h"
#include "crew.h"
#include "progress.h"

#include <cblas.h>
#include <math.h>
#include <stdlib.h>

/* Threads share the checks out; each check is the same whoever runs it. */
typedef struct {
    crosscheck_list list;
    size_t *numbers; /* of the checks in the catalogue */
    col_crosscheck_options options;
} workshop;

static void run_check(void *shop_, size_t i)
{
    workshop *shop = shop_;
    col_crosscheck_run(&shop->list.items[i], shop->numbers[i], &shop->options);
    col_progress_step();
}

/* The checks that fit --only; false, with the message in run->error, if none does. */
static bool choose(workshop *shop, col_run *run)
{
    const char *pattern = col_run_text(run, "only");
    size_t count = col_crosscheck_count();
    shop->numbers = col_calloc(count, sizeof *shop->numbers);
    for (size_t i = 0; i < count; i++)
        if (pattern == NULL || col_crosscheck_matches(i, pattern))
            shop->numbers[shop->list.count++] = i;
    if (shop->list.count > 0)
        return true;
    col_error_input(&run->error, "--only: no check is called '%.80s' or has that tag; --list names them all", pattern);
    return false;
}

bool col_crosscheck_read_wrong(double *wrong, col_run *run)
{
    fmpq_t percent;
    fmpq_init(percent);
    bool good = col_run_number(percent, run, "wrong");
    *wrong = fmpq_get_d(percent) / 100;
    fmpq_clear(percent);
    return good;
}

static void print_names(col_run *run, const workshop *shop)
{
    col_listing *listing = col_listing_new(run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "name", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "tag", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "statement", NULL, NULL);
    for (size_t i = 0; i < shop->list.count; i++) {
        col_listing_put_text(listing, col_crosscheck_name(shop->numbers[i]));
        col_listing_put_text(listing, col_crosscheck_tag(shop->numbers[i]));
        col_listing_put_text(listing, col_crosscheck_statement(shop->numbers[i]));
    }
    json_t *json = col_run_json(run);
    json_object_set_new(json, "checks", col_listing_json(listing));
    col_run_print(run, listing, "tab:checks", "Checks of theory against simulation.", json);
    col_listing_free(listing);
}

static bool draw(col_run *run, const crosscheck_list *list)
{
    if (run->plot == NULL)
        return true;
    col_figure *figure = col_crosscheck_figure(list);
    bool good = col_run_plot(run, figure);
    col_figure_free(figure);
    return good;
}

static col_exit run_checks(col_run *run, workshop *shop)
{
    openblas_set_num_threads(1); /* sums in the same order whatever --threads says */
    shop->list.items = col_calloc(shop->list.count, sizeof *shop->list.items);
    col_progress_start("checks", shop->list.count, run->quiet);
    col_crew_work(run_check, shop, shop->list.count, run->threads);
    col_progress_end();
    while (col_run_next_format(run))
        col_crosscheck_print(run, &shop->list);
    bool pass = true, drawn = draw(run, &shop->list);
    for (size_t i = 0; i < shop->list.count; i++) {
        pass = pass && shop->list.items[i].pass;
        col_check_clear(&shop->list.items[i]);
    }
    free(shop->list.items);
    return !drawn ? col_run_failure(run) : pass ? COL_EXIT_CERTIFIED : COL_EXIT_FAILED;
}

static col_exit execute(col_run *run)
{
    run->outcome = "passed";
    if (run->plot != NULL && (run->operand_count > 0 || col_run_has(run, "list"))) {
        col_error_input(&run->error, "--plot: there is a figure of the theory's checks only");
        return COL_EXIT_USAGE;
    }
    if (run->operand_count > 0)
        return col_crosscheck_file(run);
    if (col_run_has(run, "set")) {
        col_error_input(&run->error, "--set: parameters belong to a FILE");
        return COL_EXIT_USAGE;
    }
    workshop shop = {.options = col_crosscheck_options_default()};
    col_exit status = COL_EXIT_CERTIFIED;
    shop.options.seed = run->seed;
    shop.options.longer = col_run_has(run, "long");
    if (!col_crosscheck_read_wrong(&shop.options.wrong, run) || !choose(&shop, run)) {
        status = COL_EXIT_USAGE;
    } else if (col_run_has(run, "list")) {
        while (col_run_next_format(run))
            print_names(run, &shop);
    } else {
        status = run_checks(run, &shop);
    }
    free(shop.numbers);
    return status;
}

static const col_option options[] = {
    {"only", "PATTERN", "checks whose name or tag fits the shell pattern, such as 'slow-*' or O3"},
    {"list", NULL, "name the checks instead of running them"},
    {"long", NULL, "larger sizes and more random starts"},
    {"set", "NAME=VALUE,...", "with FILE: values of parameters; the others are drawn at random"},
    {"wrong", "PERCENT", NULL}, /* moves every prediction: a check that passes all the same notices nothing */
    {NULL, NULL, NULL}};

const col_command col_command_crosscheck = {
    .name = "crosscheck",
    .summary = "predictions of the theory, or of a file, against simulations",
    .operands = "[FILE[#MODEL]]",
    .most = 1,
    .takes = COL_TAKES_SEED | COL_TAKES_PLOT,
    .options = options,
    .description =
        "Compares every prediction with a simulation that could contradict it: a certified\n"
        "enclosure, a number read off the simulated flow of the full matrix model, and the\n"
        "error of that number, found by repeating the simulation with the integrator's\n"
        "tolerance halved, longer fits, larger sizes or other random starts. A check passes\n"
        "if the two are at most 4 errors apart. 'notices' is the smallest mistake, relative\n"
        "to the prediction, that would have made the check fail. The exit status is 1 if a\n"
        "check fails.\n"
        "\n"
        "With a FILE, the claims and states of its models are checked instead, at random\n"
        "parameters of their domains: formulas in double precision against their rounding\n"
        "errors, limits along a sequence, and in the simulated flow rates of growth and decay,\n"
        "starts near a state, conserved quantities, and where random starts of a box end.\n"
        "What could not be compared is open, and the exit status then 3.",
    .example =
        "  collapsar crosscheck --plot deviations.svg\n"
        "  collapsar crosscheck --only 'slow-*'\n"
        "  collapsar crosscheck model.md --set s=9/10",
    .execute = execute};
