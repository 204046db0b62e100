/* The shared d x d head with stop-gradient: slot states, the exact block splitting of the Jacobian there, complete
 * certified spectra.
 *
 * In the modes of the coupling (amplitudes x_k, y_k in R^d, singular values s_k; sample modes without a label have
 * s = 0, as have label modes without a sample) the gradient flow with rates alpha, beta, gamma, leak r through the
 * stopped branch, decay rho of the amplitudes and rho_P of the head reads
 *   x_k' = -alpha [P^T (P x_k - s_k y_k) + r (x_k - s_k P y_k)] - rho x_k
 *   y_k' = -beta  [P^T (P y_k - s_k x_k) + r (y_k - s_k P x_k)] - rho y_k
 *   P'   = -gamma sum_k [(P x_k - s_k y_k) x_k^T + (P y_k - s_k x_k) y_k^T] - rho_P P.
 *
 * A slot state is block diagonal in an orthonormal basis of directions. A direction holds one mode with one sign (a
 * slot) or is empty; a mode has at most one slot of each sign. At a slot x_k = X e, y_k = ±kappa X e, P e = ±p e.
 * At equal rates (alpha = beta) kappa = 1. At unequal rates with decay a mode that has both its slots lies in a
 * plane, x_k = xi e_1, y_k = eta e_2, P e_1 = c e_2, P e_2 = b e_1, with head eigenvalues ±sqrt(bc).
 *
 * Which slots exist:
 *   decay    rho_P > 0 and r + rho > 0: with A = r + rho/alpha, B = r + rho/beta, p^2 is the upper root q of
 *            (q + A)(q + B) = (1 + r)^2 s^2 q  (O3, O5); the lower root is always a saddle. Empty directions: p = 0.
 *   family   rho = rho_P = 0: p = s, kappa = 1, for modes with r(1 - s^2) = 0 only (H2, H3). The amplitude is free; it
 *            is fixed here by the conserved matrix P^T P/gamma - sum x x^T/alpha - sum y y^T/beta = C (H1, at r = 0),
 *            and X^2 = (s^2/gamma - C)/(1/alpha + 1/beta). Empty directions have the head eigenvalue that is given.
 *   none     otherwise only the collapsed state is left.
 */
#ifndef COLLAPSAR_SLOTS_H
#define COLLAPSAR_SLOTS_H

#include <collapsar/coupling.h>
#include <collapsar/eigen.h>

typedef enum { COL_REGIME_NONE, COL_REGIME_DECAY, COL_REGIME_FAMILY } col_regime;

/* The model: all parameters exact. Modes are borrowed and outlive everything that is computed from the head. */
typedef struct {
    const col_modes *modes;
    fmpq_t alpha, beta, gamma;     /* > 0; 1 by default */
    fmpq_t leak;                   /* r in [0, 1] */
    fmpq_t decay, head_decay;      /* rho, rho_P >= 0 */
    fmpq_t conserved;              /* C, family only */
    fmpq_t empty;                  /* head eigenvalue of empty directions; used when rho_P = 0 */
    fmpz_t null_samples;           /* sample modes without a label */
    fmpz_t null_labels;            /* label modes without a sample */
    bool null_any;                 /* any number of null sample modes: their rates count, their number does not */
    slong dimension;               /* d >= 1 */
} col_head;

void col_head_init(col_head *head, const col_modes *modes, slong dimension);
void col_head_clear(col_head *head);

col_regime col_head_regime(const col_head *head);
bool col_head_equal_rates(const col_head *head); /* alpha = beta */

/* A slot: member `member` (0 ...) of the equal modes number `mode` of col_modes, with sign +1 or -1. */
typedef struct {
    size_t mode;
    ulong member;
    int sign;
} col_slot;

/* What the directions 1 ... d hold: the slots in order, then empty directions. */
typedef struct {
    slong dimension;
    col_slot *slots;
    slong count, capacity;
} col_filling;

void col_filling_init(col_filling *filling, slong dimension);
void col_filling_clear(col_filling *filling);

/* Modes are numbered 1 ... K, descending in s, equal ones one after the other. */
ulong col_modes_total(const col_modes *modes);
bool col_modes_find(size_t *mode, ulong *member, const col_modes *modes, ulong number);
ulong col_modes_number(const col_modes *modes, size_t mode, ulong member);

/* Greedy filling (H5): the top `plus` modes with sign +, then the top `minus` ones with sign -. False if a sign gets
 * more slots than there are modes that can hold one, or the dimension is too small; filling is then empty. */
bool col_filling_greedy(col_filling *filling, const col_head *head, slong plus, slong minus);

/* How many modes (equal ones counted) can hold a slot: existence proved; *undecided counts those where it is not
 * decided at this precision. Both saturate at LONG_MAX. */
slong col_head_holders(slong *undecided, const col_head *head, slong precision);

