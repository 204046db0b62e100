/* Trajectories of a derivation file's flow: its tape in double precision, BDF with the symbolic Jacobian. */
#include "ode.h"

#include "../base/memory.h"

#include <collapsar/tape.h>
#include <collapsar/trajectory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

col_trajectory_options col_trajectory_options_default(void)
{
    return (col_trajectory_options){.relative = 1e-10, .absolute = 1e-13, .steps = 1000000};
}

/* The flow on tape: inputs are the parameters, then the variables; roots the velocities, then their derivatives. */
typedef struct {
    size_t parameters, variables;
    col_tape *velocity, *jacobian;
    col_tape_workspace *velocity_workspace, *jacobian_workspace;
    double *in, *out;
} flow_tape;

static bool check_model(const col_model *model, col_error *error)
{
    if (model->variable_count == 0) {
        col_error_at(error, model->at, "the model has no variables, expected a flow");
        return false;
    }
    for (size_t i = 0; i < model->variable_count; i++) {
        if (model->variables[i].flow == COL_EXPR_NONE) {
            col_error_at(error, model->variables[i].at, "the model gives no flow of '%s'", model->variables[i].name);
            return false;
        }
    }
    return true;
}

static bool check_times(const double *times, size_t count, col_error *error)
{
    for (size_t k = 0; k < count; k++) {
        if (!(isfinite(times[k]) && times[k] >= (k > 0 ? times[k - 1] : 0))) {
            col_error_input(error, "time %zu is %g, expected ascending finite times from 0 on", k + 1, times[k]);
            return false;
        }
    }
    return true;
}

static bool flow_tape_init(flow_tape *tape, col_model *model, const double *parameters, col_error *error)
{
    size_t p = model->parameter_count, n = model->variable_count;
    *tape = (flow_tape){.parameters = p, .variables = n};
    col_expr *inputs = col_malloc((p + n) * sizeof(col_expr)), *roots = col_malloc(n * sizeof(col_expr));
    for (size_t i = 0; i < p; i++)
        inputs[i] = model->parameters[i].symbol;
    for (size_t i = 0; i < n; i++) {
        inputs[p + i] = model->variables[i].symbol;
        roots[i] = model->variables[i].flow;
    }
    tape->velocity = col_tape_new(model->graph, roots, n, inputs, p + n, error);
    if (tape->velocity != NULL)
        tape->jacobian = col_tape_new_jacobian(model->graph, roots, n, inputs, p + n, error);
    free(inputs);
    free(roots);
    if (tape->jacobian == NULL)
        return false;
    tape->velocity_workspace = col_tape_workspace_new(tape->velocity);
    tape->jacobian_workspace = col_tape_workspace_new(tape->jacobian);
    tape->in = col_malloc((p + n) * sizeof(double));
    tape->out = col_malloc((n + n * (p + n)) * sizeof(double));
    if (p > 0)
        memcpy(tape->in, parameters, p * sizeof(double));
    return true;
}

static void flow_tape_clear(flow_tape *tape)
{
    col_tape_workspace_free(tape->velocity_workspace);
    col_tape_workspace_free(tape->jacobian_workspace);
    col_tape_free(tape->velocity);
    col_tape_free(tape->jacobian);
    free(tape->in);
    free(tape->out);
}

static bool tape_velocity(double *out, double t, const double *state, void *context)
{
    flow_tape *tape = context;
    (void)t;
    memcpy(tape->in + tape->parameters, state, tape->variables * sizeof(double));
    col_tape_approx(out, tape->velocity, tape->velocity_workspace, tape->in);
    for (size_t i = 0; i < tape->variables; i++)
        if (!isfinite(out[i]))
            return false;
    return true;
}

static bool tape_jacobian(double *out, double t, const double *state, void *context)
{
    flow_tape *tape = context;
    size_t n = tape->variables, inputs = tape->parameters + n;
    (void)t;
    memcpy(tape->in + tape->parameters, state, n * sizeof(double));
    col_tape_approx(tape->out, tape->jacobian, tape->jacobian_workspace, tape->in);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            out[i * n + j] = tape->out[n + i * inputs + tape->parameters + j];
            if (!isfinite(out[i * n + j]))
                return false;
        }
    }
    return true;
}

static bool follow(double *values, flow_tape *tape, const double *start, const double *times, size_t count,
                   const col_trajectory_options *options, col_error *error)
{
    size_t n = tape->variables;
    col_ode_problem problem = {.size = n, .velocity = tape_velocity, .jacobian = tape_jacobian, .context = tape,
        .relative = options->relative, .absolute = options->absolute, .last = count > 0 ? times[count - 1] : 0,
        .steps = options->steps};
    col_ode *ode = col_ode_new(&problem, COL_FLOW_BDF, 0, start, error);
    bool good = ode != NULL;
    double now = 0;
    for (size_t k = 0; k < count && good; k++) {
        if (times[k] > now)
            good = col_ode_advance(ode, times[k], error);
        now = times[k];
        memcpy(values + k * n, col_ode_state(ode), n * sizeof(double));
    }
    col_ode_free(ode);
    return good;
}

bool col_trajectory(double *values, col_model *model, const double *parameters, const double *start,
                    const double *times, size_t count, const col_trajectory_options *options, col_error *error)
{
    if (!check_model(model, error) || !check_times(times, count, error))
        return false;
    flow_tape tape;
    bool good = flow_tape_init(&tape, model, parameters, error)
        && follow(values, &tape, start, times, count, options, error);
    flow_tape_clear(&tape);
    return good;
}
