/* Blocks of the Jacobian, made on demand and kept: they depend on the kinds of cells that meet, not on the filling. */
#include "slots_internal.h"

#include "../base/memory.h"
#include "smallroots.h"

#include <stdint.h>
#include <stdlib.h>

struct col_blocks {
    const col_head *head;
    col_head_balls balls;
    col_cell **cells; /* by cell number; NULL: not yet made */
    col_block **table; /* open addressing */
    size_t size, count;
};

size_t col_cell_number(size_t mode, int sign)
{
    return 3 * mode + (sign > 0 ? 0 : sign < 0 ? 1 : 2);
}

size_t col_cell_mode(size_t cell)
{
    return cell / 3;
}

int col_cell_sign(size_t cell)
{
    static const int signs[3] = {1, -1, 0};
    return signs[cell % 3];
}

void col_head_balls_init(col_head_balls *balls, const col_head *head, slong precision)
{
    fmpq_t empty;
    fmpq_init(empty);
    arb_init(balls->alpha);
    arb_init(balls->beta);
    arb_init(balls->gamma);
    arb_init(balls->leak);
    arb_init(balls->decay);
    arb_init(balls->head_decay);
    arb_init(balls->empty);
    balls->precision = precision;
    arb_set_fmpq(balls->alpha, head->alpha, precision);
    arb_set_fmpq(balls->beta, head->beta, precision);
    arb_set_fmpq(balls->gamma, head->gamma, precision);
    arb_set_fmpq(balls->leak, head->leak, precision);
    arb_set_fmpq(balls->decay, head->decay, precision);
    arb_set_fmpq(balls->head_decay, head->head_decay, precision);
    col_head_empty(empty, head);
    arb_set_fmpq(balls->empty, empty, precision);
    fmpq_clear(empty);
}

void col_head_balls_clear(col_head_balls *balls)
{
    arb_clear(balls->alpha);
    arb_clear(balls->beta);
    arb_clear(balls->gamma);
    arb_clear(balls->leak);
    arb_clear(balls->decay);
    arb_clear(balls->head_decay);
    arb_clear(balls->empty);
}

col_blocks *col_blocks_new(const col_head *head, slong precision)
{
    col_blocks *blocks = col_calloc(1, sizeof *blocks);
    blocks->head = head;
    col_head_balls_init(&blocks->balls, head, precision);
    blocks->cells = col_calloc(3 * head->modes->count + 1, sizeof *blocks->cells);
    blocks->size = 256;
    blocks->table = col_calloc(blocks->size, sizeof *blocks->table);
    return blocks;
}

void col_blocks_free(col_blocks *blocks)
{
    if (blocks == NULL)
        return;
    for (size_t i = 0; i < blocks->size; i++) {
        if (blocks->table[i] != NULL) {
            _acb_vec_clear(blocks->table[i]->values, blocks->table[i]->count);
            free(blocks->table[i]);
        }
    }
    for (size_t i = 0; i < 3 * blocks->head->modes->count; i++) {
        if (blocks->cells[i] != NULL) {
            col_cell_clear(blocks->cells[i]);
            free(blocks->cells[i]);
        }
    }
    col_head_balls_clear(&blocks->balls);
    free(blocks->table);
    free(blocks->cells);
    free(blocks);
}

const col_head *col_blocks_head(const col_blocks *blocks)
{
    return blocks->head;
}

slong col_blocks_precision(const col_blocks *blocks)
{
    return blocks->balls.precision;
}

const col_cell *col_blocks_cell(col_blocks *blocks, size_t mode, int sign)
{
    col_cell **cell = &blocks->cells[col_cell_number(mode, sign)];
    if (*cell == NULL) {
        *cell = col_malloc(sizeof **cell);
        col_cell_init(*cell);
        col_cell_solve(*cell, blocks->head, mode, sign, blocks->balls.precision);
    }
    return *cell;
}