/* "+1,-1,+2": signs and mode numbers, one a direction; "0" is an empty direction, and directions that are not named are
 * empty (they come last). False, with error set, if the text is bad, a mode or a slot twice, or the dimension too small. */
bool col_filling_parse(col_filling *filling, const col_head *head, const char *text, col_error *error);

void col_filling_print(col_text *out, const col_filling *filling, const col_modes *modes); /* "+1 +2 -1 0" */

/* A cell: the slots of one mode. sign +1 or -1: one slot; 0: both (only at unequal rates: a plane, or two slots
 * that the rates couple). */
typedef struct {
    size_t mode;
    int sign;
    col_verdict exists; /* refuted: there is no such state */
    const char *reason; /* when not proved */
    arb_t p;            /* > 0: head eigenvalue of the + slot; the - slot has -p (plane: sqrt(bc)) */
    arb_t kappa;        /* y/x > 0 of a single slot */
    arb_t x2, y2;       /* squared amplitudes of one slot: x_k^2, y_k^2 (plane: xi^2, eta^2) */
    arb_t b, c;         /* plane */
    arb_t drive;        /* (gamma/2)|x + y|^2 of one slot at equal rates: rho_P p/(s - p), as sharp as 1 - s^2 is known */
} col_cell;

void col_cell_init(col_cell *cell);
void col_cell_clear(col_cell *cell);

/* The closed forms. On failure (exists not proved) the numbers are indeterminate. */
void col_cell_solve(col_cell *cell, const col_head *head, size_t mode, int sign, slong precision);

/* One block of the Jacobian (B1). */
typedef enum {
    COL_BLOCK_CELL,         /* a cell with itself */
    COL_BLOCK_PAIR,         /* two cells: head entries between them, amplitudes of each along the other */
    COL_BLOCK_EMPTY,        /* a cell with an empty direction */
    COL_BLOCK_FREE,         /* a mode without that slot, along the directions of a cell */
    COL_BLOCK_NULL,         /* a null sample mode along the directions of a cell */
    COL_BLOCK_NULL_LABEL,
    COL_BLOCK_FREE_EMPTY,   /* a mode along an empty direction that is in no other block */
    COL_BLOCK_NULL_EMPTY, COL_BLOCK_NULL_LABEL_EMPTY,
    COL_BLOCK_HEAD_EMPTY    /* a head entry between empty directions */
} col_block_kind;

/* Why eigenvalues are exactly zero. */
typedef enum {
    COL_ZERO_ROTATION, /* directions rotate: O(d) acts on the stationary states */
    COL_ZERO_MIXING,   /* equal modes rotate into each other */
    COL_ZERO_FAMILY,   /* the stationary family of H3, or the free head of a direction that holds nothing */
    COL_ZERO_NEUTRAL,  /* amplitudes along a direction where head, leak and decay all vanish */
    COL_ZERO_KINDS
} col_zero_kind;

/* zeros[...] eigenvalues are exactly zero, by structure; `count` others, not yet exactly known, lie in values[...],
 * one each. nonzero: proved if none of those is zero. decaying: proved if all of those are in Re < 0; refuted
 * if at least one is in Re > 0. */
typedef struct {
    col_block_kind kind;
    size_t first, second; /* cell numbers (see col_blocks), mode numbers of free modes in second */
    int sign;             /* of a free mode, at equal rates; 0: both */
    slong zeros[COL_ZERO_KINDS];
    slong count;
    acb_ptr values;
    col_verdict nonzero, decaying;
} col_block;

/* Blocks depend only on the kinds of cells that meet, not on the filling: they are made once, on demand, for a head at
 * one precision. */
typedef struct col_blocks col_blocks;

col_blocks *col_blocks_new(const col_head *head, slong precision);
void col_blocks_free(col_blocks *blocks); /* NULL is allowed */
const col_head *col_blocks_head(const col_blocks *blocks);
slong col_blocks_precision(const col_blocks *blocks);
const col_cell *col_blocks_cell(col_blocks *blocks, size_t mode, int sign);
const col_block *col_blocks_get(col_blocks *blocks, col_block_kind kind, size_t first, size_t second, int sign);

/* The cell that a direction (0 ... count - 1 of the filling) belongs to: its slot, or at unequal rates with decay the plane
 * if its mode has both slots. */
const col_cell *col_slot_cell(col_blocks *blocks, const col_filling *filling, slong direction);

/* Cell numbers: 3 mode + {0: +, 1: -, 2: both}. */
size_t col_cell_number(size_t mode, int sign);
size_t col_cell_mode(size_t cell);
int col_cell_sign(size_t cell);

/* The complete spectrum of a slot state: blocks with their numbers of copies. */
typedef struct {
    const col_block *block; /* lives as long as the col_blocks */
    fmpz_t copies;
} col_block_copies;

