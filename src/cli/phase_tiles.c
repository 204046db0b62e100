/* collapsar phase: files of cells that are done. One format serves for tiles, to be merged, and for runs that are to be
 * resumed: what was asked for, the document, and the cells. */
#include "phase.h"

#include "model.h"
#include "options.h"
#include "output.h"

#include "../base/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const separate[] = {"tile", "resume", "merge"}; /* options that don't change the diagram */

void phase_forget_pieces(col_run *run)
{
    for (size_t i = 0; i < sizeof separate / sizeof *separate; i++)
        col_run_forget(run, separate[i]);
}

bool phase_tile_read(bool **wanted, col_run *run, const phase_job *job)
{
    const char *text = col_run_text(run, "tile"), *slash = text ? strchr(text, '/') : NULL;
    size_t cells = col_phase_cell_count(job->task);
    slong index, count;
    *wanted = NULL;
    if (text == NULL)
        return true;
    char *first = slash ? col_strndup(text, (size_t)(slash - text)) : NULL;
    bool good = slash && col_integer_parse(&count, "--tile", slash + 1, 1, PHASE_MOST_TILES, &run->error)
        && col_integer_parse(&index, "--tile", first, 1, count, &run->error);
    free(first);
    if (!slash)
        col_error_input(&run->error, "--tile: expected I/N, such as 2/8");
    if (!good)
        return false;
    *wanted = col_calloc(cells + 1, sizeof **wanted);
    for (size_t cell = 0; cell < cells; cell++)
        (*wanted)[cell] = cell % (size_t)count == (size_t)index - 1;
    return true;
}

json_t *phase_cells_json(const col_run *run, const phase_job *job)
{
    json_t *json = col_run_json(run), *document = json_object(), *done = json_array();
    json_object_set_new(document, "file", col_json_text(job->document->file));
    json_object_set_new(document, "text", col_json_text(job->document->text));
    for (size_t cell = 0; cell < col_phase_cell_count(job->task); cell++) {
        if (!col_phase_cell_is_done(job->task, cell))
            continue;
        size_t count;
        int64_t *numbers = col_phase_cell_numbers(&count, job->task, cell);
        json_t *entry = json_object(), *list = json_array();
        for (size_t i = 0; i < count; i++)
            json_array_append_new(list, json_integer(numbers[i]));
        json_object_set_new(entry, "cell", json_integer((json_int_t)cell));
        json_object_set_new(entry, "numbers", list);
        json_array_append_new(done, entry);
        free(numbers);
    }
    json_object_set_new(json, "document", document);
    json_object_set_new(json, "cells", json_integer((json_int_t)col_phase_cell_count(job->task)));
    json_object_set_new(json, "done", done);
    return json;
}

static json_t *load(const char *file, col_error *error)
{
    json_error_t wrong;
    json_t *json = strcmp(file, "-") == 0 ? json_loadf(stdin, 0, &wrong) : json_load_file(file, 0, &wrong);
    if (json == NULL)
        col_error_input(error, "%.200s:%d:%d: %.200s, expected a file of collapsar phase", file,
                        wrong.line > 0 ? wrong.line : 1, wrong.column > 0 ? wrong.column : 1, wrong.text);
    return json;
}

/* Is the file of the run, its document and as many cells? For a merge, the digits have to be the same, too. */
static bool same_run(const json_t *theirs, const json_t *ours)
{
    static const char *const keys[] = {"collapsar", "command", "document", "cells"};
    static const char *const asked[] = {"arguments", "options", "effort"};
    const json_t *a = json_object_get(theirs, "input"), *b = json_object_get(ours, "input");
    bool same = json_is_object(a) && json_is_object(b);
    for (size_t i = 0; same && i < sizeof keys / sizeof *keys; i++)
        same = json_equal(json_object_get(theirs, keys[i]), json_object_get(ours, keys[i])) != 0;
    for (size_t i = 0; same && i < sizeof asked / sizeof *asked; i++)
        same = json_equal(json_object_get(a, asked[i]), json_object_get(b, asked[i])) != 0;
    return same;
}

/* Takes the cells of a file over. */
static bool accept(phase_job *job, col_run *run, const json_t *json, const char *file)
{
    json_t *ours = phase_cells_json(run, job), *entry;
    bool good = same_run(json, ours);
    json_decref(ours);
    if (!good) {
        col_error_input(&run->error, "%.200s:1:1: of another run: other options, document or version", file);
        return false;
    }
    size_t index;
    json_array_foreach(json_object_get(json, "done"), index, entry) {
        const json_t *cell = json_object_get(entry, "cell"), *list = json_object_get(entry, "numbers");
        size_t count = json_array_size(list);
        int64_t *numbers = col_calloc(count + 1, sizeof *numbers);
        for (size_t i = 0; i < count; i++)
            numbers[i] = json_integer_value(json_array_get(list, i));
        json_int_t number = json_integer_value(cell);
        good = good && json_is_integer(cell) && number >= 0
            && col_phase_cell_accept(job->task, (size_t)number, numbers, count);
        free(numbers);
    }
    if (!good)
        col_error_input(&run->error, "%.200s:1:1: damaged: a cell is not what it has to be", file);
    return good;
}