static size_t hash(col_block_kind kind, size_t first, size_t second, int sign)
{
    uint64_t h = (uint64_t)kind * 3 + (uint64_t)(sign + 1);
    h = (h ^ first) * 0x9e3779b97f4a7c15u;
    h = (h ^ (h >> 29) ^ second) * 0xbf58476d1ce4e5b9u;
    return (size_t)(h ^ (h >> 32));
}

/* Where the block is, or the free place where it belongs. */
static size_t find(const col_blocks *blocks, col_block_kind kind, size_t first, size_t second, int sign)
{
    size_t place = hash(kind, first, second, sign) & (blocks->size - 1);
    for (const col_block *at; (at = blocks->table[place]) != NULL; place = (place + 1) & (blocks->size - 1)) {
        if (at->kind == kind && at->first == first && at->second == second && at->sign == sign)
            break;
    }
    return place;
}

static void enlarge(col_blocks *blocks)
{
    col_block **old = blocks->table;
    size_t size = blocks->size;
    blocks->size = 2 * size;
    blocks->table = col_calloc(blocks->size, sizeof *blocks->table);
    for (size_t i = 0; i < size; i++) {
        if (old[i] != NULL)
            blocks->table[find(blocks, old[i]->kind, old[i]->first, old[i]->second, old[i]->sign)] = old[i];
    }
    free(old);
}

static col_block_rule vacant;

static bool has_cell(col_block_kind kind)
{
    return kind <= COL_BLOCK_NULL_LABEL;
}

static col_block_rule *rule_of(col_block_kind kind, const col_head *head)
{
    const col_block_rules *rules = col_head_equal_rates(head) ? &col_block_equal : &col_block_unequal;
    switch (kind) {
    case COL_BLOCK_CELL:
        return rules->cell;
    case COL_BLOCK_PAIR:
        return rules->pair;
    case COL_BLOCK_EMPTY:
        return rules->empty;
    case COL_BLOCK_FREE:
        return rules->free_mode;
    case COL_BLOCK_NULL:
    case COL_BLOCK_NULL_LABEL:
        return rules->null_mode;
    default:
        return vacant;
    }
}

static const col_cell *cell_of(col_blocks *blocks, size_t number)
{
    return col_blocks_cell(blocks, col_cell_mode(number), col_cell_sign(number));
}

const col_block *col_blocks_get(col_blocks *blocks, col_block_kind kind, size_t first, size_t second, int sign)
{
    size_t place = find(blocks, kind, first, second, sign);
    if (blocks->table[place] != NULL)
        return blocks->table[place];
    col_block *block = col_calloc(1, sizeof *block);
    *block = (col_block){.kind = kind, .first = first, .second = second, .sign = sign, .nonzero = COL_PROVED, .decaying = COL_PROVED};
    col_block_context context = {.head = blocks->head, .balls = &blocks->balls};
    if (has_cell(kind))
        context.first = cell_of(blocks, first);
    if (kind == COL_BLOCK_PAIR)
        context.second = cell_of(blocks, second);
    rule_of(kind, blocks->head)(block, &context);
    if (2 * ++blocks->count > blocks->size) {
        enlarge(blocks);
        place = find(blocks, kind, first, second, sign);
    }
    blocks->table[place] = block;
    return block;
}

/* Room for more eigenvalues at the end of a block's list. */
static acb_ptr append(col_block *block, slong more)
{
    acb_ptr values = _acb_vec_init(block->count + more);
    for (slong i = 0; i < block->count; i++)
        acb_swap(values + i, block->values + i);
    _acb_vec_clear(block->values, block->count);
    block->values = values;
    block->count += more;
    return values + block->count - more;
}

static void worsen(col_block *block, bool nonzero, col_verdict decaying)
{
    if (!nonzero)
        block->nonzero = COL_UNDECIDED;
    if (decaying == COL_REFUTED)
        block->decaying = COL_REFUTED;
    else if (decaying == COL_UNDECIDED && block->decaying == COL_PROVED)
        block->decaying = COL_UNDECIDED;
}

