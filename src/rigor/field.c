/* Compiles expressions to recurrences for Taylor coefficients. */
#include "field.h"

#include "../base/memory.h"

#include <stdlib.h>

#define SUM_LIMIT 10000 /* terms of a sum that is written out */

typedef struct {
    col_graph *graph;
    col_field *field;
    slong *instruction; /* of each expression; -1: none yet */
    char *varies;       /* does the expression depend on the variables? */
    col_expr *unrolled; /* of each sum: its terms added up */
    size_t known;       /* expressions for which the above are set up */
    col_expr *stack;
    size_t depth, stack_capacity;
    col_expr *constants; /* roots for the tape */
    size_t constant_capacity;
    col_error *error;
} compiler;

static slong emit(compiler *c, col_instruction instruction)
{
    col_field *field = c->field;
    field->code = col_grow(field->code, (size_t)field->size, &field->capacity, sizeof *field->code);
    field->code[field->size] = instruction;
    return field->size++;
}

static slong rule_of_two(compiler *c, col_rule rule, slong a, slong b)
{
    return emit(c, (col_instruction){.rule = rule, .a = a, .b = b});
}

static bool is_constant(const compiler *c, slong instruction)
{
    return c->field->code[instruction].rule == COL_RULE_CONSTANT;
}

static slong emit_constant(compiler *c, col_expr e)
{
    c->constants = col_grow(c->constants, (size_t)c->field->constant_count, &c->constant_capacity,
        sizeof *c->constants);
    c->constants[c->field->constant_count] = e;
    return emit(c,
        (col_instruction){.rule = COL_RULE_CONSTANT, .op = COL_OP_SYMBOL, .a = -1, .b = -1,
            .index = c->field->constant_count++});
}

static slong emit_product(compiler *c, slong a, slong b)
{
    if (a == b)
        return rule_of_two(c, COL_RULE_SQUARE, a, -1);
    if (is_constant(c, a))
        return rule_of_two(c, COL_RULE_SCALE, a, b);
    if (is_constant(c, b))
        return rule_of_two(c, COL_RULE_SCALE, b, a);
    return rule_of_two(c, COL_RULE_MUL, a, b);
}

/* a^n for n >= 1 by repeated squaring. */
static slong emit_power(compiler *c, slong a, ulong n)
{
    slong result = -1;
    for (slong square = a; n; n >>= 1) {
        if (n & 1)
            result = result < 0 ? square : emit_product(c, result, square);
        if (n > 1)
            square = emit_product(c, square, square);
    }
    return result;
}

static slong emit_unary(compiler *c, col_op op, slong a);

/* op(a) through its derivative: op' = b or 1/b, b built from the result itself where that is shorter. */
static slong emit_elementary(compiler *c, col_rule rule, col_op op, slong a)
{
    return emit(c, (col_instruction){.rule = rule, .op = op, .a = a, .b = -1});
}

static slong emit_one(compiler *c)
{
    return emit(c, (col_instruction){.rule = COL_RULE_CONSTANT, .op = COL_OP_NUMBER, .a = -1, .b = -1});
}

/* sin and cos, sinh and cosh: each the derivative of the other, up to a sign. */
static slong emit_pair(compiler *c, col_op odd, col_op even, bool want_odd, slong a)
{
    slong s = emit_elementary(c, COL_RULE_PRIMITIVE, odd, a);
    slong t = emit_elementary(c, COL_RULE_PRIMITIVE, even, a);
    c->field->code[s].b = t;
    slong derivative = odd == COL_OP_SIN ? rule_of_two(c, COL_RULE_NEG, s, -1) : s;
    c->field->code[t].b = derivative;
    return want_odd ? s : t;
}

/* tan' = 1 + tan^2, tanh' = 1 - tanh^2; asin' = 1/sqrt(1 - a^2), acos' = -asin', atan' = 1/(1 + a^2). */
static slong emit_with_square(compiler *c, col_op op, slong a)
{
    bool inverse = op == COL_OP_ASIN || op == COL_OP_ACOS || op == COL_OP_ATAN;
    slong result = inverse ? -1 : emit_elementary(c, COL_RULE_PRIMITIVE, op, a);
    slong square = rule_of_two(c, COL_RULE_SQUARE, inverse ? a : result, -1);
    bool plus = op == COL_OP_TAN || op == COL_OP_ATAN;
    slong w = rule_of_two(c, plus ? COL_RULE_ADD : COL_RULE_SUB, emit_one(c), square);
    if (op == COL_OP_ASIN || op == COL_OP_ACOS)
        w = rule_of_two(c, COL_RULE_SQRT, w, -1);
    if (op == COL_OP_ACOS)
        w = rule_of_two(c, COL_RULE_NEG, w, -1);
    if (inverse)
        result = emit_elementary(c, COL_RULE_QUOTIENT, op, a);
    c->field->code[result].b = w;
    return result;
}

