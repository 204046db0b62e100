/* The expression graph: hash-consed nodes, structure-keeping and simplifying constructors. */
#include "graph.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 4000000
#define FOLD_BITS 4096 /* rational constants are folded up to this size */
#define HIGHEST_BINDER 64 /* integrals and sums nest at most so deep */

struct col_graph {
    col_node *nodes; /* nodes[0] is unused: COL_EXPR_NONE */
    size_t count, capacity, limit;
    uint32_t *table; /* open addressing: handles, 0 = free */
    size_t table_size;
    fmpq **values; /* one allocation each, so that pointers stay valid */
    size_t value_count, value_capacity;
    char **names;
    size_t name_count, name_capacity;
};

col_graph *col_graph_new(size_t limit)
{
    col_graph *graph = col_calloc(1, sizeof *graph);
    graph->limit = limit ? limit : DEFAULT_LIMIT;
    graph->capacity = 64;
    graph->nodes = col_calloc(graph->capacity, sizeof *graph->nodes);
    graph->count = 1;
    graph->table_size = 256;
    graph->table = col_calloc(graph->table_size, sizeof *graph->table);
    return graph;
}

void col_graph_free(col_graph *graph)
{
    if (graph == NULL)
        return;
    for (size_t i = 0; i < graph->value_count; i++) {
        fmpq_clear(graph->values[i]);
        free(graph->values[i]);
    }
    for (size_t i = 0; i < graph->name_count; i++)
        free(graph->names[i]);
    free(graph->values);
    free(graph->names);
    free(graph->nodes);
    free(graph->table);
    free(graph);
}

size_t col_graph_size(const col_graph *graph)
{
    return graph->count - 1;
}

const col_node *col_expr_node(const col_graph *graph, col_expr e)
{
    return &graph->nodes[e];
}

const fmpq *col_expr_value(const col_graph *graph, col_expr number)
{
    return graph->values[graph->nodes[number].payload];
}

const char *col_expr_name(const col_graph *graph, col_expr symbol)
{
    return graph->names[graph->nodes[symbol].payload];
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    return hash * 0xff51afd7ed558ccdu;
}

static uint64_t hash_fmpz(uint64_t hash, const fmpz_t z)
{
    /* Two residues are enough for a hash; equality is decided by fmpq_equal. */
    hash = mix(hash, fmpz_fdiv_ui(z, 0xfffffffffffffc5u));
    return mix(hash, fmpz_sgn(z) < 0 ? 1 : 0);
}

/* A free symbol is itself alone; a bound one is known by its name and its level. */
static uint64_t hash_symbol(uint64_t hash, const col_graph *graph, const col_node *node)
{
    uint32_t level = node->args[0];
    hash = mix(hash, level);
    if (level == 0)
        return mix(hash, node->payload);
    for (const char *c = graph->names[node->payload]; *c; c++)
        hash = mix(hash, (unsigned char)*c);
    return hash;
}

static bool same_symbol(const col_graph *graph, const col_node *a, const col_node *b)
{
    if (a->args[0] == 0 || a->args[0] != b->args[0])
        return a->payload == b->payload;
    return strcmp(graph->names[a->payload], graph->names[b->payload]) == 0;
}

static uint64_t hash_node(const col_graph *graph, const col_node *node)
{
    uint64_t hash = mix(17, node->op);
    if (node->op == COL_OP_NUMBER) {
        const fmpq *value = graph->values[node->payload];
        return hash_fmpz(hash_fmpz(hash, fmpq_numref(value)), fmpq_denref(value));
    }
    if (node->op == COL_OP_SYMBOL)
        return hash_symbol(hash, graph, node);
    for (int i = 0; i < node->arguments; i++)
        hash = mix(hash, node->args[i]);
    return hash;
}

static bool same_node(const col_graph *graph, const col_node *a, const col_node *b)
{
    if (a->op != b->op)
        return false;
    if (a->op == COL_OP_NUMBER)
        return fmpq_equal(graph->values[a->payload], graph->values[b->payload]);
    if (a->op == COL_OP_SYMBOL)
        return same_symbol(graph, a, b);
    return a->arguments == b->arguments
        && memcmp(a->args, b->args, (size_t)a->arguments * sizeof *a->args) == 0;
}

static void rehash(col_graph *graph)
{
    size_t size = 2 * graph->table_size;
    uint32_t *table = col_calloc(size, sizeof *table);
    for (uint32_t e = 1; e < graph->count; e++) {
        size_t slot = hash_node(graph, &graph->nodes[e]) & (size - 1);
        while (table[slot])
            slot = (slot + 1) & (size - 1);
        table[slot] = e;
    }
    free(graph->table);
    graph->table = table;
    graph->table_size = size;
}

