/* Roots of linear and quadratic equations in place of a variable (virtual substitution). */
#include "rootsubstitution.h"

#include "../base/memory.h"
#include "polynomialtools.h"

#include <stdlib.h>

#define TERM_LIMIT 20000 /* terms of a polynomial that substitution may make */

void col_root_equation_init(col_root_equation *equation, const col_sign_system *system, size_t leaf, slong variable)
{
    const fmpz_mpoly_ctx_struct *ctx = system->ctx;
    const fmpz_mpoly_struct *polynomial = &system->leaves[leaf];
    equation->variable = variable;
    equation->degree = fmpz_mpoly_degree_si(polynomial, variable, ctx);
    fmpz_mpoly_init(equation->c, ctx);
    fmpz_mpoly_init(equation->d, ctx);
    fmpz_mpoly_init(equation->e, ctx);
    col_polynomial_coefficient(equation->c, polynomial, variable, 2, ctx);
    col_polynomial_coefficient(equation->d, polynomial, variable, 1, ctx);
    col_polynomial_coefficient(equation->e, polynomial, variable, 0, ctx);
}

void col_root_equation_clear(col_root_equation *equation, const fmpz_mpoly_ctx_struct *ctx)
{
    fmpz_mpoly_clear(equation->c, ctx);
    fmpz_mpoly_clear(equation->d, ctx);
    fmpz_mpoly_clear(equation->e, ctx);
}

const fmpz_mpoly_struct *col_root_equation_leading(const col_root_equation *equation)
{
    return equation->degree == 2 ? equation->c : equation->d;
}

/* Everything that the substitution of one branch needs. */
typedef struct {
    col_sign_system *reduced;
    const col_root_equation *equation;
    const fmpz_mpoly_ctx_struct *ctx;
    int branch;
    size_t leading; /* node of the leading coefficient */
    fmpz_mpoly_t discriminant;
    bool fits;      /* no polynomial became too large */
} substitution;

/* a*b, unless it could have too many terms. */
static void multiply(fmpz_mpoly_t product, const fmpz_mpoly_t a, const fmpz_mpoly_t b, substitution *task)
{
    double terms = (double)fmpz_mpoly_length(a, task->ctx) * (double)fmpz_mpoly_length(b, task->ctx);
    if (terms > 50.0 * TERM_LIMIT) {
        task->fits = false;
        fmpz_mpoly_zero(product, task->ctx);
        return;
    }
    fmpz_mpoly_mul(product, a, b, task->ctx);
    if (fmpz_mpoly_length(product, task->ctx) > TERM_LIMIT)
        task->fits = false;
}

static size_t times_leading(substitution *task, size_t node, slong power)
{
    return power % 2 == 0 ? node : col_sign_system_product(task->reduced, node, task->leading);
}

/* Pseudo-remainder of f by the equation: afterwards f has a lower degree in x and *power counts the factors c (or d)
 * that it was multiplied by. */
static void reduce(fmpz_mpoly_t f, slong *power, substitution *task)
{
    const col_root_equation *equation = task->equation;
    const fmpz_mpoly_ctx_struct *ctx = task->ctx;
    fmpz_mpoly_t top, lower, x, term;
    fmpz_mpoly_init(top, ctx);
    fmpz_mpoly_init(lower, ctx);
    fmpz_mpoly_init(x, ctx);
    fmpz_mpoly_init(term, ctx);
    /* lower: the equation without its leading term. */
    fmpz_mpoly_gen(x, equation->variable, ctx);
    fmpz_mpoly_set(lower, equation->e, ctx);
    if (equation->degree == 2) {
        fmpz_mpoly_mul(term, equation->d, x, ctx);
        fmpz_mpoly_add(lower, lower, term, ctx);
    }
    for (slong degree; task->fits && (degree = fmpz_mpoly_degree_si(f, equation->variable, ctx)) >= equation->degree;) {
        /* f = top*x^degree + rest; leading*f - top*x^(degree - n)*equation = leading*rest - top*x^(degree - n)*lower */
        col_polynomial_coefficient(top, f, equation->variable, degree, ctx);
        fmpz_mpoly_pow_ui(term, x, (ulong)degree, ctx);
        fmpz_mpoly_mul(term, term, top, ctx);
        fmpz_mpoly_sub(f, f, term, ctx);
        multiply(f, f, col_root_equation_leading(equation), task);
        fmpz_mpoly_pow_ui(term, x, (ulong)(degree - equation->degree), ctx);
        fmpz_mpoly_mul(top, top, term, ctx);
        multiply(term, top, lower, task);
        fmpz_mpoly_sub(f, f, term, ctx);
        ++*power;
    }
    fmpz_mpoly_clear(top, ctx);
    fmpz_mpoly_clear(lower, ctx);
    fmpz_mpoly_clear(x, ctx);
    fmpz_mpoly_clear(term, ctx);
}

