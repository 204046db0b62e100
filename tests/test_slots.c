/* Slot states: blocks against the dense Jacobian, exact counts of zero eigenvalues, closed forms, symmetries. */
#include <collapsar/slots.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

enum { PRECISION = 128 };

static void set_ratio(fmpq_t out, slong numerator, ulong denominator)
{
    fmpq_set_si(out, numerator, denominator);
}

static slong uniform(flint_rand_t state, slong least, slong most)
{
    return least + (slong)n_randint(state, (ulong)(most - least + 1));
}

static void random_ratio(fmpq_t out, flint_rand_t state, slong least, slong most, ulong denominator)
{
    set_ratio(out, uniform(state, least, most), denominator);
}

static void add_mode(col_modes *modes, slong numerator, ulong denominator, ulong multiplicity)
{
    fmpq_t mu;
    fmpq_init(mu);
    set_ratio(mu, numerator, denominator);
    col_modes_add_rational(modes, mu, multiplicity, PRECISION);
    fmpq_clear(mu);
}

/* Three modes: the mean mode and two others, now and then equal ones. */
static void random_modes(col_modes *modes, flint_rand_t state)
{
    add_mode(modes, 1, 1, 1);
    if (n_randint(state, 3) == 0) {
        add_mode(modes, uniform(state, 70, 95), 100, 2);
    } else {
        add_mode(modes, uniform(state, 80, 95), 100, 1);
        add_mode(modes, uniform(state, 60, 75), 100, 1);
    }
}

typedef enum { DECAY, FAMILY, SATURATED } circumstances; /* SATURATED: a leak without decay of the amplitudes */

static void random_head(col_head *head, flint_rand_t state, circumstances kind, bool unequal)
{
    if (kind == FAMILY) {
        random_ratio(head->conserved, state, -20, 30, 100);
        random_ratio(head->empty, state, -2, 2, 7);
    } else {
        random_ratio(head->leak, state, kind == SATURATED, 4, 100);
        random_ratio(head->decay, state, 1, 5, kind == SATURATED ? 1000 : 100);
        random_ratio(head->head_decay, state, 1, 50, 100);
    }
    random_ratio(head->alpha, state, 5, 20, 10);
    fmpq_set(head->beta, head->alpha);
    if (unequal) {
        fmpq_t ratio;
        fmpq_init(ratio);
        set_ratio(ratio, 8, 7);
        fmpq_mul(head->beta, head->beta, ratio);
        fmpq_clear(ratio);
    }
    random_ratio(head->gamma, state, 5, 20, 10);
    fmpz_set_ui(head->null_samples, n_randint(state, 2));
    fmpz_set_ui(head->null_labels, n_randint(state, 2));
}

/* Any slots, in any order. */
static void random_filling(col_filling *filling, const col_head *head, flint_rand_t state)
{
    ulong total = col_modes_total(head->modes);
    slong count = uniform(state, 0, head->dimension);
    ulong used = 0;
    col_text text;
    col_text_init(&text);
    for (slong i = 0; i < count; i++) {
        ulong pick = n_randint(state, 2 * total);
        while (used >> pick & 1)
            pick = n_randint(state, 2 * total);
        used |= 1ul << pick;
        col_text_printf(&text, "%s%c%lu", i > 0 ? "," : "", pick % 2 ? '-' : '+', pick / 2 + 1);
    }
    assert_true(col_filling_parse(filling, head, count > 0 ? text.data : "0", NULL));
    col_text_clear(&text);
}

static void count_all(fmpz_t total, const col_slot_spectrum *spectrum)
{
    fmpz_set(total, spectrum->zero_eigenvalues);
    for (size_t i = 0; i < spectrum->count; i++)
        fmpz_addmul_ui(total, spectrum->items[i].copies, (ulong)spectrum->items[i].block->count);
}

