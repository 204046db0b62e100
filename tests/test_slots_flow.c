/* Slot states against the simulated flow, which knows no modes: certified rates of relaxation and of escape are those
 * that are seen, unstable states leave along the direction that is named, and a head that starts large loses modes. */
#include <collapsar/coupling.h>
#include <collapsar/flow.h>
#include <collapsar/slots.h>

#include "tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PRECISION = 128, LABELS = 3, SAMPLES = 4, MOST_WIDTH = 3 };

/* A model, its slot state with the certified spectrum, and the double-precision modes of the table: sqrt(a_i) x_i is
 * the sum over k of left[k][i] times the amplitude of mode k, sqrt(b_c) y_c that of right[k][c] times its labels'. */
typedef struct {
    col_table table;
    col_coupling coupling;
    col_modes modes;
    col_head head;
    col_filling filling;
    col_blocks *blocks;
    col_slot_spectrum spectrum;
    col_flow_model model;
    double sample_rates[SAMPLES], label_rates[LABELS];
    double sample_degree[SAMPLES], label_degree[LABELS];
    double s[LABELS], left[LABELS][SAMPLES], right[LABELS][LABELS];
} scene;

/* A point of the flow: x is SAMPLES x d, then y, LABELS x d, then P, d x d. */
enum { MOST = (SAMPLES + LABELS + MOST_WIDTH) * MOST_WIDTH };

static size_t width(const scene *at)
{
    return at->model.dimension;
}

static size_t size(const scene *at)
{
    return (SAMPLES + LABELS + width(at)) * width(at);
}

static double middle(const arb_t value)
{
    return arf_get_d(arb_midref(value), ARF_RND_NEAR);
}

/* Samples of all degrees; `mixing` is the weight of the labels that are not a sample's own. */
static void make_table(col_table *table, double mixing)
{
    static const double own[SAMPLES] = {3, 2, 4, 1};
    col_table_init(table);
    for (size_t i = 0; i < SAMPLES; i++) {
        for (size_t c = 0; c < LABELS; c++)
            col_table_add_double(table, (uint32_t)c, i % LABELS == c ? own[i] : mixing * (double)(1 + (i + 2 * c) % 3));
        col_table_end_row(table, 1);
    }
}

static void find_modes(scene *at)
{
    double weight[SAMPLES][LABELS] = {{0}};
    for (size_t i = 0; i < SAMPLES; i++) {
        double x[SAMPLES] = {0}, y[LABELS] = {0}, dx[SAMPLES], dy[LABELS];
        col_flow_model plain = col_flow_model_default(1);
        plain.head = false;
        plain.sample_rate = plain.label_rate = 1;
        x[i] = 1; /* without a head y_c' = sum_i A_ic (x_i - y_c) */
        assert_true(col_flow_velocity(dx, dy, NULL, &at->table, &plain, x, y, NULL, NULL));
        for (size_t c = 0; c < LABELS; c++) {
            weight[i][c] = dy[c];
            at->sample_degree[i] += dy[c];
            at->label_degree[c] += dy[c];
        }
    }
    assert_true(col_coupling_approx(at->s, at->right[0], &at->coupling, NULL));
    for (size_t k = 0; k < LABELS; k++) {
        for (size_t i = 0; i < SAMPLES; i++) {
            for (size_t c = 0; c < LABELS; c++)
                at->left[k][i] += weight[i][c] * at->right[k][c] / sqrt(at->label_degree[c]);
            at->left[k][i] /= sqrt(at->sample_degree[i]) * at->s[k];
        }
    }
}

static void scene_init(scene *at, slong dimension, double mixing)
{
    *at = (scene){.model = col_flow_model_default((size_t)dimension)};
    make_table(&at->table, mixing);
    assert_true(col_table_check(&at->table, "table", NULL));
    col_coupling_from_table(&at->coupling, &at->table);
    col_modes_init(&at->modes);
    assert_true(col_coupling_modes(&at->modes, &at->coupling, PRECISION, NULL));
    col_head_init(&at->head, &at->modes, dimension);
    fmpz_set_ui(at->head.null_samples, SAMPLES - LABELS);
    col_filling_init(&at->filling, dimension);
    col_slot_spectrum_init(&at->spectrum);
    find_modes(at);
}

