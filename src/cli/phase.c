/* collapsar phase: a rectangle of two parameters, divided by the states that exist and their stability. */
#include "phase.h"

#include "model.h"

#include <stdlib.h>

enum { LINES = 64, AREA_BITS = 256 };

/* --x and --y: a parameter of the model and its two ends. */
static bool read_axis(col_phase_axis *axis, col_run *run, const col_model *model, const char *option)
{
    char *key;
    if (!col_run_span(&key, axis->lo, axis->hi, run, option))
        return false;
    ptrdiff_t index = key ? col_model_parameter(model, key) : -1;
    if (!key)
        col_error_input(&run->error, "--%s is missing, expected --%s NAME=LO:HI", option, option);
    else if (index < 0)
        col_error_input(&run->error, "--%s: the model has no parameter '%.80s'", option, key);
    axis->parameter = index < 0 ? 0 : (size_t)index;
    free(key);
    return index >= 0;
}

static bool read_eps(fmpq_t eps, col_run *run)
{
    fmpq_set_si(eps, 1, 1000);
    if (!col_run_number(eps, run, "eps"))
        return false;
    if (fmpq_sgn(eps) <= 0)
        col_error_input(&run->error, "--eps: expected a number above 0");
    return fmpq_sgn(eps) > 0;
}

/* Between the certain part and that with the whole band added. */
static void enclose_area(arb_t out, const col_phase *phase, const col_phase_region *region)
{
    fmpq_t most;
    arb_t upper;
    fmpq_init(most);
    arb_init(upper);
    fmpq_add(most, region->area, phase->undecided_area);
    arb_set_fmpq(out, region->area, AREA_BITS);
    arb_set_fmpq(upper, most, AREA_BITS);
    arb_union(out, out, upper, AREA_BITS);
    arb_clear(upper);
    fmpq_clear(most);
}

static json_t *phase_json(const col_run *run, const col_phase *phase)
{
    json_t *json = col_run_json(run), *regions = json_array(), *boundary = json_array(), *curves = json_array();
    arb_t area;
    arb_init(area);
    for (size_t i = 0; i < phase->region_count; i++) {
        json_t *region = json_object();
        enclose_area(area, phase, &phase->regions[i]);
        json_object_set_new(region, "label", col_json_text(phase->regions[i].label));
        json_object_set_new(region, "area", col_json_certified(area, run->digits));
        json_array_append_new(regions, region);
    }
    arb_clear(area);
    for (size_t i = 0; i < phase->point_count; i++) {
        json_t *point = json_object();
        json_object_set_new(point, "x", col_json_certified(phase->points[i].x, run->digits));
        json_object_set_new(point, "y", col_json_certified(phase->points[i].y, run->digits));
        json_object_set_new(point, "curve", json_integer((json_int_t)phase->points[i].curve));
        json_array_append_new(boundary, point);
    }
    for (size_t i = 0; i < phase->curve_count; i++) {
        json_t *curve = json_object();
        json_object_set_new(curve, "zero_of", col_json_text(phase->curves[i].text));
        json_object_set_new(curve, "polynomial", json_boolean(phase->curves[i].polynomial));
        json_array_append_new(curves, curve);
    }
    json_object_set_new(json, "regions", regions);
    json_object_set_new(json, "undecided_area", col_json_rational(phase->undecided_area, run->digits));
    json_object_set_new(json, "curves", curves);
    json_object_set_new(json, "boundary", boundary);
    json_object_set_new(json, "remarks", col_json_text(phase->remarks));
    return json;
}

static void print_notes(col_run *run, const col_phase *phase)
{
    col_text *out = &run->result;
    for (size_t i = 0; i < phase->curve_count; i++)
        col_text_printf(out, "%sboundary: %s = 0%s\n", i ? "" : "\n", phase->curves[i].text,
                        phase->curves[i].polynomial ? " (exact polynomial)" : "");
    col_text_append(out, phase->remarks);
}

