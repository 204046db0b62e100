/* Taylor coefficients of the solutions of a field, with tangents: the recurrences of field.h, order by order.
 *
 * A convolution sum_j a_j b_{k-j} is one arb_dot. The tangent of an instruction is the same recurrence
 * differentiated: d(ab) = da b + a db, d(op(a)) = op'(a) da, in the ring of truncated series. */
#include "field.h"

#include "../base/memory.h"

#include <stdlib.h>

/* What the composition of a function with the series a needs: g(a) = sum_j outer[j] (a - a_0)^j. */
typedef struct {
    arb_ptr outer;  /* order + 2 coefficients of g at a_0 */
    arb_ptr scaled; /* those of g': (j + 1) outer[j + 1] */
    arb_ptr inner;  /* the series of g'(a), for tangents */
    arb_ptr powers; /* row k, column j: the k-th coefficient of (a - a_0)^j, (order + 1)^2 */
} composition;

struct col_taylor {
    const col_field *field;
    slong order, precision, filled; /* filled: the length of rows in the last expansion, minus one */
    arb_ptr *value;                 /* order + 1 coefficients an instruction */
    arb_ptr *tangent;               /* dimension rows of order + 1, NULL for constants */
    arb_ptr *weighted;              /* j a_j (PRIMITIVE), j c_j (QUOTIENT); else NULL */
    composition *compositions;      /* one an instruction of rule FUNCTION, by instruction */
    signed char *choice;            /* ABS, MIN, MAX: what the zeroth coefficients decided */
    arb_t scratch, sum;
};

static bool has_weights(col_rule rule)
{
    return rule == COL_RULE_PRIMITIVE || rule == COL_RULE_QUOTIENT;
}

static void elementary(arb_t out, col_op op, const arb_t a, slong precision)
{
    switch (op) {
    case COL_OP_SQRT: arb_sqrt(out, a, precision); break;
    case COL_OP_DIV: arb_inv(out, a, precision); break;
    case COL_OP_EXP: arb_exp(out, a, precision); break;
    case COL_OP_LOG: arb_log(out, a, precision); break;
    case COL_OP_SIN: arb_sin(out, a, precision); break;
    case COL_OP_COS: arb_cos(out, a, precision); break;
    case COL_OP_TAN: arb_tan(out, a, precision); break;
    case COL_OP_ASIN: arb_asin(out, a, precision); break;
    case COL_OP_ACOS: arb_acos(out, a, precision); break;
    case COL_OP_ATAN: arb_atan(out, a, precision); break;
    case COL_OP_SINH: arb_sinh(out, a, precision); break;
    case COL_OP_COSH: arb_cosh(out, a, precision); break;
    case COL_OP_TANH: arb_tanh(out, a, precision); break;
    case COL_OP_ERF: arb_hypgeom_erf(out, a, precision); break;
    default: arb_indeterminate(out); break;
    }
}

static void evaluate_constants(col_taylor *taylor, arb_srcptr parameters)
{
    const col_field *field = taylor->field;
    arb_ptr roots = _arb_vec_init(field->constant_count + 1);
    if (field->constants) {
        col_tape_workspace *workspace = col_tape_workspace_new(field->constants);
        col_tape_ball(roots, field->constants, workspace, parameters, taylor->precision);
        col_tape_workspace_free(workspace);
    }
    for (slong i = 0; i < field->size; i++) {
        const col_instruction *in = &field->code[i];
        if (in->rule != COL_RULE_CONSTANT)
            continue;
        if (in->op == COL_OP_NUMBER)
            arb_one(taylor->value[i]);
        else if (in->op == COL_OP_SYMBOL)
            arb_set(taylor->value[i], roots + in->index);
        else
            elementary(taylor->value[i], in->op, taylor->value[in->a], taylor->precision);
    }
    _arb_vec_clear(roots, field->constant_count + 1);
}

