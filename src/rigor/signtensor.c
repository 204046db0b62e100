/* Coefficients of polynomials on boxes: Moebius substitution, halving, signs of faces. */
#include "signtensor.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

void col_sign_tensor_set(col_sign_tensor *copy, const col_sign_tensor *tensor)
{
    *copy = *tensor;
    copy->coefficients = _fmpz_vec_init(tensor->size);
    _fmpz_vec_set(copy->coefficients, tensor->coefficients, tensor->size);
}

void col_sign_tensor_clear(col_sign_tensor *tensor)
{
    _fmpz_vec_clear(tensor->coefficients, tensor->size);
    tensor->coefficients = NULL;
}

/* Row j of the matrix: the coefficients of (p0 + p1*u)^j * (w0 + w1*u)^(degree - j). */
static void moebius_matrix(fmpz *matrix, slong degree, const col_projective_box *box, slong axis)
{
    fmpz_poly_t x, w, row, power;
    fmpz_poly_init(x);
    fmpz_poly_init(w);
    fmpz_poly_init(row);
    fmpz_poly_init(power);
    fmpz_poly_set_coeff_fmpz(x, 0, &box->lo_p[axis]);
    fmpz_poly_set_coeff_fmpz(x, 1, &box->hi_p[axis]);
    fmpz_poly_set_coeff_fmpz(w, 0, &box->lo_w[axis]);
    fmpz_poly_set_coeff_fmpz(w, 1, &box->hi_w[axis]);
    for (slong j = 0; j <= degree; j++) {
        fmpz_poly_pow(row, x, (ulong)j);
        fmpz_poly_pow(power, w, (ulong)(degree - j));
        fmpz_poly_mul(row, row, power);
        for (slong k = 0; k <= degree; k++)
            fmpz_poly_get_coeff_fmpz(matrix + j * (degree + 1) + k, row, k);
    }
    fmpz_poly_clear(x);
    fmpz_poly_clear(w);
    fmpz_poly_clear(row);
    fmpz_poly_clear(power);
}

/* Calls for the first element of every line of the tensor along the axis. */
#define FOR_EACH_LINE(tensor, axis, start)                                                                            \
    for (slong start = 0; start < (tensor)->size; start++)                                                            \
        if ((start / (tensor)->stride[axis]) % ((tensor)->degree[axis] + 1) == 0)

static void substitute_axis(col_sign_tensor *tensor, const col_projective_box *box, slong axis)
{
    slong length = tensor->degree[axis] + 1, stride = tensor->stride[axis];
    fmpz *matrix = _fmpz_vec_init(length * length);
    fmpz *line = _fmpz_vec_init(length);
    moebius_matrix(matrix, length - 1, box, axis);
    FOR_EACH_LINE(tensor, axis, start) {
        fmpz *first = tensor->coefficients + start;
        _fmpz_vec_zero(line, length);
        for (slong j = 0; j < length; j++)
            if (!fmpz_is_zero(first + j * stride))
                _fmpz_vec_scalar_addmul_fmpz(line, matrix + j * length, length, first + j * stride);
        for (slong j = 0; j < length; j++)
            fmpz_swap(first + j * stride, line + j);
    }
    _fmpz_vec_clear(matrix, length * length);
    _fmpz_vec_clear(line, length);
}

ulong col_sign_tensor_reduce(col_sign_tensor *tensor)
{
    ulong shift = 0;
    bool found = false;
    for (slong i = 0; i < tensor->size; i++) {
        if (fmpz_is_zero(tensor->coefficients + i))
            continue;
        ulong twos = fmpz_val2(tensor->coefficients + i);
        shift = found && shift < twos ? shift : twos;
        found = true;
        if (shift == 0)
            return 0;
    }
    if (found)
        _fmpz_vec_scalar_tdiv_q_2exp(tensor->coefficients, tensor->coefficients, tensor->size, shift);
    return shift;
}

static void set_monomials(col_sign_tensor *tensor, const fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx)
{
    slong *exponents = col_malloc((size_t)(tensor->variables + 1) * sizeof *exponents);
    for (slong i = 0; i < fmpz_mpoly_length(polynomial, ctx); i++) {
        slong index = 0;
        fmpz_mpoly_get_term_exp_si(exponents, polynomial, i, ctx);
        for (slong v = 0; v < tensor->variables; v++)
            index += exponents[v] * tensor->stride[v];
        fmpz_mpoly_get_term_coeff_fmpz(tensor->coefficients + index, polynomial, i, ctx);
    }
    free(exponents);
}

bool col_sign_tensor_init(col_sign_tensor *tensor, const fmpz_mpoly_t polynomial, const slong *degrees,
    const col_projective_box *box, slong limit, const fmpz_mpoly_ctx_struct *ctx)
{
    slong size = 1;
    if (box->variables > COL_BOX_VARIABLES || !fmpz_mpoly_degrees_fit_si(polynomial, ctx))
        return false;
    memset(tensor, 0, sizeof *tensor);
    tensor->variables = box->variables;
    for (slong v = 0; v < box->variables; v++) {
        slong degree = FLINT_MAX(fmpz_mpoly_degree_si(polynomial, v, ctx), degrees == NULL ? 0 : degrees[v]);
        if (degree >= limit || size * (degree + 1) > limit)
            return false;
        tensor->degree[v] = degree;
        tensor->stride[v] = size;
        size *= degree + 1;
    }
    tensor->size = size;
    tensor->coefficients = _fmpz_vec_init(size);
    set_monomials(tensor, polynomial, ctx);
    for (slong v = 0; v < box->variables; v++)
        if (tensor->degree[v] > 0)
            substitute_axis(tensor, box, v);
    return true;
}

