/* Isolation of real roots by Descartes' rule of signs and bisection, in integers throughout: the number of sign
 * changes among the coefficients of (1 + x)^n p(1/(1 + x)) exceeds the number of p's roots in (0, 1) by an even
 * number; halving the interval ends with 0 or 1 changes everywhere if p is squarefree. */
#include "realroots.h"

#include "../base/memory.h"

#include <stdlib.h>

/* A root: strictly between lo and hi, or equal to both. */
typedef struct {
    fmpq_t lo, hi;
} root_interval;

typedef struct {
    root_interval *roots;
    size_t count, capacity;
    bool failed;
    col_budget *budget;
} root_list;

static void root_add(root_list *list, const fmpq_t lo, const fmpq_t hi)
{
    list->roots = col_grow(list->roots, list->count, &list->capacity, sizeof *list->roots);
    root_interval *root = &list->roots[list->count++];
    fmpq_init(root->lo);
    fmpq_init(root->hi);
    fmpq_set(root->lo, lo);
    fmpq_set(root->hi, hi);
}

static void list_clear(root_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        fmpq_clear(list->roots[i].lo);
        fmpq_clear(list->roots[i].hi);
    }
    free(list->roots);
}

static slong sign_changes(const fmpz_poly_t p)
{
    slong changes = 0;
    int last = 0;
    for (slong i = 0; i < p->length; i++) {
        int sign = fmpz_sgn(p->coeffs + i);
        changes += sign != 0 && last != 0 && sign != last;
        last = sign != 0 ? sign : last;
    }
    return changes;
}

static slong descartes_bound(const fmpz_poly_t p)
{
    fmpz_poly_t q;
    fmpz_t one;
    fmpz_poly_init(q);
    fmpz_init_set_ui(one, 1);
    fmpz_poly_reverse(q, p, p->length);
    fmpz_poly_taylor_shift(q, q, one);
    slong changes = sign_changes(q);
    fmpz_poly_clear(q);
    fmpz_clear(one);
    return changes;
}

/* p's roots in (0, 1), where p's unit interval is (index, index + 1)*width in the list's coordinate. p(0) != 0. */
static void isolate(root_list *list, const fmpz_poly_t p, const fmpz_t index, const fmpq_t width)
{
    slong length = p->length;
    if (list->failed || length < 2)
        return;
    ulong words = (ulong)FLINT_ABS(fmpz_poly_max_bits(p)) / 64;
    if (!col_budget_spend(list->budget, 2 + (ulong)(length * length) * (8 + words) / 512)) {
        list->failed = true;
        return;
    }
    slong changes = descartes_bound(p);
    if (changes == 0)
        return;
    fmpz_poly_t half;
    fmpz_t at, one;
    fmpq_t lo, hi, step;
    fmpz_poly_init(half);
    fmpz_init(at);
    fmpz_init_set_ui(one, 1);
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(step);
    if (changes == 1) {
        fmpq_mul_fmpz(lo, width, index);
        fmpq_add(hi, lo, width);
        root_add(list, lo, hi);
    } else {
        fmpq_div_2exp(step, width, 1);
        fmpz_mul_2exp(at, index, 1);
        fmpz_poly_reverse(half, p, length);                          /* 2^n p(x/2) */
        _fmpz_poly_scale_2exp(half->coeffs, half->length, 1);
        fmpz_poly_reverse(half, half, length);
        isolate(list, half, at, step);
        fmpz_add_ui(at, at, 1);
        fmpz_poly_taylor_shift(half, half, one);
        if (fmpz_is_zero(half->coeffs)) {
            fmpq_mul_fmpz(lo, step, at);
            root_add(list, lo, lo);
            fmpz_poly_shift_right(half, half, 1);
        }
        isolate(list, half, at, step);
    }
    fmpz_poly_clear(half);
    fmpz_clear(at);
    fmpz_clear(one);
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(step);
}

/* Positive roots, ascending. p is squarefree and p(0) != 0; all roots are below 2^k, and p(2^k*x) is isolated. */
static void isolate_positive(root_list *list, const fmpz_poly_t p)
{
    fmpz_poly_t scaled;
    fmpz_t bound, zero;
    fmpq_t width;
    fmpz_poly_init(scaled);
    fmpz_init(bound);
    fmpz_init(zero);
    fmpq_init(width);
    fmpz_poly_bound_roots(bound, p);
    fmpz_add_ui(bound, bound, 1);
    slong exponent = (slong)fmpz_bits(bound);
    fmpz_poly_set(scaled, p);
    _fmpz_poly_scale_2exp(scaled->coeffs, scaled->length, exponent);
    fmpq_one(width);
    fmpq_mul_2exp(width, width, (ulong)exponent);
    isolate(list, scaled, zero, width);
    fmpz_poly_clear(scaled);
    fmpz_clear(bound);
    fmpz_clear(zero);
    fmpq_clear(width);
}

static int sign_at(const fmpz_poly_t p, const fmpq_t x)
{
    fmpq_t value;
    fmpq_init(value);
    fmpz_poly_evaluate_fmpq(value, p, x);
    int sign = fmpq_sgn(value);
    fmpq_clear(value);
    return sign;
}

