/* Systems of sign conditions: nodes, factorisation into leaves, computing with sets of signs. */
#include "signsystem.h"

#include "../base/memory.h"
#include "polynomialtools.h"

#include <stdlib.h>
#include <string.h>

/* Beyond these sizes a polynomial is kept unfactored. */
#define FACTOR_TERMS 3000
#define FACTOR_DEGREE 120

void col_sign_system_init(col_sign_system *system, const fmpz_mpoly_ctx_struct *ctx,
    const col_semialgebraic_range *ranges)
{
    memset(system, 0, sizeof *system);
    system->ctx = ctx;
    system->variables = fmpz_mpoly_ctx_nvars(ctx);
    system->ranges = col_ranges_new(system->variables, ranges);
    system->factored = true;
}

void col_sign_system_clear(col_sign_system *system)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        fmpz_mpoly_clear(&system->leaves[i], system->ctx);
    free(system->leaves);
    free(system->nodes);
    free(system->conditions);
    col_ranges_free(system->ranges, system->variables);
    memset(system, 0, sizeof *system);
}

static size_t add_leaf(col_sign_system *system, const fmpz_mpoly_t leaf)
{
    system->leaves = col_grow(system->leaves, system->leaf_count, &system->leaf_capacity, sizeof *system->leaves);
    fmpz_mpoly_init(&system->leaves[system->leaf_count], system->ctx);
    fmpz_mpoly_set(&system->leaves[system->leaf_count], leaf, system->ctx);
    return system->leaf_count++;
}

static size_t add_node(col_sign_system *system, col_sign_node node)
{
    system->nodes = col_grow(system->nodes, system->node_count, &system->node_capacity, sizeof *system->nodes);
    system->nodes[system->node_count] = node;
    return system->node_count++;
}

void col_sign_system_require(col_sign_system *system, size_t node, col_signs signs)
{
    system->conditions = col_grow(system->conditions, system->count, &system->capacity, sizeof *system->conditions);
    system->conditions[system->count++] = (col_node_condition){node, signs};
}

void col_sign_system_set(col_sign_system *copy, const col_sign_system *system)
{
    col_sign_system_init(copy, system->ctx, system->ranges);
    copy->factored = system->factored;
    for (size_t i = 0; i < system->leaf_count; i++)
        add_leaf(copy, &system->leaves[i]);
    for (size_t i = 0; i < system->node_count; i++)
        add_node(copy, system->nodes[i]);
    for (size_t i = 0; i < system->count; i++)
        col_sign_system_require(copy, system->conditions[i].node, system->conditions[i].signs);
}

/* The node of the leaf, found or made; normalised so that the leading coefficient is positive. */
static size_t leaf_node(col_sign_system *system, const fmpz_mpoly_t leaf)
{
    for (size_t i = 0; i < system->node_count; i++) {
        const col_sign_node *node = &system->nodes[i];
        if (node->kind == COL_SIGN_NODE_LEAF && fmpz_mpoly_equal(&system->leaves[node->a], leaf, system->ctx))
            return i;
    }
    return add_node(system, (col_sign_node){.kind = COL_SIGN_NODE_LEAF, .a = add_leaf(system, leaf)});
}

static bool small_enough(const fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx)
{
    if (fmpz_mpoly_length(polynomial, ctx) > FACTOR_TERMS || !fmpz_mpoly_total_degree_fits_si(polynomial, ctx))
        return false;
    return fmpz_mpoly_length(polynomial, ctx) == 1 || fmpz_mpoly_total_degree_si(polynomial, ctx) <= FACTOR_DEGREE;
}

/* node * base^exponent, and *sign *= the sign by which the normalised base differs. */
static size_t times_power(col_sign_system *system, size_t node, fmpz_mpoly_t base, const fmpz_t exponent, int *sign)
{
    fmpz_t leading;
    fmpz_init(leading);
    fmpz_mpoly_get_term_coeff_fmpz(leading, base, 0, system->ctx);
    if (fmpz_sgn(leading) < 0) {
        fmpz_mpoly_neg(base, base, system->ctx);
        if (fmpz_is_odd(exponent))
            *sign = -*sign;
    }
    fmpz_clear(leading);
    size_t factor = leaf_node(system, base);
    if (fmpz_is_even(exponent))
        factor = col_sign_system_square(system, factor);
    return col_sign_system_product(system, node, factor);
}