static slong emit_unary(compiler *c, col_op op, slong a)
{
    slong result;
    if (is_constant(c, a))
        return emit(c, (col_instruction){.rule = COL_RULE_CONSTANT, .op = op, .a = a, .b = -1});
    switch (op) {
    case COL_OP_NEG: return rule_of_two(c, COL_RULE_NEG, a, -1);
    case COL_OP_SQRT: return rule_of_two(c, COL_RULE_SQRT, a, -1);
    case COL_OP_ABS: return rule_of_two(c, COL_RULE_ABS, a, -1);
    case COL_OP_EXP:
        result = emit_elementary(c, COL_RULE_PRIMITIVE, op, a);
        c->field->code[result].b = result;
        return result;
    case COL_OP_LOG:
        result = emit_elementary(c, COL_RULE_QUOTIENT, op, a);
        c->field->code[result].b = a;
        return result;
    case COL_OP_SIN: case COL_OP_COS: return emit_pair(c, COL_OP_SIN, COL_OP_COS, op == COL_OP_SIN, a);
    case COL_OP_SINH: case COL_OP_COSH: return emit_pair(c, COL_OP_SINH, COL_OP_COSH, op == COL_OP_SINH, a);
    case COL_OP_ERF: { /* erf' = 2/sqrt(pi) exp(-a^2) */
        slong exponent = rule_of_two(c, COL_RULE_NEG, rule_of_two(c, COL_RULE_SQUARE, a, -1), -1);
        slong gauss = emit_elementary(c, COL_RULE_PRIMITIVE, COL_OP_ERF, exponent);
        c->field->code[gauss].b = gauss;
        c->field->code[gauss].index = 1; /* the zeroth coefficient carries 2/sqrt(pi) */
        result = emit_elementary(c, COL_RULE_PRIMITIVE, op, a);
        c->field->code[result].b = gauss;
        return result;
    }
    default: return emit_with_square(c, op, a);
    }
}

/* a^n by products, a^(1/2) as a root, other powers as exp(b log a). */
static slong emit_pow(compiler *c, const col_node *node)
{
    slong a = c->instruction[node->args[0]], result = -1;
    fmpq_t exponent;
    fmpq_init(exponent);
    if (col_expr_rational(exponent, c->graph, node->args[1], 64)) {
        const fmpz *n = fmpq_numref(exponent);
        if (fmpq_is_zero(exponent)) {
            result = emit_one(c);
        } else if (fmpz_cmp_si(n, 1000000) <= 0 && fmpz_cmp_si(n, -1000000) >= 0
            && fmpz_cmp_si(fmpq_denref(exponent), 2) <= 0) {
            slong root = fmpz_is_one(fmpq_denref(exponent)) ? a : emit_unary(c, COL_OP_SQRT, a);
            result = emit_power(c, root, fmpz_get_ui(n));
            if (fmpz_sgn(n) < 0)
                result = rule_of_two(c, COL_RULE_DIV, emit_one(c), result);
        }
    }
    if (result < 0)
        result = emit_unary(c, COL_OP_EXP,
            emit_product(c, c->instruction[node->args[1]], emit_unary(c, COL_OP_LOG, a)));
    fmpq_clear(exponent);
    return result;
}

static slong emit_quotient(compiler *c, slong a, slong b)
{
    if (!is_constant(c, b))
        return rule_of_two(c, COL_RULE_DIV, a, b);
    slong inverse = emit(c, (col_instruction){.rule = COL_RULE_CONSTANT, .op = COL_OP_DIV, .a = b, .b = -1});
    return emit_product(c, inverse, a);
}