/* The node, found or made. */
static col_expr intern(col_graph *graph, const col_node *node)
{
    size_t slot = hash_node(graph, node) & (graph->table_size - 1);
    while (graph->table[slot]) {
        if (same_node(graph, &graph->nodes[graph->table[slot]], node))
            return graph->table[slot];
        slot = (slot + 1) & (graph->table_size - 1);
    }
    if (graph->count > graph->limit)
        return COL_EXPR_NONE;
    graph->nodes = col_grow(graph->nodes, graph->count, &graph->capacity, sizeof *graph->nodes);
    col_expr e = (col_expr)graph->count++;
    graph->nodes[e] = *node;
    graph->table[slot] = e;
    if (2 * graph->count > graph->table_size)
        rehash(graph);
    return e;
}

col_expr col_graph_symbol(col_graph *graph, const char *name, uint32_t level)
{
    graph->names = col_grow(graph->names, graph->name_count, &graph->name_capacity, sizeof *graph->names);
    char *copy = col_strdup(name);
    graph->names[graph->name_count] = copy;
    col_node node = {.op = COL_OP_SYMBOL, .args = {level}, .payload = (uint32_t)graph->name_count++};
    col_expr e = intern(graph, &node);
    if (e == COL_EXPR_NONE || graph->nodes[e].payload != node.payload) { /* known already, or no room */
        graph->name_count--;
        free(copy);
    }
    return e;
}

col_expr col_expr_symbol(col_graph *graph, const char *name)
{
    return col_graph_symbol(graph, name, 0);
}

col_expr col_expr_number(col_graph *graph, const fmpq_t value)
{
    graph->values = col_grow(graph->values, graph->value_count, &graph->value_capacity, sizeof *graph->values);
    fmpq *copy = col_malloc(sizeof *copy);
    fmpq_init(copy);
    fmpq_set(copy, value);
    graph->values[graph->value_count] = copy;
    col_node node = {.op = COL_OP_NUMBER, .payload = (uint32_t)graph->value_count++};
    col_expr e = intern(graph, &node);
    if (e == COL_EXPR_NONE || graph->nodes[e].payload != node.payload) { /* known already, or no room */
        graph->value_count--;
        fmpq_clear(copy);
        free(copy);
    }
    return e;
}

col_expr col_expr_integer(col_graph *graph, slong value)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, value, 1);
    col_expr e = col_expr_number(graph, q);
    fmpq_clear(q);
    return e;
}

col_expr col_expr_pi(col_graph *graph)
{
    col_node node = {.op = COL_OP_PI};
    return intern(graph, &node);
}

/* How deep integrals and sums nest in e. */
static uint32_t binder_height(const col_graph *graph, col_expr e)
{
    return graph->nodes[e].arguments ? graph->nodes[e].payload : 0;
}

static col_expr make(col_graph *graph, col_op op, int arguments, col_expr a, col_expr b)
{
    col_node node = {.op = op, .arguments = arguments, .args = {a, b}};
    for (int i = 0; i < arguments; i++) {
        if (node.args[i] == COL_EXPR_NONE)
            return COL_EXPR_NONE;
        uint32_t height = binder_height(graph, node.args[i]);
        if (height > node.payload)
            node.payload = height;
    }
    return intern(graph, &node);
}

/* Bound symbols are canonical: known by name and level, the level being the height of the integral or sum that
 * binds them. So equal formulas are one node whatever symbol they were built with, and a binder never stands in
 * the body of another one with the same symbol. A level that is free in the body already (possible while a
 * nest is being rebuilt from the inside) is passed over. */
col_expr col_graph_bind(col_graph *graph, col_op op, const col_expr args[4], bool fresh)
{
    uint32_t level = 0;
    for (int i = 0; i < 4; i++) {
        if (args[i] == COL_EXPR_NONE)
            return COL_EXPR_NONE;
        uint32_t height = binder_height(graph, args[i]);
        if (height > level)
            level = height;
    }
    while (++level <= HIGHEST_BINDER) {
        col_expr symbol = col_graph_symbol(graph, col_expr_name(graph, args[1]), level);
        bool known = symbol == args[1];
        if (symbol == COL_EXPR_NONE)
            return symbol;
        if (!known && !fresh && col_expr_contains(graph, args[0], symbol))
            continue;
        col_expr body = known ? args[0] : col_expr_rename(graph, args[0], args[1], symbol);
        col_node node = {.op = op, .arguments = 4, .args = {body, symbol, args[2], args[3]}, .payload = level};
        return body == COL_EXPR_NONE ? body : intern(graph, &node);
    }
    return COL_EXPR_NONE;
}