typedef struct {
    col_block_copies *items;
    size_t count, capacity;
    col_verdict exists;              /* of the state; if not proved, nothing else is said, and reason says why */
    fmpz_t zeros[COL_ZERO_KINDS];    /* exactly zero, by kind */
    fmpz_t zero_eigenvalues;         /* their sum */
    col_verdict zeros_counted;       /* proved: all others are certified nonzero */
    col_verdict attracting;          /* proved: and in Re < 0; refuted: one in Re > 0 */
    arb_t slowest;                   /* min of -Re over the nonzero eigenvalues; indeterminate if there are none */
    const col_block *worst;          /* refuted: the block of the fastest growth; undecided: one that is not decided;
                                        proved: the block of the slowest rate (NULL if there is none) */
    const char *reason;              /* why something is undecided; NULL */
} col_slot_spectrum;

void col_slot_spectrum_init(col_slot_spectrum *spectrum);
void col_slot_spectrum_clear(col_slot_spectrum *spectrum);
void col_slot_spectrum_assemble(col_slot_spectrum *spectrum, col_blocks *blocks, const col_filling *filling);

/* All eigenvalues as one list (zeros left out), at most `most`; returns how many were written, each with the number
 * of its copies. values and copies are initialised vectors. */
size_t col_slot_spectrum_list(acb_ptr values, fmpz *copies, size_t most, const col_slot_spectrum *spectrum);

/* In words: "mode 2 grows in direction 5". spectrum->worst must not be NULL. */
void col_slot_spectrum_explain(col_text *out, const col_slot_spectrum *spectrum, const col_filling *filling,
    const col_head *head);

/* Labels (B6): the squared length |y_k|^2 of a mode's label amplitude; exactly 0 if it holds no slot. */
void col_slot_label_square(arb_t square, col_blocks *blocks, const col_filling *filling, size_t mode, ulong member);

/* Number of modes with a slot that are not the mean mode: the rank of the centred label positions. centred: the mean mode
 * has been left out of the modes. */
ulong col_slot_class_rank(const col_filling *filling, bool centred);

/* Gram matrix of the label positions, D_b^{-1/2} W diag(|y_k|^2) W^T D_b^{-1/2}, and the squared distance of a pair, which
 * is exactly 0 if nothing holds a slot. vectors: K x K label vectors, column first + j - 1 belongs to mode number j;
 * scale[c] = 1/sqrt(b_c). gram is K x K. */
void col_slot_gram(arb_mat_t gram, col_blocks *blocks, const col_filling *filling, const arb_mat_t vectors,
    arb_srcptr scale, slong first);
void col_slot_distance(arb_t square, col_blocks *blocks, const col_filling *filling, const arb_mat_t vectors,
    arb_srcptr scale, slong first, slong a, slong b);

/* The independent path: the full Jacobian in (X, Y, P), by automatic differentiation of the flow in matrix form. The order
 * is 2Kd + (null modes)d + d^2; LONG_MAX if that is out of reach. jacobian has been initialised with it. False, with
 * jacobian unspecified, if the state is not proved to exist. */
slong col_head_dense_order(const col_head *head);
bool col_head_dense_jacobian(arb_mat_t jacobian, const col_head *head, col_blocks *blocks, const col_filling *filling,
    slong precision);

/* Do the two agree as multisets of enclosures? Every cluster of the dense spectrum must hold exactly as many eigenvalues
 * as the block enclosures (with their exact zeros) that meet it and no other cluster. PROVED: yes; REFUTED: some count
 * contradicts; UNDECIDED: enclosures are too wide to count. */
col_verdict col_head_dense_compare(const col_spectrum *dense, const col_slot_spectrum *blocks);

/* The width law (H5): all splits of a width, or all fillings. */
typedef struct {
    slong plus, minus, empty;
    ulong survivors;      /* modes that hold a slot */
    ulong class_rank;
    col_verdict exists, attracting;
} col_split;

/* Every split n_+ + n_- + empty = d with n_± at most the number of modes that can hold a slot, greedily filled, n_+
 * descending; with_empty: also those that leave directions empty though they could be filled. The caller frees the array. */
col_split *col_width_splits(size_t *count, col_blocks *blocks, bool with_empty, bool centred);

/* All sets of slots in at most d directions: how many of these states exist, attract, are unstable, undecided; and whether
 * exactly those attract whose + slots and whose - slots are each a top segment of the modes (B4). */
typedef struct {
    ulong states, attracting, unstable, undecided;
    ulong agree, against;       /* decided states, by the rule */
    ulong other_attracting;     /* attracting without top segments */
    ulong top_unstable;         /* top segments, yet unstable */
    col_filling example;        /* the first one against the rule; empty if none */
} col_census;

/* False, with nothing to clear, for more than 10 modes. */
bool col_width_census(col_census *census, col_blocks *blocks);
void col_census_clear(col_census *census);

#endif
