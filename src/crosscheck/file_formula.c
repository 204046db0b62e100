/* Formulas in double precision with bounds of their errors; comparisons and limits. */
#include "file.h"

#include "../base/memory.h"

#include <math.h>
#include <stdlib.h>

enum {
    DOUBLE_BITS = 53,
    SHARP_BITS = 128,
    LIMIT_BITS = 768,     /* of formulas close to a limit, where they cancel */
    LIMIT_POINTS = 8,     /* at distances 2^-1, 2^-2, 2^-4, ... 2^-128 */
    MOST_WORK = 300000    /* nodes inside of sums and integrals, an evaluation */
};

/* The tanh-sinh rule stops 1 - tanh(pi/2 sinh 3) = 4.3e-14 of a range before its ends. */
static const double ends_of_quadrature = 1e-13;

static bool is_integral(const col_graph *graph, col_expr e)
{
    return col_expr_node(graph, e)->op == COL_OP_INTEGRAL;
}

/* The formula with every integral in it as the sum of two; the same formula if there is none. */
static col_expr halve_integrals(col_graph *graph, col_expr root)
{
    size_t count, integrals = 0;
    col_expr *nodes = col_expr_reachable(&count, graph, root);
    col_expr *whole = col_malloc((count + 1) * sizeof *whole), *halves = col_malloc((count + 1) * sizeof *halves);
    for (size_t i = 0; i < count; i++) {
        if (!is_integral(graph, nodes[i]))
            continue;
        const col_node node = *col_expr_node(graph, nodes[i]);
        col_expr sum = col_expr_add(graph, node.args[2], node.args[3]);
        col_expr middle = col_expr_div(graph, sum, col_expr_integer(graph, 2));
        whole[integrals] = nodes[i];
        halves[integrals++] =
            col_expr_add(graph, col_expr_integral(graph, node.args[0], node.args[1], node.args[2], middle),
                         col_expr_integral(graph, node.args[0], node.args[1], middle, node.args[3]));
    }
    col_expr result = integrals > 0 ? col_expr_replace(graph, root, whole, halves, integrals) : root;
    free(nodes);
    free(whole);
    free(halves);
    return result;
}

bool col_formula_init(col_formula *formula, col_graph *graph, const col_expr *roots, size_t root_count,
                      const col_expr *inputs, size_t input_count)
{
    *formula = (col_formula){.roots = root_count, .inputs = input_count};
    col_expr *level = col_malloc((root_count + 1) * sizeof *level);
    bool integrals = false, good = true;
    for (size_t i = 0; i < root_count; i++)
        level[i] = roots[i];
    for (int k = 0; good && k < (integrals ? COL_FORMULA_LEVELS : 1); k++) {
        formula->tapes[k] = col_tape_new(graph, level, root_count, inputs, input_count, NULL);
        good = formula->tapes[k] != NULL;
        for (size_t i = 0; good && i < root_count; i++) {
            col_expr halved = halve_integrals(graph, level[i]);
            integrals = integrals || halved != level[i];
            level[i] = halved;
        }
        if (good) {
            formula->workspaces[k] = col_tape_workspace_new(formula->tapes[k]);
            col_tape_set_limit(formula->workspaces[k], MOST_WORK);
        }
    }
    free(level);
    formula->in = _arb_vec_init((slong)input_count);
    formula->out = _arb_vec_init((slong)root_count);
    formula->other = col_calloc(root_count + 1, sizeof *formula->other);
    return good;
}

void col_formula_clear(col_formula *formula)
{
    for (int k = 0; k < COL_FORMULA_LEVELS; k++) {
        col_tape_workspace_free(formula->workspaces[k]);
        col_tape_free(formula->tapes[k]);
    }
    if (formula->other != NULL) {
        _arb_vec_clear(formula->in, (slong)formula->inputs);
        _arb_vec_clear(formula->out, (slong)formula->roots);
    }
    free(formula->other);
}

/* Integrals in parts: twice the larger change, and what the rule of the quadrature leaves out at the ends of a range. */
static void add_quadrature_error(double *values, double *errors, col_formula *formula, const double *in)
{
    double *change = col_calloc(formula->roots + 1, sizeof *change);
    for (int k = 1; k < COL_FORMULA_LEVELS && formula->tapes[k] != NULL; k++) {
        col_tape_approx(formula->other, formula->tapes[k], formula->workspaces[k], in);
        for (size_t i = 0; i < formula->roots; i++) {
            change[i] = fmax(change[i], fabs(formula->other[i] - values[i]));
            values[i] = formula->other[i];
        }
    }
    for (size_t i = 0; i < formula->roots; i++)
        errors[i] += 2 * change[i] + ends_of_quadrature * fabs(values[i]);
    free(change);
}