/* In place, along a line of the tensor: c(u) -> c(1 + v) if up, else the coefficients of (1 + v)^d * c(v/(1 + v)). */
static void shift_line(fmpz *first, slong length, slong stride, bool up)
{
    for (slong round = 1; round < length; round++)
        for (slong i = 1; i <= length - round; i++) {
            slong target = up ? length - 1 - i : i, source = up ? target + 1 : target - 1;
            fmpz_add(first + target * stride, first + target * stride, first + source * stride);
        }
}

/* Multiplies coefficient k of each line by 2^k, or by 2^(d - k). */
static void double_end(col_sign_tensor *tensor, slong axis, bool upper_end)
{
    slong degree = tensor->degree[axis], stride = tensor->stride[axis];
    FOR_EACH_LINE(tensor, axis, start)
        for (slong k = 0; k <= degree; k++) {
            fmpz *c = tensor->coefficients + start + k * stride;
            fmpz_mul_2exp(c, c, (ulong)(upper_end ? k : degree - k));
        }
}

/* The ends of the half are (lo, lo + hi) or (lo + hi, hi). To keep the weights of finite ends equal, and unbounded
 * steps doubling, the old end is doubled unless the other end of the box is infinite and the half is bounded. */
static bool doubles_old_end(const col_projective_box *box, slong axis, bool upper)
{
    return !fmpz_is_zero(upper ? &box->lo_w[axis] : &box->hi_w[axis]);
}

void col_sign_tensor_split(col_sign_tensor *tensor, const col_projective_box *box, slong axis, bool upper)
{
    slong length = tensor->degree[axis] + 1;
    if (length == 1)
        return;
    FOR_EACH_LINE(tensor, axis, start)
        shift_line(tensor->coefficients + start, length, tensor->stride[axis], upper);
    if (doubles_old_end(box, axis, upper))
        double_end(tensor, axis, upper);
    (void)col_sign_tensor_reduce(tensor);
}

/* Has the face a coefficient other than zero? Bit v of at_hi chooses the end of a variable that is fixed. */
static bool face_nonzero(const col_sign_tensor *tensor, const bool *fixed, ulong at_hi)
{
    for (slong i = 0; i < tensor->size; i++) {
        bool inside = fmpz_sgn(tensor->coefficients + i) != 0;
        for (slong v = 0; v < tensor->variables && inside; v++) {
            slong index = (i / tensor->stride[v]) % (tensor->degree[v] + 1);
            if (fixed[v])
                inside = index == ((at_hi >> v) & 1 ? tensor->degree[v] : 0);
        }
        if (inside)
            return true;
    }
    return false;
}

/* All coefficients have one sign or vanish. Does none of the box's smallest closed faces consist of zeros? Every
 * point of the box lies in the relative interior of a face that contains one of them. */
static bool faces_nonzero(const col_sign_tensor *tensor, const col_projective_box *box)
{
    bool fixed[COL_BOX_VARIABLES];
    ulong both = 0, only_hi = 0;
    for (slong v = 0; v < tensor->variables; v++) {
        bool used = tensor->degree[v] > 0;
        fixed[v] = used && (box->lo_closed[v] || box->hi_closed[v]);
        if (used && box->lo_closed[v] && box->hi_closed[v])
            both |= 1UL << v;
        else if (used && box->hi_closed[v])
            only_hi |= 1UL << v;
    }
    ulong at = both; /* runs through the subsets of both */
    for (;;) {
        if (!face_nonzero(tensor, fixed, at | only_hi))
            return false;
        if (at == 0)
            return true;
        at = (at - 1) & both;
    }
}

col_signs col_sign_tensor_signs(const col_sign_tensor *tensor, const col_projective_box *box)
{
    bool zero = false, positive = false, negative = false;
    for (slong i = 0; i < tensor->size; i++) {
        int sign = fmpz_sgn(tensor->coefficients + i);
        zero = zero || sign == 0;
        positive = positive || sign > 0;
        negative = negative || sign < 0;
        if (positive && negative)
            return COL_SIGN_ANY;
    }
    if (!positive && !negative)
        return COL_SIGN_ZERO;
    col_signs strict = positive ? COL_SIGN_POSITIVE : COL_SIGN_NEGATIVE;
    if (!zero || faces_nonzero(tensor, box))
        return strict;
    return (col_signs)(strict | COL_SIGN_ZERO);
}

col_signs col_sign_tensor_centre(const col_sign_tensor *tensor)
{
    fmpz_t sum;
    fmpz_init(sum);
    _fmpz_vec_sum(sum, tensor->coefficients, tensor->size);
    col_signs signs = col_signs_of(fmpz_sgn(sum));
    fmpz_clear(sum);
    return signs;
}

slong col_sign_tensor_variations(const col_sign_tensor *tensor, slong axis)
{
    slong variations = 0;
    FOR_EACH_LINE(tensor, axis, start)
        for (slong k = 0; k < tensor->degree[axis]; k++) {
            const fmpz *c = tensor->coefficients + start + k * tensor->stride[axis];
            variations += fmpz_sgn(c) * fmpz_sgn(c + tensor->stride[axis]) < 0;
        }
    return variations;
}
