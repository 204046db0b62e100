/* What a subcommand hands back: the table or the JSON object in the format asked for, and its figure. */
#include "options.h"

#include "config.h"
#include "../base/memory.h"
#include "../report/latex.h"

#include <collapsar/html.h>
#include <stdlib.h>
#include <string.h>

/* The options as they were typed; the same name several times gives an array. */
static json_t *given_options(const col_run *run)
{
    json_t *options = json_object();
    for (size_t i = 0; i < run->given_count; i++) {
        const char *name = run->given[i].option->name, *value = run->given[i].value;
        json_t *typed = value ? col_json_text(value) : json_true();
        json_t *before = json_object_get(options, name);
        if (json_is_array(before)) {
            json_array_append_new(before, typed);
        } else if (before) {
            json_t *both = json_array();
            json_array_append(both, before);
            json_array_append_new(both, typed);
            json_object_set_new(options, name, both);
        } else {
            json_object_set_new(options, name, typed);
        }
    }
    return options;
}

json_t *col_run_json(const col_run *run)
{
    json_t *json = json_object(), *input = json_object(), *operands = json_array();
    for (size_t i = 0; i < run->operand_count; i++)
        json_array_append_new(operands, col_json_text(run->operands[i]));
    json_object_set_new(input, "arguments", operands);
    json_object_set_new(input, "options", given_options(run));
    json_object_set_new(input, "digits", json_integer(run->digits));
    json_object_set_new(input, "effort", json_integer((json_int_t)run->effort));
    if (run->command->takes & COL_TAKES_CENTRE)
        json_object_set_new(input, "centre", json_boolean(run->centre));
    if (run->command->takes & COL_TAKES_SEED)
        json_object_set_new(input, "seed", json_integer((json_int_t)run->seed));
    json_object_set_new(json, "collapsar", col_json_text(PACKAGE_VERSION));
    json_object_set_new(json, "command", col_json_text(run->command->name));
    json_object_set_new(json, "input", input);
    return json;
}

bool col_run_next_format(col_run *run)
{
    col_renderings *renderings = run->renderings;
    if (renderings == NULL)
        return run->formats_begun++ == 0;
    if (run->formats_begun > 0) {
        col_text *kept = &renderings->results[run->format], printed = run->result;
        run->result = *kept;
        *kept = printed;
    }
    if (run->formats_begun == COL_FORMATS)
        return false;
    run->format = (col_format)run->formats_begun++;
    return true;
}

bool col_run_is_timed(const col_run *run)
{
    return run->renderings == NULL;
}

bool col_run_takes_remarks(const col_run *run)
{
    return run->format == COL_FORMAT_TEXT || run->format == COL_FORMAT_HTML;
}

void col_run_remark(col_run *run, size_t start)
{
    if (run->format != COL_FORMAT_HTML || run->result.length == start)
        return;
    char *words = col_strdup(run->result.data + start);
    run->result.length = start;
    run->result.data[start] = '\0';
    col_html_lines(&run->result, words);
    free(words);
}

bool col_run_is_for_people(const col_run *run)
{
    return run->format == COL_FORMAT_TEXT || run->format == COL_FORMAT_LATEX || run->format == COL_FORMAT_HTML;
}

void col_run_print_json(col_run *run, json_t *json)
{
    col_json_print(&run->result, json);
    json_decref(json);
}

/* A table of a report is labelled by the artefact's name, with a number from the second table on; the enclosures of its
 * numbers follow. */
static void print_latex_for_report(col_run *run, const col_listing *listing, const char *caption)
{
    col_text label, title;
    col_text_init(&label);
    col_text_init(&title);
    col_text_printf(&label, "tab:%s", run->renderings->name);
    if (run->renderings->tables++ > 0)
        col_text_printf(&label, "-%u", run->renderings->tables);
    col_latex_escape(&title, run->renderings->title);
    col_text_printf(&title, ". %s", caption);
    col_listing_print_latex(&run->result, listing, label.data, title.data);
    col_listing *ends = col_listing_enclosures(listing);
    if (ends) {
        col_text_append(&label, "-enclosures");
        col_text_append(&title, " Every certified number lies between these bounds.");
        col_latex_reopen(&run->result);
        col_listing_print_latex(&run->result, ends, label.data, title.data);
    }
    col_listing_free(ends);
    col_text_clear(&label);
    col_text_clear(&title);
}

static void print_latex(col_run *run, const col_listing *listing, const char *label, const char *caption)
{
    col_latex_reopen(&run->result);
    if (run->renderings)
        print_latex_for_report(run, listing, caption);
    else
        col_listing_print_latex(&run->result, listing, label, caption);
}

void col_run_print(col_run *run, const col_listing *listing, const char *label, const char *caption, json_t *json)
{
    switch (run->format) {
    case COL_FORMAT_TEXT: col_listing_print(&run->result, listing); break;
    case COL_FORMAT_CSV: col_listing_print_csv(&run->result, listing); break;
    case COL_FORMAT_LATEX: print_latex(run, listing, label, caption); break;
    case COL_FORMAT_HTML: col_listing_print_html(&run->result, listing, caption); break;
    case COL_FORMAT_JSON: col_json_print(&run->result, json); break;
    case COL_FORMATS: break;
    }
    json_decref(json);
}

/* PNG files can't say where they come from, so a report has none. */
static bool plot_for_report(col_run *run, col_figure *figure)
{
    bool good = true;
    col_figure_describe(figure, run->renderings->title, run->renderings->source);
    for (int format = 0; good && format < COL_FIGURE_FORMATS; format++) {
        col_text *out = &run->renderings->figures[format];
        col_text_reset(out);
        if (format != COL_FIGURE_PNG)
            good = col_figure_render(out, figure, (col_figure_format)format, &run->error);
    }
    return good;
}

bool col_run_plot(col_run *run, col_figure *figure)
{
    if (run->plot == NULL)
        return true;
    if (run->renderings)
        return plot_for_report(run, figure);
    col_figure_format format;
    if (!col_figure_format_of(&format, run->plot)) {
        col_error_input(&run->error, "--plot: '%.80s' ends in none of .svg, .pdf, .png, .tex", run->plot);
        return false;
    }
    col_text_reset(&run->picture);
    return col_figure_render(&run->picture, figure, format, &run->error);
}

col_text *col_run_add_file(col_run *run, const char *path)
{
    run->files = col_grow(run->files, run->file_count, &run->file_capacity, sizeof *run->files);
    struct col_file *file = &run->files[run->file_count++];
    file->path = col_strdup(path);
    col_text_init(&file->content);
    return &file->content;
}

col_exit col_run_failure(const col_run *run)
{
    return run->error.fault == COL_FAULT_RESOURCE ? COL_EXIT_FAULT : COL_EXIT_USAGE;
}