void col_block_add_polynomial(col_block *block, arb_srcptr c, slong degree, slong precision)
{
    col_small_roots(append(block, degree), c, degree, precision);
    worsen(block, arb_is_nonzero(c), col_small_hurwitz(c, degree, precision));
}

void col_block_add_value(col_block *block, const arb_t value)
{
    acb_set_arb(append(block, 1), value);
    worsen(block, arb_is_nonzero(value),
        arb_is_negative(value) ? COL_PROVED : arb_is_positive(value) ? COL_REFUTED : COL_UNDECIDED);
}

void col_block_add_matrix(col_block *block, const arb_mat_t matrix, slong precision)
{
    slong order = arb_mat_nrows(matrix);
    acb_ptr values = append(block, order);
    bool nonzero = true;
    col_spectrum spectrum;
    col_spectrum_init(&spectrum);
    if (col_eigen_real(&spectrum, matrix, precision)) {
        col_verdict decaying = COL_PROVED;
        for (slong i = 0; i < spectrum.count; i++) {
            for (slong j = 0; j < spectrum.multiplicities[i]; j++)
                acb_set(values++, spectrum.values + i);
            nonzero = nonzero && !acb_contains_zero(spectrum.values + i);
            if (arb_is_positive(acb_realref(spectrum.values + i)))
                decaying = COL_REFUTED;
            else if (!arb_is_negative(acb_realref(spectrum.values + i)) && decaying == COL_PROVED)
                decaying = COL_UNDECIDED;
        }
        worsen(block, nonzero, decaying);
    } else {
        for (slong i = 0; i < order; i++)
            acb_indeterminate(values + i);
        worsen(block, false, col_eigen_stable(matrix, precision, NULL));
    }
    col_spectrum_clear(&spectrum);
}

/* s of a mode as an exact rational, if it is one. */
static bool rational_s(fmpq_t s, const col_mode *mode)
{
    if (!mode->rational || !fmpz_is_square(fmpq_numref(mode->value)) || !fmpz_is_square(fmpq_denref(mode->value)))
        return false;
    fmpz_sqrt(fmpq_numref(s), fmpq_numref(mode->value));
    fmpz_sqrt(fmpq_denref(s), fmpq_denref(mode->value));
    return true;
}

/* rate (e^2 + r) + rho, exact: how an amplitude with s = 0 decays along an empty direction. */
static void vacant_rate(fmpq_t out, const col_head *head, const fmpq_t rate)
{
    fmpq_t e;
    fmpq_init(e);
    col_head_empty(e, head);
    fmpq_mul(out, e, e);
    fmpq_add(out, out, head->leak);
    fmpq_mul(out, out, rate);
    fmpq_add(out, out, head->decay);
    fmpq_clear(e);
}

static void add_exact(col_block *block, const fmpq_t rate, col_zero_kind kind, slong precision)
{
    if (fmpq_is_zero(rate)) {
        block->zeros[kind]++;
        return;
    }
    arb_t value;
    arb_init(value);
    arb_set_fmpq(value, rate, precision);
    arb_neg(value, value);
    col_block_add_value(block, value);
    arb_clear(value);
}

/* A mode along an empty direction with head eigenvalue e != 0, at equal rates: alpha (e^2 + r - (1 + r) sigma e) + rho. */
static void free_empty_equal(col_block *block, const col_block_context *context)
{
    const col_head *head = context->head;
    slong precision = context->balls->precision;
    const col_mode *mode = &head->modes->items[block->second];
    fmpq_t rate, turn, s;
    fmpq_init(rate);
    fmpq_init(turn);
    fmpq_init(s);
    vacant_rate(rate, head, head->alpha);
    fmpq_add_si(turn, head->leak, 1);
    fmpq_mul(turn, turn, head->alpha);
    col_head_empty(s, head);
    fmpq_mul(turn, turn, s);
    if (block->sign < 0)
        fmpq_neg(turn, turn);
    if (rational_s(s, mode)) {
        fmpq_submul(rate, turn, s);
        add_exact(block, rate, COL_ZERO_NEUTRAL, precision);
    } else {
        arb_t value, base;
        arb_init(value);
        arb_init(base);
        arb_set_fmpq(value, turn, precision);
        arb_mul(value, value, mode->s, precision);
        arb_set_fmpq(base, rate, precision);
        arb_sub(value, value, base, precision);
        col_block_add_value(block, value);
        arb_clear(value);
        arb_clear(base);
    }
    fmpq_clear(rate);
    fmpq_clear(turn);
    fmpq_clear(s);
}

