/* The systems of all branches.
 *
 * Component i of the flow is c_i f_i1 f_i2 ...; a branch chooses a factor q_i of each, and p_i, the rest of the
 * product. On it row i of the Jacobian is p_i times the gradient of q_i, so
 *     det J = p_1 ... p_n det(dq/dy):
 * a state is singular where another factor vanishes as well, which is a crossing of branches, or the branch itself
 * is. */
#include "singular.h"

#include "../base/memory.h"
#include "../rigor/factor.h"
#include "determinant.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SYSTEMS = 400 };

typedef struct {
    const branch_equations *e;
    singular_systems *out;
    size_t *choice; /* a factor a component */
} task;

static void singular_system_clear(singular_system *system)
{
    free(system->equations);
    free(system->unknowns);
    free(system->excluded);
}

static void add(task *t, singular_kind kind, ptrdiff_t row, col_expr last)
{
    const branch_equations *e = t->e;
    singular_systems *out = t->out;
    if (last == COL_EXPR_NONE || out->count >= MOST_SYSTEMS) {
        out->too_many = true;
        return;
    }
    out->items = col_grow(out->items, out->count, &out->capacity, sizeof *out->items);
    singular_system *system = &out->items[out->count++];
    *system = (singular_system){.kind = kind, .row = row};
    system->branch = out->branch_count;
    system->size = e->n + 1;
    system->equations = col_malloc((e->n + 1) * sizeof *system->equations);
    system->unknowns = col_malloc((e->n + 1) * sizeof *system->unknowns);
    size_t factors = 0;
    for (size_t i = 0; i < e->n; i++)
        factors += e->equations[i].count;
    system->excluded = col_malloc((factors + 1) * sizeof *system->excluded);
    for (size_t i = 0; i < e->n; i++) {
        const equation *q = &e->equations[i];
        system->equations[i] = q->factors[t->choice[i]];
        system->unknowns[i] = e->symbols[i];
        for (size_t k = 0; kind != SINGULAR_CROSSING && k < q->count; k++)
            if (k != t->choice[i])
                system->excluded[system->excluded_count++] = q->factors[k];
    }
    system->equations[e->n] = last;
    system->unknowns[e->n] = e->parameter;
}

/* Keeps the equations in the set, if they have as many unknowns. */
static bool restrict_to(singular_system *system, const branch_equations *e, unsigned long set)
{
    col_expr *unknowns = col_malloc((e->n + 1) * sizeof *unknowns);
    size_t count = 0, size = 0;
    for (size_t j = 0; j <= e->n; j++) {
        bool used = false;
        for (size_t i = 0; i < e->n && !used; i++)
            used = (set >> i & 1) && col_expr_contains(e->graph, system->equations[i], system->unknowns[j]);
        if (used)
            unknowns[count++] = system->unknowns[j];
    }
    for (size_t i = 0; i < e->n; i++)
        size += set >> i & 1;
    bool square = count == size;
    if (square) {
        system->size = 0;
        for (size_t i = 0; i < e->n; i++)
            if (set >> i & 1)
                system->equations[system->size++] = system->equations[i];
        for (size_t i = 0; i < count; i++)
            system->unknowns[i] = unknowns[i];
    }
    free(unknowns);
    return square;
}

/* The smallest square subset of an overdetermined branch. */
static void add_subset(task *t)
{
    singular_systems *out = t->out;
    size_t before = out->count, n = t->e->n;
    add(t, SINGULAR_SUBSET, -1, col_expr_integer(t->e->graph, 0));
    if (out->count == before)
        return;
    bool found = false;
    for (size_t size = 1; size <= n && !found; size++)
        for (unsigned long set = 1; set < 1ul << n && !found; set++) {
            size_t members = 0;
            for (size_t i = 0; i < n; i++)
                members += set >> i & 1;
            found = members == size && restrict_to(&out->items[before], t->e, set);
        }
    if (!found) {
        singular_system_clear(&out->items[--out->count]);
        out->degenerate = true;
    }
}