/* The parameters of the head have been set. */
static void scene_assemble(scene *at, const char *slots)
{
    at->model.leak = fmpq_get_d(at->head.leak);
    at->model.decay = fmpq_get_d(at->head.decay);
    at->model.head_decay = fmpq_get_d(at->head.head_decay);
    at->model.head_rate = fmpq_get_d(at->head.gamma);
    for (size_t i = 0; i < SAMPLES; i++)
        at->sample_rates[i] = fmpq_get_d(at->head.alpha) / at->sample_degree[i];
    for (size_t c = 0; c < LABELS; c++)
        at->label_rates[c] = fmpq_get_d(at->head.beta) / at->label_degree[c];
    at->model.sample_rates = at->sample_rates;
    at->model.label_rates = at->label_rates;
    assert_true(col_filling_parse(&at->filling, &at->head, slots, NULL));
    at->blocks = col_blocks_new(&at->head, PRECISION);
    col_slot_spectrum_assemble(&at->spectrum, at->blocks, &at->filling);
    assert_int_equal(at->spectrum.exists, COL_PROVED);
}

static void scene_clear(scene *at)
{
    col_slot_spectrum_clear(&at->spectrum);
    col_filling_clear(&at->filling);
    col_blocks_free(at->blocks);
    col_head_clear(&at->head);
    col_modes_clear(&at->modes);
    col_coupling_clear(&at->coupling);
    col_table_clear(&at->table);
}

/* The amplitudes of mode k at a point: x (labels = false) or y, along direction j. */
static double amplitude(const scene *at, const double *point, bool labels, size_t k, size_t j)
{
    const double *y = point + SAMPLES * width(at);
    double sum = 0;
    for (size_t i = 0; !labels && i < SAMPLES; i++)
        sum += at->left[k][i] * sqrt(at->sample_degree[i]) * point[i * width(at) + j];
    for (size_t c = 0; labels && c < LABELS; c++)
        sum += at->right[k][c] * sqrt(at->label_degree[c]) * y[c * width(at) + j];
    return sum;
}

/* The slot state as positions of samples and labels. */
static void place(double *point, scene *at)
{
    size_t d = width(at);
    double *y = point + SAMPLES * d, *P = y + LABELS * d;
    memset(point, 0, size(at) * sizeof *point);
    for (slong j = 0; j < at->filling.count; j++) {
        const col_slot *slot = &at->filling.slots[j];
        const col_cell *cell = col_slot_cell(at->blocks, &at->filling, j);
        size_t k = col_modes_number(&at->modes, slot->mode, slot->member) - 1;
        for (size_t i = 0; i < SAMPLES; i++)
            point[i * d + (size_t)j] += sqrt(middle(cell->x2) / at->sample_degree[i]) * at->left[k][i];
        for (size_t c = 0; c < LABELS; c++)
            y[c * d + (size_t)j] += slot->sign * sqrt(middle(cell->y2) / at->label_degree[c]) * at->right[k][c];
        P[(size_t)j * d + (size_t)j] = slot->sign * middle(cell->p);
    }
    for (size_t j = (size_t)at->filling.count; j < d; j++)
        P[j * d + j] = fmpq_is_zero(at->head.head_decay) ? fmpq_get_d(at->head.empty) : 0;
}

/* The weight of a row of a point: the degree of a sample or a label, 1 for a row of the head. */
static double weight_of(const scene *at, size_t row)
{
    if (row < SAMPLES)
        return at->sample_degree[row];
    return row < SAMPLES + LABELS ? at->label_degree[row - SAMPLES] : 1;
}

/* The norm in which rotations and changes of basis among equal modes are isometries. */
static double norm(const scene *at, const double *point)
{
    double sum = 0;
    for (size_t i = 0; i < size(at); i++) {
        size_t row = i / width(at);
        sum += weight_of(at, row) * point[i] * point[i];
    }
    return sqrt(sum);
}

