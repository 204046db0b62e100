/* The spectrum of the symmetrised generator by certified counts.
 *
 * Every wanted eigenvalue has an index and a bracket lo < it <= hi with counts n(lo) <= index < n(hi). A count at z narrows the
 * brackets of all. Rayleigh quotients guess where to count; where they fail, brackets are bisected. */
#include <collapsar/ladder.h>

#include "generator.h"

#include "../base/memory.h"

#include <stdlib.h>
#include <string.h>

#define BISECTIONS 4       /* between two guesses */
#define GUESS_SHARE 3      /* guesses are tried once hi/lo < 2^GUESS_SHARE */
#define ATTEMPTS 4         /* other places for a count that was undecided */
#define ROUNDS 400

typedef struct {
    ulong index; /* ascending, from 0 */
    arf_t lo, hi;
    ulong below, above; /* n(lo), n(hi) */
} bracket;

typedef struct {
    const col_coupling *coupling;
    const fmpq *eta_x, *eta_y;
    bracket *brackets;
    slong count, bits; /* brackets; their relative width when done is 2^-bits */
    col_budget *budget;
    col_reduction reduction;
    col_error fault;
} rate_search;

/* Eigenvalues are at most twice the largest diagonal entry (Gershgorin on the generator before it is symmetrised). */
static void upper_end(arf_t end, const col_reduction *reduction)
{
    arb_t value;
    arb_init(value);
    const fmpq *largest = reduction->poles + reduction->groups - 1;
    for (slong c = 0; c < reduction->labels; c++)
        if (fmpq_cmp(reduction->diagonal + c, largest) > 0)
            largest = reduction->diagonal + c;
    arb_set_fmpq(value, largest, 64);
    arb_mul_si(value, value, 3, 64);
    arb_get_ubound_arf(end, value, 64);
    arb_clear(value);
}

static void open_brackets(rate_search *search)
{
    const col_coupling *coupling = search->coupling;
    ulong total = coupling->samples + coupling->labels, slow = coupling->labels - coupling->components;
    ulong fast = coupling->samples < coupling->labels ? coupling->samples : coupling->labels;
    search->count = (slong)(slow + fast);
    search->brackets = col_malloc((size_t)search->count * sizeof *search->brackets);
    for (slong i = 0; i < search->count; i++) {
        bracket *b = &search->brackets[i];
        b->index = (ulong)i < slow ? coupling->components + (ulong)i : total - 1 - ((ulong)i - slow);
        b->below = coupling->components;
        b->above = total;
        arf_init(b->lo);
        arf_init(b->hi);
        upper_end(b->hi, &search->reduction);
    }
}

static bool narrow(const bracket *b, slong bits)
{
    arf_t width, limit;
    arf_init(width);
    arf_init(limit);
    arf_sub(width, b->hi, b->lo, 64, ARF_RND_UP);
    arf_mul_2exp_si(limit, b->lo, -bits);
    bool is = arf_cmp(width, limit) <= 0;
    arf_clear(limit);
    arf_clear(width);
    return is;
}

static bool narrow_all(const rate_search *search)
{
    for (slong i = 0; i < search->count; i++)
        if (!narrow(&search->brackets[i], search->bits))
            return false;
    return true;
}

/* Rough cost of a count in steps. */
static unsigned long cost(const col_reduction *reduction)
{
    double K = (double)reduction->labels, scale = (double)reduction->precision / 64;
    return 1 + (unsigned long)(scale * (0.03 * K * K * K + 0.05 * K * K * (double)reduction->groups));
}

/* Counts below z and narrows all brackets with it; false if undecided or out of steps. */
static bool count_at(rate_search *search, const arf_t z)
{
    ulong n;
    if (!col_budget_spend(search->budget, cost(&search->reduction)) || !col_reduction_count(&n, &search->reduction, z))
        return false;
    for (slong i = 0; i < search->count; i++) {
        bracket *b = &search->brackets[i];
        if (n <= b->index && arf_cmp(z, b->lo) > 0) {
            arf_set(b->lo, z);
            b->below = n;
        } else if (n > b->index && arf_cmp(z, b->hi) < 0) {
            arf_set(b->hi, z);
            b->above = n;
        }
    }
    return true;
}

/* A point of the bracket: geometric mean while it spans orders of magnitude; `part` of the width otherwise. */
static void inner_point(arf_t z, const bracket *b, double part)
{
    arf_t ratio;
    arf_init(ratio);
    if (arf_is_zero(b->lo)) {
        arf_mul_2exp_si(z, b->hi, -8);
        arf_set_d(ratio, 0.5 + part);
        arf_mul(z, z, ratio, 64, ARF_RND_NEAR);
    } else {
        slong bits = 64 + arf_bits(b->hi) + arf_bits(b->lo);
        arf_mul_2exp_si(ratio, b->lo, 4);
        if (arf_cmp(b->hi, ratio) > 0) {
            arf_mul(z, b->hi, b->lo, 64, ARF_RND_NEAR);
            arf_sqrt(z, z, 64, ARF_RND_NEAR);
            arf_set_d(ratio, 0.5 + part);
            arf_mul(z, z, ratio, 64, ARF_RND_NEAR);
        } else {
            arf_sub(z, b->hi, b->lo, bits, ARF_RND_NEAR);
            arf_set_d(ratio, part);
            arf_mul(z, z, ratio, 30, ARF_RND_NEAR);
            arf_add(z, z, b->lo, bits, ARF_RND_NEAR);
        }
    }
    arf_clear(ratio);
}

