/* The saddle between collapse and separation: found by the solver of derivation files, left by the simulated flow. */
#include "catalogue.h"
#include "stage.h"

#include <collapsar/portrait.h>
#include <math.h>
#include <string.h>

/* s^2 = 3/4, r = 1/16, rho = 1/32, rho_P = 1/8. */
#define SINGLE "uniform,K=4,f=1/4"
static const col_stage_setting model = {SINGLE, true, 1, "0", .leak = 0.0625, .decay = 0.03125, .head_decay = 0.125};
static const char settings[] = "s=sqrt(3/4),r=1/16,rho=1/32,rho_P=1/8";
static const char program[] =
    "model decay\n"
    "parameter s in (0, 1]\n"
    "parameter r in [0, 1)\n"
    "parameter rho > 0\n"
    "parameter rho_P > 0\n"
    "variable p, u, v\n"
    "flow p = -((p - s)*u^2 + (p + s)*v^2)/2 - rho_P*p\n"
    "flow u = -(p^2 + r + rho - (1 + r)*s*p)*u\n"
    "flow v = -(p^2 + r + rho + (1 + r)*s*p)*v\n";

/* The box in which the saddle is alone: p and u are positive there, and p below the separated state's. */
static void set_box(col_box *box)
{
    static const slong ends[3][2] = {{1, 25}, {1, 450}, {-50, 50}}; /* of p, u, v, in fiftieths */
    fmpq *lo = _fmpq_vec_init(2);
    for (size_t k = 0; k < 3; k++) {
        fmpq_set_si(lo, ends[k][0], 50);
        fmpq_set_si(lo + 1, ends[k][1], 50);
        col_side_set_fmpq(&box->sides[k], lo, lo + 1);
    }
    _fmpq_vec_clear(lo, 2);
}

/* Coordinates p, u, v and the eigenvalue of the largest real part, from the portrait of the box. */
static bool draw_portrait(arb_ptr at, arb_t growth, col_model *flow, const col_conditions *fixed, col_error *error)
{
    const col_budget budget = COL_BUDGET_DEFAULT;
    col_portrait portrait;
    col_box box;
    col_box_init(&box, 3);
    set_box(&box);
    bool good = col_portrait_draw(&portrait, flow, fixed, &box, 20, &budget, error);
    if (good) {
        good = portrait.complete && portrait.count == 1 && portrait.states[0].eigenvalues != NULL;
        if (good) {
            _arb_vec_set(at, portrait.states[0].at, 3);
            acb_get_real(growth, portrait.states[0].eigenvalues);
        } else {
            col_error_input(error, "the saddle was not found");
        }
        col_portrait_clear(&portrait);
    }
    col_box_clear(&box);
    return good;
}

static bool find_saddle(arb_ptr at, arb_t growth, col_error *error)
{
    bool good = false;
    col_conditions fixed;
    col_document *document = col_document_parse("decay.col", program, strlen(program), error);
    if (document == NULL)
        return false;
    if (col_parse_settings(&fixed, &document->models[0], "settings", settings, error)) {
        good = draw_portrait(at, growth, &document->models[0], &fixed, error);
        col_conditions_clear(&fixed);
    }
    col_document_free(document);
    return good;
}

/* The rate, negative, at which the flow leaves the saddle, where samples and labels share u. */
static bool measure(double *value, const col_knobs *knobs, const void *setting, col_error *error)
{
    (void)setting;
    arb_ptr at = _arb_vec_init(3);
    arb_t growth;
    col_stage stage;
    arb_init(growth);
    bool good = find_saddle(at, growth, error) && col_stage_open(&stage, &model, error);
    if (good) {
        double u = arf_get_d(arb_midref(at + 1), ARF_RND_NEAR);
        col_point z;
        col_point_init(&z, &stage);
        z.P[0] = arf_get_d(arb_midref(at), ARF_RND_NEAR);
        col_basis_add(z.x, z.y, &stage.basis, stage.first, 0, 1, u / 2, u / 2);
        good = col_stage_late_rate(value, &stage, &z, knobs, 16, error);
        col_point_clear(&z);
        col_stage_close(&stage);
    }
    arb_clear(growth);
    _arb_vec_clear(at, 3);
    return good;
}

static void check_saddle(col_check *check, const void *setting, const col_crosscheck_options *options)
{
    arb_ptr at = _arb_vec_init(3);
    arb_t growth;
    col_error error = {0};
    arb_init(growth);
    if (find_saddle(at, growth, &error)) {
        arb_neg(check->predicted, growth);
        col_measure(check, measure, setting, COL_VARY_WINDOW | COL_VARY_SIZE, options->seed);
    } else {
        col_check_fail(check, "%s", error.message);
    }
    arb_clear(growth);
    _arb_vec_clear(at, 3);
}

const col_check_entry col_checks_saddle[] = {
    {"growth-saddle", "O3", "the saddle between collapse and separation is left at its rate", check_saddle, NULL},
    {NULL, NULL, NULL, NULL, NULL}};
