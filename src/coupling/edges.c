/* Edge lists: lines "SAMPLE LABEL [WEIGHT]". Lines of one sample need not follow each other: entries are first kept in
 * the order of the file and then moved in place to their rows. */
#include "input.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    col_input *input;
    col_table *table;
    col_error *error;
    col_words samples, labels;
    uint32_t *sample; /* of each entry */
    size_t sample_capacity;
    col_text word;
    col_position at;
    fmpq_t weight;
} edge_reader;

static bool too_many(edge_reader *reader)
{
    col_error_at(reader->error, reader->at, "more than 2^31 samples or labels");
    return false;
}

static bool add_edge(edge_reader *reader, uint32_t sample, uint32_t label, double value, bool is_double)
{
    size_t before = reader->table->entries;
    if (is_double)
        col_table_add_double(reader->table, label, value);
    else
        col_table_add_rational(reader->table, label, reader->weight);
    if (reader->table->entries == before)
        return true; /* weight zero */
    reader->sample = col_grow(reader->sample, before, &reader->sample_capacity, sizeof *reader->sample);
    reader->sample[before] = sample;
    return true;
}

static bool read_edge(edge_reader *reader)
{
    col_position line = col_input_position(reader->input);
    double value = 1;
    bool is_double = true;
    if (!col_input_word(&reader->word, &reader->at, reader->input, reader->error))
        return false;
    uint32_t sample = col_words_number(&reader->samples, reader->word.data);
    if (!col_input_word(&reader->word, &reader->at, reader->input, reader->error)) {
        col_error_at(reader->error, line, "a line of one word; expected SAMPLE LABEL [WEIGHT]");
        return false;
    }
    uint32_t label = col_words_number(&reader->labels, reader->word.data);
    if (sample == UINT32_MAX || label == UINT32_MAX)
        return too_many(reader);
    if (col_input_word(&reader->word, &reader->at, reader->input, reader->error)) {
        if (!col_input_weight(reader->weight, &value, &is_double, reader->word.data, reader->word.length, reader->at,
                reader->error))
            return false;
        if (col_input_word(&reader->word, &reader->at, reader->input, reader->error)) {
            col_error_at(reader->error, reader->at, "more than three words; expected SAMPLE LABEL [WEIGHT]");
            return false;
        }
    }
    return (reader->error == NULL || reader->error->fault == COL_FAULT_NONE)
        && add_edge(reader, sample, label, value, is_double);
}

/* place[e]: where entry e belongs. Follows the cycles of the permutation. */
static void permute(col_table *table, size_t *place)
{
    for (size_t e = 0; e < table->entries; e++)
        while (place[e] != e) {
            size_t to = place[e];
            uint32_t column = table->column[to];
            table->column[to] = table->column[e];
            table->column[e] = column;
            double weight = table->weight[to];
            table->weight[to] = table->weight[e];
            table->weight[e] = weight;
            if (table->exact != NULL)
                fmpq_swap(table->exact + to, table->exact + e);
            place[e] = place[to];
            place[to] = to;
        }
}

/* Counting sort by sample, then the rows are folded one by one where they lie. */
static void build_rows(edge_reader *reader)
{
    col_table *table = reader->table;
    size_t rows = reader->samples.count, entries = table->entries;
    size_t *first = col_calloc(rows + 1, sizeof *first), *place = col_malloc(entries * sizeof *place);
    for (size_t e = 0; e < entries; e++)
        first[reader->sample[e] + 1]++;
    for (size_t i = 0; i < rows; i++)
        first[i + 1] += first[i];
    for (size_t e = 0; e < entries; e++)
        place[e] = first[reader->sample[e]]++;
    permute(table, place);
    free(place);
    col_table_fold_rows(table, first, rows); /* first[i] is now the end of row i */
    free(first);
}

bool col_read_edges(col_table *table, col_input *input, col_error *error)
{
    edge_reader reader = {.input = input, .table = table, .error = error};
    col_words_init(&reader.samples);
    col_words_init(&reader.labels);
    col_text_init(&reader.word);
    fmpq_init(reader.weight);
    bool good = true;
    while (good && col_input_line(input))
        good = read_edge(&reader);
    if (good) {
        build_rows(&reader);
        table->columns = reader.labels.count;
        table->names = reader.labels.words;
        reader.labels.words = NULL;
        reader.labels.count = 0;
        good = col_table_check(table, input->name, error);
    }
    fmpq_clear(reader.weight);
    col_text_clear(&reader.word);
    free(reader.sample);
    col_words_clear(&reader.labels);
    col_words_clear(&reader.samples);
    return good;
}
