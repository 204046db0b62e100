/* Normal forms where a pair of eigenvalues is imaginary: the first Lyapunov coefficient.
 *
 * With J q = i w q, p J = i w p, |q| = 1, p.q = 1 (no conjugation: p is the left eigenvector itself),
 *     l = Re(p.C(q, q, q*) - 2 p.B(q, J^-1 B(q, q*)) + p.B(q*, (2 i w - J)^-1 B(q, q))) / (2 w)
 * (Kuznetsov, Elements of Applied Bifurcation Theory, 3.5), and the pair's real part moves with the parameter as
 *     Re p.(F_mx q + B(h, q)),  J h = -F_m.
 *
 * Why the eigenvalues are imaginary: some two of them sum to zero exactly; if all sums but one are certainly not zero,
 * it is that one; its two eigenvalues are simple, and being not real each is the other's conjugate. */
#include "normalform.h"

#include <collapsar/eigen.h>

#include "nullvector.h"

#include <stdio.h>

typedef struct {
    const normal_form_flow *flow;
    slong n, precision;
    arb_srcptr at;
    arb_mat_t jacobian;
    arb_ptr slope;
    acb_t eigenvalue;    /* i w */
    acb_ptr right, left; /* q, p; n + 1 entries, the last one zero */
} task;

typedef enum { PAIR_UNKNOWN, PAIR_REAL, PAIR_IMAGINARY } pair_kind;

static bool may_sum_to_zero(const acb_t a, const acb_t b, slong precision)
{
    acb_t sum;
    acb_init(sum);
    acb_add(sum, a, b, precision);
    bool may = !acb_is_finite(sum) || acb_contains_zero(sum);
    acb_clear(sum);
    return may;
}

/* The only two clusters of which two eigenvalues may sum to zero; false if it is not so simple. */
static bool find_pair(slong *first, slong *second, const col_spectrum *spectrum, slong precision)
{
    slong found = 0;
    for (slong i = 0; i < spectrum->count; i++)
        for (slong j = i; j < spectrum->count; j++) {
            bool alone = i == j && spectrum->multiplicities[i] == 1;
            if (alone || !may_sum_to_zero(spectrum->values + i, spectrum->values + j, precision))
                continue;
            *first = i;
            *second = j;
            found++;
        }
    return found == 1 && *first != *second && spectrum->multiplicities[*first] == 1
        && spectrum->multiplicities[*second] == 1;
}

static pair_kind classify_pair(col_normal_form *out, task *t)
{
    col_spectrum spectrum;
    slong i = 0, j = 0;
    pair_kind kind = PAIR_UNKNOWN;
    col_spectrum_init(&spectrum);
    if (col_eigen_real(&spectrum, t->jacobian, t->precision) && find_pair(&i, &j, &spectrum, t->precision)) {
        acb_srcptr value = spectrum.values + i;
        if (!arb_contains_zero(acb_imagref(value)))
            kind = PAIR_IMAGINARY;
        else if (arb_is_zero(acb_imagref(value)) && !arb_contains_zero(acb_realref(value)))
            kind = PAIR_REAL;
        arb_abs(out->frequency, acb_imagref(value));
        arb_zero(acb_realref(t->eigenvalue));
        arb_set(acb_imagref(t->eigenvalue), out->frequency);
        out->unstable = kind == PAIR_IMAGINARY ? 0 : -1;
        for (slong k = 0; k < spectrum.count && out->unstable >= 0; k++) {
            if (k == i || k == j || arb_is_negative(acb_realref(spectrum.values + k)))
                continue;
            bool right = arb_is_positive(acb_realref(spectrum.values + k)) != 0;
            out->unstable = right ? out->unstable + spectrum.multiplicities[k] : -1;
        }
    }
    col_spectrum_clear(&spectrum);
    return kind;
}

static void dot(acb_t out, const task *t, acb_srcptr a, acb_srcptr b)
{
    acb_dot(out, NULL, 0, a, 1, b, 1, t->n, t->precision);
}

/* J - i w */
static void shifted(acb_mat_t out, const task *t)
{
    acb_mat_set_arb_mat(out, t->jacobian);
    for (slong i = 0; i < t->n; i++)
        acb_sub(acb_mat_entry(out, i, i), acb_mat_entry(out, i, i), t->eigenvalue, t->precision);
}