static size_t factored_node(col_sign_system *system, fmpz_mpoly_factor_struct *factors)
{
    int sign = fmpz_sgn(factors->constant);
    size_t node = col_sign_system_fixed(system, COL_SIGN_POSITIVE);
    for (slong i = 0; i < factors->num; i++)
        node = times_power(system, node, &factors->poly[i], &factors->exp[i], &sign);
    if (sign > 0)
        return node;
    return col_sign_system_product(system, node, col_sign_system_fixed(system, COL_SIGN_NEGATIVE));
}

size_t col_sign_system_polynomial(col_sign_system *system, const fmpz_mpoly_t polynomial)
{
    fmpz_t constant;
    fmpz_mpoly_factor_t factors;
    size_t node;
    fmpz_init(constant);
    if (fmpz_mpoly_is_fmpz(polynomial, system->ctx)) {
        fmpz_mpoly_get_fmpz(constant, polynomial, system->ctx);
        node = col_sign_system_fixed(system, col_signs_of(fmpz_sgn(constant)));
    } else {
        fmpz_mpoly_factor_init(factors, system->ctx);
        if (!small_enough(polynomial, system->ctx) || !col_polynomial_factor(factors, polynomial, system->ctx)) {
            system->factored = false;
            fmpz_one(factors->constant);
            fmpz_mpoly_factor_fit_length(factors, 1, system->ctx);
            fmpz_mpoly_set(&factors->poly[0], polynomial, system->ctx);
            fmpz_one(&factors->exp[0]);
            factors->num = 1;
        }
        node = factored_node(system, factors);
        fmpz_mpoly_factor_clear(factors, system->ctx);
    }
    fmpz_clear(constant);
    return node;
}

size_t col_sign_system_fixed(col_sign_system *system, col_signs signs)
{
    return add_node(system, (col_sign_node){.kind = COL_SIGN_NODE_FIXED, .signs = signs});
}

static bool is_one(const col_sign_system *system, size_t node)
{
    return system->nodes[node].kind == COL_SIGN_NODE_FIXED && system->nodes[node].signs == COL_SIGN_POSITIVE;
}

size_t col_sign_system_product(col_sign_system *system, size_t a, size_t b)
{
    if (is_one(system, a))
        return b;
    if (is_one(system, b))
        return a;
    return add_node(system, (col_sign_node){.kind = COL_SIGN_NODE_PRODUCT, .a = a, .b = b});
}

size_t col_sign_system_square(col_sign_system *system, size_t a)
{
    return add_node(system, (col_sign_node){.kind = COL_SIGN_NODE_SQUARE, .a = a});
}

size_t col_sign_system_root(col_sign_system *system, size_t a, size_t b, size_t norm)
{
    return add_node(system, (col_sign_node){.kind = COL_SIGN_NODE_ROOT, .a = a, .b = b, .c = norm});
}

static col_signs product_signs(col_signs a, col_signs b)
{
    unsigned signs = (a | b) & COL_SIGN_ZERO;
    if (a == COL_SIGN_NONE || b == COL_SIGN_NONE)
        return COL_SIGN_NONE;
    if (a & COL_SIGN_POSITIVE)
        signs |= b & COL_SIGN_NONZERO;
    if (a & COL_SIGN_NEGATIVE)
        signs |= col_signs_negated(b) & COL_SIGN_NONZERO;
    return (col_signs)signs;
}

static col_signs square_signs(col_signs a)
{
    return (col_signs)((a & COL_SIGN_ZERO) | (a & COL_SIGN_NONZERO ? COL_SIGN_POSITIVE : 0));
}

/* The sign of A + B*sqrt(R) for single signs; COL_SIGN_NONE if A^2 - B^2*R cannot have the sign norm. */
static col_signs root_sign(col_signs a, col_signs b, col_signs norm)
{
    if (norm == COL_SIGN_POSITIVE)
        return a == COL_SIGN_ZERO ? COL_SIGN_NONE : a;
    if (norm == COL_SIGN_NEGATIVE)
        return b == COL_SIGN_ZERO ? COL_SIGN_NONE : b;
    if (a == COL_SIGN_ZERO)
        return COL_SIGN_ZERO;
    if (b == COL_SIGN_ZERO)
        return COL_SIGN_NONE;
    return a == b ? a : COL_SIGN_ZERO;
}