/* The node of a + b*sqrt(discriminant). A common factor comes out first. */
static size_t radical_node(fmpz_mpoly_t a, fmpz_mpoly_t b, substitution *task)
{
    const fmpz_mpoly_ctx_struct *ctx = task->ctx;
    fmpz_mpoly_t common, norm, square;
    fmpz_mpoly_init(common, ctx);
    fmpz_mpoly_init(norm, ctx);
    fmpz_mpoly_init(square, ctx);
    if (!fmpz_mpoly_gcd(common, a, b, ctx) || fmpz_mpoly_is_zero(common, ctx))
        fmpz_mpoly_one(common, ctx);
    fmpz_mpoly_divides(a, a, common, ctx);
    fmpz_mpoly_divides(b, b, common, ctx);
    multiply(norm, a, a, task);
    multiply(square, b, b, task);
    multiply(square, square, task->discriminant, task);
    fmpz_mpoly_sub(norm, norm, square, ctx);
    size_t node = col_sign_system_fixed(task->reduced, COL_SIGN_ANY);
    if (task->fits) {
        size_t a_node = col_sign_system_polynomial(task->reduced, a);
        size_t b_node = col_sign_system_polynomial(task->reduced, b);
        size_t norm_node = col_sign_system_polynomial(task->reduced, norm);
        size_t root = col_sign_system_root(task->reduced, a_node, b_node, norm_node);
        node = col_sign_system_product(task->reduced, col_sign_system_polynomial(task->reduced, common), root);
    }
    fmpz_mpoly_clear(common, ctx);
    fmpz_mpoly_clear(norm, ctx);
    fmpz_mpoly_clear(square, ctx);
    return node;
}

/* The node of p1*x + p0 at the root of a quadratic equation, times sign(c): 2*c*p0 - d*p1 + branch*p1*sqrt(...). */
static size_t quadratic_node(const fmpz_mpoly_t p, substitution *task)
{
    const col_root_equation *equation = task->equation;
    const fmpz_mpoly_ctx_struct *ctx = task->ctx;
    fmpz_mpoly_t a, b, term;
    fmpz_mpoly_init(a, ctx);
    fmpz_mpoly_init(b, ctx);
    fmpz_mpoly_init(term, ctx);
    col_polynomial_coefficient(a, p, equation->variable, 0, ctx);
    col_polynomial_coefficient(b, p, equation->variable, 1, ctx);
    multiply(a, a, equation->c, task);
    fmpz_mpoly_scalar_mul_ui(a, a, 2, ctx);
    multiply(term, b, equation->d, task);
    fmpz_mpoly_sub(a, a, term, ctx);
    if (task->branch < 0)
        fmpz_mpoly_neg(b, b, ctx);
    size_t node = radical_node(a, b, task);
    fmpz_mpoly_clear(a, ctx);
    fmpz_mpoly_clear(b, ctx);
    fmpz_mpoly_clear(term, ctx);
    return node;
}

/* The node of a polynomial at the root. */
static size_t substituted_node(const fmpz_mpoly_t polynomial, substitution *task)
{
    const fmpz_mpoly_ctx_struct *ctx = task->ctx;
    slong variable = task->equation->variable, power = 0;
    size_t node;
    fmpz_mpoly_t rest;
    fmpz_mpoly_init(rest, ctx);
    fmpz_mpoly_set(rest, polynomial, ctx);
    reduce(rest, &power, task);
    if (!task->fits) {
        node = col_sign_system_fixed(task->reduced, COL_SIGN_ANY);
    } else if (fmpz_mpoly_degree_si(rest, variable, ctx) <= 0) {
        col_polynomial_reduce_content(rest, ctx);
        node = times_leading(task, col_sign_system_polynomial(task->reduced, rest), power);
    } else {
        col_polynomial_reduce_content(rest, ctx);
        node = times_leading(task, quadratic_node(rest, task), power + 1);
    }
    fmpz_mpoly_clear(rest, ctx);
    return node;
}

