/* A table's samples become rows of the system one by one, or are compressed. */
#include "build.h"

#include "../base/memory.h"
#include "compress.h"
#include "random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Samples of one rate alpha. */
typedef struct {
    double alpha;
    double samples;
    bool reduced;
    col_flow_compressor compressor;
    size_t first_row; /* in the system, once it is known */
} rate_class;

/* A followed sample before its coordinates are known. */
typedef struct {
    size_t row;      /* of the table */
    size_t position; /* row of the system if its class is not reduced */
} followed;

typedef struct {
    const col_table *table;
    col_flow_start start; /* its standard deviations resolved */
    size_t dimension;
    double *sample_degree, *label_degree; /* of each stored row, of each label */
    double total, samples, unfrustrated;
    size_t *class_of;                     /* of each stored row */
    rate_class *classes;
    size_t class_count;
    bool summed;                          /* sums are drawn, not samples */
    col_flow_random *random;
    /* rows that are kept as they are */
    size_t row_count, entry_count, row_capacity, mean_capacity, alpha_capacity, x_capacity, column_capacity,
        value_capacity;
    size_t *row_start;
    uint32_t *column;
    double *value, *alpha, *mean, *x;
    /* samples that are followed */
    followed *followed;
    double *followed_x; /* sqrt(a) x at the start */
    size_t followed_count, wanted;
    double passed;      /* unfrustrated samples so far */
} builder;

static void sum_degrees(builder *b)
{
    const col_table *table = b->table;
    b->sample_degree = col_calloc(table->rows, sizeof(double));
    b->label_degree = col_calloc(table->columns, sizeof(double));
    for (size_t i = 0; i < table->rows; i++) {
        double copies = (double)col_table_copies(table, i);
        for (size_t e = table->start[i]; e < table->start[i + 1]; e++) {
            b->sample_degree[i] += table->weight[e];
            b->label_degree[table->column[e]] += copies * table->weight[e];
        }
        b->total += copies * b->sample_degree[i];
        b->samples += copies;
        if (table->start[i + 1] - table->start[i] == 1)
            b->unfrustrated += copies;
    }
}

static int compare_doubles(const void *left, const void *right)
{
    double l = *(const double *)left, r = *(const double *)right;
    return (l > r) - (l < r);
}

static size_t find_class(const builder *b, double alpha)
{
    size_t lo = 0, hi = b->class_count;
    while (hi - lo > 1) {
        size_t middle = lo + (hi - lo) / 2;
        if (b->classes[middle].alpha <= alpha)
            lo = middle;
        else
            hi = middle;
    }
    return lo;
}

static double rate_of(const builder *b, const col_flow_model *model, size_t row)
{
    if (model->sample_rates != NULL)
        return model->sample_rates[row] * b->sample_degree[row];
    return model->sample_rate >= 0 ? model->sample_rate * b->sample_degree[row] : 1;
}

/* Samples with exactly the same alpha form a class. */
static void sort_into_classes(builder *b, const col_flow_model *model, bool reduce)
{
    size_t rows = b->table->rows;
    double *alphas = col_malloc(rows * sizeof(double));
    for (size_t i = 0; i < rows; i++)
        alphas[i] = rate_of(b, model, i);
    qsort(alphas, rows, sizeof(double), compare_doubles);
    b->classes = col_calloc(rows, sizeof(rate_class));
    for (size_t i = 0; i < rows; i++)
        if (i == 0 || alphas[i] > alphas[i - 1])
            b->classes[b->class_count++].alpha = alphas[i];
    free(alphas);
    b->class_of = col_calloc(rows, sizeof(size_t));
    for (size_t i = 0; i < rows; i++) {
        b->class_of[i] = find_class(b, rate_of(b, model, i));
        b->classes[b->class_of[i]].samples += (double)col_table_copies(b->table, i);
    }
    /* K rows and a propagator cost about as much as K + 3 d samples. */
    double break_even = (double)b->table->columns + 3 * (double)b->dimension;
    for (size_t k = 0; k < b->class_count; k++) {
        b->classes[k].reduced = reduce && b->classes[k].samples > break_even;
        if (b->classes[k].reduced)
            col_flow_compressor_init(&b->classes[k].compressor, b->table->columns, b->dimension);
    }
}