static col_signs root_signs(col_signs a, col_signs b, col_signs norm)
{
    unsigned signs = COL_SIGN_NONE;
    for (unsigned i = 1; i <= 4; i *= 2)
        for (unsigned j = 1; j <= 4; j *= 2)
            for (unsigned k = 1; k <= 4; k *= 2)
                if ((a & i) && (b & j) && (norm & k))
                    signs |= root_sign((col_signs)i, (col_signs)j, (col_signs)k);
    return (col_signs)signs;
}

void col_sign_system_evaluate(col_signs *values, const col_sign_system *system, const col_signs *leaves)
{
    for (size_t i = 0; i < system->node_count; i++) {
        const col_sign_node *node = &system->nodes[i];
        switch (node->kind) {
        case COL_SIGN_NODE_LEAF: values[i] = leaves[node->a]; break;
        case COL_SIGN_NODE_FIXED: values[i] = node->signs; break;
        case COL_SIGN_NODE_PRODUCT: values[i] = product_signs(values[node->a], values[node->b]); break;
        case COL_SIGN_NODE_SQUARE: values[i] = square_signs(values[node->a]); break;
        case COL_SIGN_NODE_ROOT: values[i] = root_signs(values[node->a], values[node->b], values[node->c]); break;
        }
    }
}

static col_verdict test_conditions(const col_sign_system *system, const col_signs *values)
{
    col_verdict verdict = COL_PROVED;
    for (size_t i = 0; i < system->count; i++) {
        col_signs value = values[system->conditions[i].node], wanted = system->conditions[i].signs;
        if ((value & wanted) == 0)
            return COL_REFUTED;
        if ((value & ~(unsigned)wanted) != 0)
            verdict = COL_UNDECIDED;
    }
    return verdict;
}

col_verdict col_sign_system_test(const col_sign_system *system, const col_signs *leaves)
{
    col_signs *values = col_malloc((system->node_count + 1) * sizeof *values);
    col_sign_system_evaluate(values, system, leaves);
    col_verdict verdict = test_conditions(system, values);
    free(values);
    return verdict;
}

/* Tries each sign of the leaf on its own; returns those that the conditions allow. */
static col_signs shave(const col_sign_system *system, col_signs *leaves, size_t leaf, col_signs *values)
{
    col_signs all = leaves[leaf];
    unsigned kept = COL_SIGN_NONE;
    for (unsigned sign = 1; sign <= 4; sign *= 2) {
        if ((all & sign) == 0)
            continue;
        leaves[leaf] = (col_signs)sign;
        col_sign_system_evaluate(values, system, leaves);
        if (test_conditions(system, values) != COL_REFUTED)
            kept |= sign;
    }
    leaves[leaf] = all;
    return (col_signs)kept;
}

bool col_sign_system_narrow(const col_sign_system *system, col_signs *leaves)
{
    col_signs *values = col_malloc((system->node_count + 1) * sizeof *values);
    col_sign_system_evaluate(values, system, leaves);
    col_verdict verdict = test_conditions(system, values);
    for (bool changed = true; changed && verdict == COL_UNDECIDED;) {
        changed = false;
        for (size_t i = 0; i < system->leaf_count && verdict != COL_REFUTED; i++) {
            col_signs kept = shave(system, leaves, i, values);
            changed = changed || kept != leaves[i];
            leaves[i] = kept;
            if (kept == COL_SIGN_NONE)
                verdict = COL_REFUTED;
        }
    }
    free(values);
    return verdict != COL_REFUTED;
}

/* Arguments stand before their node, so one descending pass marks all that the open conditions reach. */
static void mark_used(bool *used, const col_sign_system *system, const col_signs *values)
{
    memset(used, 0, system->node_count * sizeof *used);
    for (size_t i = 0; i < system->count; i++) {
        const col_node_condition *condition = &system->conditions[i];
        if ((values[condition->node] & ~(unsigned)condition->signs) != 0)
            used[condition->node] = true;
    }
    for (size_t i = system->node_count; i-- > 0;) {
        const col_sign_node *node = &system->nodes[i];
        if (!used[i] || node->kind == COL_SIGN_NODE_LEAF || node->kind == COL_SIGN_NODE_FIXED)
            continue;
        used[node->a] = true;
        if (node->kind != COL_SIGN_NODE_SQUARE)
            used[node->b] = true;
        if (node->kind == COL_SIGN_NODE_ROOT)
            used[node->c] = true;
    }
}