bool phase_resume(phase_job *job, col_run *run, const char *file)
{
    if (access(file, F_OK) != 0 && errno == ENOENT)
        return true; /* the first time */
    json_t *json = load(file, &run->error);
    bool good = json != NULL && accept(job, run, json, file);
    json_decref(json);
    return good;
}

bool phase_keep(const phase_job *job, col_run *run, const char *file)
{
    json_t *json = phase_cells_json(run, job);
    col_text text;
    col_text_init(&text);
    phase_print_cells(&text, json);
    bool good = col_output_write(file, text.data, text.length, &run->error);
    col_text_clear(&text);
    json_decref(json);
    return good;
}

static int append(const char *bytes, size_t length, void *out)
{
    col_text_printf(out, "%.*s", (int)length, bytes);
    return 0;
}

void phase_print_cells(col_text *out, json_t *json)
{
    json_dump_callback(json, append, out, JSON_COMPACT);
    col_text_append(out, "\n");
}

/* The options of one name from a file. */
static void adopt_option(col_run *run, const char *name, const json_t *value)
{
    const col_option *option = run->command->options;
    while (option->name && strcmp(option->name, name) != 0)
        option++;
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; option->name && i < count; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        run->given = col_realloc(run->given, (run->given_count + 1) * sizeof *run->given);
        run->given[run->given_count++] = (struct col_given){option, json_string_value(one)};
    }
}

/* What was asked for when the file was written becomes what is asked for now. The run keeps pointers into json. */
static bool adopt(col_run *run, json_t *json)
{
    json_t *input = json_object_get(json, "input"), *options = json_object_get(input, "options"), *value;
    const char *operand = json_string_value(json_array_get(json_object_get(input, "arguments"), 0)), *name;
    const json_t *digits = json_object_get(input, "digits"), *effort = json_object_get(input, "effort");
    if (!json_is_object(options) || operand == NULL || !json_is_integer(digits) || !json_is_integer(effort)
        || json_integer_value(digits) < 1 || json_integer_value(effort) < 1)
        return false;
    run->given_count = 0;
    json_object_foreach(options, name, value)
        adopt_option(run, name, value);
    run->operands[0] = operand;
    run->operand_count = 1;
    run->digits = (long)json_integer_value(digits);
    run->effort = (ulong)json_integer_value(effort);
    col_run_set_budget(run);
    return true;
}

/* Begins with the document and the options in the first file. */
static bool begin_as(phase_job *job, col_run *run, json_t *json, const char *file)
{
    const json_t *document = json_object_get(json, "document");
    const char *name = json_string_value(json_object_get(document, "file"));
    const char *text = json_string_value(json_object_get(document, "text"));
    if (name == NULL || text == NULL || !adopt(run, json)) {
        col_error_input(&run->error, "%.200s:1:1: not a file of collapsar phase --tile", file);
        return false;
    }
    job->document = col_document_parse(name, text, strlen(text), &run->error);
    return job->document != NULL && phase_job_begin(job, run);
}

static bool all_done(const phase_job *job, col_error *error)
{
    size_t missing = 0, cells = col_phase_cell_count(job->task);
    for (size_t cell = 0; cell < cells; cell++)
        missing += !col_phase_cell_is_done(job->task, cell);
    if (missing > 0)
        col_error_input(error, "--merge: %zu of %zu cells are in none of the files", missing, cells);
    return missing == 0;
}

bool phase_merge(phase_job *job, col_run *run)
{
    size_t count = run->operand_count;
    const char **files = col_malloc((count + 1) * sizeof *files);
    memcpy(files, run->operands, count * sizeof *files);
    bool good = run->given_count == 1;
    if (!good)
        col_error_input(&run->error, "--merge takes what was asked for from the files, no further options");
    for (size_t i = 0; good && i < count; i++) {
        json_t *json = load(files[i], &run->error);
        good = json != NULL && (i > 0 || begin_as(job, run, json, files[i])) && accept(job, run, json, files[i]);
        if (i == 0)
            job->source = json;
        else
            json_decref(json);
    }
    free(files);
    return good && all_done(job, &run->error);
}
