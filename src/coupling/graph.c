/* Graphs on the labels, from edge lists: lines "LABEL LABEL", labels being words. */
#include "ensemble_parts.h"
#include "input.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint32_t a, b; /* a < b */
    int line;
} edge;

typedef struct {
    col_input *input;
    col_error *error;
    col_words names;
    edge *edges;
    size_t count, capacity;
    col_text word;
    col_position at;
} graph_reader;

static bool read_end(uint32_t *label, graph_reader *reader, col_position line)
{
    if (!col_input_word(&reader->word, &reader->at, reader->input, reader->error)) {
        col_error_at(reader->error, line, "a line of one word; expected two labels");
        return false;
    }
    *label = col_words_number(&reader->names, reader->word.data);
    if (reader->names.count <= COL_GRAPH_LIMIT)
        return true;
    col_error_at(reader->error, reader->at, "more than %d labels", COL_GRAPH_LIMIT);
    return false;
}

static bool read_edge(graph_reader *reader)
{
    col_position line = col_input_position(reader->input);
    uint32_t a, b;
    if (!read_end(&a, reader, line) || !read_end(&b, reader, line))
        return false;
    if (a == b) {
        col_error_at(reader->error, reader->at, "an edge from a label to itself; expected two different labels");
        return false;
    }
    if (col_input_word(&reader->word, &reader->at, reader->input, reader->error)) {
        col_error_at(reader->error, reader->at, "a third word; expected two labels");
        return false;
    }
    reader->edges = col_grow(reader->edges, reader->count, &reader->capacity, sizeof *reader->edges);
    reader->edges[reader->count++] = (edge){a < b ? a : b, a < b ? b : a, line.line};
    return true;
}

static int compare_edges(const void *left, const void *right)
{
    const edge *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static bool check_distinct(graph_reader *reader)
{
    qsort(reader->edges, reader->count, sizeof *reader->edges, compare_edges);
    for (size_t e = 1; e < reader->count; e++) {
        const edge *before = &reader->edges[e - 1], *now = &reader->edges[e];
        if (before->a == now->a && before->b == now->b) {
            col_error_at(reader->error, (col_position){reader->input->name, now->line, 1},
                "an edge that occurs before, in line %d; expected each edge once", before->line);
            return false;
        }
    }
    return true;
}

static bool check_regular(graph_reader *reader, ulong *degree)
{
    size_t labels = reader->names.count;
    ulong *degrees = col_calloc(labels, sizeof *degrees);
    for (size_t e = 0; e < reader->count; e++) {
        degrees[reader->edges[e].a]++;
        degrees[reader->edges[e].b]++;
    }
    size_t other = 0;
    while (other < labels && degrees[other] == degrees[0])
        other++;
    if (other < labels)
        col_error_at(reader->error, (col_position){reader->input->name, 0, 0},
            "label '%.100s' has %lu edges, label '%.100s' %lu; expected a regular graph, as many edges for every label",
            reader->names.words[0], degrees[0], reader->names.words[other], degrees[other]);
    *degree = labels > 0 ? degrees[0] : 0;
    free(degrees);
    return other == labels;
}

static void take_graph(col_ensemble *ensemble, graph_reader *reader)
{
    col_forest forest;
    ensemble->labels = reader->names.count;
    ensemble->names = reader->names.words;
    reader->names.words = NULL;
    reader->names.count = 0;
    ensemble->edges = col_malloc(2 * reader->count * sizeof *ensemble->edges);
    ensemble->component = col_malloc(ensemble->labels * sizeof *ensemble->component);
    col_forest_init(&forest, ensemble->labels);
    for (size_t e = 0; e < reader->count; e++) {
        ensemble->edges[2 * e] = reader->edges[e].a;
        ensemble->edges[2 * e + 1] = reader->edges[e].b;
        col_forest_join(&forest, reader->edges[e].a, reader->edges[e].b);
    }
    col_forest_number(ensemble->component, &forest);
    col_forest_clear(&forest);
}

bool col_graph_read(col_ensemble *ensemble, col_error *error)
{
    col_input input;
    if (!col_input_open(&input, ensemble->file, error))
        return false;
    graph_reader reader = {.input = &input, .error = error};
    col_words_init(&reader.names);
    col_text_init(&reader.word);
    bool good = true;
    while (good && col_input_line(&input))
        good = read_edge(&reader);
    if (good && reader.count == 0) {
        col_error_at(error, col_input_position(&input), "no edges; expected lines of two labels");
        good = false;
    }
    good = good && check_distinct(&reader) && check_regular(&reader, &ensemble->degree);
    good = col_input_close(&input, error) && good;
    if (good)
        take_graph(ensemble, &reader);
    free(reader.edges);
    col_text_clear(&reader.word);
    col_words_clear(&reader.names);
    return good;
}

void col_graph_adjacency(fmpz_mat_t adjacency, const col_ensemble *ensemble)
{
    fmpz_mat_zero(adjacency);
    for (ulong e = 0; e < ensemble->labels * ensemble->degree / 2; e++) {
        uint32_t a = ensemble->edges[2 * e], b = ensemble->edges[2 * e + 1];
        fmpz_one(fmpz_mat_entry(adjacency, a, b));
        fmpz_one(fmpz_mat_entry(adjacency, b, a));
    }
}
