/* Null vectors by leaving out one equation and one unknown; derivatives in a direction from Taylor jets. */
#include "nullvector.h"

static void swap(slong *a, slong *b)
{
    slong kept = *a;
    *a = *b;
    *b = kept;
}

/* Gaussian elimination with complete pivoting on the midpoints, n - 1 steps: the row and the column that are left
 * over. A row that is given is never a pivot. */
static void left_over(slong *row, slong *column, const acb_mat_t matrix, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t m;
    mag_t size, largest;
    acb_t factor;
    acb_mat_init(m, n, n);
    mag_init(size);
    mag_init(largest);
    acb_init(factor);
    acb_mat_get_mid(m, matrix);
    slong *rows = flint_malloc((size_t)n * sizeof *rows), *columns = flint_malloc((size_t)n * sizeof *columns);
    for (slong i = 0; i < n; i++)
        rows[i] = columns[i] = i;
    if (*row >= 0) {
        rows[n - 1] = *row;
        rows[*row] = n - 1;
    }
    slong usable = *row >= 0 ? n - 1 : n;
    for (slong k = 0; k < n - 1; k++) {
        slong best_i = k, best_j = k;
        mag_zero(largest);
        for (slong i = k; i < usable; i++)
            for (slong j = k; j < n; j++) {
                acb_get_mag(size, acb_mat_entry(m, rows[i], columns[j]));
                if (mag_cmp(size, largest) > 0) {
                    mag_set(largest, size);
                    best_i = i;
                    best_j = j;
                }
            }
        swap(&rows[k], &rows[best_i]);
        swap(&columns[k], &columns[best_j]);
        for (slong i = k + 1; i < n && !mag_is_zero(largest); i++) {
            acb_div(factor, acb_mat_entry(m, rows[i], columns[k]), acb_mat_entry(m, rows[k], columns[k]), precision);
            for (slong j = k; j < n; j++)
                acb_submul(acb_mat_entry(m, rows[i], columns[j]), factor, acb_mat_entry(m, rows[k], columns[j]),
                           precision);
        }
        acb_mat_get_mid(m, m);
    }
    *row = rows[n - 1];
    *column = columns[n - 1];
    flint_free(rows);
    flint_free(columns);
    acb_clear(factor);
    mag_clear(largest);
    mag_clear(size);
    acb_mat_clear(m);
}

/* The matrix without the row and the column. */
static void reduce(acb_mat_t out, const acb_mat_t matrix, slong row, slong column)
{
    for (slong i = 0; i < acb_mat_nrows(out); i++)
        for (slong j = 0; j < acb_mat_ncols(out); j++)
            acb_set(acb_mat_entry(out, i, j), acb_mat_entry(matrix, i + (i >= row), j + (j >= column)));
}

/* out[j] for j != column, out[column] = 0; rhs is read but for the row. */
static bool solve_reduced(acb_ptr out, const acb_mat_t matrix, acb_srcptr rhs, slong row, slong column,
                          slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_mat_t part, x;
    acb_mat_init(part, n - 1, n - 1);
    acb_mat_init(x, n - 1, 1);
    reduce(part, matrix, row, column);
    for (slong i = 0; i < n - 1; i++)
        acb_set(acb_mat_entry(x, i, 0), rhs + i + (i >= row));
    bool good = n == 1 || acb_mat_solve_lu(x, part, x, precision);
    for (slong j = 0; good && j < n - 1; j++)
        acb_set(out + j + (j >= column), acb_mat_entry(x, j, 0));
    acb_zero(out + column);
    acb_mat_clear(x);
    acb_mat_clear(part);
    return good;
}

/* out[column] = 1, the rest solves matrix out = 0 but for the row. */
static bool null_without(acb_ptr out, const acb_mat_t matrix, slong row, slong column, slong precision)
{
    slong n = acb_mat_nrows(matrix);
    acb_ptr rhs = _acb_vec_init(n);
    for (slong i = 0; i < n; i++)
        acb_neg(rhs + i, acb_mat_entry(matrix, i, column));
    bool good = solve_reduced(out, matrix, rhs, row, column, precision);
    acb_one(out + column);
    _acb_vec_clear(rhs, n);
    return good;
}

bool null_vector_complex(acb_ptr v, const acb_mat_t matrix, bool left, slong precision)
{
    slong row = -1, column = 0;
    left_over(&row, &column, matrix, precision);
    if (!left)
        return null_without(v, matrix, row, column, precision);
    acb_mat_t transpose;
    acb_mat_init(transpose, acb_mat_ncols(matrix), acb_mat_nrows(matrix));
    acb_mat_transpose(transpose, matrix);
    bool good = null_without(v, transpose, column, row, precision);
    acb_mat_clear(transpose);
    return good;
}

bool null_vector_right(arb_ptr v, const arb_mat_t matrix, slong *row, slong *column, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    acb_mat_t full;
    acb_ptr x = _acb_vec_init(n);
    acb_mat_init(full, n, n);
    acb_mat_set_arb_mat(full, matrix);
    left_over(row, column, full, precision);
    bool good = null_without(x, full, *row, *column, precision);
    for (slong i = 0; i < n; i++)
        acb_get_real(v + i, x + i);
    acb_mat_clear(full);
    _acb_vec_clear(x, n);
    return good;
}