static bool bisect(rate_search *search, slong i)
{
    static const double parts[ATTEMPTS] = {0.5, 0.40625, 0.59375, 0.34375};
    arf_t z;
    arf_init(z);
    bool counted = false;
    for (int attempt = 0; attempt < ATTEMPTS && !counted; attempt++) {
        inner_point(z, &search->brackets[i], parts[attempt]);
        counted = count_at(search, z);
    }
    arf_clear(z);
    return counted;
}

/* Counts on both sides of the guessed eigenvalue, as near as the wanted width; twice as far while undecided. */
static void try_guess(rate_search *search, slong i)
{
    const bracket *b = &search->brackets[i];
    arf_t guess, offset, z;
    arf_init(guess);
    arf_init(offset);
    arf_init(z);
    inner_point(guess, b, 0.5);
    col_reduction_guess(guess, &search->reduction);
    if (arf_is_finite(guess) && arf_cmp(guess, b->lo) > 0 && arf_cmp(guess, b->hi) < 0) {
        slong precision = search->reduction.precision;
        for (int side = -1; side <= 1; side += 2) {
            bool counted = false;
            for (slong exponent = -search->bits - 2; exponent < -8 && !counted; exponent += 3) {
                arf_mul_2exp_si(offset, guess, exponent);
                if (side < 0)
                    arf_sub(z, guess, offset, precision, ARF_RND_NEAR);
                else
                    arf_add(z, guess, offset, precision, ARF_RND_NEAR);
                if (arf_cmp(z, b->lo) <= 0 || arf_cmp(z, b->hi) >= 0)
                    break;
                counted = count_at(search, z);
            }
        }
    }
    arf_clear(z);
    arf_clear(offset);
    arf_clear(guess);
}

static bool guessable(const bracket *b)
{
    arf_t limit;
    arf_init(limit);
    arf_mul_2exp_si(limit, b->lo, GUESS_SHARE);
    bool is = arf_cmp(b->hi, limit) < 0;
    arf_clear(limit);
    return is;
}

static void narrow_one(rate_search *search, slong i)
{
    const bracket *b = &search->brackets[i];
    for (int round = 0; round < ROUNDS && !narrow(b, search->bits); round++) {
        if (round % (BISECTIONS + 1) == BISECTIONS && guessable(b))
            try_guess(search, i);
        else if (!bisect(search, i))
            return;
    }
}

static bool search_rung(void *context, slong precision)
{
    rate_search *search = context;
    if (search->budget->steps == 0 || !col_reduction_init(&search->reduction, search->coupling, search->eta_x, search->eta_y,
            precision, &search->fault))
        return search->fault.fault != COL_FAULT_NONE; /* no precision helps */
    if (search->brackets == NULL)
        open_brackets(search);
    for (slong i = 0; i < search->count; i++)
        narrow_one(search, i);
    col_reduction_clear(&search->reduction);
    return narrow_all(search);
}

/* Appends the bracket as an entry, or adds it to the one before if both are in one cluster. */
static void add_rate(col_rate *rates, size_t *count, const bracket *b, const bracket *before)
{
    if (before != NULL && before->below == b->below && before->above == b->above) {
        rates[*count - 1].multiplicity++;
        return;
    }
    arb_init(rates[*count].rate);
    arb_set_interval_arf(rates[*count].rate, b->lo, b->hi, 30 + (arf_bits(b->hi) > arf_bits(b->lo) ? arf_bits(b->hi) : arf_bits(b->lo)));
    rates[(*count)++].multiplicity = 1;
}

static void collect(col_generator *generator, const rate_search *search)
{
    ulong components = search->coupling->components;
    slong slow = (slong)(search->coupling->labels - components);
    generator->slow = col_malloc((size_t)(slow + 1) * sizeof *generator->slow);
    generator->fast = col_malloc((size_t)(search->count - slow + 1) * sizeof *generator->fast);
    arb_init(generator->slow[0].rate); /* exactly zero, once a component */
    generator->slow[0].multiplicity = components;
    generator->slow_count = 1;
    for (slong i = 0; i < slow; i++)
        add_rate(generator->slow, &generator->slow_count, &search->brackets[i], i > 0 ? &search->brackets[i - 1] : NULL);
    for (slong i = slow; i < search->count; i++)
        add_rate(generator->fast, &generator->fast_count, &search->brackets[i], i > slow ? &search->brackets[i - 1] : NULL);
}

bool col_generator_init(col_generator *generator, const col_coupling *coupling, const fmpq_t eta_x, const fmpq_t eta_y,
    slong digits, col_budget *budget, col_error *error)
{
    rate_search search = {.coupling = coupling, .eta_x = eta_x, .eta_y = eta_y, .budget = budget};
    search.bits = (slong)((double)digits * 3.3219280948873623) + 4;
    memset(generator, 0, sizeof *generator);
    bool good = col_ladder_climb(NULL, search_rung, &search, budget);
    if (search.brackets == NULL) {
        col_error_resource(error, "%s", search.fault.fault != COL_FAULT_NONE ? search.fault.message : "the effort ran out");
        return false;
    }
    collect(generator, &search);
    for (slong i = 0; i < search.count; i++) {
        arf_clear(search.brackets[i].lo);
        arf_clear(search.brackets[i].hi);
    }
    free(search.brackets);
    return good;
}

void col_generator_clear(col_generator *generator)
{
    for (size_t i = 0; i < generator->slow_count; i++)
        arb_clear(generator->slow[i].rate);
    for (size_t i = 0; i < generator->fast_count; i++)
        arb_clear(generator->fast[i].rate);
    free(generator->slow);
    free(generator->fast);
    memset(generator, 0, sizeof *generator);
}