/* Does the state fit? Also finds out whether samples are drawn one by one. */
static bool check_size(builder *b, size_t memory, col_error *error)
{
    double rows = 0, d = (double)b->dimension;
    bool all_reduced = true;
    for (size_t k = 0; k < b->class_count; k++) {
        const rate_class *class = &b->classes[k];
        rows += class->reduced ? (double)b->table->columns + d : class->samples;
        all_reduced = all_reduced && class->reduced;
    }
    rows += (double)b->table->columns + d;
    b->summed = all_reduced && b->samples > COL_FLOW_EXPLICIT && b->start.x == NULL;
    if (rows * d <= (double)memory && (b->summed || b->samples < 1e10))
        return true;
    col_error_resource(error, "%.0f samples in %zu dimensions make a state of %.0f numbers, more than the limit of %zu",
                       b->samples, b->dimension, rows * d, memory);
    return false;
}

/* The entries of B of a stored row. */
static size_t coupling_row(double *value, const builder *b, size_t row)
{
    const col_table *table = b->table;
    size_t entries = table->start[row + 1] - table->start[row];
    for (size_t e = 0; e < entries; e++) {
        size_t at = table->start[row] + e;
        value[e] = table->weight[at] / sqrt(b->sample_degree[row] * b->label_degree[table->column[at]]);
    }
    return entries;
}

static void keep_entry(builder *b, uint32_t column, double value)
{
    b->column = col_grow(b->column, b->entry_count, &b->column_capacity, sizeof(uint32_t));
    b->value = col_grow(b->value, b->entry_count, &b->value_capacity, sizeof(double));
    b->column[b->entry_count] = column;
    b->value[b->entry_count++] = value;
}

/* Ends a row whose entries were kept. x: its position, with a stride. */
static void keep_row(builder *b, double alpha, double mean, const double *x, size_t stride)
{
    size_t d = b->dimension, n = b->row_count;
    b->row_start = col_grow(b->row_start, n + 1, &b->row_capacity, sizeof(size_t));
    b->alpha = col_grow(b->alpha, n, &b->alpha_capacity, sizeof(double));
    b->mean = col_grow(b->mean, n, &b->mean_capacity, sizeof(double));
    b->x = col_grow(b->x, n, &b->x_capacity, d * sizeof(double));
    b->alpha[n] = alpha;
    b->mean[n] = mean;
    for (size_t j = 0; j < d; j++)
        b->x[n * d + j] = x[j * stride];
    b->row_start[0] = 0;
    b->row_start[n + 1] = b->entry_count;
    b->row_count = n + 1;
}

/* How many of the next unfrustrated samples are to be followed: numbers floor(k U/W), k = 0, 1, ... of all U. */
static bool is_followed(const builder *b, double number)
{
    if (b->followed_count >= b->wanted)
        return false;
    return number >= floor((double)b->followed_count * b->unfrustrated / (double)b->wanted);
}

static void follow(builder *b, size_t row, const double *x)
{
    b->followed[b->followed_count] = (followed){.row = row, .position = b->row_count};
    memcpy(b->followed_x + b->followed_count * b->dimension, x, b->dimension * sizeof(double));
    b->followed_count++;
}

/* One sample with scaled position x. */
static void take_sample(builder *b, size_t row, const double *value, size_t entries, const double *x)
{
    rate_class *class = &b->classes[b->class_of[row]];
    double mean = sqrt(b->sample_degree[row]);
    const uint32_t *column = b->table->column + b->table->start[row];
    if (entries == 1 && is_followed(b, b->passed++))
        follow(b, row, x);
    if (class->reduced) {
        col_flow_compressor_push(&class->compressor, column, value, entries, x, mean, 1);
        return;
    }
    for (size_t e = 0; e < entries; e++)
        keep_entry(b, column[e], value[e]);
    keep_row(b, class->alpha, mean, x, 1);
}