/* The sign of p directly right of x; p is squarefree. */
static int sign_after(const fmpz_poly_t p, const fmpq_t x)
{
    int sign = sign_at(p, x);
    if (sign != 0)
        return sign;
    fmpz_poly_t derivative;
    fmpz_poly_init(derivative);
    fmpz_poly_derivative(derivative, p);
    sign = sign_at(derivative, x);
    fmpz_poly_clear(derivative);
    return sign;
}

/* Bisects until no end is a root (or the root itself is found). */
static void clear_ends(root_interval *root, const fmpz_poly_t p)
{
    if (fmpq_equal(root->lo, root->hi))
        return;
    fmpq_t middle;
    fmpq_init(middle);
    int left = sign_after(p, root->lo);
    while (sign_at(p, root->lo) == 0 || sign_at(p, root->hi) == 0) {
        fmpq_add(middle, root->lo, root->hi);
        fmpq_div_2exp(middle, middle, 1);
        int sign = sign_at(p, middle);
        if (sign == left || sign == 0)
            fmpq_set(root->lo, middle);
        if (sign != left)
            fmpq_set(root->hi, middle);
        if (sign == 0)
            break;
    }
    fmpq_clear(middle);
}

/* All real roots of the squarefree p, ascending. */
static void isolate_all(root_list *list, const fmpz_poly_t p)
{
    root_list negative = {.budget = list->budget};
    fmpz_poly_t rest, mirrored;
    fmpq_t zero;
    fmpz_poly_init(rest);
    fmpz_poly_init(mirrored);
    fmpq_init(zero);
    bool at_zero = fmpz_is_zero(p->coeffs);
    fmpz_poly_shift_right(rest, p, at_zero);
    fmpz_poly_set(mirrored, rest);
    for (slong i = 1; i < mirrored->length; i += 2)
        fmpz_neg(mirrored->coeffs + i, mirrored->coeffs + i);
    isolate_positive(&negative, mirrored);
    for (size_t i = negative.count; i-- > 0;) {
        fmpq_neg(negative.roots[i].lo, negative.roots[i].lo);
        fmpq_neg(negative.roots[i].hi, negative.roots[i].hi);
        root_add(list, negative.roots[i].hi, negative.roots[i].lo);
    }
    if (at_zero)
        root_add(list, zero, zero);
    isolate_positive(list, rest);
    list->failed = list->failed || negative.failed;
    for (size_t i = 0; i < list->count && !list->failed; i++)
        clear_ends(&list->roots[i], p);
    list_clear(&negative);
    fmpz_poly_clear(rest);
    fmpz_poly_clear(mirrored);
    fmpq_clear(zero);
}

/* A simple rational between two neighbouring roots: the gap's ends are no roots, unless a root is known exactly. */
static void gap_point(fmpq_t point, const root_interval *left, const root_interval *right)
{
    fmpq_t lo, hi, step;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(step);
    fmpq_sub(step, right->lo, left->hi);
    fmpq_div_2exp(step, step, 2);
    fmpq_set(lo, left->hi);
    fmpq_set(hi, right->lo);
    if (fmpq_equal(left->lo, left->hi))
        fmpq_add(lo, lo, step);
    if (fmpq_equal(right->lo, right->hi))
        fmpq_sub(hi, hi, step);
    fmpq_simplest_between(point, lo, hi);
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(step);
}

static void outer_points(fmpq_t first, fmpq_t last, const root_list *list)
{
    fmpz_t integer;
    fmpz_init(integer);
    const root_interval *low = &list->roots[0], *high = &list->roots[list->count - 1];
    fmpz_cdiv_q(integer, fmpq_numref(low->lo), fmpq_denref(low->lo));
    fmpz_sub_ui(integer, integer, 1);
    fmpq_set_fmpz(first, integer);
    fmpz_fdiv_q(integer, fmpq_numref(high->hi), fmpq_denref(high->hi));
    fmpz_add_ui(integer, integer, 1);
    fmpq_set_fmpz(last, integer);
    fmpz_clear(integer);
}

bool col_real_root_separators(fmpq **points, slong *count, const fmpz_poly_t polynomial, col_budget *budget)
{
    root_list list = {.budget = budget};
    fmpz_poly_t squarefree, common;
    fmpz_poly_init(squarefree);
    fmpz_poly_init(common);
    fmpz_poly_derivative(common, polynomial);
    fmpz_poly_gcd(common, polynomial, common);
    fmpz_poly_div(squarefree, polynomial, common);
    if (fmpz_poly_degree(squarefree) > 0)
        isolate_all(&list, squarefree);
    if (!list.failed) {
        *count = (slong)list.count + 1;
        *points = _fmpq_vec_init(*count);
        if (list.count > 0)
            outer_points(*points, *points + list.count, &list);
        for (size_t i = 0; i + 1 < list.count; i++)
            gap_point(*points + i + 1, &list.roots[i], &list.roots[i + 1]);
    }
    list_clear(&list);
    fmpz_poly_clear(squarefree);
    fmpz_poly_clear(common);
    return !list.failed;
}
