/* The validated integrator on one head direction (s^2 = 3/4, no leak, no decay, from 3/10, 1/5, 1/10) at 64 bits, beside
 * what a good library of double intervals (order 20) took on a machine of 2026, with its final widths in u; and the
 * mean field of the random 3-regular ensemble, beside mpmath's quadrature without error bounds, recorded likewise. */
#include <collapsar/document.h>
#include <collapsar/meanfield.h>

#include "bench.h"

#include <stdio.h>
#include <string.h>

static const char program[] =
    "model direction\nvariable p, u, v\nlet s = sqrt(3)/2\nflow p = -((p - s)*u^2 + (p + s)*v^2)/2\n"
    "flow u = -(p^2 - s*p)*u\nflow v = -(p^2 + s*p)*v\n";

typedef struct {
    col_field *field;
    double box;
    slong t, precision;
    double width; /* out: of u */
} flow;

static void integrate(void *data)
{
    flow *f = data;
    arb_ptr start = _arb_vec_init(3), end = _arb_vec_init(3);
    arb_t t;
    arb_init(t);
    arb_set_si(t, f->t);
    for (int i = 0; i < 3; i++) {
        arb_set_si(start + i, 3 - i);
        arb_div_ui(start + i, start + i, 10, f->precision + 20);
        mag_t radius;
        mag_init(radius);
        mag_set_d(radius, f->box / 2);
        mag_add(arb_radref(start + i), arb_radref(start + i), radius);
        mag_clear(radius);
    }
    col_integrator_options options = COL_INTEGRATOR_OPTIONS_DEFAULT;
    options.precision = f->precision;
    col_integrator *integrator = col_integrator_new(f->field, NULL, start, &options);
    col_integrator_at(end, integrator, t);
    f->width = 2 * mag_get_d(arb_radref(end + 1));
    col_integrator_free(integrator);
    _arb_vec_clear(start, 3);
    _arb_vec_clear(end, 3);
    arb_clear(t);
}

static void bench_flow(void)
{
    static const struct {
        slong t;
        double seconds, width;
    } recorded[] = {{10, 9.4e-3, 1.6e-14}, {50, 21e-3, 1.1e-13}, {200, 36e-3, 5.3e-13}};
    col_document *document = col_document_parse("bench.col", program, strlen(program), NULL);
    col_model *model = &document->models[0];
    col_expr variables[3], rates[3];
    for (int i = 0; i < 3; i++) {
        variables[i] = model->variables[i].symbol;
        rates[i] = model->variables[i].flow;
    }
    flow f = {.field = col_field_new(model->graph, variables, rates, 3, NULL, 0, NULL, 0, NULL)};
    char what[80];
    for (int i = 0; i < 3; i++) {
        f.t = recorded[i].t;
        f.precision = 64;
        snprintf(what, sizeof what, "one direction to t = %ld, 64 bits", (long)f.t);
        bench_print(what, bench_seconds(integrate, &f), "double intervals", recorded[i].seconds);
        printf("    width of u %.2g, recorded %.2g: ratio %.2g\n", f.width, recorded[i].width, f.width / recorded[i].width);
        f.precision = 128;
        bench_print("    the same at 128 bits", bench_seconds(integrate, &f), "double intervals", recorded[i].seconds);
        printf("    width of u %.2g\n", f.width);
    }
    f = (flow){.field = f.field, .t = 50, .precision = 64, .box = 1e-6};
    integrate(&f);
    double linear = f.width * 1e3; /* the hull of a box of 1e-3, to first order */
    f.box = 1e-3;
    double seconds = bench_seconds(integrate, &f);
    printf("box of width 1e-3 to t = 50: %.3g ms, %.3g times the width of the hull\n", 1e3 * seconds, f.width / linear);
    col_field_free(f.field);
    col_document_free(document);
}

typedef struct {
    col_meanfield_problem *problem;
    slong at;
    col_integration status;
} field;

static void by_quadrature(void *data)
{
    field *f = data;
    col_meanfield_state state;
    fmpq_t Phi;
    col_meanfield_state_init(&state);
    fmpq_init(Phi);
    fmpq_set_si(Phi, f->at, 1);
    col_meanfield_quadrature(&state, Phi, f->problem, 64);
    fmpq_clear(Phi);
    col_meanfield_state_clear(&state);
}

static void by_integration(void *data)
{
    field *f = data;
    col_meanfield_state state;
    arb_t t;
    arb_init(t);
    arb_set_si(t, f->at);
    col_meanfield_state_init(&state);
    col_meanfield *meanfield = col_meanfield_new(f->problem, (double)f->at, 0, 64, NULL);
    f->status = col_meanfield_at(&state, meanfield, t);
    col_meanfield_free(meanfield);
    col_meanfield_state_clear(&state);
    arb_clear(t);
}

static void bench_mean_field(void)
{
    col_ensemble ensemble;
    col_meanfield_problem problem;
    col_ensemble_parse(&ensemble, "kesten-mckay,k=3,f=3/10", NULL);
    col_meanfield_problem_init(&problem);
    problem.density = &ensemble;
    fmpq_set_si(problem.p0, 1, 2);
    fmpq_set_si(problem.Wx, 1, 8);
    fmpq_set_si(problem.Wy, 1, 8);
    field f = {.problem = &problem, .at = 20};
    bench_print("mean field, C = 0: p at Phi = 20, 17 digits", bench_seconds(by_quadrature, &f), "mpmath, 20 digits", 100);
    fmpq_set_si(problem.Wy, 1, 4);
    static const slong times[] = {10, 100, 1000};
    for (int i = 0; i < 3; i++) {
        f.at = times[i];
        printf("mean field, C = -1/8: to t = %ld, 64 bits: %.3g ms\n", (long)f.at, 1e3 * bench_seconds(by_integration, &f));
        fflush(stdout);
    }
    col_meanfield_problem_clear(&problem);
    col_ensemble_clear(&ensemble);
}

int main(void)
{
    bench_flow();
    bench_mean_field();
    flint_cleanup();
    return 0;
}