/* denominator*x - numerator at the root must have one of the signs. */
static void require_end(substitution *task, const fmpq_t end, col_signs signs)
{
    fmpz_mpoly_t linear;
    fmpz_mpoly_init(linear, task->ctx);
    fmpz_mpoly_gen(linear, task->equation->variable, task->ctx);
    fmpz_mpoly_scalar_mul_fmpz(linear, linear, fmpq_denref(end), task->ctx);
    fmpz_mpoly_sub_fmpz(linear, linear, fmpq_numref(end), task->ctx);
    col_sign_system_require(task->reduced, substituted_node(linear, task), signs);
    fmpz_mpoly_clear(linear, task->ctx);
}

static void require_range(substitution *task, const col_semialgebraic_range *range)
{
    if (range->lo_finite)
        require_end(task, range->lo, range->lo_open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE);
    if (range->hi_finite)
        require_end(task, range->hi, range->hi_open ? COL_SIGN_NEGATIVE : COL_SIGN_NONPOSITIVE);
}

/* Nodes and conditions over again, with each leaf replaced by its node in the reduced system. */
static void copy_structure(col_sign_system *reduced, const col_sign_system *system, const size_t *leaf_nodes)
{
    size_t *renamed = col_malloc((system->node_count + 1) * sizeof *renamed);
    for (size_t i = 0; i < system->node_count; i++) {
        const col_sign_node *node = &system->nodes[i];
        switch (node->kind) {
        case COL_SIGN_NODE_LEAF: renamed[i] = leaf_nodes[node->a]; break;
        case COL_SIGN_NODE_FIXED: renamed[i] = col_sign_system_fixed(reduced, node->signs); break;
        case COL_SIGN_NODE_PRODUCT:
            renamed[i] = col_sign_system_product(reduced, renamed[node->a], renamed[node->b]);
            break;
        case COL_SIGN_NODE_SQUARE: renamed[i] = col_sign_system_square(reduced, renamed[node->a]); break;
        case COL_SIGN_NODE_ROOT:
            renamed[i] = col_sign_system_root(reduced, renamed[node->a], renamed[node->b], renamed[node->c]);
            break;
        }
    }
    for (size_t i = 0; i < system->count; i++)
        col_sign_system_require(reduced, renamed[system->conditions[i].node], system->conditions[i].signs);
    reduced->factored = reduced->factored && system->factored;
    free(renamed);
}

static void require_real_root(substitution *task)
{
    const col_root_equation *equation = task->equation;
    task->leading = col_sign_system_polynomial(task->reduced, col_root_equation_leading(equation));
    col_sign_system_require(task->reduced, task->leading, COL_SIGN_NONZERO);
    if (equation->degree < 2)
        return;
    fmpz_mpoly_t product;
    fmpz_mpoly_init(product, task->ctx);
    multiply(task->discriminant, equation->d, equation->d, task);
    multiply(product, equation->c, equation->e, task);
    fmpz_mpoly_scalar_mul_ui(product, product, 4, task->ctx);
    fmpz_mpoly_sub(task->discriminant, task->discriminant, product, task->ctx);
    if (task->fits)
        col_sign_system_require(task->reduced, col_sign_system_polynomial(task->reduced, task->discriminant),
            task->branch > 0 ? COL_SIGN_NONNEGATIVE : COL_SIGN_POSITIVE);
    fmpz_mpoly_clear(product, task->ctx);
}

bool col_root_substitute(col_sign_system *reduced, const col_sign_system *system, size_t leaf,
    const col_root_equation *equation, int branch)
{
    substitution task = {.reduced = reduced, .equation = equation, .ctx = system->ctx, .branch = branch, .fits = true};
    size_t *leaf_nodes = col_malloc((system->leaf_count + 1) * sizeof *leaf_nodes);
    col_sign_system_init(reduced, system->ctx, system->ranges);
    fmpz_mpoly_init(task.discriminant, system->ctx);
    require_real_root(&task);
    for (size_t i = 0; i < system->leaf_count; i++)
        leaf_nodes[i] = i == leaf ? col_sign_system_fixed(reduced, COL_SIGN_ZERO)
                                  : substituted_node(&system->leaves[i], &task);
    require_range(&task, &system->ranges[equation->variable]);
    copy_structure(reduced, system, leaf_nodes);
    col_range_set_line(&reduced->ranges[equation->variable]);
    fmpz_mpoly_clear(task.discriminant, system->ctx);
    free(leaf_nodes);
    if (!task.fits)
        col_sign_system_clear(reduced);
    return task.fits;
}