static void velocity(double *out, const scene *at, const double *point)
{
    size_t y = SAMPLES * width(at), P = y + LABELS * width(at);
    assert_true(col_flow_velocity(out, out + y, out + P, &at->table, &at->model, point, point + y, point + P, NULL));
}

/* One classical Runge-Kutta step. */
static void step(double *point, const scene *at, double h)
{
    static const double reach[3] = {0.5, 0.5, 1}, weight[4] = {1. / 6, 1. / 3, 1. / 3, 1. / 6};
    double slope[4][MOST], trial[MOST];
    velocity(slope[0], at, point);
    for (int stage = 0; stage < 3; stage++) {
        for (size_t i = 0; i < size(at); i++)
            trial[i] = point[i] + reach[stage] * h * slope[stage][i];
        velocity(slope[stage + 1], at, trial);
    }
    for (int stage = 0; stage < 4; stage++)
        for (size_t i = 0; i < size(at); i++)
            point[i] += weight[stage] * h * slope[stage][i];
}

static void advance(double *point, const scene *at, double time)
{
    size_t steps = (size_t)ceil(time / 0.2);
    for (size_t i = 0; i < steps; i++)
        step(point, at, time / (double)steps);
}

static void perturb(double *point, const scene *at, test_random *random, double by)
{
    for (size_t i = 0; i < size(at); i++)
        point[i] += by * (2 * test_uniform(random) - 1);
}

/* The exponential rate of |velocity|, over the last two spans: the second one, and as its error the difference. */
static col_flow_rate late_rate(double *point, const scene *at, double wait, double span)
{
    double speed[3], v[MOST];
    advance(point, at, wait);
    for (int i = 0; i < 3; i++) {
        velocity(v, at, point);
        speed[i] = log(norm(at, v));
        if (i < 2)
            advance(point, at, span);
    }
    double before = (speed[1] - speed[0]) / span, after = (speed[2] - speed[1]) / span;
    return (col_flow_rate){.rate = after, .error = fabs(after - before)};
}

/* The fit is sharp, and its rate is the certified one. */
static void assert_rate(col_flow_rate seen, const arb_t certified)
{
    double rate = -middle(certified);
    assert_true(mag_cmp_2exp_si(arb_radref(certified), -60) < 0);
    assert_true(seen.error < 0.01 * fabs(rate));
    if (!(fabs(seen.rate - rate) <= 2 * seen.error + 1e-4 * fabs(rate)))
        fail_msg("rate %.9g seen, with error %.2g; %.9g certified", seen.rate, seen.error, rate);
}

typedef struct {
    slong dimension;
    double mixing;
    const char *slots;
    slong decay, head_decay, leak, conserved, beta; /* in thousandths */
    col_block_kind slowest;
} setting;

static void scene_set(scene *at, const setting *of)
{
    scene_init(at, of->dimension, of->mixing);
    fmpq_set_si(at->head.decay, of->decay, 1000);
    fmpq_set_si(at->head.head_decay, of->head_decay, 1000);
    fmpq_set_si(at->head.leak, of->leak, 1000);
    fmpq_set_si(at->head.conserved, of->conserved, 1000);
    fmpq_set_si(at->head.beta, of->beta, 1000);
    scene_assemble(at, of->slots);
}

/* Velocity vanishes exactly on the stationary manifold, and decays towards it at the slowest rate. */
static void attracting_states_relax_at_the_slowest_rate(void **unused)
{
    (void)unused;
    static const setting settings[] = {
        {1, 0.3, "+1", 10, 50, 0, 0, 1000, COL_BLOCK_CELL},
        {2, 0.3, "+1,-1", 20, 50, 0, 0, 1000, COL_BLOCK_CELL},
        {3, 0.3, "+1,+2,-1", 10, 50, 10, 0, 1000, COL_BLOCK_CELL},
        {2, 0.3, "+1,+2", 10, 100, 10, 0, 1300, COL_BLOCK_CELL},
        {2, 0.02, "+1,-1", 50, 200, 0, 0, 1000, COL_BLOCK_FREE},
        {2, 0.02, "+1,-1", 0, 0, 0, 100, 1000, COL_BLOCK_FREE},
    };
    test_random random = {.state = 11};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        scene at;
        double point[MOST], v[MOST];
        scene_set(&at, &settings[i]);
        assert_int_equal(at.spectrum.attracting, COL_PROVED);
        assert_int_equal(at.spectrum.worst->kind, settings[i].slowest);
        place(point, &at);
        velocity(v, &at, point);
        assert_true(norm(&at, v) < 1e-13);
        perturb(point, &at, &random, 1e-3);
        double scale = 1 / middle(at.spectrum.slowest);
        assert_rate(late_rate(point, &at, 8 * scale, 2 * scale), at.spectrum.slowest);
        scene_clear(&at);
    }
}

