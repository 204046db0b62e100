#include "ode.h"

#include "../base/memory.h"
#include "runge_kutta.h"

#include <cblas.h>
#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdlib.h>
#include <string.h>
#include <sundials/sundials_version.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunlinsol/sunlinsol_spgmr.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

_Static_assert(sizeof(sunrealtype) == sizeof(double), "SUNDIALS must be built for double precision");

#if SUNDIALS_VERSION_MAJOR >= 7
#define NO_COMMUNICATOR SUN_COMM_NULL
#else
#define NO_COMMUNICATOR NULL
#endif

/* A step may overshoot the domain of a flow now and then. A solution that ends there makes it overshoot again and
 * again, until the implicit equation sticks to the edge: that is no solution. */
enum { MOST_UNDEFINED = 20 };

struct col_ode {
    col_ode_problem problem;
    double t, event_time;
    int undefined;            /* evaluations at which the velocity was undefined */
    ulong steps, evaluations; /* of the integrators that are gone */
    SUNContext sundials;
    N_Vector state;
    void *integrator;           /* CVODE's */
    col_runge_kutta *one_step;  /* instead */
    SUNNonlinearSolver iteration;
    SUNLinearSolver solver;
    SUNMatrix matrix;
    double *jacobian; /* row-major scratch; NULL if not needed */
};

/* Vector operations of a large state cost as much as its velocity. These go by chunks that stay in the cache, so that
 * memory passes once; vectors made from the state inherit them. */

enum { CHUNK = 1024 };

static int chunk_at(size_t first, size_t size)
{
    return (int)(size - first < CHUNK ? size - first : CHUNK);
}

/* sum_k factors[k] terms[k]; out may be one of the terms. */
static int combine(int count, sunrealtype *factors, N_Vector *terms, N_Vector out)
{
    double sum[CHUNK];
    size_t size = (size_t)N_VGetLength(out);
    for (size_t first = 0; first < size; first += CHUNK) {
        int width = chunk_at(first, size);
        memset(sum, 0, sizeof sum);
        for (int k = 0; k < count; k++)
            if (factors[k] != 0)
                cblas_daxpy(width, factors[k], N_VGetArrayPointer(terms[k]) + first, 1, sum, 1);
        memcpy(N_VGetArrayPointer(out) + first, sum, (size_t)width * sizeof(double));
    }
    return 0;
}

/* sqrt(mean((x weight)^2)) */
static sunrealtype weighted_norm(N_Vector x, N_Vector weight)
{
    const double *values = N_VGetArrayPointer(x), *factors = N_VGetArrayPointer(weight);
    double product[CHUNK], sum = 0;
    size_t size = (size_t)N_VGetLength(x);
    for (size_t first = 0; first < size; first += CHUNK) {
        int width = chunk_at(first, size);
        for (int j = 0; j < width; j++)
            product[j] = values[first + (size_t)j] * factors[first + (size_t)j];
        sum += cblas_ddot(width, product, 1, product, 1);
    }
    return sqrt(sum / (double)size);
}

/* SUNDIALS calls these. A positive result is a recoverable failure: it tries a shorter step. */

static int velocity(sunrealtype t, N_Vector state, N_Vector out, void *user)
{
    col_ode *ode = user;
    const col_ode_problem *problem = &ode->problem;
    if (problem->velocity(N_VGetArrayPointer(out), t, N_VGetArrayPointer(state), problem->context))
        return 0;
    return ++ode->undefined > MOST_UNDEFINED ? -1 : 1;
}

static int weights(N_Vector state, N_Vector out, void *user)
{
    const col_ode_problem *problem = &((col_ode *)user)->problem;
    problem->weights(N_VGetArrayPointer(out), N_VGetArrayPointer(state), problem->context);
    return 0;
}

static int event(sunrealtype t, N_Vector state, sunrealtype *out, void *user)
{
    const col_ode_problem *problem = &((col_ode *)user)->problem;
    *out = problem->event(t, N_VGetArrayPointer(state), problem->context);
    return 0;
}

static int jacobian(sunrealtype t, N_Vector state, N_Vector at, SUNMatrix out, void *user, N_Vector scratch1,
                    N_Vector scratch2, N_Vector scratch3)
{
    col_ode *ode = user;
    size_t n = ode->problem.size;
    (void)at, (void)scratch1, (void)scratch2, (void)scratch3;
    if (!ode->problem.jacobian(ode->jacobian, t, N_VGetArrayPointer(state), ode->problem.context))
        return 1;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            SM_ELEMENT_D(out, (sunindextype)i, (sunindextype)j) = ode->jacobian[i * n + j];
    return 0;
}

