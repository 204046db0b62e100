#include "basis.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

static void find_degrees(col_basis *basis)
{
    const col_table *table = basis->table;
    for (size_t row = 0, i = 0; row < table->rows; row++) {
        double degree = 0;
        for (size_t e = table->start[row]; e < table->start[row + 1]; e++)
            degree += table->weight[e];
        basis->row_degree[row] = degree;
        for (uint64_t copy = 0; copy < col_table_copies(table, row); copy++, i++) {
            basis->sample_degree[i] = degree;
            for (size_t e = table->start[row]; e < table->start[row + 1]; e++)
                basis->label_degree[table->column[e]] += table->weight[e];
        }
    }
}

/* left_k = B right_k / s_k. */
static void find_left(col_basis *basis, size_t k)
{
    const col_table *table = basis->table;
    const double *right = basis->right + k * basis->labels;
    double *left = basis->left + k * basis->samples;
    if (basis->s[k] < 1e-8)
        return;
    for (size_t row = 0, i = 0; row < table->rows; row++) {
        double sum = 0;
        for (size_t e = table->start[row]; e < table->start[row + 1]; e++)
            sum += table->weight[e] * right[table->column[e]] / sqrt(basis->label_degree[table->column[e]]);
        for (uint64_t copy = 0; copy < col_table_copies(table, row); copy++, i++)
            left[i] = sum / sqrt(basis->sample_degree[i]) / basis->s[k];
    }
}

bool col_basis_init(col_basis *basis, const col_scene *scene, col_error *error)
{
    size_t K = scene->table.columns, N = (size_t)col_table_samples(&scene->table);
    *basis = (col_basis){.table = &scene->table, .labels = K, .samples = N, .s = col_calloc(K, sizeof(double)),
        .right = col_calloc(K * K, sizeof(double)), .left = col_calloc(K * N, sizeof(double)),
        .sample_degree = col_calloc(N, sizeof(double)), .label_degree = col_calloc(K, sizeof(double)),
        .row_degree = col_calloc(scene->table.rows, sizeof(double))};
    if (!col_coupling_approx(basis->s, basis->right, &scene->coupling, error)) {
        col_basis_clear(basis);
        return false;
    }
    find_degrees(basis);
    for (size_t k = 0; k < K; k++)
        find_left(basis, k);
    return true;
}

void col_basis_clear(col_basis *basis)
{
    free(basis->s);
    free(basis->right);
    free(basis->left);
    free(basis->sample_degree);
    free(basis->label_degree);
    free(basis->row_degree);
}

void col_basis_add(double *x, double *y, const col_basis *basis, size_t k, size_t j, size_t d, double x_amplitude,
                   double y_amplitude)
{
    for (size_t i = 0; i < basis->samples; i++)
        x[i * d + j] += x_amplitude * basis->left[k * basis->samples + i] / sqrt(basis->sample_degree[i]);
    for (size_t c = 0; c < basis->labels; c++)
        y[c * d + j] += y_amplitude * basis->right[k * basis->labels + c] / sqrt(basis->label_degree[c]);
}

double col_basis_label(const col_basis *basis, const double *y, size_t k, size_t j, size_t d)
{
    double sum = 0;
    for (size_t c = 0; c < basis->labels; c++)
        sum += basis->right[k * basis->labels + c] * sqrt(basis->label_degree[c]) * y[c * d + j];
    return sum;
}

double col_basis_sample(const col_basis *basis, const double *x, size_t k, size_t j, size_t d)
{
    double sum = 0;
    for (size_t i = 0; i < basis->samples; i++)
        sum += basis->left[k * basis->samples + i] * sqrt(basis->sample_degree[i]) * x[i * d + j];
    return sum;
}

double *col_basis_balance(col_flow_model *model, const col_basis *basis, double alpha, double beta)
{
    size_t rows = basis->table->rows;
    double *rates = col_calloc(rows + basis->labels, sizeof(double));
    for (size_t row = 0; row < rows; row++)
        rates[row] = alpha / basis->row_degree[row];
    for (size_t c = 0; c < basis->labels; c++)
        rates[rows + c] = beta / basis->label_degree[c];
    model->sample_rates = rates;
    model->label_rates = rates + rows;
    return rates;
}