/* Which signed mode grew most, in which direction, and its share of the whole displacement. */
static double leading(size_t *mode, size_t *direction, int *sign, const scene *at, const double *displacement)
{
    double most = 0, whole = norm(at, displacement);
    for (size_t k = 0; k < LABELS; k++) {
        for (size_t j = 0; j < width(at); j++) {
            double x = amplitude(at, displacement, false, k, j), y = amplitude(at, displacement, true, k, j);
            for (int s = -1; s <= 1; s += 2) {
                double share = fabs(x + s * y) / sqrt(2) / whole;
                if (share > most) {
                    most = share;
                    *mode = k + 1;
                    *direction = j + 1;
                    *sign = s;
                }
            }
        }
    }
    return most;
}

/* Lets a perturbed state go until its fastest mode has grown by exp(14); displacement from where it was. */
static void leave(double *displacement, col_flow_rate *rate, scene *at, test_random *random)
{
    double start[MOST], point[MOST];
    place(start, at);
    memcpy(point, start, sizeof point);
    perturb(point, at, random, 1e-10);
    double scale = -1 / middle(at->spectrum.slowest);
    *rate = late_rate(point, at, 10 * scale, 2 * scale);
    for (size_t i = 0; i < size(at); i++)
        displacement[i] = point[i] - start[i];
}

static void unstable_states_leave_along_the_direction_named(void **unused)
{
    (void)unused;
    static const setting settings[] = {
        {1, 0.3, "+2", 10, 50, 0, 0, 1000, COL_BLOCK_FREE},
        {2, 0.3, "+2", 10, 50, 0, 0, 1000, COL_BLOCK_FREE},
        {3, 0.3, "+2", 10, 50, 10, 0, 1000, COL_BLOCK_FREE},
        {1, 0.3, "-2", 10, 50, 0, 0, 1000, COL_BLOCK_FREE},
        {2, 0.3, "+1,-2", 10, 50, 0, 0, 1000, COL_BLOCK_FREE},
        {3, 0.3, "-1,+1,+3", 10, 100, 0, 0, 1000, COL_BLOCK_FREE},
        {2, 0.3, "+1,+3", 0, 0, 0, 100, 1000, COL_BLOCK_FREE},
    };
    test_random random = {.state = 12};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        scene at;
        col_flow_rate rate;
        double displacement[MOST];
        size_t mode = 0, direction = 0;
        int sign = 0;
        char words[64];
        col_text explained;
        col_text_init(&explained);
        scene_set(&at, &settings[i]);
        assert_int_equal(at.spectrum.attracting, COL_REFUTED);
        assert_int_equal(at.spectrum.worst->kind, settings[i].slowest);
        leave(displacement, &rate, &at, &random);
        assert_rate(rate, at.spectrum.slowest);
        assert_true(leading(&mode, &direction, &sign, &at, displacement) > 0.999);
        col_slot_spectrum_explain(&explained, &at.spectrum, &at.filling, &at.head);
        snprintf(words, sizeof words, "mode %zu grows in direction %zu, which holds %c", mode, direction,
                 sign < 0 ? '-' : '+');
        if (strncmp(words, explained.data, strlen(words)) != 0)
            fail_msg("%s: seen \"%s\", named \"%s\"", settings[i].slots, words, explained.data);
        col_text_clear(&explained);
        scene_clear(&at);
    }
}

/* Two slots of one sign mix if the head decays too slowly (B4): what grows is the head between the two directions, with
 * the amplitudes of each mode along the other's direction. */