#if SUNDIALS_VERSION_MAJOR < 7
static void keep_quiet(int code, const char *module, const char *function, char *message, void *user)
{
    (void)code, (void)module, (void)function, (void)message, (void)user;
}
#endif

static bool silence(col_ode *ode)
{
#if SUNDIALS_VERSION_MAJOR >= 7
    return SUNContext_ClearErrHandlers(ode->sundials) == 0;
#else
    return CVodeSetErrHandlerFn(ode->integrator, keep_quiet, NULL) == CV_SUCCESS;
#endif
}

/* BDF solves its equations by Newton's method: with the Jacobian where there is one, else by GMRES without. */
static bool attach_solver(col_ode *ode)
{
    sunindextype n = (sunindextype)ode->problem.size;
    if (ode->problem.jacobian != NULL) {
        ode->jacobian = col_malloc(ode->problem.size * ode->problem.size * sizeof(double));
        ode->matrix = SUNDenseMatrix(n, n, ode->sundials);
        ode->solver = ode->matrix ? SUNLinSol_Dense(ode->state, ode->matrix, ode->sundials) : NULL;
    } else {
        ode->solver = SUNLinSol_SPGMR(ode->state, SUN_PREC_NONE, 20, ode->sundials);
    }
    return ode->solver != NULL && CVodeSetLinearSolver(ode->integrator, ode->solver, ode->matrix) == CV_SUCCESS
        && (ode->matrix == NULL || CVodeSetJacFn(ode->integrator, jacobian) == CV_SUCCESS);
}

static bool attach_iteration(col_ode *ode)
{
    ode->iteration = SUNNonlinSol_FixedPoint(ode->state, 0, ode->sundials);
    return ode->iteration != NULL && CVodeSetNonlinearSolver(ode->integrator, ode->iteration) == CV_SUCCESS;
}

static bool set_tolerances(col_ode *ode)
{
    const col_ode_problem *p = &ode->problem;
    return (p->weights != NULL ? CVodeWFtolerances(ode->integrator, weights)
                               : CVodeSStolerances(ode->integrator, p->relative, p->absolute)) == CV_SUCCESS;
}

static bool watches(const col_ode *ode)
{
    return ode->problem.event != NULL && isnan(ode->event_time);
}

static bool watch_event(col_ode *ode)
{
    return !watches(ode)
        || (CVodeRootInit(ode->integrator, 1, event) == CV_SUCCESS
            && CVodeSetNoInactiveRootWarn(ode->integrator) == CV_SUCCESS);
}

static bool start(col_ode *ode, col_flow_method method)
{
    if (method == COL_FLOW_RUNGE_KUTTA) {
        ode->one_step = col_runge_kutta_new(&ode->problem, ode->t, N_VGetArrayPointer(ode->state), watches(ode));
        return true;
    }
    ode->integrator = CVodeCreate(method == COL_FLOW_BDF ? CV_BDF : CV_ADAMS, ode->sundials);
    return ode->integrator != NULL && silence(ode)
        && CVodeInit(ode->integrator, velocity, ode->t, ode->state) == CV_SUCCESS
        && CVodeSetUserData(ode->integrator, ode) == CV_SUCCESS
        && CVodeSetStopTime(ode->integrator, ode->problem.last) == CV_SUCCESS
        && (method == COL_FLOW_BDF ? attach_solver(ode) : attach_iteration(ode))
        && set_tolerances(ode) && watch_event(ode);
}

static void stop(col_ode *ode)
{
    ode->steps = col_ode_steps(ode);
    ode->evaluations = col_ode_evaluations(ode);
    ode->event_time = col_ode_event_time(ode);
    col_runge_kutta_free(ode->one_step);
    ode->one_step = NULL;
    if (ode->integrator != NULL)
        CVodeFree(&ode->integrator);
    if (ode->solver != NULL)
        SUNLinSolFree(ode->solver);
    if (ode->matrix != NULL)
        SUNMatDestroy(ode->matrix);
    if (ode->iteration != NULL)
        SUNNonlinSolFree(ode->iteration);
    free(ode->jacobian);
    ode->solver = NULL;
    ode->matrix = NULL;
    ode->iteration = NULL;
    ode->jacobian = NULL;
}