static void print(col_run *run, const col_phase *phase)
{
    col_listing *listing = col_listing_new(run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "label", "region", "region");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "area", NULL, NULL);
    arb_t area;
    arb_init(area);
    for (size_t i = 0; i < phase->region_count; i++) {
        enclose_area(area, phase, &phase->regions[i]);
        col_listing_put_text(listing, phase->regions[i].label);
        col_listing_put_certified(listing, area);
    }
    arb_set_fmpq(area, phase->undecided_area, AREA_BITS);
    col_listing_put_text(listing, "undecided");
    col_listing_put_certified(listing, area);
    arb_clear(area);
    json_t *json = run->format == COL_FORMAT_JSON ? phase_json(run, phase) : NULL;
    col_run_print(run, listing, "tab:phase", "Regions of the phase diagram and their areas.", json);
    col_listing_free(listing);
    if (col_run_takes_remarks(run)) {
        size_t start = run->result.length;
        print_notes(run, phase);
        col_run_remark(run, start);
    }
}

static col_exit exit_status(const col_phase *phase)
{
    bool decided = phase->fine && phase->region_count > 0;
    for (size_t i = 0; i < phase->region_count; i++)
        for (size_t k = 0; k < phase->state_count; k++) {
            const col_phase_status *state = &phase->regions[i].states[k];
            decided = decided && !(state->exists && state->stability == COL_STABILITY_UNDECIDED);
        }
    return decided ? COL_EXIT_CERTIFIED : COL_EXIT_UNDECIDED;
}

static col_exit map_model(col_run *run, col_model *model)
{
    col_phase_axis x, y;
    col_conditions settings = {0};
    col_phase phase = {0};
    fmpq_t eps;
    fmpq_init(x.lo);
    fmpq_init(x.hi);
    fmpq_init(y.lo);
    fmpq_init(y.hi);
    fmpq_init(eps);
    col_exit status;
    const col_phase_options options = {eps, LINES, run->digits, run->effort, run->budget, run->threads};
    if (read_axis(&x, run, model, "x") && read_axis(&y, run, model, "y") && read_eps(eps, run)
        && col_run_model_settings(&settings, run, model)
        && col_phase_map(&phase, model, &settings, &x, &y, &options, &run->error)) {
        while (col_run_next_format(run))
            print(run, &phase);
        status = phase_plot(run, model, &phase, &x, &y) ? exit_status(&phase) : col_run_failure(run);
    } else {
        status = col_run_failure(run);
    }
    col_phase_clear(&phase);
    col_conditions_clear(&settings);
    fmpq_clear(eps);
    fmpq_clear(y.hi);
    fmpq_clear(y.lo);
    fmpq_clear(x.hi);
    fmpq_clear(x.lo);
    return status;
}

static col_exit phase(col_run *run)
{
    col_document *document;
    col_model *model = col_run_model(&document, run);
    col_exit status = model ? map_model(run, model) : col_run_failure(run);
    col_document_free(document);
    return status;
}

static const col_option options[] = {
    {"x", "NAME=LO:HI", "the parameter along the horizontal axis, and its ends"},
    {"y", "NAME=LO:HI", "the parameter along the vertical axis, and its ends"},
    {"set", "NAME=VALUE,...", "values of all other parameters: numbers or constant expressions"},
    {"eps", "E", "width of what stays undecided, the rectangle's sides being 1 (default 1/1000)"},
    {NULL, NULL, NULL}};

const col_command col_command_phase = {
    .name = "phase",
    .summary = "certified phase diagram of two parameters",
    .operands = "FILE[#MODEL]",
    .least = 1,
    .most = 1,
    .takes = COL_TAKES_PLOT,
    .options = options,
    .description =
        "Divides a rectangle of two parameters by which named states of the model exist there\n"
        "and whether they are stable, certified: one line a region, with its label and its\n"
        "area. What no enclosure decides is a thin band, whose area is reported last. The\n"
        "boundary is given by the functions that vanish on it and, in JSON, by enclosures of\n"
        "points on it. 'none': no named state exists; 'outside': outside the parameters'\n"
        "declared domain. Exit status 3: a stability is undecided, or the work allowed did not\n"
        "last to the width asked for.",
    .example =
        "  collapsar phase phase.md --x f=0:1 --y r=0:1 --set rho=1/100,rho_P=1/100\n"
        "  collapsar phase model.md#head --x s=0:1 --y r=0:1 --set rho=1/100 --plot phase.svg",
    .execute = phase};