/* All copies of a row at once: their mean is normal with variance 1/copies of a sample's, the second moment about it
 * Wishart with copies - 1 terms; both independent. */
static void take_sum(builder *b, size_t row, const double *value, size_t entries, double *x, double *other)
{
    rate_class *class = &b->classes[b->class_of[row]];
    size_t d = b->dimension;
    uint64_t copies = col_table_copies(b->table, row);
    double mean = sqrt(b->sample_degree[row]), deviation = mean * b->start.samples;
    col_flow_random_normal(x, d, deviation / sqrt((double)copies), b->random);
    col_flow_compressor_push(&class->compressor, b->table->column + b->table->start[row], value, entries, x, mean,
                             sqrt((double)copies));
    col_flow_random_wishart(class->compressor.moment, d, copies - 1, deviation * deviation, b->random);
    if (entries != 1)
        return;
    while (is_followed(b, b->passed + (double)copies - 1)) {
        col_flow_random_normal(other, d, deviation * sqrt(1 - 1 / (double)copies), b->random);
        for (size_t j = 0; j < d; j++)
            other[j] += x[j];
        follow(b, row, other);
    }
    b->passed += (double)copies;
}

static void take_samples(builder *b, size_t wanted)
{
    size_t d = b->dimension;
    b->wanted = b->unfrustrated < (double)wanted ? (size_t)b->unfrustrated : wanted;
    b->followed = col_calloc(b->wanted, sizeof(followed));
    b->followed_x = col_calloc(b->wanted * d, sizeof(double));
    double *x = col_malloc(2 * d * sizeof(double)), *value = col_malloc(b->table->columns * sizeof(double));
    const double *given = b->start.x;
    for (size_t i = 0; i < b->table->rows; i++) {
        size_t entries = coupling_row(value, b, i);
        if (b->summed) {
            take_sum(b, i, value, entries, x, x + d);
            continue;
        }
        double root = sqrt(b->sample_degree[i]);
        uint64_t copies = col_table_copies(b->table, i);
        for (uint64_t k = 0; k < copies; k++) {
            if (given != NULL)
                for (size_t j = 0; j < d; j++)
                    x[j] = root * *given++;
            else
                col_flow_random_normal(x, d, root * b->start.samples, b->random);
            take_sample(b, i, value, entries, x);
        }
    }
    free(x);
    free(value);
}

/* The compressed classes add their rows. */
static void keep_compressed(builder *b, col_flow_system *system)
{
    size_t K = b->table->columns, d = b->dimension;
    system->remainders = col_calloc(b->class_count, sizeof(col_flow_remainder));
    for (size_t k = 0; k < b->class_count; k++) {
        rate_class *class = &b->classes[k];
        if (!class->reduced)
            continue;
        col_flow_compressor *c = &class->compressor;
        col_flow_compressor_finish(c);
        class->first_row = b->row_count;
        for (size_t i = 0; i < K; i++) {
            for (size_t j = i; j < K; j++)
                if (c->table[i + j * c->height] != 0)
                    keep_entry(b, (uint32_t)j, c->table[i + j * c->height]);
            const double *x = c->table + i + K * c->height;
            keep_row(b, class->alpha, x[d * c->height], x, c->height);
        }
        double *moment = col_malloc(d * d * sizeof(double));
        memcpy(moment, c->moment, d * d * sizeof(double));
        system->remainders[system->remainder_count++] = (col_flow_remainder){.alpha = class->alpha, .moment = moment};
    }
}