/* q of length one, p.q = 1. */
static bool find_vectors(task *t)
{
    slong n = t->n;
    acb_mat_t matrix;
    acb_t product;
    arb_t length;
    acb_mat_init(matrix, n, n);
    acb_init(product);
    arb_init(length);
    shifted(matrix, t);
    bool good = null_vector_complex(t->right, matrix, false, t->precision)
        && null_vector_complex(t->left, matrix, true, t->precision);
    for (slong i = 0; good && i < n; i++) {
        arb_addmul(length, acb_realref(t->right + i), acb_realref(t->right + i), t->precision);
        arb_addmul(length, acb_imagref(t->right + i), acb_imagref(t->right + i), t->precision);
    }
    arb_sqrt(length, length, t->precision);
    for (slong i = 0; good && i < n; i++)
        acb_div_arb(t->right + i, t->right + i, length, t->precision);
    dot(product, t, t->left, t->right);
    good = good && acb_is_finite(product) && !acb_contains_zero(product);
    for (slong i = 0; good && i < n; i++)
        acb_div(t->left + i, t->left + i, product, t->precision);
    arb_clear(length);
    acb_clear(product);
    acb_mat_clear(matrix);
    return good;
}

static void split(arb_ptr re, arb_ptr im, acb_srcptr a, slong n)
{
    for (slong i = 0; i < n; i++) {
        acb_get_real(re + i, a + i);
        acb_get_imag(im + i, a + i);
    }
}

/* B(a, b) for complex directions of n + 1 entries, by real ones. */
static void second(acb_ptr out, const task *t, acb_srcptr a, acb_srcptr b)
{
    slong n = t->n, m = n + 1;
    arb_ptr parts = _arb_vec_init(4 * m), real = _arb_vec_init(n);
    split(parts, parts + m, a, m);
    split(parts + 2 * m, parts + 3 * m, b, m);
    for (int k = 0; k < 4; k++) {
        flow_second(real, t->flow, t->at, parts + (k / 2) * m, parts + (2 + k % 2) * m, t->precision);
        for (slong i = 0; i < n; i++) {
            if (k == 0)
                acb_set_arb(out + i, real + i);
            else if (k == 3)
                arb_sub(acb_realref(out + i), acb_realref(out + i), real + i, t->precision);
            else
                arb_add(acb_imagref(out + i), acb_imagref(out + i), real + i, t->precision);
        }
    }
    _arb_vec_clear(parts, 4 * m);
    _arb_vec_clear(real, n);
}

/* C(a, b, b) = (C((a + b)^3) + C((a - b)^3))/6 - C(a^3)/3, given C(a^3). */
static void third_mixed(arb_ptr out, const task *t, arb_srcptr a, arb_srcptr b, arb_srcptr cube)
{
    slong n = t->n;
    arb_ptr direction = _arb_vec_init(n + 1), plus = _arb_vec_init(n), minus = _arb_vec_init(n);
    _arb_vec_add(direction, a, b, n + 1, t->precision);
    flow_third(plus, t->flow, t->at, direction, t->precision);
    _arb_vec_sub(direction, a, b, n + 1, t->precision);
    flow_third(minus, t->flow, t->at, direction, t->precision);
    for (slong i = 0; i < n; i++) {
        arb_add(out + i, plus + i, minus + i, t->precision);
        arb_submul_ui(out + i, cube + i, 2, t->precision);
        arb_div_ui(out + i, out + i, 6, t->precision);
    }
    _arb_vec_clear(direction, n + 1);
    _arb_vec_clear(plus, n);
    _arb_vec_clear(minus, n);
}

/* C(q, q, q*) = C(x, x, x) + C(x, y, y) + i (C(y, y, y) + C(y, x, x)), q = x + i y. */
static void third(acb_ptr out, const task *t)
{
    slong n = t->n, m = n + 1;
    arb_ptr x = _arb_vec_init(m), y = _arb_vec_init(m), cube = _arb_vec_init(n), mixed = _arb_vec_init(n);
    split(x, y, t->right, m);
    for (int k = 0; k < 2; k++) {
        flow_third(cube, t->flow, t->at, k ? y : x, t->precision);
        third_mixed(mixed, t, k ? y : x, k ? x : y, cube);
        for (slong i = 0; i < n; i++)
            arb_add(k ? acb_imagref(out + i) : acb_realref(out + i), cube + i, mixed + i, t->precision);
    }
    _arb_vec_clear(x, m);
    _arb_vec_clear(y, m);
    _arb_vec_clear(cube, n);
    _arb_vec_clear(mixed, n);
}

/* out[0 .. n) = (J - shift)^-1 rhs, or zero for an exact zero; out[n] = 0. */
static bool solve(acb_ptr out, const task *t, const acb_t shift, acb_srcptr rhs)
{
    slong n = t->n;
    acb_mat_t matrix, x;
    acb_mat_init(matrix, n, n);
    acb_mat_init(x, n, 1);
    acb_mat_set_arb_mat(matrix, t->jacobian);
    for (slong i = 0; i < n; i++) {
        acb_sub(acb_mat_entry(matrix, i, i), acb_mat_entry(matrix, i, i), shift, t->precision);
        acb_set(acb_mat_entry(x, i, 0), rhs + i);
    }
    bool good = acb_mat_solve(x, matrix, x, t->precision) != 0;
    for (slong i = 0; good && i < n; i++)
        acb_set(out + i, acb_mat_entry(x, i, 0));
    acb_zero(out + n);
    acb_mat_clear(x);
    acb_mat_clear(matrix);
    return good;
}