static void slots_mix_when_the_head_decays_too_slowly(void **unused)
{
    (void)unused;
    static const setting slow = {2, 0.2, "+1,+2", 10, 1, 0, 0, 1000, COL_BLOCK_PAIR};
    test_random random = {.state = 13};
    scene at;
    col_flow_rate rate;
    double displacement[MOST], mixed = 0;
    scene_set(&at, &slow);
    assert_int_equal(at.spectrum.attracting, COL_REFUTED);
    assert_int_equal(at.spectrum.worst->kind, slow.slowest);
    leave(displacement, &rate, &at, &random);
    assert_rate(rate, at.spectrum.slowest);
    const double *P = displacement + (SAMPLES + LABELS) * width(&at);
    mixed += P[1] * P[1] + P[2] * P[2];
    for (size_t k = 0; k < 2; k++)
        for (int labels = 0; labels < 2; labels++)
            mixed += pow(amplitude(&at, displacement, labels, k, 1 - k), 2);
    assert_true(sqrt(mixed) > 0.999 * norm(&at, displacement));
    scene_clear(&at);
}

/* The least eigenvalue of I = P^T P - sum a_i x_i x_i^T - sum b_c y_c y_c^T, which the flow conserves at unit rates
 * without leak and decay (H1); d = 2. */
static double least_conserved(const scene *at, const double *point)
{
    double I[3] = {0};
    for (size_t row = 0; row < SAMPLES + LABELS + 2; row++) {
        const double *v = point + 2 * row;
        double weight = row < SAMPLES + LABELS ? -weight_of(at, row) : 1;
        I[0] += weight * v[0] * v[0];
        I[1] += weight * v[0] * v[1];
        I[2] += weight * v[1] * v[1];
    }
    return (I[0] + I[2]) / 2 - hypot((I[0] - I[2]) / 2, I[1]);
}

/* A large head collapses in spite of stop-gradient (H6): at every stationary state of the family a mode with
 * s^2 < least(I(0)) vanishes, and the others have |u|^2, |v|^2 <= 2 (s^2 - least), so |y|^2 <= 2 (s^2 - least). */
static void large_heads_lose_modes(void **unused)
{
    (void)unused;
    static const setting free_head = {2, 0.3, "+1", 0, 0, 0, 0, 1000, COL_BLOCK_FREE};
    test_random random = {.state = 14};
    int lost = 0, kept = 0;
    scene at;
    scene_set(&at, &free_head);
    for (int round = 0; round < 12; round++) {
        double point[MOST] = {0}, *y = point + SAMPLES * 2, *P = y + LABELS * 2;
        col_flow_start start = col_flow_start_default(2);
        col_flow_options options = col_flow_options_default();
        col_flow_result result;
        perturb(point, &at, &random, 0.05);
        P[0] += 0.3 + 0.1 * round;
        P[3] += 0.3 + 0.1 * round;
        double least = least_conserved(&at, point);
        start.x = point;
        start.y = y;
        start.P = P;
        options.end = 3000;
        assert_true(col_flow_simulate(&result, &at.table, &at.model, &start, &options, NULL));
        memcpy(y, result.y, LABELS * 2 * sizeof *y);
        for (size_t k = 0; k < LABELS; k++) {
            double square = pow(amplitude(&at, point, true, k, 0), 2) + pow(amplitude(&at, point, true, k, 1), 2);
            double room = at.s[k] * at.s[k] - least;
            if (room < -0.02) {
                assert_true(square < 1e-8);
                lost++;
            } else if (room > 0.02) {
                assert_true(square <= 2 * room * 1.0001);
                kept += square > 0.01;
            }
        }
        col_flow_result_clear(&result);
    }
    assert_true(lost >= 12);
    assert_true(kept >= 6);
    scene_clear(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attracting_states_relax_at_the_slowest_rate),
        cmocka_unit_test(unstable_states_leave_along_the_direction_named),
        cmocka_unit_test(slots_mix_when_the_head_decays_too_slowly),
        cmocka_unit_test(large_heads_lose_modes),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