void col_value_substitute(col_sign_system *reduced, const col_sign_system *system, slong variable, const fmpq_t value)
{
    size_t *leaf_nodes = col_malloc((system->leaf_count + 1) * sizeof *leaf_nodes);
    fmpz_mpoly_t fixed;
    fmpz_mpoly_init(fixed, system->ctx);
    col_sign_system_init(reduced, system->ctx, system->ranges);
    for (size_t i = 0; i < system->leaf_count; i++) {
        col_polynomial_fix(fixed, &system->leaves[i], variable, value, system->ctx);
        leaf_nodes[i] = col_sign_system_polynomial(reduced, fixed);
    }
    copy_structure(reduced, system, leaf_nodes);
    col_range_set_point(&reduced->ranges[variable], value);
    fmpz_mpoly_clear(fixed, system->ctx);
    free(leaf_nodes);
}

void col_relax_equation(col_sign_system *relaxed, const col_sign_system *system, size_t leaf, ulong bits)
{
    size_t *leaf_nodes = col_malloc((system->leaf_count + 1) * sizeof *leaf_nodes);
    fmpz_mpoly_t shifted;
    fmpz_t scale;
    fmpz_mpoly_init(shifted, system->ctx);
    fmpz_init(scale);
    fmpz_one(scale);
    fmpz_mul_2exp(scale, scale, bits);
    col_sign_system_init(relaxed, system->ctx, system->ranges);
    for (size_t i = 0; i < system->leaf_count; i++)
        leaf_nodes[i] = i == leaf ? col_sign_system_fixed(relaxed, COL_SIGN_ZERO)
                                  : col_sign_system_polynomial(relaxed, &system->leaves[i]);
    copy_structure(relaxed, system, leaf_nodes);
    fmpz_mpoly_scalar_mul_fmpz(shifted, &system->leaves[leaf], scale, system->ctx);
    fmpz_mpoly_sub_si(shifted, shifted, 1, system->ctx);
    col_sign_system_require(relaxed, col_sign_system_polynomial(relaxed, shifted), COL_SIGN_NEGATIVE);
    fmpz_mpoly_add_si(shifted, shifted, 2, system->ctx);
    col_sign_system_require(relaxed, col_sign_system_polynomial(relaxed, shifted), COL_SIGN_POSITIVE);
    fmpz_mpoly_clear(shifted, system->ctx);
    fmpz_clear(scale);
    free(leaf_nodes);
}

#define DEGREE_LIMIT 48
#define HEIGHT_LIMIT 20000

static bool evaluate(qqbar_t value, const fmpz_mpoly_t polynomial, qqbar_srcptr point,
    const fmpz_mpoly_ctx_struct *ctx)
{
    return qqbar_evaluate_fmpz_mpoly(value, polynomial, point, DEGREE_LIMIT, HEIGHT_LIMIT, ctx);
}

static bool manageable(const qqbar_t a, const qqbar_t b)
{
    return qqbar_binop_within_limits(a, b, DEGREE_LIMIT, HEIGHT_LIMIT);
}

/* (-d + branch*sqrt(d^2 - 4*c*e))/(2*c) */
static bool quadratic_root(qqbar_t x, const qqbar_t c, const qqbar_t d, const qqbar_t e, int branch)
{
    bool done = false;
    qqbar_t root, square;
    qqbar_init(root);
    qqbar_init(square);
    if (!manageable(c, e))
        goto cleanup;
    qqbar_mul(root, c, e);
    qqbar_mul_si(root, root, -4);
    qqbar_mul(square, d, d);
    if (!manageable(root, square))
        goto cleanup;
    qqbar_add(root, root, square);
    qqbar_sqrt(root, root);
    if (branch < 0)
        qqbar_neg(root, root);
    if (!manageable(root, d))
        goto cleanup;
    qqbar_sub(root, root, d);
    if (!manageable(root, c))
        goto cleanup;
    qqbar_div(root, root, c);
    qqbar_div_si(x, root, 2);
    done = true;
cleanup:
    qqbar_clear(root);
    qqbar_clear(square);
    return done;
}

bool col_root_value(qqbar_ptr point, const col_root_equation *equation, int branch, const fmpz_mpoly_ctx_struct *ctx)
{
    bool done;
    qqbar_t c, d, e;
    qqbar_init(c);
    qqbar_init(d);
    qqbar_init(e);
    done = evaluate(c, equation->c, point, ctx) && evaluate(d, equation->d, point, ctx)
        && evaluate(e, equation->e, point, ctx);
    if (done && equation->degree == 2) {
        done = quadratic_root(point + equation->variable, c, d, e, branch);
    } else if (done) {
        done = manageable(e, d);
        if (done)
            qqbar_div(point + equation->variable, e, d);
        if (done)
            qqbar_neg(point + equation->variable, point + equation->variable);
    }
    qqbar_clear(c);
    qqbar_clear(d);
    qqbar_clear(e);
    return done;
}