/* One random state: the block spectrum has as many eigenvalues as the Jacobian, and agrees with its dense spectrum. */
static col_verdict compare_one(flint_rand_t state, circumstances kind, bool unequal)
{
    col_verdict verdict = COL_UNDECIDED;
    col_modes modes;
    col_head head;
    col_filling filling;
    col_slot_spectrum spectrum;
    fmpz_t total;
    fmpz_init(total);
    col_modes_init(&modes);
    random_modes(&modes, state);
    col_head_init(&head, &modes, uniform(state, 1, 4));
    random_head(&head, state, kind, unequal);
    col_filling_init(&filling, head.dimension);
    col_slot_spectrum_init(&spectrum);
    random_filling(&filling, &head, state);
    col_blocks *blocks = col_blocks_new(&head, PRECISION);
    col_slot_spectrum_assemble(&spectrum, blocks, &filling);
    if (spectrum.exists == COL_PROVED) {
        slong order = col_head_dense_order(&head);
        count_all(total, &spectrum);
        assert_true(fmpz_equal_si(total, order));
        arb_mat_t jacobian;
        col_spectrum dense;
        arb_mat_init(jacobian, order, order);
        col_spectrum_init(&dense);
        assert_true(col_head_dense_jacobian(jacobian, &head, blocks, &filling, PRECISION));
        if (col_eigen_real(&dense, jacobian, PRECISION))
            verdict = col_head_dense_compare(&dense, &spectrum);
        assert_int_not_equal(verdict, COL_REFUTED);
        arb_mat_clear(jacobian);
        col_spectrum_clear(&dense);
    } else {
        assert_non_null(spectrum.reason);
        verdict = COL_PROVED;
    }
    col_blocks_free(blocks);
    col_slot_spectrum_clear(&spectrum);
    col_filling_clear(&filling);
    col_head_clear(&head);
    col_modes_clear(&modes);
    fmpz_clear(total);
    return verdict;
}

static void blocks_match_dense_spectrum(void **unused)
{
    (void)unused;
    enum { ROUNDS = 25 };
    flint_rand_t state;
    flint_randinit(state);
    for (int unequal = 0; unequal < 2; unequal++) {
        for (circumstances kind = DECAY; kind <= SATURATED; kind++) {
            int proved = 0;
            for (int round = 0; round < ROUNDS; round++)
                proved += compare_one(state, kind, unequal) == COL_PROVED;
            assert_true(proved >= ROUNDS - 2);
        }
    }
    flint_randclear(state);
}

/* A prepared state. */
typedef struct {
    col_modes modes;
    col_head head;
    col_filling filling;
    col_blocks *blocks;
    col_slot_spectrum spectrum;
} state;

static void state_init(state *s, slong dimension)
{
    col_modes_init(&s->modes);
    col_head_init(&s->head, &s->modes, dimension);
    col_filling_init(&s->filling, dimension);
    col_slot_spectrum_init(&s->spectrum);
    s->blocks = NULL;
}

static void state_assemble(state *s, const char *slots, slong precision)
{
    col_blocks_free(s->blocks);
    assert_true(col_filling_parse(&s->filling, &s->head, slots, NULL));
    s->blocks = col_blocks_new(&s->head, precision);
    col_slot_spectrum_assemble(&s->spectrum, s->blocks, &s->filling);
}

static void state_clear(state *s)
{
    col_slot_spectrum_clear(&s->spectrum);
    col_filling_clear(&s->filling);
    col_blocks_free(s->blocks);
    col_head_clear(&s->head);
    col_modes_clear(&s->modes);
}

static void four_modes(col_modes *modes)
{
    add_mode(modes, 1, 1, 1);
    add_mode(modes, 9, 10, 2);
    add_mode(modes, 7, 10, 1);
}

