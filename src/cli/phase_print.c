/* collapsar phase: the tables and the JSON object. */
#include "phase.h"

#include <collapsar/decimal.h>

enum { AREA_BITS = 256 };

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

static const char *mark_name(const col_phase_mark *mark)
{
    return mark->kind == COL_PHASE_SINGULAR ? "singular point" : mark->kind == COL_PHASE_CROSSING ? "crossing" : "end";
}

static json_t *place_json(const arb_t x, const arb_t y, long digits)
{
    json_t *json = json_object();
    json_object_set_new(json, "x", col_json_certified(x, digits));
    json_object_set_new(json, "y", col_json_certified(y, digits));
    return json;
}

static json_t *phase_json(const col_run *run, const col_phase *phase)
{
    json_t *json = col_run_json(run), *regions = json_array(), *boundary = json_array(), *curves = json_array();
    json_t *marks = json_array();
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
        json_object_set_new(point, "below", col_json_text(phase->regions[phase->points[i].below].label));
        json_object_set_new(point, "above", col_json_text(phase->regions[phase->points[i].above].label));
        json_array_append_new(boundary, point);
    }
    for (size_t i = 0; i < phase->curve_count; i++) {
        json_t *curve = json_object();
        json_object_set_new(curve, "zero_of", col_json_text(phase->curves[i].text));
        json_object_set_new(curve, "polynomial", json_boolean(phase->curves[i].polynomial));
        json_object_set_new(curve, "type", col_json_text(phase->curves[i].type));
        if (phase->curves[i].type)
            json_object_set_new(curve, "certified_at", place_json(phase->curves[i].x, phase->curves[i].y, run->digits));
        json_array_append_new(curves, curve);
    }
    for (size_t i = 0; i < phase->mark_count; i++) {
        const col_phase_mark *mark = &phase->marks[i];
        json_t *point = place_json(mark->x, mark->y, run->digits);
        json_object_set_new(point, "kind", col_json_text(mark_name(mark)));
        json_object_set_new(point, "curves", json_pack("[i, i]", (int)mark->curves[0], (int)mark->curves[1]));
        json_array_append_new(marks, point);
    }
    json_object_set_new(json, "regions", regions);
    const fmpq *undecided = phase->undecided_area;
    json_object_set_new(json, "undecided_area", col_json_rational(undecided, run->digits));
    json_object_set_new(json, "curves", curves);
    json_object_set_new(json, "boundary", boundary);
    json_object_set_new(json, "points", marks);
    json_object_set_new(json, "remarks", col_json_text(phase->remarks));
    return json;
}

/* The pairs of regions that a curve was seen between, each once. */
static void print_sides(col_text *out, const col_phase *phase, size_t curve)
{
    size_t seen = 0;
    for (size_t i = 0; i < phase->point_count; i++) {
        const col_phase_point *point = &phase->points[i];
        bool known = point->curve != curve;
        for (size_t k = 0; k < i && !known; k++) {
            const col_phase_point *other = &phase->points[k];
            known = other->curve == curve
                && ((other->below == point->below && other->above == point->above)
                    || (other->below == point->above && other->above == point->below));
        }
        if (known)
            continue;
        col_text_printf(out, "    %s '%s' and '%s'\n", seen++ ? "and   " : "between",
                        phase->regions[point->below].label, phase->regions[point->above].label);
    }
}

static void print_place(col_text *out, const arb_t x, const arb_t y, long digits)
{
    col_text_append(out, "(");
    col_decimal_short(out, x, digits);
    col_text_append(out, ", ");
    col_decimal_short(out, y, digits);
    col_text_append(out, ")");
}

static void print_notes(col_run *run, const col_phase *phase)
{
    col_text *out = &run->result;
    for (size_t i = 0; i < phase->curve_count; i++) {
        const col_phase_curve *curve = &phase->curves[i];
        col_text_printf(out, "%sboundary %zu: %s = 0%s\n", i ? "" : "\n", i + 1, curve->text,
                        curve->polynomial ? " (exact, irreducible)" : "");
        if (curve->type) {
            col_text_printf(out, "    %s, certified at ", curve->type);
            print_place(out, curve->x, curve->y, run->digits);
            col_text_append(out, "\n");
        }
        print_sides(out, phase, i);
    }
    for (size_t i = 0; i < phase->mark_count; i++) {
        const col_phase_mark *mark = &phase->marks[i];
        if (mark->kind == COL_PHASE_SINGULAR)
            col_text_printf(out, "singular point of boundary %zu's curve at ", mark->curves[0] + 1);
        else if (mark->kind == COL_PHASE_END)
            col_text_printf(out, "end of boundary %zu at ", mark->curves[0] + 1);
        else
            col_text_printf(out, "crossing of the curves of boundaries %zu and %zu at ", mark->curves[0] + 1, mark->curves[1] + 1);
        print_place(out, mark->x, mark->y, run->digits);
        col_text_append(out, "\n");
    }
    col_text_append(out, phase->remarks);
}