/* dq/dy, row by row; scaled: by p, so that it is the Jacobian on the branch. */
static col_expr *gradients(const task *t, bool scaled)
{
    const branch_equations *e = t->e;
    col_expr *matrix = col_malloc((e->n * e->n + 1) * sizeof *matrix);
    for (size_t i = 0; i < e->n; i++) {
        const equation *q = &e->equations[i];
        col_expr scale = q->content;
        for (size_t k = 0; k < q->count; k++)
            if (k != t->choice[i])
                scale = col_expr_mul(e->graph, scale, q->factors[k]);
        for (size_t j = 0; j < e->n; j++) {
            col_expr entry = col_expr_derivative(e->graph, q->factors[t->choice[i]], e->symbols[j]);
            matrix[i * e->n + j] = scaled ? col_expr_mul(e->graph, scale, entry) : entry;
        }
    }
    return matrix;
}

/* Variables that a chosen factor fixes are replaced in the matrix, which shows more of its zeros. */
static void put_fixed(col_expr *matrix, const task *t)
{
    const branch_equations *e = t->e;
    for (size_t i = 0; i < e->n; i++) {
        size_t variable;
        col_expr value, factor = e->equations[i].factors[t->choice[i]];
        if (col_expr_contains(e->graph, factor, e->parameter)
            || !col_factor_solve(&variable, &value, e->graph, factor, e->symbols, e->n))
            continue;
        for (size_t k = 0; k < e->n * e->n; k++)
            matrix[k] = col_expr_substitute(e->graph, matrix[k], &e->symbols[variable], &value, 1);
    }
}

static void add_pairs(task *t)
{
    size_t n = t->e->n;
    col_expr *matrix = gradients(t, true), *block = col_malloc((n * n + 1) * sizeof *block);
    size_t *number = col_calloc(n + 1, sizeof *number), *members = col_calloc(n + 1, sizeof *members);
    put_fixed(matrix, t);
    size_t count = determinant_blocks(number, t->e->graph, matrix, n);
    for (size_t b = 0; b < count; b++) {
        size_t size = 0;
        for (size_t i = 0; i < n; i++)
            if (number[i] == b)
                members[size++] = i;
        for (size_t i = 0; i < size * size; i++)
            block[i] = matrix[members[i / size] * n + members[i % size]];
        if (size > 1)
            add(t, SINGULAR_PAIR, -1, determinant_of_sums(t->e->graph, block, size));
    }
    free(members);
    free(number);
    free(block);
    free(matrix);
}

static void add_branch(task *t)
{
    bool repeated = false;
    for (size_t i = 0; i < t->e->n; i++)
        repeated = repeated || t->e->equations[i].repeated[t->choice[i]];
    if (repeated) {
        t->out->degenerate = true;
        return;
    }
    col_expr *matrix = gradients(t, false);
    col_expr value = determinant(t->e->graph, matrix, t->e->n);
    free(matrix);
    if (value != COL_EXPR_NONE && col_expr_is_zero(t->e->graph, value))
        add_subset(t);
    else
        add(t, SINGULAR_FOLD, -1, value);
    add_pairs(t);
    for (size_t i = 0; i < t->e->n; i++) /* each pair once: with a later factor of the same component */
        for (size_t k = t->choice[i] + 1; k < t->e->equations[i].count; k++)
            add(t, SINGULAR_CROSSING, (ptrdiff_t)i, t->e->equations[i].factors[k]);
}

void singular_systems_init(singular_systems *out, const branch_equations *equations)
{
    size_t n = equations->n, i = 0;
    *out = (singular_systems){0};
    task t = {equations, out, col_calloc(n + 1, sizeof *t.choice)};
    bool possible = n <= DETERMINANT_LARGEST;
    out->too_many = !possible;
    for (i = 0; i < n; i++)
        possible = possible && equations->equations[i].count > 0; /* a component without a zero: no states */
    while (possible && !out->too_many) {
        add_branch(&t);
        out->branch_count++;
        for (i = 0; i < n && ++t.choice[i] == equations->equations[i].count; i++)
            t.choice[i] = 0;
        possible = i < n;
    }
    free(t.choice);
}

void singular_systems_clear(singular_systems *systems)
{
    for (size_t i = 0; i < systems->count; i++)
        singular_system_clear(&systems->items[i]);
    free(systems->items);
    *systems = (singular_systems){0};
}