static bool lyapunov(arb_t out, const task *t)
{
    slong n = t->n;
    acb_ptr conjugate = _acb_vec_init(n + 1), b = _acb_vec_init(n), x = _acb_vec_init(n + 1), c = _acb_vec_init(n);
    acb_t shift, term, sum;
    acb_init(shift);
    acb_init(term);
    acb_init(sum);
    for (slong i = 0; i <= n; i++)
        acb_conj(conjugate + i, t->right + i);
    third(c, t);
    dot(sum, t, t->left, c);
    second(b, t, t->right, conjugate);
    bool good = solve(x, t, shift, b);
    second(c, t, t->right, x);
    dot(term, t, t->left, c);
    acb_submul_ui(sum, term, 2, t->precision);
    second(b, t, t->right, t->right);
    acb_mul_2exp_si(shift, t->eigenvalue, 1);
    good = good && solve(x, t, shift, b); /* -(2 i w - J)^-1 B(q, q) */
    second(c, t, conjugate, x);
    dot(term, t, t->left, c);
    acb_sub(sum, sum, term, t->precision);
    acb_get_real(out, sum);
    arb_div(out, out, acb_imagref(t->eigenvalue), t->precision);
    arb_mul_2exp_si(out, out, -1);
    acb_clear(shift);
    acb_clear(term);
    acb_clear(sum);
    _acb_vec_clear(conjugate, n + 1);
    _acb_vec_clear(b, n);
    _acb_vec_clear(x, n + 1);
    _acb_vec_clear(c, n);
    return good;
}

static bool speed(arb_t out, const task *t)
{
    slong n = t->n;
    acb_ptr h = _acb_vec_init(n + 1), rhs = _acb_vec_init(n), derivative = _acb_vec_init(n);
    acb_t zero, product;
    acb_init(zero);
    acb_init(product);
    for (slong i = 0; i < n; i++)
        acb_set_arb(rhs + i, t->slope + i);
    _acb_vec_neg(rhs, rhs, n);
    bool good = solve(h, t, zero, rhs);
    acb_one(h + n);
    second(derivative, t, t->right, h);
    dot(product, t, t->left, derivative);
    acb_get_real(out, product);
    acb_clear(zero);
    acb_clear(product);
    _acb_vec_clear(h, n + 1);
    _acb_vec_clear(rhs, n);
    _acb_vec_clear(derivative, n);
    return good;
}

static void judge(col_normal_form *out)
{
    if (!arb_is_finite(out->crossing) || arb_contains_zero(out->crossing))
        snprintf(out->reason, sizeof out->reason, "the imaginary pair may not cross the axis");
    else if (!arb_is_finite(out->cubic) || arb_contains_zero(out->cubic))
        snprintf(out->reason, sizeof out->reason, "the first Lyapunov coefficient may be zero");
    else
        out->type = arb_is_negative(out->cubic) ? COL_BIFURCATION_HOPF_SUPERCRITICAL
                                                : COL_BIFURCATION_HOPF_SUBCRITICAL;
}

bool normal_form_hopf(col_normal_form *out, const normal_form_flow *flow, arb_srcptr at, slong precision)
{
    slong n = flow->n;
    task t = {.flow = flow, .n = n, .precision = precision, .at = at, .slope = _arb_vec_init(n),
              .right = _acb_vec_init(n + 1), .left = _acb_vec_init(n + 1)};
    arb_mat_init(t.jacobian, n, n);
    acb_init(t.eigenvalue);
    flow_jacobian(t.jacobian, t.slope, flow, at, precision);
    out->type = COL_BIFURCATION_UNDECIDED;
    out->reason[0] = '\0';
    pair_kind kind = arb_mat_is_finite(t.jacobian) ? classify_pair(out, &t) : PAIR_UNKNOWN;
    if (kind == PAIR_UNKNOWN)
        snprintf(out->reason, sizeof out->reason, "the pair of eigenvalues may not be simple and imaginary");
    if (kind == PAIR_IMAGINARY && find_vectors(&t) && lyapunov(out->cubic, &t) && speed(out->crossing, &t)) {
        _acb_vec_set(out->vector, t.right, n);
        judge(out);
    } else if (kind == PAIR_IMAGINARY) {
        snprintf(out->reason, sizeof out->reason, "zero may be an eigenvalue as well");
    }
    acb_clear(t.eigenvalue);
    arb_mat_clear(t.jacobian);
    _arb_vec_clear(t.slope, n);
    _acb_vec_clear(t.right, n + 1);
    _acb_vec_clear(t.left, n + 1);
    return kind != PAIR_REAL;
}