/* In text an area is told by its two bounds, with all digits asked for: its short form would end where they part. */
static void add_area(col_listing *listing, const arb_t area, const col_run *run)
{
    if (run->format != COL_FORMAT_TEXT) {
        col_listing_put_certified(listing, area);
        return;
    }
    for (int upper = 0; upper < 2; upper++) {
        col_text bound;
        col_text_init(&bound);
        (upper ? col_decimal_upper : col_decimal_lower)(&bound, area, run->digits);
        col_listing_put_text(listing, bound.data);
        col_text_clear(&bound);
    }
}

static void begin_row(col_listing *listing, const char *kind, const char *label)
{
    col_listing_put_text(listing, kind);
    col_listing_put_text(listing, label);
}

static void put_blanks(col_listing *listing, int count)
{
    for (int i = 0; i < count; i++)
        col_listing_put_none(listing);
}

static void put_region(col_listing *listing, const char *label, const arb_t area)
{
    begin_row(listing, "region", label);
    col_listing_put_certified(listing, area);
    put_blanks(listing, 5);
}

/* No area; x, y and the curve's number, counted from 1 as in the text. */
static void put_place(col_listing *listing, const arb_t x, const arb_t y, size_t curve)
{
    col_listing_put_none(listing);
    col_listing_put_certified(listing, x);
    col_listing_put_certified(listing, y);
    col_listing_put_integer(listing, (slong)curve + 1);
}

/* With the point at which its type is certified. */
static void put_curve(col_listing *listing, const col_phase_curve *curve, size_t index)
{
    begin_row(listing, "curve", curve->text);
    if (curve->type) {
        put_place(listing, curve->x, curve->y, index);
    } else {
        put_blanks(listing, 3);
        col_listing_put_integer(listing, (slong)index + 1);
    }
    put_blanks(listing, 2);
}

static void put_point(col_listing *listing, const col_phase *phase, const col_phase_point *point)
{
    const char *type = phase->curves[point->curve].type;
    begin_row(listing, "boundary", type ? type : "");
    put_place(listing, point->x, point->y, point->curve);
    col_listing_put_text(listing, phase->regions[point->below].label);
    col_listing_put_text(listing, phase->regions[point->above].label);
}

static void put_mark(col_listing *listing, const col_phase_mark *mark)
{
    begin_row(listing, "point", mark_name(mark));
    put_place(listing, mark->x, mark->y, mark->curves[0]);
    put_blanks(listing, 2);
}

static col_listing *csv_columns(long digits)
{
    static const char *const numbers[] = {"area", "x", "y"};
    col_listing *listing = col_listing_new(digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "kind", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "label", NULL, NULL);
    for (int i = 0; i < 3; i++)
        col_listing_column(listing, COL_COLUMN_CERTIFIED, numbers[i], NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "curve", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "below", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "above", NULL, NULL);
    return listing;
}

/* All that is known, one row each; cells that do not apply to its kind are empty. */
static void print_csv(col_run *run, const col_phase *phase)
{
    col_listing *listing = csv_columns(run->digits);
    arb_t area;
    arb_init(area);
    for (size_t i = 0; i < phase->region_count; i++) {
        enclose_area(area, phase, &phase->regions[i]);
        put_region(listing, phase->regions[i].label, area);
    }
    arb_set_fmpq(area, phase->undecided_area, AREA_BITS);
    put_region(listing, "undecided", area);
    for (size_t i = 0; i < phase->curve_count; i++)
        put_curve(listing, &phase->curves[i], i);
    for (size_t i = 0; i < phase->point_count; i++)
        put_point(listing, phase, &phase->points[i]);
    for (size_t i = 0; i < phase->mark_count; i++)
        put_mark(listing, &phase->marks[i]);
    col_run_print(run, listing, "", "", NULL);
    col_listing_free(listing);
    arb_clear(area);
}

void phase_print(col_run *run, const col_phase *phase)
{
    if (run->format == COL_FORMAT_CSV) {
        print_csv(run, phase);
        return;
    }
    col_listing *listing = col_listing_new(run->digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "label", "region", "region");
    if (run->format == COL_FORMAT_TEXT) {
        col_listing_column(listing, COL_COLUMN_TEXT, "area_lo", "area at least", NULL);
        col_listing_column(listing, COL_COLUMN_TEXT, "area_hi", "at most", NULL);
    } else {
        col_listing_column(listing, COL_COLUMN_CERTIFIED, "area", NULL, NULL);
    }
    arb_t area;
    arb_init(area);
    for (size_t i = 0; i < phase->region_count; i++) {
        enclose_area(area, phase, &phase->regions[i]);
        col_listing_put_text(listing, phase->regions[i].label);
        add_area(listing, area, run);
    }
    arb_set_fmpq(area, phase->undecided_area, AREA_BITS);
    col_listing_put_text(listing, "undecided");
    add_area(listing, area, run);
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