col_expr col_expr_unary(col_graph *graph, col_op op, col_expr a)
{
    return make(graph, op, 1, a, COL_EXPR_NONE);
}

col_expr col_expr_binary(col_graph *graph, col_op op, col_expr a, col_expr b)
{
    return make(graph, op, 2, a, b);
}

col_expr col_expr_integral(col_graph *graph, col_expr body, col_expr symbol, col_expr lo, col_expr hi)
{
    return col_graph_bind(graph, COL_OP_INTEGRAL, (col_expr[4]){body, symbol, lo, hi}, false);
}

col_expr col_expr_sum(col_graph *graph, col_expr body, col_expr symbol, col_expr first, col_expr last)
{
    return col_graph_bind(graph, COL_OP_SUM, (col_expr[4]){body, symbol, first, last}, false);
}

bool col_expr_is_number(const col_graph *graph, col_expr e)
{
    return e != COL_EXPR_NONE && graph->nodes[e].op == COL_OP_NUMBER;
}

bool col_expr_is_zero(const col_graph *graph, col_expr e)
{
    return col_expr_is_number(graph, e) && fmpq_is_zero(col_expr_value(graph, e));
}

bool col_expr_is_one(const col_graph *graph, col_expr e)
{
    return col_expr_is_number(graph, e) && fmpq_is_one(col_expr_value(graph, e));
}

static slong value_bits(const fmpq *value)
{
    return (slong)fmpz_bits(fmpq_numref(value)) + (slong)fmpz_bits(fmpq_denref(value));
}

/* a op b as one NUMBER if both are numbers and the result stays small; COL_EXPR_NONE otherwise. */
static col_expr fold(col_graph *graph, col_op op, col_expr a, col_expr b)
{
    if (!col_expr_is_number(graph, a) || !col_expr_is_number(graph, b))
        return COL_EXPR_NONE;
    const fmpq *x = col_expr_value(graph, a), *y = col_expr_value(graph, b);
    if (value_bits(x) + value_bits(y) > FOLD_BITS || (op == COL_OP_DIV && fmpq_is_zero(y)))
        return COL_EXPR_NONE;
    fmpq_t value;
    fmpq_init(value);
    switch (op) {
    case COL_OP_ADD: fmpq_add(value, x, y); break;
    case COL_OP_SUB: fmpq_sub(value, x, y); break;
    case COL_OP_MUL: fmpq_mul(value, x, y); break;
    default: fmpq_div(value, x, y); break;
    }
    col_expr e = col_expr_number(graph, value);
    fmpq_clear(value);
    return e;
}

col_expr col_expr_add(col_graph *graph, col_expr a, col_expr b)
{
    if (col_expr_is_zero(graph, a))
        return b;
    if (col_expr_is_zero(graph, b))
        return a;
    col_expr folded = fold(graph, COL_OP_ADD, a, b);
    return folded ? folded : col_expr_binary(graph, COL_OP_ADD, a, b);
}

col_expr col_expr_sub(col_graph *graph, col_expr a, col_expr b)
{
    if (col_expr_is_zero(graph, b))
        return a;
    if (col_expr_is_zero(graph, a))
        return col_expr_neg(graph, b);
    if (a == b && a != COL_EXPR_NONE)
        return col_expr_integer(graph, 0);
    col_expr folded = fold(graph, COL_OP_SUB, a, b);
    return folded ? folded : col_expr_binary(graph, COL_OP_SUB, a, b);
}

col_expr col_expr_mul(col_graph *graph, col_expr a, col_expr b)
{
    if (col_expr_is_zero(graph, a) || col_expr_is_one(graph, b))
        return a;
    if (col_expr_is_zero(graph, b) || col_expr_is_one(graph, a))
        return b;
    col_expr folded = fold(graph, COL_OP_MUL, a, b);
    return folded ? folded : col_expr_binary(graph, COL_OP_MUL, a, b);
}

col_expr col_expr_div(col_graph *graph, col_expr a, col_expr b)
{
    if (col_expr_is_one(graph, b))
        return a;
    if (col_expr_is_zero(graph, a) && !col_expr_is_zero(graph, b))
        return b == COL_EXPR_NONE ? b : a;
    col_expr folded = fold(graph, COL_OP_DIV, a, b);
    return folded ? folded : col_expr_binary(graph, COL_OP_DIV, a, b);
}

