/* A model's flow at one draw of its parameters, ready to be simulated. */
#include "file.h"

#include "../base/memory.h"

#include <collapsar/trajectory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_VARIABLES = 100,
    MOST_STEPS = 100000,      /* of a trajectory */
    MOST_EVALUATIONS = 1000000, /* nodes of the flow and its Jacobian: fewer steps of larger ones */
    SUM_WORK = 50000,         /* nodes inside of sums and integrals, one velocity */
    START_TRIES = 100
};
static const double most_work = 2e9; /* nodes times steps of a trajectory */

double col_norm(const double *x, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

/* The flow with every variable x replaced by origin + x. */
static void shift(col_moving *moving, const col_model *model, const double *origin)
{
    size_t n = moving->n;
    col_expr *symbols = col_malloc(n * sizeof *symbols), *values = col_malloc(n * sizeof *values);
    fmpq_t exact;
    arf_t number;
    fmpq_init(exact);
    arf_init(number);
    for (size_t i = 0; i < n; i++) {
        symbols[i] = model->variables[i].symbol;
        arf_set_d(number, origin[i]);
        arf_get_fmpq(exact, number);
        values[i] = col_expr_add(model->graph, col_expr_number(model->graph, exact), symbols[i]);
    }
    for (size_t i = 0; i < n; i++)
        moving->model.variables[i].flow =
            col_expr_substitute(model->graph, model->variables[i].flow, symbols, values, n);
    fmpq_clear(exact);
    arf_clear(number);
    free(symbols);
    free(values);
}

/* Can the velocity be evaluated often? Judged by what its sums and integrals cost at a point. */
static bool is_cheap(const col_moving *moving, const col_expr *roots, size_t count)
{
    bool binds = false;
    for (size_t i = 0; i < count && !binds; i++) {
        size_t nodes;
        col_expr *order = col_expr_reachable(&nodes, moving->model.graph, roots[i]);
        for (size_t k = 0; k < nodes && !binds; k++) {
            col_op op = col_expr_node(moving->model.graph, order[k])->op;
            binds = op == COL_OP_INTEGRAL || op == COL_OP_SUM;
        }
        free(order);
    }
    if (!binds)
        return true;
    size_t inputs = col_tape_input_count(moving->velocity);
    col_tape_workspace *workspace = col_tape_workspace_new(moving->velocity);
    arb_ptr in = _arb_vec_init((slong)inputs), out = _arb_vec_init((slong)count);
    col_tape_set_limit(workspace, SUM_WORK);
    for (size_t i = 0; i < inputs; i++)
        arb_set_d(in + i, i < moving->model.parameter_count ? moving->parameters[i] : 0.125);
    col_tape_ball_clipped(out, moving->velocity, workspace, in, 53);
    bool cheap = true;
    for (size_t i = 0; i < count; i++)
        cheap = cheap && arb_is_finite(out + i);
    _arb_vec_clear(in, (slong)inputs);
    _arb_vec_clear(out, (slong)count);
    col_tape_workspace_free(workspace);
    return cheap;
}

static bool compile(col_moving *moving, col_error *error)
{
    const col_model *model = &moving->model;
    size_t n = moving->n, p = model->parameter_count;
    col_expr *roots = col_malloc(n * sizeof *roots), *inputs = col_malloc((p + n) * sizeof *inputs);
    for (size_t i = 0; i < p; i++)
        inputs[i] = model->parameters[i].symbol;
    for (size_t i = 0; i < n; i++) {
        roots[i] = model->variables[i].flow;
        inputs[p + i] = model->variables[i].symbol;
    }
    col_tape *both = NULL;
    moving->velocity = col_tape_new(model->graph, roots, n, inputs, p + n, NULL);
    if (moving->velocity != NULL && col_tape_size(moving->velocity) < MOST_EVALUATIONS / n)
        both = col_tape_new_jacobian(model->graph, roots, n, inputs, p + n, NULL);
    bool good = both != NULL && col_tape_size(both) < MOST_EVALUATIONS && is_cheap(moving, roots, n);
    if (good) {
        double steps = most_work / ((double)col_tape_size(both) + (double)(n * n * n));
        moving->steps = steps < MOST_STEPS ? (ulong)steps : MOST_STEPS;
        moving->workspace = col_tape_workspace_new(moving->velocity);
        moving->in = col_malloc((p + n) * sizeof *moving->in);
        if (p > 0)
            memcpy(moving->in, moving->parameters, p * sizeof *moving->in);
    } else {
        col_error_resource(error, "the flow is too large to simulate");
    }
    col_tape_free(both);
    free(roots);
    free(inputs);
    return good;
}

bool col_moving_init(col_moving *moving, col_model *model, const double *parameters, const double *origin,
                     col_error *error)
{
    size_t n = model->variable_count;
    *moving = (col_moving){.model = *model, .parameters = parameters, .n = n};
    moving->model.variables = NULL;
    if (n == 0 || n > MOST_VARIABLES) {
        col_error_resource(error, n == 0 ? "the model has no variables" : "the flow has too many variables to simulate");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (model->variables[i].flow == COL_EXPR_NONE) {
            col_error_at(error, model->variables[i].at, "variable %s has no flow", model->variables[i].name);
            return false;
        }
    }
    moving->model.variables = col_malloc(n * sizeof *moving->model.variables);
    memcpy(moving->model.variables, model->variables, n * sizeof *moving->model.variables);
    if (origin != NULL)
        shift(moving, model, origin);
    return compile(moving, error);
}

void col_moving_clear(col_moving *moving)
{
    col_tape_workspace_free(moving->workspace);
    col_tape_free(moving->velocity);
    free(moving->in);
    free(moving->model.variables);
}

bool col_moving_velocity(double *out, col_moving *moving, const double *state)
{
    memcpy(moving->in + moving->model.parameter_count, state, moving->n * sizeof *state);
    col_tape_approx(out, moving->velocity, moving->workspace, moving->in);
    for (size_t i = 0; i < moving->n; i++)
        if (!isfinite(out[i]))
            return false;
    return true;
}

bool col_moving_run(double *end, col_moving *moving, const double *start, double time, double relative, double absolute,
                    col_error *error)
{
    const col_trajectory_options options = {.relative = relative, .absolute = absolute, .steps = moving->steps};
    return col_trajectory(end, &moving->model, moving->parameters, start, &time, 1, &options, error);
}

bool col_moving_start(double *start, col_moving *moving, gsl_rng *random, const double *lo, const double *hi)
{
    double *velocity = col_malloc(moving->n * sizeof *velocity);
    bool found = false;
    for (int t = 0; !found && t < START_TRIES; t++) {
        for (size_t i = 0; i < moving->n; i++) {
            double left = lo ? lo[i] : t % 2 ? 0 : -1, right = hi ? hi[i] : t % 2 ? 2 : 1;
            start[i] = col_random_between(random, left, right);
        }
        found = col_moving_velocity(velocity, moving, start);
    }
    free(velocity);
    return found;
}