col_taylor *col_taylor_new(const col_field *field, arb_srcptr parameters, slong order, slong precision)
{
    col_taylor *taylor = col_calloc(1, sizeof *taylor);
    size_t size = (size_t)field->size;
    taylor->field = field;
    taylor->order = order;
    taylor->precision = precision;
    taylor->value = col_calloc(size, sizeof *taylor->value);
    taylor->tangent = col_calloc(size, sizeof *taylor->tangent);
    taylor->weighted = col_calloc(size, sizeof *taylor->weighted);
    taylor->compositions = col_calloc(size, sizeof *taylor->compositions);
    taylor->choice = col_calloc(size, sizeof *taylor->choice);
    arb_init(taylor->scratch);
    arb_init(taylor->sum);
    for (slong i = 0; i < field->size; i++) {
        taylor->value[i] = _arb_vec_init(order + 1);
        if (field->code[i].rule != COL_RULE_CONSTANT)
            taylor->tangent[i] = _arb_vec_init(field->dimension * (order + 1));
        if (has_weights(field->code[i].rule))
            taylor->weighted[i] = _arb_vec_init(order + 1);
        if (field->code[i].rule == COL_RULE_FUNCTION) {
            composition *c = &taylor->compositions[i];
            c->outer = _arb_vec_init(order + 2);
            c->scaled = _arb_vec_init(order + 1);
            c->inner = _arb_vec_init(order + 1);
            c->powers = _arb_vec_init((order + 1) * (order + 1));
        }
    }
    evaluate_constants(taylor, parameters);
    return taylor;
}

void col_taylor_free(col_taylor *taylor)
{
    if (taylor == NULL)
        return;
    slong order = taylor->order;
    for (slong i = 0; i < taylor->field->size; i++) {
        _arb_vec_clear(taylor->value[i], order + 1);
        if (taylor->tangent[i])
            _arb_vec_clear(taylor->tangent[i], taylor->field->dimension * (order + 1));
        if (taylor->weighted[i])
            _arb_vec_clear(taylor->weighted[i], order + 1);
        composition *c = &taylor->compositions[i];
        if (c->outer) {
            _arb_vec_clear(c->outer, order + 2);
            _arb_vec_clear(c->scaled, order + 1);
            _arb_vec_clear(c->inner, order + 1);
            _arb_vec_clear(c->powers, (order + 1) * (order + 1));
        }
    }
    arb_clear(taylor->scratch);
    arb_clear(taylor->sum);
    free(taylor->value);
    free(taylor->tangent);
    free(taylor->weighted);
    free(taylor->compositions);
    free(taylor->choice);
    free(taylor);
}

/* out = initial -/+ sum_{j=first..last} x_j y_{k-j}; initial NULL: 0. */
static void convolve(arb_t out, const arb_t initial, bool subtract, arb_srcptr x, arb_srcptr y, slong first,
    slong last, slong k, slong precision)
{
    if (last >= first)
        arb_dot(out, initial, subtract, x + first, 1, y + (k - first), -1, last - first + 1, precision);
    else if (initial == NULL)
        arb_zero(out);
    else
        arb_set(out, initial);
}

/* 2/sqrt(pi) exp(a): what the error function's derivative starts with. */
static void gauss_factor(arb_t out, const arb_t a, slong precision)
{
    arb_t root;
    arb_init(root);
    arb_exp(out, a, precision);
    arb_const_pi(root, precision);
    arb_rsqrt(root, root, precision);
    arb_mul_2exp_si(root, root, 1);
    arb_mul(out, out, root, precision);
    arb_clear(root);
}

/* +1 or -1: whose coefficients are taken, a's (ABS: with sign +) or the other's; 0: undecided. */
static signed char decide(col_rule rule, const arb_t a, const arb_t b)
{
    if (rule == COL_RULE_ABS)
        return arb_is_positive(a) ? 1 : arb_is_negative(a) ? -1 : 0;
    if (rule == COL_RULE_MIN)
        return arb_lt(a, b) ? 1 : arb_gt(a, b) ? -1 : 0;
    return arb_gt(a, b) ? 1 : arb_lt(a, b) ? -1 : 0;
}

static void select_argument(arb_t out, const col_instruction *in, signed char choice, const arb_t a, const arb_t b)
{
    if (choice == 0)
        arb_indeterminate(out);
    else if (in->rule == COL_RULE_ABS)
        choice > 0 ? arb_set(out, a) : arb_neg(out, a);
    else
        arb_set(out, choice > 0 ? a : b);
}