static void zero_eigenvalues_are_counted(void **unused)
{
    (void)unused;
    state s;
    state_init(&s, 5);
    four_modes(&s.modes);
    set_ratio(s.head.decay, 1, 100);
    set_ratio(s.head.head_decay, 1, 50);
    state_assemble(&s, "+1,-1,+2", PRECISION);
    /* d(d-1)/2 - e(e-1)/2 rotations; one of two equal modes: 1 * 2 - 1 */
    assert_true(fmpz_equal_si(s.spectrum.zeros[COL_ZERO_ROTATION], 10 - 1));
    assert_true(fmpz_equal_si(s.spectrum.zeros[COL_ZERO_MIXING], 1));
    assert_true(fmpz_equal_si(s.spectrum.zero_eigenvalues, 10));
    assert_int_equal(s.spectrum.zeros_counted, COL_PROVED);
    /* without decay: d^2, as long as the empty directions' p is neither 0 nor one of ±s */
    fmpq_zero(s.head.decay);
    fmpq_zero(s.head.head_decay);
    set_ratio(s.head.empty, 1, 3);
    state_assemble(&s, "+1,-1,-4", PRECISION);
    assert_true(fmpz_equal_si(s.spectrum.zero_eigenvalues, 25));
    assert_int_equal(s.spectrum.zeros_counted, COL_PROVED);
    /* p_e = 0: n^2 + ne + e^2 + e(2K + N - K) */
    fmpq_zero(s.head.empty);
    fmpz_set_ui(s.head.null_samples, 7);
    state_assemble(&s, "+1,-1,-4", PRECISION);
    assert_true(fmpz_equal_si(s.spectrum.zero_eigenvalues, 9 + 6 + 4 + 2 * (8 + 7)));
    assert_int_equal(s.spectrum.zeros_counted, COL_PROVED);
    /* p_e equal to an s: one more amplitude is neutral, exactly */
    set_ratio(s.head.empty, 1, 1);
    state_assemble(&s, "-1,-4", PRECISION);
    assert_true(fmpz_equal_si(s.spectrum.zeros[COL_ZERO_NEUTRAL], 3));
    assert_int_equal(s.spectrum.zeros_counted, COL_PROVED);
    state_clear(&s);
}

/* Does the spectrum hold a real eigenvalue with these rational coordinates, base + factor sqrt(square)? */
static bool holds(const col_slot_spectrum *spectrum, const arb_t value)
{
    bool found = false;
    for (size_t i = 0; i < spectrum->count && !found; i++) {
        const col_block *block = spectrum->items[i].block;
        for (slong j = 0; j < block->count; j++) {
            arb_srcptr re = acb_realref(block->values + j);
            found = found || (arb_is_zero(acb_imagref(block->values + j)) && arb_overlaps(re, value) && arb_rel_accuracy_bits(re) > 40);
        }
    }
    return found;
}

/* One mode, r = 0, rho = rho_P: -2 rho, -p sqrt(D), -2 s p (O3). */
static void one_direction_is_the_closed_form(void **unused)
{
    (void)unused;
    state s;
    arb_t root, p, value;
    arb_init(root);
    arb_init(p);
    arb_init(value);
    state_init(&s, 1);
    add_mode(&s.modes, 16, 25, 1); /* s = 4/5 */
    set_ratio(s.head.decay, 3, 100);
    set_ratio(s.head.head_decay, 3, 100);
    state_assemble(&s, "+1", PRECISION);
    arb_set_d(value, 0);
    arb_set_ui(root, 52); /* D = 16/25 - 12/100 */
    arb_div_ui(root, root, 100, PRECISION);
    arb_sqrt(root, root, PRECISION);
    arb_set_ui(p, 4);
    arb_div_ui(p, p, 5, PRECISION);
    arb_add(p, p, root, PRECISION);
    arb_mul_2exp_si(p, p, -1);
    assert_true(arb_overlaps(p, col_blocks_cell(s.blocks, 0, 1)->p));
    arb_set_si(value, -6);
    arb_div_ui(value, value, 100, PRECISION);
    assert_true(holds(&s.spectrum, value));
    arb_mul(value, p, root, PRECISION);
    arb_neg(value, value);
    assert_true(holds(&s.spectrum, value));
    arb_mul_si(value, p, -8, PRECISION);
    arb_div_ui(value, value, 5, PRECISION);
    assert_true(holds(&s.spectrum, value));
    assert_int_equal(s.spectrum.attracting, COL_PROVED);
    state_clear(&s);
    arb_clear(root);
    arb_clear(p);
    arb_clear(value);
}

/* Verdicts that must come out, and that must not. */
static void expect(state *s, const char *slots, col_verdict exists, col_verdict attracting)
{
    state_assemble(s, slots, PRECISION);
    assert_int_equal(s->spectrum.exists, exists);
    assert_int_equal(s->spectrum.attracting, attracting);
    if (exists == COL_PROVED)
        assert_int_equal(s->spectrum.zeros_counted, COL_PROVED);
}

