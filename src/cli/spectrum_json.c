/* collapsar spectrum: the JSON object. */
#include "spectrum.h"

#include <string.h>

static json_t *certified(const arb_t x, const spectrum *work)
{
    return col_json_certified(x, work->run->digits + 2);
}

/* mu and 1 - mu, as exact numbers where they are known to be rational. */
static void add_squares(json_t *json, const spectrum *work, const col_mode *mode)
{
    if (!mode->rational) {
        json_object_set_new(json, "mu", certified(mode->mu, work));
        json_object_set_new(json, "gap", certified(mode->gap, work));
        return;
    }
    fmpq_t gap;
    fmpq_init(gap);
    fmpq_sub_si(gap, mode->value, 1);
    fmpq_neg(gap, gap);
    json_object_set_new(json, "mu", col_json_rational(mode->value, work->run->digits + 2));
    json_object_set_new(json, "gap", col_json_rational(gap, work->run->digits + 2));
    fmpq_clear(gap);
}

static void add_rates(json_t *json, const spectrum *work, const json_t *row, size_t i)
{
    static const char *const keys[] = {"slow", "fast", "separation"};
    if (work->mode_rates == NULL) {
        for (int key = 0; key < 3; key++)
            json_object_set(json, keys[key], json_object_get(row, keys[key]));
        return;
    }
    const col_rates *rates = &work->mode_rates[i];
    json_object_set_new(json, "slow", certified(rates->slow, work));
    json_object_set_new(json, "fast", certified(rates->fast, work));
    json_object_set_new(json, "separation", arb_is_zero(rates->slow) ? json_null() : certified(rates->separation, work));
    json_object_set_new(json, "slow_lower", certified(rates->slow_lower, work));
    json_object_set_new(json, "slow_upper", certified(rates->slow_upper, work));
}

static json_t *mode_json(const spectrum *work, const json_t *row, size_t i)
{
    const col_mode *mode = &work->modes.items[i];
    json_t *json = json_object();
    json_object_set_new(json, "s", certified(mode->s, work));
    add_squares(json, work, mode);
    json_object_set_new(json, "multiplicity", json_integer((json_int_t)mode->multiplicity));
    add_rates(json, work, row, i);
    json_object_set_new(json, "equal", json_boolean(mode->equal));
    return json;
}

static json_t *modes_json(const spectrum *work)
{
    json_t *modes = json_array();
    col_listing *listing = spectrum_modes_listing(work, true);
    json_t *rows = col_listing_json(listing);
    for (size_t i = 0; i < work->modes.count; i++)
        json_array_append_new(modes, mode_json(work, json_array_get(rows, i), i));
    json_decref(rows);
    col_listing_free(listing);
    return modes;
}

static json_t *rates_json(const spectrum *work)
{
    static const char *const kinds[] = {"unit", "balanced", "global"};
    long digits = work->run->digits;
    json_t *json = json_object();
    json_object_set_new(json, "kind", col_json_text(kinds[work->rates]));
    if (work->rates == SPECTRUM_GLOBAL) {
        json_object_set_new(json, "x", col_json_rational(work->eta_x, digits));
        json_object_set_new(json, "y", col_json_rational(work->eta_y, digits));
    } else {
        json_object_set_new(json, "alpha", col_json_rational(work->alpha, digits));
        json_object_set_new(json, "beta", col_json_rational(work->beta, digits));
    }
    return json;
}

static json_t *listing_json(col_listing *listing)
{
    json_t *json = col_listing_json(listing);
    col_listing_free(listing);
    return json;
}

static json_t *pairs_json(const spectrum *work)
{
    json_t *pairs = json_array();
    char a[32], b[32];
    for (size_t i = 0; i < work->pair_count; i++) {
        const spectrum_pair *pair = &work->pairs[i];
        json_t *json = json_object();
        json_object_set_new(json, "a", col_json_text(spectrum_name(work, pair->a, a)));
        json_object_set_new(json, "b", col_json_text(spectrum_name(work, pair->b, b)));
        json_object_set_new(json, "collapses", json_boolean(pair->collapses));
        json_object_set_new(json, "time", pair->collapses ? certified(pair->time, work) : json_null());
        json_array_append_new(pairs, json);
    }
    return pairs;
}

static json_t *curve_json(const spectrum *work)
{
    json_t *curve = json_array();
    for (slong i = 0; i < work->point_count; i++) {
        json_t *json = json_object();
        json_object_set_new(json, "t", col_json_rational(work->times + i, 20));
        json_object_set_new(json, "mean", certified(work->means + i, work));
        json_array_append_new(curve, json);
    }
    return curve;
}

static json_t *density_json(const spectrum *work)
{
    long digits = work->run->digits;
    json_t *json = json_object(), *moments = json_array();
    fmpq_t exponent;
    fmpq *values = _fmpq_vec_init(9);
    fmpq_init(exponent);
    col_density_exponent(exponent, &work->ensemble);
    col_density_moments(values, 9, &work->ensemble);
    json_object_set_new(json, "lo", certified(work->support, work));
    json_object_set_new(json, "hi", certified(work->support + 1, work));
    json_object_set_new(json, "exponent", col_json_rational(exponent, digits));
    for (slong n = 0; n < 9; n++)
        json_array_append_new(moments, col_json_rational(values + n, digits));
    json_object_set_new(json, "moments_of_mu", moments);
    fmpq_clear(exponent);
    _fmpq_vec_clear(values, 9);
    return json;
}

static json_t *lines_json(const col_text *text)
{
    json_t *lines = json_array();
    for (const char *at = text->data; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        json_array_append_new(lines, json_stringn(at, length));
        at += length + (at[length] != '\0');
    }
    return lines;
}

static void add_coupling(json_t *json, const spectrum *work)
{
    const col_coupling *coupling = &work->coupling;
    bool known = work->has_coupling;
    json_object_set_new(json, "components", json_integer(known ? (json_int_t)coupling->components : 1));
    json_object_set_new(json, "classifiable", json_boolean(known && coupling->classifiable));
    json_object_set_new(json, "frustrated_fraction",
        col_json_rational(known ? coupling->frustrated : work->ensemble.f, work->run->digits));
    json_object_set_new(json, "labels", known ? json_integer((json_int_t)coupling->labels) : json_null());
    json_object_set_new(json, "samples", work->has_data ? json_integer((json_int_t)coupling->samples) : json_null());
}

json_t *spectrum_json(const spectrum *work)
{
    json_t *json = col_run_json(work->run);
    json_object_set_new(json, "modes", modes_json(work));
    add_coupling(json, work);
    json_object_set_new(json, "rates", rates_json(work));
    if (!work->has_coupling)
        json_object_set_new(json, "density", density_json(work));
    if (work->has_generator)
        json_object_set_new(json, "generator", listing_json(spectrum_generator_listing(work)));
    if (work->pair_count > 0)
        json_object_set_new(json, "pairs", pairs_json(work));
    if (work->has_data)
        json_object_set_new(json, "limits", listing_json(spectrum_limits_listing(work)));
    if (work->means != NULL)
        json_object_set_new(json, "curve", curve_json(work));
    json_object_set_new(json, "left_out", lines_json(&work->left_out));
    json_object_set_new(json, "undecided", lines_json(&work->undecided));
    return json;
}