/* The powers' k-th coefficients: (a - a_0)^j = (a - a_0) (a - a_0)^{j-1}, of which row i < k are known. */
static void extend_powers(col_taylor *taylor, composition *c, arb_srcptr a, slong k)
{
    slong stride = taylor->order + 1;
    arb_ptr row = c->powers + k * stride;
    arb_set(row + 1, a + k);
    for (slong j = 2; j <= k; j++) /* i from 1 to k - j + 1 against the (k - i)-th coefficient of power j - 1 */
        arb_dot(row + j, NULL, 0, a + 1, 1, c->powers + (k - 1) * stride + (j - 1), -stride, k - j + 1,
            taylor->precision);
}

static void compose(col_taylor *taylor, slong i, slong k, bool tangents)
{
    const col_instruction *in = &taylor->field->code[i];
    composition *c = &taylor->compositions[i];
    arb_srcptr a = taylor->value[in->a];
    slong precision = taylor->precision;
    if (k == 0) {
        const col_field_function *function = &taylor->field->functions[in->index];
        function->coefficients(c->outer, taylor->filled + 2, a, function->context, precision);
        for (slong j = 0; j <= taylor->filled; j++)
            arb_mul_si(c->scaled + j, c->outer + j + 1, j + 1, precision);
        arb_set(taylor->value[i], c->outer);
        arb_set(c->inner, c->scaled);
        return;
    }
    extend_powers(taylor, c, a, k);
    arb_ptr row = c->powers + k * (taylor->order + 1);
    arb_dot(taylor->value[i] + k, NULL, 0, c->outer + 1, 1, row + 1, 1, k, precision);
    if (tangents)
        arb_dot(c->inner + k, NULL, 0, c->scaled + 1, 1, row + 1, 1, k, precision);
}

static void value_zero(col_taylor *taylor, slong i)
{
    const col_instruction *in = &taylor->field->code[i];
    arb_ptr out = taylor->value[i];
    arb_srcptr a = in->a < 0 ? NULL : taylor->value[in->a], b = in->b < 0 ? NULL : taylor->value[in->b];
    slong precision = taylor->precision;
    switch (in->rule) {
    case COL_RULE_ADD: arb_add(out, a, b, precision); break;
    case COL_RULE_SUB: arb_sub(out, a, b, precision); break;
    case COL_RULE_NEG: arb_neg(out, a); break;
    case COL_RULE_SCALE: case COL_RULE_MUL: arb_mul(out, a, b, precision); break;
    case COL_RULE_SQUARE: arb_sqr(out, a, precision); break;
    case COL_RULE_DIV: arb_div(out, a, b, precision); break;
    case COL_RULE_SQRT: arb_sqrt(out, a, precision); break;
    case COL_RULE_PRIMITIVE: case COL_RULE_QUOTIENT:
        if (in->index == 1)
            gauss_factor(out, a, precision);
        else
            elementary(out, in->op, a, precision);
        break;
    case COL_RULE_ABS: case COL_RULE_MIN: case COL_RULE_MAX:
        taylor->choice[i] = decide(in->rule, a, b);
        select_argument(out, in, taylor->choice[i], a, b);
        break;
    default: break;
    }
}

/* c_k = 2 sum_{j < k/2} a_j a_{k-j} + a_{k/2}^2 */
static void square(arb_t out, arb_srcptr a, slong k, slong precision)
{
    convolve(out, NULL, false, a, a, 0, (k - 1) / 2, k, precision);
    arb_mul_2exp_si(out, out, 1);
    if (k % 2 == 0)
        arb_addmul(out, a + k / 2, a + k / 2, precision);
}

/* 2 c_0 c_k = a_k - sum_{0 < j < k} c_j c_{k-j} */
static void square_root(arb_t out, arb_t sum, arb_srcptr a, arb_srcptr c, slong k, slong precision)
{
    convolve(sum, NULL, false, c, c, 1, (k - 1) / 2, k, precision);
    arb_mul_2exp_si(sum, sum, 1);
    if (k % 2 == 0)
        arb_addmul(sum, c + k / 2, c + k / 2, precision);
    arb_sub(sum, a + k, sum, precision);
    arb_mul_2exp_si(sum, sum, -1);
    arb_div(out, sum, c, precision);
}