static void verdicts(void **unused)
{
    (void)unused;
    state s;
    state_init(&s, 4);
    four_modes(&s.modes);
    set_ratio(s.head.decay, 1, 100);
    set_ratio(s.head.head_decay, 1, 100);
    expect(&s, "0", COL_PROVED, COL_PROVED); /* collapse */
    expect(&s, "+1,+2,-1", COL_PROVED, COL_PROVED);
    expect(&s, "+1,+2,+3,-1", COL_PROVED, COL_PROVED);
    expect(&s, "+2", COL_PROVED, COL_REFUTED); /* the mean mode above is free */
    expect(&s, "+1,-2", COL_PROVED, COL_REFUTED);
    expect(&s, "+1,+2,+4", COL_PROVED, COL_REFUTED); /* mode 3 equals mode 2, and lies above 4 */
    expect(&s, "+1,+3,-1,-2", COL_PROVED, COL_PROVED);
    /* the head decays too slowly for a pair far enough apart */
    set_ratio(s.head.decay, 1, 1000);
    set_ratio(s.head.head_decay, 1, 10000);
    expect(&s, "+1,+2,+3,+4", COL_PROVED, COL_REFUTED);
    /* beyond the fold, s^2 = 4 rho exactly for mode 4 */
    set_ratio(s.head.decay, 7, 40);
    expect(&s, "+1,+4", COL_REFUTED, COL_UNDECIDED);
    set_ratio(s.head.decay, 6999, 40000);
    expect(&s, "-1,-4", COL_PROVED, COL_REFUTED);
    /* no decay of the head: collapse */
    fmpq_zero(s.head.head_decay);
    expect(&s, "+1", COL_REFUTED, COL_UNDECIDED);
    /* a leak alone: only the mean mode is left */
    fmpq_zero(s.head.decay);
    set_ratio(s.head.leak, 1, 10);
    expect(&s, "+2", COL_REFUTED, COL_UNDECIDED);
    state_assemble(&s, "+1", PRECISION);
    assert_int_equal(s.spectrum.exists, COL_PROVED);
    state_clear(&s);
}

/* Mirror image, order of the directions, a common factor of all rates, precision. */
static void symmetries(void **unused)
{
    (void)unused;
    static const char *const variants[] = {"+1,+2,-1,+4", "-1,-2,+1,-4", "+4,-1,+1,+2", "+1,+3,-1,+4"};
    for (int unequal = 0; unequal < 2; unequal++) {
        arb_t slowest;
        fmpz_t zeros;
        state s;
        arb_init(slowest);
        fmpz_init(zeros);
        state_init(&s, 5);
        four_modes(&s.modes);
        set_ratio(s.head.leak, 1, 50);
        set_ratio(s.head.decay, 1, 100);
        set_ratio(s.head.head_decay, 1, 50);
        set_ratio(s.head.beta, unequal ? 5 : 4, 4);
        for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
            state_assemble(&s, variants[i], PRECISION);
            assert_int_equal(s.spectrum.exists, COL_PROVED);
            assert_int_equal(s.spectrum.attracting, COL_REFUTED);
            if (i == 0) {
                arb_set(slowest, s.spectrum.slowest);
                fmpz_set(zeros, s.spectrum.zero_eigenvalues);
            }
            assert_true(arb_overlaps(slowest, s.spectrum.slowest));
            assert_true(fmpz_equal(zeros, s.spectrum.zero_eigenvalues));
        }
        state_assemble(&s, variants[0], 2 * PRECISION);
        assert_true(arb_overlaps(slowest, s.spectrum.slowest));
        fmpq_mul_si(s.head.alpha, s.head.alpha, 3);
        fmpq_mul_si(s.head.beta, s.head.beta, 3);
        fmpq_mul_si(s.head.gamma, s.head.gamma, 3);
        fmpq_mul_si(s.head.decay, s.head.decay, 3);
        fmpq_mul_si(s.head.head_decay, s.head.head_decay, 3);
        state_assemble(&s, variants[0], PRECISION);
        arb_mul_ui(slowest, slowest, 3, PRECISION);
        assert_true(arb_overlaps(slowest, s.spectrum.slowest));
        state_clear(&s);
        arb_clear(slowest);
        fmpz_clear(zeros);
    }
}

/* Every set of slots of three modes: exactly the top segments attract while the head decays fast enough (B4), and the
 * mean mode alone is left without some of them when it does not. */