/* The same at unequal rates, both amplitudes: with a = alpha (e^2 + r) + rho, b = beta (e^2 + r) + rho the
 * eigenvalues are minus the roots of mu^2 - (a + b) mu + a b - alpha beta (1 + r)^2 s^2 e^2. */
static void free_empty_unequal(col_block *block, const col_block_context *context)
{
    const col_head *head = context->head;
    slong precision = context->balls->precision;
    const col_mode *mode = &head->modes->items[block->second];
    fmpq_t a, b, product, turn;
    arb_ptr c = _arb_vec_init(2);
    arb_t value;
    arb_init(value);
    fmpq_init(a);
    fmpq_init(b);
    fmpq_init(product);
    fmpq_init(turn);
    vacant_rate(a, head, head->alpha);
    vacant_rate(b, head, head->beta);
    col_head_empty(product, head);
    fmpq_add_si(turn, head->leak, 1);
    fmpq_mul(turn, turn, product);
    fmpq_mul(turn, turn, turn);
    fmpq_mul(turn, turn, head->alpha);
    fmpq_mul(turn, turn, head->beta);
    fmpq_mul(product, a, b);
    fmpq_add(a, a, b);
    if (mode->rational)
        fmpq_submul(product, turn, mode->value);
    arb_set_fmpq(c, product, precision);
    if (!mode->rational) {
        arb_set_fmpq(value, turn, precision);
        arb_submul(c, value, mode->mu, precision);
    }
    arb_set_fmpq(c + 1, a, precision);
    if (mode->rational && fmpq_is_zero(product)) {
        block->zeros[COL_ZERO_NEUTRAL] = 1;
        col_block_add_polynomial(block, c + 1, 1, precision);
    } else {
        col_block_add_polynomial(block, c, 2, precision);
    }
    fmpq_clear(a);
    fmpq_clear(b);
    fmpq_clear(product);
    fmpq_clear(turn);
    arb_clear(value);
    _arb_vec_clear(c, 2);
}

static void free_empty(col_block *block, const col_block_context *context)
{
    const col_head *head = context->head;
    fmpq_t value;
    fmpq_init(value);
    col_head_empty(value, head);
    if (fmpq_is_zero(value)) {
        vacant_rate(value, head, head->alpha);
        add_exact(block, value, COL_ZERO_NEUTRAL, context->balls->precision);
        if (block->sign == 0) {
            vacant_rate(value, head, head->beta);
            add_exact(block, value, COL_ZERO_NEUTRAL, context->balls->precision);
        }
    } else if (block->sign == 0) {
        free_empty_unequal(block, context);
    } else {
        free_empty_equal(block, context);
    }
    fmpq_clear(value);
}

/* What holds for all rates: blocks without a cell. */
static void vacant(col_block *block, const col_block_context *context)
{
    const col_head *head = context->head;
    fmpq_t rate;
    fmpq_init(rate);
    switch (block->kind) {
    case COL_BLOCK_FREE_EMPTY:
        free_empty(block, context);
        break;
    case COL_BLOCK_NULL_EMPTY:
    case COL_BLOCK_NULL_LABEL_EMPTY:
        vacant_rate(rate, head, block->kind == COL_BLOCK_NULL_EMPTY ? head->alpha : head->beta);
        add_exact(block, rate, COL_ZERO_NEUTRAL, context->balls->precision);
        break;
    default:
        add_exact(block, head->head_decay, COL_ZERO_FAMILY, context->balls->precision);
        break;
    }
    fmpq_clear(rate);
}