void col_sign_system_open_leaves(bool *open, const col_sign_system *system, const col_signs *leaves)
{
    col_signs *values = col_malloc((system->node_count + 1) * sizeof *values);
    bool *used = col_malloc(system->node_count + 1);
    col_sign_system_evaluate(values, system, leaves);
    mark_used(used, system, values);
    memset(open, 0, system->leaf_count * sizeof *open);
    for (size_t i = 0; i < system->node_count; i++)
        if (used[i] && system->nodes[i].kind == COL_SIGN_NODE_LEAF)
            open[system->nodes[i].a] = true;
    free(values);
    free(used);
}

static void drop_leaves(col_sign_system *system, col_signs *leaves, const bool *keep)
{
    size_t *renamed = col_malloc((system->leaf_count + 1) * sizeof *renamed);
    size_t count = 0;
    for (size_t i = 0; i < system->leaf_count; i++) {
        renamed[i] = count;
        if (!keep[i]) {
            fmpz_mpoly_clear(&system->leaves[i], system->ctx);
            continue;
        }
        system->leaves[count] = system->leaves[i];
        leaves[count++] = leaves[i];
    }
    system->leaf_count = count;
    for (size_t i = 0; i < system->node_count; i++)
        if (system->nodes[i].kind == COL_SIGN_NODE_LEAF)
            system->nodes[i].a = renamed[system->nodes[i].a];
    free(renamed);
}

static void drop_nodes(col_sign_system *system, const bool *keep)
{
    size_t *renamed = col_malloc((system->node_count + 1) * sizeof *renamed);
    size_t count = 0;
    for (size_t i = 0; i < system->node_count; i++) {
        renamed[i] = count;
        if (!keep[i])
            continue;
        col_sign_node node = system->nodes[i];
        if (node.kind != COL_SIGN_NODE_LEAF && node.kind != COL_SIGN_NODE_FIXED) {
            node.a = renamed[node.a];
            node.b = renamed[node.b];
            node.c = renamed[node.c];
        }
        system->nodes[count++] = node;
    }
    system->node_count = count;
    for (size_t i = 0; i < system->count; i++)
        system->conditions[i].node = renamed[system->conditions[i].node];
    free(renamed);
}

/* Replaces nodes of known sign by that sign, products with one by the other factor, and roots with N of known sign
 * by A or B. A node may become a copy of one before it. */
static void fold(col_sign_system *system, const col_signs *values)
{
    for (size_t i = 0; i < system->node_count; i++) {
        col_sign_node *node = &system->nodes[i];
        if (values[i] == COL_SIGN_NEGATIVE || values[i] == COL_SIGN_ZERO || values[i] == COL_SIGN_POSITIVE)
            *node = (col_sign_node){.kind = COL_SIGN_NODE_FIXED, .signs = values[i]};
        else if (node->kind == COL_SIGN_NODE_PRODUCT && is_one(system, node->a))
            *node = system->nodes[node->b];
        else if (node->kind == COL_SIGN_NODE_PRODUCT && is_one(system, node->b))
            *node = system->nodes[node->a];
        else if (node->kind == COL_SIGN_NODE_ROOT && values[node->c] == COL_SIGN_POSITIVE)
            *node = system->nodes[node->a];
        else if (node->kind == COL_SIGN_NODE_ROOT && values[node->c] == COL_SIGN_NEGATIVE)
            *node = system->nodes[node->b];
    }
}

void col_sign_system_simplify(col_sign_system *system, col_signs *leaves)
{
    col_signs *values = col_malloc((system->node_count + 1) * sizeof *values);
    bool *used = col_calloc(system->node_count + 1, sizeof *used);
    bool *keep = col_calloc(system->leaf_count + 1, sizeof *keep);
    size_t count = 0;
    col_sign_system_evaluate(values, system, leaves);
    fold(system, values);
    mark_used(used, system, values);
    for (size_t i = 0; i < system->count; i++) {
        col_node_condition condition = system->conditions[i];
        if ((values[condition.node] & ~(unsigned)condition.signs) != 0)
            system->conditions[count++] = condition;
    }
    system->count = count;
    for (size_t i = 0; i < system->node_count; i++)
        if (used[i] && system->nodes[i].kind == COL_SIGN_NODE_LEAF)
            keep[system->nodes[i].a] = true;
    drop_nodes(system, used);
    drop_leaves(system, leaves, keep);
    free(values);
    free(used);
    free(keep);
}

bool col_sign_system_uses(const col_sign_system *system, slong variable)
{
    for (size_t i = 0; i < system->leaf_count; i++)
        if (fmpz_mpoly_degree_si(&system->leaves[i], variable, system->ctx) > 0)
            return true;
    return false;
}