/* A ball at 53 bits goes through the same operations with a bound of each rounding: its radius bounds the error of
 * double precision, up to the last bits of library functions. */
void col_formula_evaluate(double *values, double *errors, arb_ptr enclosures, col_formula *formula, const double *in)
{
    col_tape_approx(values, formula->tapes[0], formula->workspaces[0], in);
    for (size_t i = 0; i < formula->inputs; i++)
        arb_set_d(formula->in + i, in[i]);
    col_tape_ball_clipped(formula->out, formula->tapes[0], formula->workspaces[0], formula->in, DOUBLE_BITS);
    for (size_t i = 0; i < formula->roots; i++)
        errors[i] = arb_is_finite(formula->out + i) ? mag_get_d(arb_radref(formula->out + i)) : INFINITY;
    if (formula->tapes[1] != NULL)
        add_quadrature_error(values, errors, formula, in);
    if (enclosures != NULL)
        col_tape_ball_clipped(enclosures, formula->tapes[0], formula->workspaces[0], formula->in, SHARP_BITS);
}

bool col_enclose(arb_ptr out, const col_graph *graph, const col_expr *constants, size_t count, slong precision)
{
    col_tape *tape = col_tape_new(graph, constants, count, NULL, 0, NULL);
    if (tape == NULL)
        return false;
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    col_tape_set_limit(workspace, MOST_WORK);
    col_tape_ball_clipped(out, tape, workspace, NULL, precision);
    bool finite = true;
    for (size_t i = 0; i < count; i++)
        finite = finite && arb_is_finite(out + i);
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
    return finite;
}

/* Both sides of each link of the chain, at the present draw: the worst link. */
void col_trial_comparison(col_subject *subject)
{
    const col_claim *claim = subject->claim;
    const col_region *region = &subject->sampler.region;
    for (size_t i = 0; i < claim->chain.count; i++) {
        const col_comparison *link = &claim->chain.items[i];
        const col_expr sides[2] = {col_region_apply_as_written(region, link->left),
                                   col_region_apply_as_written(region, link->right)};
        double values[2], errors[2];
        arb_struct enclosures[2];
        arb_init(enclosures);
        arb_init(enclosures + 1);
        col_file_check *check = col_subject_add(subject, "formula", link->relation, claim->body);
        col_formula formula;
        if (col_formula_init(&formula, region->graph, sides, 2, region->symbols, region->count)) {
            col_formula_evaluate(values, errors, enclosures, &formula, subject->draw.free);
            if (isfinite(values[0]) && isfinite(errors[0])) {
                check->check.simulated = values[0];
                check->check.parts[COL_ERROR_INTEGRATION] = errors[0];
            } else {
                col_check_fail(&check->check, "the left side could not be evaluated in double precision");
            }
            arb_set(check->check.predicted, enclosures + 1);
            if (arb_contains_zero(enclosures + 1)) /* the size of the terms that cancel */
                check->check.scale = fmax(ldexp(errors[0], DOUBLE_BITS), 1e-300);
        } else {
            col_check_fail(&check->check, "the formulas are too large");
        }
        col_formula_clear(&formula);
        arb_clear(enclosures);
        arb_clear(enclosures + 1);
        col_subject_judge(subject, check);
    }
}

/* The ratio at points that approach the limit from one side. */
typedef struct {
    double value[LIMIT_POINTS], radius[LIMIT_POINTS];
    int count;
} approach;

/* Point number k: the limit -+ 2^(1 - 2^k) of the way that the range allows, or 2^(2^k) towards an infinite one. */
static void set_point(arb_t point, const arb_t limit, bool finite, int side, double room, int k)
{
    arb_t step;
    arb_init(step);
    arb_set_d(step, side);
    arb_mul_2exp_si(step, step, finite ? -(1L << k) : 1L << k);
    if (finite) {
        arb_t way;
        arb_init(way);
        arb_set_d(way, room);
        arb_mul(step, step, way, LIMIT_BITS);
        arb_add(point, limit, step, LIMIT_BITS);
        arb_clear(way);
    } else {
        arb_set(point, step);
    }
    arb_clear(step);
}