static slong emit_node(compiler *c, const col_node *node)
{
    slong a = node->arguments > 0 ? c->instruction[node->args[0]] : -1;
    slong b = node->arguments > 1 ? c->instruction[node->args[1]] : -1;
    switch (node->op) {
    case COL_OP_ADD: return rule_of_two(c, COL_RULE_ADD, a, b);
    case COL_OP_SUB: return rule_of_two(c, COL_RULE_SUB, a, b);
    case COL_OP_MUL: return emit_product(c, a, b);
    case COL_OP_DIV: return emit_quotient(c, a, b);
    case COL_OP_POW: return emit_pow(c, node);
    case COL_OP_MIN: return rule_of_two(c, COL_RULE_MIN, a, b);
    case COL_OP_MAX: return rule_of_two(c, COL_RULE_MAX, a, b);
    default: return emit_unary(c, node->op, a);
    }
}

/* Sets up the tables for expressions that are new in the graph; arguments come before their nodes. */
static void learn(compiler *c)
{
    size_t size = col_graph_size(c->graph) + 1;
    if (size <= c->known)
        return;
    c->instruction = col_realloc(c->instruction, size * sizeof *c->instruction);
    c->varies = col_realloc(c->varies, size);
    c->unrolled = col_realloc(c->unrolled, size * sizeof *c->unrolled);
    for (size_t e = c->known; e < size; e++) {
        c->instruction[e] = -1;
        c->unrolled[e] = COL_EXPR_NONE;
        c->varies[e] = 0;
        if (e == COL_EXPR_NONE)
            continue;
        const col_node *node = col_expr_node(c->graph, (col_expr)e);
        for (int i = 0; i < node->arguments; i++)
            c->varies[e] |= c->varies[node->args[i]];
    }
    c->known = size;
}

static bool integer_end(slong *out, const col_graph *graph, col_expr e)
{
    fmpq_t value;
    fmpq_init(value);
    bool ok = col_expr_rational(value, graph, e, 64) && fmpz_is_one(fmpq_denref(value))
        && fmpz_fits_si(fmpq_numref(value));
    if (ok)
        *out = fmpz_get_si(fmpq_numref(value));
    fmpq_clear(value);
    return ok;
}

static col_expr unroll(compiler *c, col_expr sum)
{
    const col_expr *args = col_expr_node(c->graph, sum)->args;
    col_expr body = args[0], symbol = args[1];
    slong first, last;
    if (!integer_end(&first, c->graph, args[2]) || !integer_end(&last, c->graph, args[3])
        || (last >= first && (ulong)last - (ulong)first >= SUM_LIMIT)) {
        col_error_input(c->error, "flow: a sum over the variables needs integer ends and at most %d terms", SUM_LIMIT);
        return COL_EXPR_NONE;
    }
    col_expr total = col_expr_integer(c->graph, 0);
    for (slong j = first; j <= last; j++) {
        col_expr value = col_expr_integer(c->graph, j);
        total = col_expr_add(c->graph, total, col_expr_substitute(c->graph, body, &symbol, &value, 1));
    }
    learn(c);
    if (total == COL_EXPR_NONE)
        col_error_input(c->error, "flow: too large once its sums are written out");
    return total;
}

static void push(compiler *c, col_expr e)
{
    c->stack = col_grow(c->stack, c->depth, &c->stack_capacity, sizeof *c->stack);
    c->stack[c->depth++] = e;
}

/* The index of the function that e stands for; -1. */
static slong function_of(const compiler *c, col_expr e)
{
    for (slong i = 0; i < c->field->function_count; i++)
        if (c->field->functions[i].symbol == e)
            return i;
    return -1;
}

/* Pushes what e needs first; true if there was nothing of the kind. */
static bool needs_nothing(compiler *c, col_expr e)
{
    size_t before = c->depth;
    col_node node = *col_expr_node(c->graph, e);
    slong function = function_of(c, e);
    if (function >= 0) {
        col_expr argument = c->field->functions[function].argument;
        if (c->instruction[argument] < 0)
            push(c, argument);
    } else if (node.op == COL_OP_SUM) {
        if (c->unrolled[e] == COL_EXPR_NONE) {
            col_expr total = unroll(c, e);
            c->unrolled[e] = total;
        }
        if (c->unrolled[e] != COL_EXPR_NONE && c->instruction[c->unrolled[e]] < 0)
            push(c, c->unrolled[e]);
    } else {
        for (int i = 0; i < node.arguments; i++)
            if (c->instruction[node.args[i]] < 0)
                push(c, node.args[i]);
    }
    return c->depth == before;
}