static void value_step(col_taylor *taylor, slong i, slong k)
{
    const col_instruction *in = &taylor->field->code[i];
    arb_ptr c = taylor->value[i];
    arb_srcptr a = in->a < 0 ? NULL : taylor->value[in->a], b = in->b < 0 ? NULL : taylor->value[in->b];
    arb_ptr weighted = taylor->weighted[i];
    slong precision = taylor->precision;
    switch (in->rule) {
    case COL_RULE_ADD: arb_add(c + k, a + k, b + k, precision); break;
    case COL_RULE_SUB: arb_sub(c + k, a + k, b + k, precision); break;
    case COL_RULE_NEG: arb_neg(c + k, a + k); break;
    case COL_RULE_SCALE: arb_mul(c + k, a, b + k, precision); break;
    case COL_RULE_MUL: convolve(c + k, NULL, false, a, b, 0, k, k, precision); break;
    case COL_RULE_SQUARE: square(c + k, a, k, precision); break;
    case COL_RULE_DIV:
        convolve(c + k, a + k, true, b, c, 1, k, k, precision);
        arb_div(c + k, c + k, b, precision);
        break;
    case COL_RULE_SQRT: square_root(c + k, taylor->sum, a, c, k, precision); break;
    case COL_RULE_PRIMITIVE:
        arb_mul_si(weighted + k, a + k, k, precision);
        convolve(c + k, NULL, false, weighted, b, 1, k, k, precision);
        arb_div_si(c + k, c + k, k, precision);
        break;
    case COL_RULE_QUOTIENT:
        convolve(taylor->sum, NULL, false, weighted, b, 1, k - 1, k, precision);
        arb_div_si(taylor->sum, taylor->sum, k, precision);
        arb_sub(taylor->sum, a + k, taylor->sum, precision);
        arb_div(c + k, taylor->sum, b, precision);
        arb_mul_si(weighted + k, c + k, k, precision);
        break;
    case COL_RULE_ABS: case COL_RULE_MIN: case COL_RULE_MAX:
        select_argument(c + k, in, taylor->choice[i], a + k, in->b < 0 ? NULL : b + k);
        break;
    default: break;
    }
}

/* d(sum or difference): a constant's tangent is zero. */
static void tangent_sum(arb_t out, arb_srcptr a, arb_srcptr b, bool subtract, slong precision)
{
    if (a && b)
        subtract ? arb_sub(out, a, b, precision) : arb_add(out, a, b, precision);
    else if (a)
        arb_set(out, a);
    else
        subtract ? arb_neg(out, b) : arb_set(out, b);
}

/* d(a/b) = (da - c db)/b */
static void tangent_quotient(arb_ptr dc, arb_srcptr da, arb_srcptr db, arb_srcptr b, arb_srcptr c, slong k,
    slong precision)
{
    convolve(dc + k, da ? da + k : NULL, true, b, dc, 1, k, k, precision);
    if (db)
        convolve(dc + k, dc + k, true, c, db, 0, k, k, precision);
    arb_div(dc + k, dc + k, b, precision);
}