bool null_vector_left(arb_ptr w, const arb_mat_t matrix, slong row, slong column, slong precision)
{
    slong n = arb_mat_nrows(matrix), kept = column;
    arb_mat_t transpose;
    acb_mat_t full;
    acb_ptr x = _acb_vec_init(n);
    arb_mat_init(transpose, n, n);
    acb_mat_init(full, n, n);
    arb_mat_transpose(transpose, matrix);
    acb_mat_set_arb_mat(full, transpose);
    bool good = null_without(x, full, kept, row, precision);
    for (slong i = 0; i < n; i++)
        acb_get_real(w + i, x + i);
    arb_mat_clear(transpose);
    acb_mat_clear(full);
    _acb_vec_clear(x, n);
    return good;
}

bool null_vector_solve(arb_ptr x, const arb_mat_t matrix, arb_srcptr rhs, slong row, slong column, slong precision)
{
    slong n = arb_mat_nrows(matrix);
    acb_mat_t full;
    acb_ptr in = _acb_vec_init(n), out = _acb_vec_init(n);
    acb_mat_init(full, n, n);
    acb_mat_set_arb_mat(full, matrix);
    for (slong i = 0; i < n; i++)
        acb_set_arb(in + i, rhs + i);
    bool good = solve_reduced(out, full, in, row, column, precision);
    for (slong i = 0; i < n; i++)
        acb_get_real(x + i, out + i);
    acb_mat_clear(full);
    _acb_vec_clear(in, n);
    _acb_vec_clear(out, n);
    return good;
}

void null_vector_scale(arb_ptr v, slong n, slong precision)
{
    slong largest = 0;
    for (slong i = 1; i < n; i++)
        if (arf_cmpabs(arb_midref(v + i), arb_midref(v + largest)) > 0)
            largest = i;
    arb_t size;
    arb_init(size);
    arb_set(size, v + largest);
    if (!arb_contains_zero(size)) {
        _arb_vec_scalar_div(v, v, n, size, precision);
        arb_one(v + largest);
    }
    arb_clear(size);
}

void flow_jacobian(arb_mat_t jacobian, arb_ptr slope, const normal_form_flow *flow, arb_srcptr at, slong precision)
{
    slong n = flow->n, roots = n + n * (n + 1);
    arb_ptr values = _arb_vec_init(roots);
    col_tape_ball(values, flow->jacobian, flow->jacobian_space, at, precision);
    for (slong i = 0; i < n; i++)
        for (slong j = 0; j <= n; j++) {
            arb_ptr entry = j < n ? arb_mat_entry(jacobian, i, j) : slope + i;
            arb_swap(entry, values + n + i * (n + 1) + j);
            if (!arb_is_finite(values + i))
                arb_indeterminate(entry);
        }
    _arb_vec_clear(values, roots);
}

/* The coefficient of t^order of F(at + t a). */
static void coefficient(arb_ptr out, const normal_form_flow *flow, arb_srcptr at, arb_srcptr a, slong order,
                        slong precision)
{
    slong n = flow->n;
    arb_poly_struct *in = flint_malloc((size_t)(n + 1) * sizeof *in), *jets = flint_malloc((size_t)n * sizeof *jets);
    for (slong i = 0; i <= n; i++) {
        arb_poly_init(in + i);
        arb_poly_set_coeff_arb(in + i, 0, at + i);
        arb_poly_set_coeff_arb(in + i, 1, a + i);
    }
    for (slong i = 0; i < n; i++)
        arb_poly_init(jets + i);
    col_tape_series(jets, flow->flow, flow->flow_space, in, order + 1, precision);
    for (slong i = 0; i < n; i++) {
        arb_poly_get_coeff_arb(out + i, jets + i, order);
        arb_poly_clear(jets + i);
    }
    for (slong i = 0; i <= n; i++)
        arb_poly_clear(in + i);
    flint_free(in);
    flint_free(jets);
}

void flow_second(arb_ptr out, const normal_form_flow *flow, arb_srcptr at, arb_srcptr a, arb_srcptr b,
                 slong precision)
{
    slong n = flow->n;
    if (a == b) {
        coefficient(out, flow, at, a, 2, precision);
        _arb_vec_scalar_mul_2exp_si(out, out, n, 1);
        return;
    }
    arb_ptr direction = _arb_vec_init(n + 1), minus = _arb_vec_init(n);
    _arb_vec_add(direction, a, b, n + 1, precision);
    coefficient(out, flow, at, direction, 2, precision);
    _arb_vec_sub(direction, a, b, n + 1, precision);
    coefficient(minus, flow, at, direction, 2, precision);
    _arb_vec_sub(out, out, minus, n, precision);
    _arb_vec_scalar_mul_2exp_si(out, out, n, -1);
    _arb_vec_clear(direction, n + 1);
    _arb_vec_clear(minus, n);
}

void flow_third(arb_ptr out, const normal_form_flow *flow, arb_srcptr at, arb_srcptr a, slong precision)
{
    coefficient(out, flow, at, a, 3, precision);
    for (slong i = 0; i < flow->n; i++)
        arb_mul_ui(out + i, out + i, 6, precision);
}
