/* The certified spectrum of a slot state, block by block, beside the eigenvalues of the whole Jacobian by LAPACK in double
 * precision, uncertified. */
#include <collapsar/slots.h>

#include "bench.h"

#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    slong labels, dimension;
    col_modes modes;
    col_head head;
    col_filling filling;
    double *jacobian, *re, *im;
    lapack_int order;
} problem;

static void by_blocks(void *data)
{
    problem *p = data;
    col_slot_spectrum spectrum;
    col_blocks *blocks = col_blocks_new(&p->head, 64);
    col_slot_spectrum_init(&spectrum);
    col_slot_spectrum_assemble(&spectrum, blocks, &p->filling);
    if (spectrum.attracting != COL_PROVED)
        printf("(NOT certified) ");
    col_slot_spectrum_clear(&spectrum);
    col_blocks_free(blocks);
}

static void by_lapack(void *data)
{
    problem *p = data;
    size_t entries = (size_t)p->order * (size_t)p->order;
    double *work = malloc(entries * sizeof *work);
    for (size_t i = 0; i < entries; i++)
        work[i] = p->jacobian[i];
    LAPACKE_dgeev(LAPACK_ROW_MAJOR, 'N', 'N', p->order, work, p->order, p->re, p->im, NULL, 1, NULL, 1);
    free(work);
}

static void make_dense(problem *p)
{
    slong order = col_head_dense_order(&p->head);
    col_blocks *blocks = col_blocks_new(&p->head, 64);
    arb_mat_t jacobian;
    arb_mat_init(jacobian, order, order);
    col_head_dense_jacobian(jacobian, &p->head, blocks, &p->filling, 64);
    p->order = (lapack_int)order;
    p->jacobian = malloc((size_t)(order * order) * sizeof *p->jacobian);
    p->re = malloc((size_t)order * sizeof *p->re);
    p->im = malloc((size_t)order * sizeof *p->im);
    for (slong i = 0; i < order * order; i++)
        p->jacobian[i] = arf_get_d(arb_midref(arb_mat_entry(jacobian, i / order, i % order)), ARF_RND_NEAR);
    arb_mat_clear(jacobian);
    col_blocks_free(blocks);
}

static void compare(slong labels, slong dimension, bool dense)
{
    problem p = {.labels = labels, .dimension = dimension};
    char what[96];
    fmpq_t mu;
    fmpq_init(mu);
    col_modes_init(&p.modes);
    for (slong k = 0; k < labels; k++) {
        fmpq_set_si(mu, 3 * labels - k, (ulong)(3 * labels));
        col_modes_add_rational(&p.modes, mu, 1, 64);
    }
    col_head_init(&p.head, &p.modes, dimension);
    fmpq_set_si(p.head.decay, 1, 100);
    fmpq_set_si(p.head.head_decay, 1, 50);
    col_filling_init(&p.filling, dimension);
    slong plus = (dimension + 1) / 2 < labels ? (dimension + 1) / 2 : labels;
    slong minus = dimension - plus < labels ? dimension - plus : labels;
    col_filling_greedy(&p.filling, &p.head, plus, minus);
    snprintf(what, sizeof what, "slot state, K = %ld, d = %ld", labels, dimension);
    double theirs = NAN;
    if (dense) {
        make_dense(&p);
        theirs = bench_seconds(by_lapack, &p);
    }
    bench_print(what, bench_seconds(by_blocks, &p), "LAPACK, dense", theirs);
    free(p.jacobian);
    free(p.re);
    free(p.im);
    col_filling_clear(&p.filling);
    col_head_clear(&p.head);
    col_modes_clear(&p.modes);
    fmpq_clear(mu);
}

int main(void)
{
    compare(5, 6, true);
    compare(10, 12, true);
    compare(10, 64, false);
    compare(100, 200, false);
    return 0;
}