/* Hands the kept rows over. */
static void fill_system(col_flow_system *system, builder *b)
{
    size_t n = b->row_count, K = b->table->columns;
    system->rows = n;
    system->alpha = b->alpha;
    system->row_mean = b->mean;
    b->alpha = b->mean = NULL;
    system->balanced = true;
    for (size_t i = 1; i < n; i++)
        system->balanced = system->balanced && system->alpha[i] == system->alpha[0];
    if (col_flow_matrix_is_sparse(n, K, b->entry_count)) {
        system->coupling = (col_flow_matrix){
            .rows = n, .columns = K, .start = b->row_start, .column = b->column, .value = b->value};
        b->row_start = NULL;
        b->column = NULL;
        b->value = NULL;
        return;
    }
    col_flow_matrix_init_dense(&system->coupling, n, K);
    for (size_t i = 0; i < n; i++)
        for (size_t e = b->row_start[i]; e < b->row_start[i + 1]; e++)
            system->coupling.dense[i * K + b->column[e]] += b->value[e];
}

/* Coordinates of the followed samples of one reduced class, one column each: v with B_i = v R. */
static double *class_coordinates(const builder *b, size_t k, size_t *count)
{
    size_t K = b->table->columns;
    *count = 0;
    for (size_t w = 0; w < b->followed_count; w++)
        *count += b->class_of[b->followed[w].row] == k;
    double *coordinates = col_calloc(*count * K, sizeof(double)), *column = coordinates;
    for (size_t w = 0; w < b->followed_count; w++) {
        size_t row = b->followed[w].row;
        if (b->class_of[row] != k)
            continue;
        coupling_row(column + b->table->column[b->table->start[row]], b, row); /* its only entry */
        column += K;
    }
    col_flow_compressor_coordinates(&b->classes[k].compressor, coordinates, *count);
    return coordinates;
}

/* Where a followed sample's coordinates go in the compressed matrix of witnesses. */
static void place_witness(col_flow_system *system, const builder *b, size_t w, const double *v, size_t remainder)
{
    col_flow_witnesses *to = &system->witnesses;
    const rate_class *class = &b->classes[b->class_of[b->followed[w].row]];
    size_t K = b->table->columns, d = b->dimension, at = to->rows.start[w];
    double root = sqrt(b->sample_degree[b->followed[w].row]);
    double *leftover = to->leftover + w * d;
    memcpy(leftover, b->followed_x + w * d, d * sizeof(double));
    for (size_t i = 0; i < K; i++) {
        to->rows.column[at + i] = (uint32_t)(class->first_row + i);
        to->rows.value[at + i] = v[i] / root;
        for (size_t j = 0; j < d; j++)
            leftover[j] -= v[i] * b->x[(class->first_row + i) * d + j];
    }
    for (size_t j = 0; j < d; j++)
        leftover[j] /= root;
    to->remainder[w] = (ptrdiff_t)remainder;
}

static void init_witnesses(col_flow_system *system, const builder *b)
{
    col_flow_witnesses *to = &system->witnesses;
    size_t count = b->followed_count, K = b->table->columns, entries = 0;
    for (size_t w = 0; w < count; w++)
        entries += b->classes[b->class_of[b->followed[w].row]].reduced ? K : 1;
    to->count = count;
    col_flow_matrix_init_compressed(&to->rows, count, b->row_count, entries);
    to->leftover = col_calloc(count * b->dimension, sizeof(double));
    to->remainder = col_calloc(count, sizeof(ptrdiff_t));
    to->label = col_calloc(count, sizeof(uint32_t));
    for (size_t w = 0; w < count; w++) {
        size_t row = b->followed[w].row;
        to->label[w] = b->table->column[b->table->start[row]];
        to->rows.start[w + 1] = to->rows.start[w] + (b->classes[b->class_of[row]].reduced ? K : 1);
    }
}

static void fill_witnesses(col_flow_system *system, const builder *b)
{
    col_flow_witnesses *to = &system->witnesses;
    init_witnesses(system, b);
    for (size_t w = 0; w < to->count; w++) {
        const followed *sample = &b->followed[w];
        if (b->classes[b->class_of[sample->row]].reduced)
            continue;
        to->remainder[w] = -1;
        to->rows.column[to->rows.start[w]] = (uint32_t)sample->position;
        to->rows.value[to->rows.start[w]] = 1 / sqrt(b->sample_degree[sample->row]);
    }
    size_t remainder = 0;
    for (size_t k = 0; k < b->class_count; k++) {
        if (!b->classes[k].reduced)
            continue;
        size_t count;
        double *coordinates = class_coordinates(b, k, &count), *v = coordinates;
        for (size_t w = 0; w < to->count; w++) {
            if (b->class_of[b->followed[w].row] != k)
                continue;
            place_witness(system, b, w, v, remainder);
            v += b->table->columns;
        }
        free(coordinates);
        remainder++;
    }
}