static void census_follows_the_rule(void **unused)
{
    (void)unused;
    col_census census;
    state s;
    state_init(&s, 4);
    add_mode(&s.modes, 1, 1, 1);
    add_mode(&s.modes, 8, 10, 1);
    add_mode(&s.modes, 3, 10, 1);
    set_ratio(s.head.decay, 1, 50);
    set_ratio(s.head.head_decay, 1, 200);
    s.blocks = col_blocks_new(&s.head, PRECISION);
    assert_true(col_width_census(&census, s.blocks));
    assert_int_equal(census.states, 1 + 6 + 15 + 20 + 15);
    assert_int_equal(census.against, 0);
    assert_int_equal(census.undecided, 0);
    assert_int_equal(census.attracting, 16 - 3); /* n_+, n_- <= 3, less those with more than 4 */
    col_census_clear(&census);
    col_blocks_free(s.blocks);
    set_ratio(s.head.head_decay, 1, 2000);
    s.blocks = col_blocks_new(&s.head, PRECISION);
    assert_true(col_width_census(&census, s.blocks));
    assert_true(census.top_unstable > 0);
    assert_int_equal(census.other_attracting, 0);
    assert_true(census.example.count > 0);
    col_census_clear(&census);
    state_clear(&s);
}

static void splits_of_a_width(void **unused)
{
    (void)unused;
    state s;
    size_t count;
    state_init(&s, 5);
    four_modes(&s.modes);
    s.blocks = col_blocks_new(&s.head, PRECISION);
    col_split *splits = col_width_splits(&count, s.blocks, false, false);
    assert_int_equal(count, 4); /* 4 + 1, 3 + 2, 2 + 3, 1 + 4 */
    assert_int_equal(splits[0].plus, 4);
    assert_int_equal(splits[0].survivors, 4);
    assert_int_equal(splits[1].class_rank, 2);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(splits[i].attracting, COL_PROVED);
    free(splits);
    state_clear(&s);
}

/* `uniform`, all slots of one sign, r = 0: |y_a - y_b|^2 = 2 rho_P p^2/(2 rho b) for one slot a mode (B6). */
static void labels_of_the_uniform_ensemble(void **unused)
{
    (void)unused;
    enum { LABELS = 5 };
    col_ensemble ensemble;
    col_coupling coupling;
    col_modes modes;
    arb_mat_t vectors, gram;
    arb_ptr scale = _arb_vec_init(LABELS);
    arb_t square, expected;
    state s;
    arb_init(square);
    arb_init(expected);
    arb_mat_init(vectors, LABELS, LABELS);
    arb_mat_init(gram, LABELS, LABELS);
    col_modes_init(&modes);
    assert_true(col_ensemble_parse(&ensemble, "uniform,K=5,f=1/5", NULL));
    assert_true(col_coupling_from_ensemble(&coupling, &ensemble, NULL));
    state_init(&s, LABELS);
    assert_true(col_coupling_vectors(vectors, &s.modes, &coupling, PRECISION, NULL));
    set_ratio(s.head.decay, 1, 100);
    set_ratio(s.head.head_decay, 3, 100);
    state_assemble(&s, "+1,+2,+3,+4,+5", PRECISION);
    assert_int_equal(s.spectrum.attracting, COL_PROVED);
    for (slong c = 0; c < LABELS; c++)
        arb_one(scale + c);
    const col_cell *cell = col_blocks_cell(s.blocks, 1, 1);
    arb_mul(expected, cell->p, cell->p, PRECISION);
    arb_mul_ui(expected, expected, 3, PRECISION);
    col_slot_gram(gram, s.blocks, &s.filling, vectors, scale, 0);
    for (slong a = 1; a < LABELS; a++) {
        col_slot_distance(square, s.blocks, &s.filling, vectors, scale, 0, a, 0);
        assert_true(arb_overlaps(square, expected));
        assert_true(arb_rel_accuracy_bits(square) > 80);
        arb_add(square, arb_mat_entry(gram, a, a), arb_mat_entry(gram, 0, 0), PRECISION);
        arb_submul_ui(square, arb_mat_entry(gram, a, 0), 2, PRECISION);
        assert_true(arb_overlaps(square, expected));
    }
    state_clear(&s);
    col_modes_clear(&modes);
    col_coupling_clear(&coupling);
    col_ensemble_clear(&ensemble);
    arb_mat_clear(vectors);
    arb_mat_clear(gram);
    _arb_vec_clear(scale, LABELS);
    arb_clear(square);
    arb_clear(expected);
}