col_ode *col_ode_new(const col_ode_problem *problem, col_flow_method method, double t, const double *state,
                     col_error *error)
{
    col_ode *ode = col_calloc(1, sizeof *ode);
    ode->problem = *problem;
    ode->t = t;
    ode->event_time = NAN;
    if (SUNContext_Create(NO_COMMUNICATOR, &ode->sundials) == 0)
        ode->state = N_VNew_Serial((sunindextype)problem->size, ode->sundials);
    if (ode->state != NULL) {
        memcpy(N_VGetArrayPointer(ode->state), state, problem->size * sizeof(double));
        ode->state->ops->nvlinearcombination = combine;
        ode->state->ops->nvwrmsnorm = weighted_norm;
        if (start(ode, method))
            return ode;
    }
    col_error_resource(error, "the integrator could not be set up for %zu unknowns", problem->size);
    col_ode_free(ode);
    return NULL;
}

void col_ode_free(col_ode *ode)
{
    if (ode == NULL)
        return;
    stop(ode);
    if (ode->state != NULL)
        N_VDestroy(ode->state);
    if (ode->sundials != NULL)
        SUNContext_Free(&ode->sundials);
    free(ode);
}

static const char *reason(int outcome)
{
    switch (outcome) {
    case CV_TOO_MUCH_WORK: return "too many steps";
    case CV_TOO_MUCH_ACC: return "the tolerances are too tight for double precision";
    case CV_ERR_FAILURE:
    case CV_CONV_FAILURE: return "no step is short enough: the flow blows up, or the tolerances are too tight";
    case CV_FIRST_RHSFUNC_ERR: return "the flow is undefined there";
    case CV_RHSFUNC_FAIL:
    case CV_REPTD_RHSFUNC_ERR:
    case CV_UNREC_RHSFUNC_ERR: return "the flow blows up or becomes undefined";
    default: return "the integrator failed";
    }
}

/* NULL, or why it got only to ode->t. */
static const char *advance_one_step(col_ode *ode, double t)
{
    double *state = N_VGetArrayPointer(ode->state);
    const char *failure = col_runge_kutta_advance(state, ode->one_step, t, ode->problem.steps - ode->steps);
    ode->t = failure == NULL ? t : col_runge_kutta_time(ode->one_step);
    return failure;
}

static const char *advance_multistep(col_ode *ode, double t)
{
    int outcome = CV_ROOT_RETURN;
    while (outcome == CV_ROOT_RETURN) {
        ulong used = col_ode_steps(ode);
        if (used >= ode->problem.steps)
            return reason(CV_TOO_MUCH_WORK);
        CVodeSetMaxNumSteps(ode->integrator, (long)(ode->problem.steps - used));
        outcome = CVode(ode->integrator, t, ode->state, &ode->t, CV_NORMAL);
        if (outcome == CV_ROOT_RETURN) {
            ode->event_time = ode->t;
            CVodeRootInit(ode->integrator, 0, NULL);
        }
    }
    return outcome >= 0 ? NULL : reason(outcome);
}

bool col_ode_advance(col_ode *ode, double t, col_error *error)
{
    const char *failure = ode->one_step != NULL ? advance_one_step(ode, t) : advance_multistep(ode, t);
    if (failure == NULL)
        return true;
    col_error_resource(error, "integration stopped at time %.6g of %.6g: %s", ode->t, t, failure);
    return false;
}

bool col_ode_switch(col_ode *ode, col_flow_method method, col_error *error)
{
    stop(ode);
    if (start(ode, method))
        return true;
    col_error_resource(error, "the integrator could not be set up for %zu unknowns", ode->problem.size);
    return false;
}

double *col_ode_state(col_ode *ode)
{
    return N_VGetArrayPointer(ode->state);
}

double col_ode_event_time(const col_ode *ode)
{
    double found = ode->one_step != NULL ? col_runge_kutta_event_time(ode->one_step) : NAN;
    return found <= ode->t ? found : ode->event_time;
}

ulong col_ode_steps(const col_ode *ode)
{
    long steps = 0;
    if (ode->one_step != NULL)
        return ode->steps + col_runge_kutta_steps(ode->one_step);
    if (ode->integrator != NULL)
        CVodeGetNumSteps(ode->integrator, &steps);
    return ode->steps + (ulong)steps;
}

ulong col_ode_evaluations(const col_ode *ode)
{
    long evaluations = 0, more = 0;
    if (ode->one_step != NULL)
        return ode->evaluations + col_runge_kutta_evaluations(ode->one_step);
    if (ode->integrator != NULL)
        CVodeGetNumRhsEvals(ode->integrator, &evaluations);
    if (ode->solver != NULL)
        CVodeGetNumLinRhsEvals(ode->integrator, &more);
    return ode->evaluations + (ulong)(evaluations + more);
}