/* Labels and head come first from the generator, so that they do not depend on the samples. */
static void draw_labels_and_head(double *y, double *P, builder *b)
{
    size_t K = b->table->columns, d = b->dimension;
    col_flow_random_normal(y, K * d, b->start.labels, b->random);
    col_flow_random_normal(P, d * d, b->start.head, b->random);
    if (b->start.y != NULL)
        memcpy(y, b->start.y, K * d * sizeof(double));
    if (b->start.P != NULL)
        memcpy(P, b->start.P, d * d * sizeof(double));
}

static double *initial_state(const col_flow_system *system, const builder *b, const double *y, const double *P)
{
    size_t d = system->dimension, K = system->labels;
    double *state = col_calloc(col_flow_state_size(system), sizeof(double));
    col_flow_blocks blocks = col_flow_state_blocks(system, state);
    memcpy(blocks.x, b->x, system->rows * d * sizeof(double));
    for (size_t c = 0; c < K; c++)
        for (size_t j = 0; j < d; j++)
            blocks.y[c * d + j] = sqrt(b->label_degree[c]) * y[c * d + j];
    if (blocks.P != NULL)
        memcpy(blocks.P, P, d * d * sizeof(double));
    for (size_t k = 0; k < system->remainder_count; k++)
        for (size_t j = 0; j < d; j++)
            blocks.F[k * d * d + j * d + j] = 1;
    if (system->centre) {
        col_flow_remove_mean(blocks.x, system->row_mean, NULL, system->rows, d);
        col_flow_remove_mean(blocks.y, system->label_mean, NULL, K, d);
    }
    return state;
}

static void builder_clear(builder *b)
{
    for (size_t k = 0; k < b->class_count; k++)
        col_flow_compressor_clear(&b->classes[k].compressor);
    free(b->classes);
    free(b->class_of);
    free(b->sample_degree);
    free(b->label_degree);
    free(b->row_start);
    free(b->column);
    free(b->value);
    free(b->alpha);
    free(b->mean);
    free(b->x);
    free(b->followed);
    free(b->followed_x);
    col_flow_random_free(b->random);
}

bool col_flow_build(col_flow_system *system, double **state, const col_table *table, const col_flow_model *model,
                    const col_flow_start *start, bool reduce, size_t witnesses, size_t memory, col_error *error)
{
    bool done = false;
    builder b = {.table = table, .start = *start, .dimension = model->dimension};
    double *labels = NULL, *head = NULL;
    if (!col_flow_check_model(model, error) || !col_flow_check_start(start, error))
        return false;
    if (table->columns < 2) {
        col_error_input(error, "the table has one label, expected at least two");
        return false;
    }
    sum_degrees(&b);
    b.start.samples = col_flow_deviation(start->samples, b.total);
    b.start.labels = col_flow_deviation(start->labels, b.total);
    sort_into_classes(&b, model, reduce);
    b.random = col_flow_random_new(start->seed, error);
    if (b.random == NULL || !check_size(&b, memory, error))
        goto cleanup;
    labels = col_malloc(table->columns * model->dimension * sizeof(double));
    head = col_malloc(model->dimension * model->dimension * sizeof(double));
    draw_labels_and_head(labels, head, &b);
    take_samples(&b, witnesses);
    col_flow_system_init(system, model, table->columns, b.label_degree, b.total);
    keep_compressed(&b, system);
    fill_system(system, &b);
    fill_witnesses(system, &b);
    *state = initial_state(system, &b, labels, head);
    done = true;
cleanup:
    free(labels);
    free(head);
    builder_clear(&b);
    return done;
}