static void tangent_step(col_taylor *taylor, slong i, slong row, slong k)
{
    const col_instruction *in = &taylor->field->code[i];
    slong offset = row * (taylor->order + 1), precision = taylor->precision;
    arb_srcptr a = taylor->value[in->a], b = in->b < 0 ? NULL : taylor->value[in->b], c = taylor->value[i];
    arb_srcptr da = taylor->tangent[in->a] ? taylor->tangent[in->a] + offset : NULL;
    arb_srcptr db = in->b >= 0 && taylor->tangent[in->b] ? taylor->tangent[in->b] + offset : NULL;
    arb_ptr dc = taylor->tangent[i] + offset;
    switch (in->rule) {
    case COL_RULE_ADD: case COL_RULE_SUB:
        tangent_sum(dc + k, da ? da + k : NULL, db ? db + k : NULL, in->rule == COL_RULE_SUB, precision);
        break;
    case COL_RULE_NEG: arb_neg(dc + k, da + k); break;
    case COL_RULE_SCALE: arb_mul(dc + k, a, db + k, precision); break;
    case COL_RULE_MUL:
        convolve(dc + k, NULL, false, a, db, 0, k, k, precision);
        convolve(dc + k, dc + k, false, b, da, 0, k, k, precision);
        break;
    case COL_RULE_SQUARE:
        convolve(dc + k, NULL, false, a, da, 0, k, k, precision);
        arb_mul_2exp_si(dc + k, dc + k, 1);
        break;
    case COL_RULE_DIV: tangent_quotient(dc, da, db, b, c, k, precision); break;
    case COL_RULE_SQRT: /* 2 c dc = da */
        convolve(taylor->sum, NULL, false, c, dc, 1, k, k, precision);
        arb_mul_2exp_si(taylor->sum, taylor->sum, 1);
        arb_sub(taylor->sum, da + k, taylor->sum, precision);
        arb_mul_2exp_si(taylor->sum, taylor->sum, -1);
        arb_div(dc + k, taylor->sum, c, precision);
        break;
    case COL_RULE_PRIMITIVE: convolve(dc + k, NULL, false, b, da, 0, k, k, precision); break;
    case COL_RULE_QUOTIENT:
        convolve(dc + k, da + k, true, b, dc, 1, k, k, precision);
        arb_div(dc + k, dc + k, b, precision);
        break;
    case COL_RULE_FUNCTION:
        if (da)
            convolve(dc + k, NULL, false, taylor->compositions[i].inner, da, 0, k, k, precision);
        break;
    default:
        select_argument(dc + k, in, taylor->choice[i], da ? da + k : taylor->scratch, db ? db + k : taylor->scratch);
        break;
    }
}

static void start_variables(col_taylor *taylor, arb_srcptr start, bool tangents)
{
    slong n = taylor->field->dimension, stride = taylor->order + 1;
    for (slong i = 0; i < n; i++) {
        arb_set(taylor->value[i], start + i);
        for (slong j = 0; tangents && j < n; j++)
            arb_set_si(taylor->tangent[i] + j * stride, i == j);
    }
}

/* x_{k+1} = f_k/(k+1), and its tangents; false if one of them is not finite. */
static bool solve_variables(col_taylor *taylor, slong k, bool tangents)
{
    const col_field *field = taylor->field;
    slong n = field->dimension, stride = taylor->order + 1;
    for (slong i = 0; i < n; i++) {
        slong f = field->flow[i];
        arb_div_si(taylor->value[i] + k + 1, taylor->value[f] + k, k + 1, taylor->precision);
        for (slong j = 0; tangents && j < n; j++) {
            arb_ptr out = taylor->tangent[i] + j * stride + k + 1;
            if (taylor->tangent[f])
                arb_div_si(out, taylor->tangent[f] + j * stride + k, k + 1, taylor->precision);
            else
                arb_zero(out);
            if (!arb_is_finite(out))
                return false;
        }
        if (!arb_is_finite(taylor->value[i] + k + 1))
            return false;
    }
    return true;
}

bool col_taylor_expand(col_taylor *taylor, arb_srcptr start, slong order, bool tangents)
{
    const col_field *field = taylor->field;
    taylor->filled = order;
    start_variables(taylor, start, tangents);
    for (slong k = 0; k < order; k++) {
        for (slong i = 0; i < field->size; i++) {
            if (field->code[i].rule == COL_RULE_FUNCTION)
                compose(taylor, i, k, tangents);
            else if (k == 0)
                value_zero(taylor, i);
            else
                value_step(taylor, i, k);
        }
        for (slong i = field->dimension; tangents && i < field->size; i++)
            for (slong j = 0; taylor->tangent[i] && j < field->dimension; j++)
                tangent_step(taylor, i, j, k);
        if (!solve_variables(taylor, k, tangents))
            return false;
    }
    return true;
}

arb_srcptr col_taylor_value(const col_taylor *taylor, slong i)
{
    return taylor->value[i];
}

arb_srcptr col_taylor_tangent(const col_taylor *taylor, slong i, slong j)
{
    return taylor->tangent[i] + j * (taylor->order + 1);
}