static void follow(approach *out, const col_tape *tape, col_tape_workspace *workspace, arb_ptr in, size_t index,
                   const arb_t limit, bool finite, int side, double room)
{
    arb_struct value[2];
    arb_init(value);
    arb_init(value + 1);
    out->count = 0;
    for (int k = 0; k < LIMIT_POINTS; k++) {
        set_point(in + index, limit, finite, side, room, k);
        col_tape_ball_clipped(value, tape, workspace, in, LIMIT_BITS);
        arb_div(value, value, value + 1, LIMIT_BITS);
        double radius = mag_get_d(arb_radref(value));
        if (!arb_is_finite(value) || radius > 1e-6)
            continue;
        out->value[out->count] = arf_get_d(arb_midref(value), ARF_RND_NEAR);
        out->radius[out->count++] = radius;
    }
    arb_clear(value);
    arb_clear(value + 1);
}

/* The limit of a sequence whose steps shrink by a ratio q: what is left to go is the last step times q/(1 - q). */
static void extrapolate(col_check *check, const approach *at)
{
    if (at->count < 3) {
        col_check_fail(check, "the ratio could not be evaluated near the limit");
        return;
    }
    int last = at->count - 1;
    double step = fabs(at->value[last] - at->value[last - 1]), before = fabs(at->value[last - 1] - at->value[last - 2]);
    double q = before > 0 ? fmin(step / before, 0.99) : 0;
    check->simulated = at->value[last];
    check->parts[COL_ERROR_WINDOW] = step * fmax(1, q / (1 - q));
    check->parts[COL_ERROR_INTEGRATION] = at->radius[last] + ldexp(fabs(at->value[last]), -DOUBLE_BITS);
    double off = fabs(at->value[last] - 1), off_before = fabs(at->value[last - 1] - 1);
    if (off > 1 && off > off_before && off_before > fabs(at->value[last - 2] - 1))
        check->parts[COL_ERROR_WINDOW] = 0; /* further and further away from 1: there is nothing to wait for */
    if (check->parts[COL_ERROR_WINDOW] > 0.05)
        col_check_fail(check, "the ratio converges too slowly to tell: it is %.6g at the last point", check->simulated);
}

static ptrdiff_t free_index(const col_region *region, col_expr symbol)
{
    for (size_t i = 0; i < region->count; i++)
        if (region->symbols[i] == symbol)
            return (ptrdiff_t)i;
    return -1;
}

/* Half the way from the limit to the end of the range on that side, at most 1; 0: the range does not go there. */
static double room_beside(const col_sampler *sampler, size_t index, double limit, int side)
{
    double end = side > 0 ? sampler->hi[index] - limit : limit - sampler->lo[index];
    return end > 0 ? fmin(1, end) : 0;
}

static void try_side(col_subject *subject, size_t index, const arb_t limit, bool finite, int side)
{
    const col_claim *claim = subject->claim;
    const col_region *region = &subject->sampler.region;
    double room = finite ? room_beside(&subject->sampler, index, arf_get_d(arb_midref(limit), ARF_RND_NEAR), side) : 1;
    if (room == 0)
        return;
    const col_expr sides[2] = {col_region_apply(region, claim->left), col_region_apply(region, claim->right)};
    col_tape *tape = col_tape_new(region->graph, sides, 2, region->symbols, region->count, NULL);
    col_file_check *check = col_subject_add(subject, "limit", COL_EQUAL, claim->body);
    arb_one(check->check.predicted);
    if (tape != NULL) {
        col_tape_workspace *workspace = col_tape_workspace_new(tape);
        arb_ptr in = _arb_vec_init((slong)region->count);
        approach at;
        col_tape_set_limit(workspace, MOST_WORK);
        col_enclose(in, region->graph, subject->draw.point, region->count, LIMIT_BITS);
        follow(&at, tape, workspace, in, index, limit, finite, side, room);
        extrapolate(&check->check, &at);
        _arb_vec_clear(in, (slong)region->count);
        col_tape_workspace_free(workspace);
    }
    col_tape_free(tape);
    col_subject_judge(subject, check);
}

void col_trial_limit(col_subject *subject)
{
    const col_claim *claim = subject->claim;
    const col_region *region = &subject->sampler.region;
    ptrdiff_t index = free_index(region, subject->model->parameters[claim->parameter].symbol);
    bool finite = claim->limit != COL_EXPR_NONE;
    arb_t limit;
    arb_init(limit);
    if (index < 0) {
        col_file_check *check = col_subject_add(subject, "limit", COL_EQUAL, claim->body);
        check->outcome = COL_OUTCOME_ASIDE;
        col_check_fail(&check->check, "the parameter of the limit is set");
    } else if (!finite || col_enclose(limit, region->graph, &claim->limit, 1, LIMIT_BITS)) {
        for (int side = -1; side <= 1; side += 2)
            if (claim->side == 0 || claim->side == side)
                try_side(subject, (size_t)index, limit, finite, side);
    }
    arb_clear(limit);
}