/* Both slots of a mode at unequal rates share a plane, whose head eigenvalues ±sqrt(bc) are not those of single slots. */
static void planes_have_their_own_numbers(void **unused)
{
    (void)unused;
    arb_t product;
    state s;
    arb_init(product);
    state_init(&s, 3);
    four_modes(&s.modes);
    set_ratio(s.head.alpha, 2, 1);
    set_ratio(s.head.decay, 1, 50);
    set_ratio(s.head.head_decay, 1, 50);
    state_assemble(&s, "+1,-1,+2", PRECISION);
    const col_cell *plane = col_slot_cell(s.blocks, &s.filling, 0);
    assert_int_equal(plane->exists, COL_PROVED);
    assert_ptr_equal(plane, col_slot_cell(s.blocks, &s.filling, 1));
    assert_int_equal(col_slot_cell(s.blocks, &s.filling, 2)->sign, 1);
    assert_false(arb_overlaps(plane->p, col_blocks_cell(s.blocks, 0, 1)->p));
    arb_mul(product, plane->b, plane->c, PRECISION);
    arb_sqrt(product, product, PRECISION);
    assert_true(arb_overlaps(product, plane->p));
    arb_clear(product);
    state_clear(&s);
}

static void bad_fillings(void **unused)
{
    (void)unused;
    static const char *const bad[] = {"", "+", "1,,2", "+1,+1", "+5", "x", "+1,-1,+2,-2", "1 2", "+99999999999999999999999", "+1,"};
    state s;
    state_init(&s, 3);
    four_modes(&s.modes);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        col_error error = {0};
        assert_false(col_filling_parse(&s.filling, &s.head, bad[i], &error));
        assert_int_equal(error.fault, COL_FAULT_INPUT);
        assert_int_equal(s.filling.count, 0);
    }
    assert_true(col_filling_parse(&s.filling, &s.head, " 1, -2 ,0", NULL));
    assert_int_equal(s.filling.count, 2);
    assert_false(col_filling_greedy(&s.filling, &s.head, 4, 0));
    assert_false(col_filling_greedy(&s.filling, &s.head, 2, 2));
    assert_true(col_filling_greedy(&s.filling, &s.head, 2, 1));
    state_clear(&s);
}

/* An enclosure that cannot tell modes apart decides nothing. */
static void clusters_stay_undecided(void **unused)
{
    (void)unused;
    state s;
    arb_t mu;
    arb_init(mu);
    state_init(&s, 2);
    add_mode(&s.modes, 1, 1, 1);
    arb_set_d(mu, 0.5);
    arb_add_error_2exp_si(mu, -20);
    col_modes_add(&s.modes, mu, 2, false, PRECISION);
    set_ratio(s.head.decay, 1, 100);
    set_ratio(s.head.head_decay, 1, 100);
    state_assemble(&s, "+1,-1", PRECISION);
    assert_int_equal(s.spectrum.exists, COL_UNDECIDED);
    assert_int_equal(s.spectrum.attracting, COL_UNDECIDED);
    assert_non_null(s.spectrum.reason);
    arb_clear(mu);
    state_clear(&s);
}

static void words(void **unused)
{
    (void)unused;
    state s;
    col_text text;
    col_text_init(&text);
    state_init(&s, 3);
    four_modes(&s.modes);
    set_ratio(s.head.decay, 1, 100);
    set_ratio(s.head.head_decay, 1, 100);
    state_assemble(&s, "+1,-1,+4", PRECISION);
    assert_int_equal(s.spectrum.attracting, COL_REFUTED);
    col_slot_spectrum_explain(&text, &s.spectrum, &s.filling, &s.head);
    assert_string_equal(text.data, "mode 2 grows in direction 3, which holds +4");
    col_text_clear(&text);
    state_clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_match_dense_spectrum),
        cmocka_unit_test(zero_eigenvalues_are_counted),
        cmocka_unit_test(one_direction_is_the_closed_form),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(symmetries),
        cmocka_unit_test(census_follows_the_rule),
        cmocka_unit_test(splits_of_a_width),
        cmocka_unit_test(labels_of_the_uniform_ensemble),
        cmocka_unit_test(planes_have_their_own_numbers),
        cmocka_unit_test(bad_fillings),
        cmocka_unit_test(clusters_stay_undecided),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