static slong emit_expression(compiler *c, col_expr e)
{
    col_node node = *col_expr_node(c->graph, e);
    slong function = function_of(c, e);
    if (function >= 0)
        return emit(c, (col_instruction){.rule = COL_RULE_FUNCTION, .b = -1, .index = function,
            .a = c->instruction[c->field->functions[function].argument]});
    if (!c->varies[e])
        return emit_constant(c, e);
    if (node.op == COL_OP_SUM)
        return c->unrolled[e] == COL_EXPR_NONE ? -1 : c->instruction[c->unrolled[e]];
    if (node.op == COL_OP_INTEGRAL) {
        col_error_input(c->error, "flow: an integral that depends on the variables cannot be integrated in time");
        return -1;
    }
    return emit_node(c, &node);
}

/* The instruction for e; arguments first, without recursion, so that deep formulas are no trouble. */
static slong compile(compiler *c, col_expr root)
{
    push(c, root);
    while (c->depth) {
        col_expr e = c->stack[c->depth - 1];
        bool leaf = !c->varies[e] || c->instruction[e] >= 0;
        if (!leaf && c->depth > c->known + 1) {
            col_error_input(c->error, "flow: functions that depend on themselves");
            return -1;
        }
        if (!leaf && !needs_nothing(c, e))
            continue;
        c->depth--;
        if (c->instruction[e] < 0)
            c->instruction[e] = emit_expression(c, e);
        if (c->instruction[e] < 0)
            return -1;
    }
    return c->instruction[root];
}

static void declare(compiler *c, const col_expr *variables, const col_field_function *functions)
{
    col_field *field = c->field;
    learn(c);
    for (slong i = 0; i < field->function_count; i++) {
        field->functions[i] = functions[i];
        c->varies[functions[i].symbol] = 1;
    }
    for (slong i = 0; i < field->dimension; i++) {
        c->varies[variables[i]] = 1;
        c->instruction[variables[i]] =
            emit(c, (col_instruction){.rule = COL_RULE_VARIABLE, .a = -1, .b = -1, .index = i});
    }
    for (size_t e = 1; e < c->known; e++) { /* the tables again, now that the roots are known */
        const col_node *node = col_expr_node(c->graph, (col_expr)e);
        for (int i = 0; i < node->arguments; i++)
            c->varies[e] |= c->varies[node->args[i]];
    }
}

static bool compile_flow(compiler *c, const col_expr *flow)
{
    for (slong i = 0; i < c->field->dimension; i++) {
        if (flow[i] == COL_EXPR_NONE) {
            col_error_input(c->error, "flow: the model gives none for one of its variables");
            return false;
        }
        c->field->flow[i] = compile(c, flow[i]);
        if (c->field->flow[i] < 0)
            return false;
    }
    return true;
}

col_field *col_field_new(col_graph *graph, const col_expr *variables, const col_expr *flow, slong dimension,
    const col_expr *parameters, slong parameter_count, const col_field_function *functions, slong function_count,
    col_error *error)
{
    col_field *field = col_calloc(1, sizeof *field);
    compiler c = {.graph = graph, .field = field, .error = error};
    field->dimension = dimension;
    field->parameter_count = parameter_count;
    field->function_count = function_count;
    field->flow = col_calloc((size_t)dimension + 1, sizeof *field->flow);
    field->functions = col_calloc((size_t)function_count + 1, sizeof *field->functions);
    declare(&c, variables, functions);
    bool ok = compile_flow(&c, flow);
    if (ok && field->constant_count > 0) {
        field->constants = col_tape_new(graph, c.constants, (size_t)field->constant_count, parameters,
            (size_t)parameter_count, error);
        ok = field->constants != NULL;
    }
    free(c.instruction);
    free(c.varies);
    free(c.unrolled);
    free(c.stack);
    free(c.constants);
    if (ok)
        return field;
    col_field_free(field);
    return NULL;
}

void col_field_free(col_field *field)
{
    if (field == NULL)
        return;
    col_tape_free(field->constants);
    free(field->code);
    free(field->flow);
    free(field->functions);
    free(field);
}

slong col_field_dimension(const col_field *field)
{
    return field->dimension;
}

slong col_field_parameter_count(const col_field *field)
{
    return field->parameter_count;
}

slong col_field_size(const col_field *field)
{
    return field->size;
}
