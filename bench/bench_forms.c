/* The closed forms of one head direction at 100 digits, 1,000 times: with s^2 = 3/4, r = 1/10, rho = i/100000,
 *     D = (1+r)^2 s^2 - 4(r + rho),  p = ((1+r)s + sqrt(D))/2,  u = sqrt(2 rho p/(s - p)),  rate and frequency of the
 * spiral in (p, u), and the third eigenvalue. Beside it: the same formulas in bare Arb calls, mpmath's intervals, PARI/GP. */
#include <collapsar/document.h>
#include <collapsar/ladder.h>
#include <collapsar/tape.h>

#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVALUATIONS 1000
#define OUTPUTS 5
#define DIGITS 100

static const char program[] =
    "model head\n"
    "parameter s in (0, 1]\n"
    "parameter r in [0, 1)\n"
    "parameter rho > 0\n"
    "let D = (1 + r)^2*s^2 - 4*(r + rho)\n"
    "let p = ((1 + r)*s + sqrt(D))/2\n"
    "let a = rho*s/(s - p)\n"
        "claim p: p > 0\n"
    "claim u: sqrt(2*rho*p/(s - p)) > 0\n"
    "claim rate: -a/2 < 0\n"
    "claim frequency: sqrt(8*rho*p*sqrt(D) - a^2)/2 > 0\n"
    "claim third: -2*(1 + r)*s*p < 0\n";

typedef struct {
    col_tape *tape;
    col_tape_workspace *workspace;
    arb_struct in[3], out[OUTPUTS];
    slong precision;
} forms;

static void set_inputs(arb_ptr in, int i, slong precision)
{
    arb_set_ui(in, 3);
    arb_sqrt(in, in, precision);
    arb_mul_2exp_si(in, in, -1);
    arb_set_ui(in + 1, 1);
    arb_div_ui(in + 1, in + 1, 10, precision);
    arb_set_ui(in + 2, (ulong)i + 1);
    arb_div_ui(in + 2, in + 2, 100000, precision);
}

static void evaluate_tape(void *data)
{
    forms *f = data;
    for (int i = 0; i < EVALUATIONS; i++) {
        set_inputs(f->in, i, f->precision);
        col_tape_ball(f->out, f->tape, f->workspace, f->in, f->precision);
    }
}

/* The same by hand. */
static void evaluate_arb(void *data)
{
    forms *f = data;
    slong precision = f->precision;
    arb_t sum, root, gap, a, t;
    arb_init(sum);
    arb_init(root);
    arb_init(gap);
    arb_init(a);
    arb_init(t);
    for (int i = 0; i < EVALUATIONS; i++) {
        set_inputs(f->in, i, precision);
        arb_srcptr s = f->in, r = f->in + 1, rho = f->in + 2;
        arb_add_ui(t, r, 1, precision);
        arb_mul(sum, t, s, precision);
        arb_mul(root, sum, sum, precision);
        arb_add(t, r, rho, precision);
        arb_submul_ui(root, t, 4, precision);
        arb_sqrt(root, root, precision);
        arb_add(f->out, sum, root, precision);
        arb_mul_2exp_si(f->out, f->out, -1);
        arb_sub(gap, s, f->out, precision);
        arb_mul(t, rho, f->out, precision);
        arb_mul_2exp_si(t, t, 1);
        arb_div(f->out + 1, t, gap, precision);
        arb_sqrt(f->out + 1, f->out + 1, precision);
        arb_mul(a, rho, s, precision);
        arb_div(a, a, gap, precision);
        arb_mul_2exp_si(f->out + 2, a, -1);
        arb_neg(f->out + 2, f->out + 2);
        arb_mul(t, t, root, precision);
        arb_mul_2exp_si(t, t, 2);
        arb_submul(t, a, a, precision);
        arb_sqrt(f->out + 3, t, precision);
        arb_mul_2exp_si(f->out + 3, f->out + 3, -1);
        arb_mul(f->out + 4, sum, f->out, precision);
        arb_mul_si(f->out + 4, f->out + 4, -2, precision);
    }
    arb_clear(sum);
    arb_clear(root);
    arb_clear(gap);
    arb_clear(a);
    arb_clear(t);
}

static col_document *parse(void)
{
    col_error error = {0};
    col_document *document = col_document_parse("forms", program, strlen(program), &error);
    if (document == NULL) {
        fprintf(stderr, "%s\n", error.message);
        exit(EXIT_FAILURE);
    }
    return document;
}

/* Compares the two evaluations: both enclose the same numbers. */
static void check(forms *f)
{
    arb_struct ours[OUTPUTS];
    evaluate_tape(f);
    for (int i = 0; i < OUTPUTS; i++) {
        arb_init(ours + i);
        arb_set(ours + i, f->out + i);
    }
    evaluate_arb(f);
    for (int i = 0; i < OUTPUTS; i++) {
        if (!arb_overlaps(ours + i, f->out + i) || arb_rel_accuracy_bits(ours + i) < 3 * DIGITS) {
            fprintf(stderr, "the evaluations differ in output %d\n", i);
            exit(EXIT_FAILURE);
        }
        arb_clear(ours + i);
    }
}

int main(void)
{
    col_document *document = parse();
    col_model *model = &document->models[0];
    col_expr roots[OUTPUTS], inputs[3];
    for (size_t i = 0; i < 3; i++)
        inputs[i] = model->parameters[i].symbol;
    for (size_t i = 0; i < OUTPUTS; i++)
        roots[i] = model->claims[i].chain.items[0].left;
    forms f = {.precision = col_ladder_bits(DIGITS)};
    f.tape = col_tape_new(model->graph, roots, OUTPUTS, inputs, 3, NULL);
    f.workspace = col_tape_workspace_new(f.tape);
    for (int i = 0; i < 3; i++)
        arb_init(f.in + i);
    for (int i = 0; i < OUTPUTS; i++)
        arb_init(f.out + i);
    check(&f);
    const char *what = "1,000 evaluations of the closed forms, 100 digits";
    double ours = bench_seconds(evaluate_tape, &f);
    bench_print(what, ours, "bare Arb", bench_seconds(evaluate_arb, &f));
    bench_print(what, ours, "mpmath intervals", bench_rival("python3", "forms_mpmath.py"));
    bench_print(what, ours, "PARI/GP (not certified)", bench_rival("gp -q --default parisizemax=1G", "forms.gp"));
    for (int i = 0; i < 3; i++)
        arb_clear(f.in + i);
    for (int i = 0; i < OUTPUTS; i++)
        arb_clear(f.out + i);
    col_tape_workspace_free(f.workspace);
    col_tape_free(f.tape);
    col_document_free(document);
    flint_cleanup_master();
    return EXIT_SUCCESS;
}
