/* collapsar crosscheck: the listing and its JSON. */
#include "crosscheck.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void col_crosscheck_put_number(col_listing *listing, double value, bool brief)
{
    char text[32];
    snprintf(text, sizeof text, "%.1e", value);
    if (isfinite(value))
        col_listing_put_number(listing, brief ? strtod(text, NULL) : value);
    else
        col_listing_put_none(listing);
}

/* brief: for people, at most eight digits. with_statement: what is predicted, in words, where there is room for it. */
static col_listing *check_listing(const crosscheck_list *list, long digits, bool brief, bool with_statement)
{
    col_listing *listing = col_listing_new(brief && digits > 8 ? 8 : digits);
    col_listing_column(listing, COL_COLUMN_TEXT, "pass", "", NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "name", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "tag", NULL, NULL);
    if (with_statement)
        col_listing_column(listing, COL_COLUMN_TEXT, "statement", "prediction", NULL);
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "predicted", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "simulated", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "error", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "sigma", NULL, "$\\sigma$");
    col_listing_column(listing, COL_COLUMN_NUMBER, "notices", NULL, NULL);
    for (size_t i = 0; i < list->count; i++) {
        const col_check *check = &list->items[i];
        col_listing_put_text(listing, check->pass ? "ok" : "FAILED");
        col_listing_put_text(listing, check->name);
        col_listing_put_text(listing, check->tag);
        if (with_statement)
            col_listing_put_text(listing, check->statement);
        col_listing_put_certified(listing, check->predicted);
        col_crosscheck_put_number(listing, check->simulated, false);
        col_crosscheck_put_number(listing, check->error, brief);
        col_crosscheck_put_number(listing, check->sigma, brief);
        col_crosscheck_put_number(listing, check->sensitivity, brief);
        if (!check->pass && check->reason[0] != '\0')
            col_listing_put_note(listing, check->reason);
    }
    return listing;
}

static json_t *check_json(const col_check *check, long digits)
{
    json_t *json = json_object(), *parts = json_object();
    json_object_set_new(json, "name", col_json_text(check->name));
    json_object_set_new(json, "tag", col_json_text(check->tag));
    json_object_set_new(json, "statement", col_json_text(check->statement));
    json_object_set_new(json, "predicted", col_json_certified(check->predicted, digits));
    json_object_set_new(json, "simulated", col_json_number(check->simulated));
    json_object_set_new(json, "tolerance", col_json_number(check->tolerance));
    json_object_set_new(json, "error", col_json_number(check->error));
    for (int part = 0; part < COL_ERROR_PARTS; part++)
        json_object_set_new(parts, col_error_part_name((col_error_part)part), col_json_number(check->parts[part]));
    json_object_set_new(json, "error_parts", parts);
    json_object_set_new(json, "difference", col_json_number(check->difference));
    json_object_set_new(json, "sigma", col_json_number(check->sigma));
    json_object_set_new(json, "sensitivity", col_json_number(check->sensitivity));
    json_object_set_new(json, "pass", json_boolean(check->pass));
    if (check->reason[0] != '\0')
        json_object_set_new(json, "reason", col_json_text(check->reason));
    return json;
}

static size_t failures(const crosscheck_list *list)
{
    size_t failed = 0;
    for (size_t i = 0; i < list->count; i++)
        failed += list->items[i].pass ? 0 : 1;
    return failed;
}

void col_crosscheck_print(col_run *run, const crosscheck_list *list)
{
    json_t *json = NULL;
    if (run->format == COL_FORMAT_JSON) {
        json_t *checks = json_array();
        for (size_t i = 0; i < list->count; i++)
            json_array_append_new(checks, check_json(&list->items[i], run->digits));
        json = col_run_json(run);
        json_object_set_new(json, "checks", checks);
        json_object_set_new(json, "failed", json_integer((json_int_t)failures(list)));
    }
    bool people = col_run_is_for_people(run);
    col_listing *listing = check_listing(list, run->digits, people, run->format == COL_FORMAT_HTML);
    col_run_print(run, listing, "tab:crosscheck", "Predictions against simulations.", json);
    if (run->format == COL_FORMAT_TEXT)
        col_text_printf(&run->result, "\n%zu %s: %zu passed, %zu failed\n", list->count, list->count == 1 ? "check" : "checks",
                        list->count - failures(list), failures(list));
    col_listing_free(listing);
}