col_expr col_expr_neg(col_graph *graph, col_expr a)
{
    if (a == COL_EXPR_NONE)
        return a;
    if (graph->nodes[a].op == COL_OP_NEG)
        return graph->nodes[a].args[0];
    if (col_expr_is_number(graph, a)) {
        fmpq_t value;
        fmpq_init(value);
        fmpq_neg(value, col_expr_value(graph, a));
        col_expr e = col_expr_number(graph, value);
        fmpq_clear(value);
        return e;
    }
    return col_expr_unary(graph, COL_OP_NEG, a);
}

col_expr col_expr_pow(col_graph *graph, col_expr a, col_expr b)
{
    if (col_expr_is_one(graph, b) || (col_expr_is_one(graph, a) && b != COL_EXPR_NONE))
        return a;
    if (col_expr_is_zero(graph, b) && a != COL_EXPR_NONE)
        return col_expr_integer(graph, 1);
    if (col_expr_is_number(graph, a) && col_expr_is_number(graph, b)) {
        fmpq_t value;
        fmpq_init(value);
        col_expr e = COL_EXPR_NONE;
        col_expr power = col_expr_binary(graph, COL_OP_POW, a, b);
        if (col_expr_rational(value, graph, power, FOLD_BITS))
            e = col_expr_number(graph, value);
        fmpq_clear(value);
        return e ? e : power;
    }
    return col_expr_binary(graph, COL_OP_POW, a, b);
}

col_expr col_expr_pow_si(col_graph *graph, col_expr a, slong n)
{
    return col_expr_pow(graph, a, col_expr_integer(graph, n));
}

/* value^exponent into value; false if that is undefined or too large. */
static bool power_in_place(fmpq_t value, const fmpq *exponent, slong bits)
{
    if (!fmpz_is_one(fmpq_denref(exponent)) || !fmpz_fits_si(fmpq_numref(exponent)))
        return false;
    slong n = fmpz_get_si(fmpq_numref(exponent));
    if (fmpq_is_zero(value) && n < 0)
        return false;
    bool unit = fmpz_is_pm1(fmpq_numref(value)) && fmpz_is_one(fmpq_denref(value));
    if (!unit && !fmpq_is_zero(value) && (n > bits || n < -bits || value_bits(value) * FLINT_ABS(n) > 2 * bits))
        return false;
    if (unit)
        n = n % 2 ? 1 : 0;
    else if (fmpq_is_zero(value))
        n = n ? 1 : 0;
    fmpq_pow_si(value, value, n);
    return true;
}

/* Shared subterms are visited once a use, so the work is bounded as well as the depth: constants beyond that
 * are not "of moderate size". */
static bool rational_within(fmpq_t value, const col_graph *graph, col_expr e, slong bits, int depth, int *visits)
{
    const col_node *node = &graph->nodes[e];
    if (node->op == COL_OP_NUMBER) {
        fmpq_set(value, graph->values[node->payload]);
        return value_bits(value) <= bits;
    }
    bool arithmetic = node->op >= COL_OP_ADD && node->op <= COL_OP_NEG;
    if (!arithmetic || depth == 0 || --*visits < 0
        || !rational_within(value, graph, node->args[0], bits, depth - 1, visits))
        return false;
    if (node->op == COL_OP_NEG) {
        fmpq_neg(value, value);
        return true;
    }
    fmpq_t right;
    fmpq_init(right);
    bool ok = rational_within(right, graph, node->args[1], bits, depth - 1, visits);
    if (ok) {
        switch (node->op) {
        case COL_OP_ADD: fmpq_add(value, value, right); break;
        case COL_OP_SUB: fmpq_sub(value, value, right); break;
        case COL_OP_MUL: fmpq_mul(value, value, right); break;
        case COL_OP_DIV:
            ok = !fmpq_is_zero(right);
            if (ok)
                fmpq_div(value, value, right);
            break;
        default: ok = power_in_place(value, right, bits); break;
        }
    }
    fmpq_clear(right);
    return ok && value_bits(value) <= bits;
}

bool col_expr_rational(fmpq_t value, const col_graph *graph, col_expr e, slong bits)
{
    int visits = 10000;
    return rational_within(value, graph, e, bits, 1000, &visits);
}

const char *col_op_name(col_op op)
{
    static const char *const names[COL_OP_COUNT] = {
        "number", "pi", "symbol", "+", "-", "*", "/", "^", "-", "sqrt", "exp", "log", "sin", "cos", "tan", "asin",
        "acos", "atan", "sinh", "cosh", "tanh", "erf", "abs", "min", "max", "integral", "sum",
    };
    return names[op];
}
