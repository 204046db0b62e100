/* Explicit tables of finite ensembles, one row a type of sample. */
#include "ensemble_parts.h"

#define ENTRIES_LIMIT 16777216

/* Number of types of frustrated samples, and of labels that each is tied to. */
static ulong types(const col_ensemble *ensemble)
{
    return ensemble->kind == COL_ENSEMBLE_UNIFORM ? 1 : ensemble->labels / 2 * ensemble->degree
        + ensemble->labels % 2 * ensemble->degree / 2;
}

static ulong ties(const col_ensemble *ensemble)
{
    return ensemble->kind == COL_ENSEMBLE_UNIFORM ? ensemble->labels : 2;
}

/* f samples K/types */
void col_ensemble_type_weight(fmpq_t weight, const col_ensemble *ensemble, uint64_t samples)
{
    fmpz_t factor;
    fmpz_init_set_ui(factor, samples);
    fmpz_mul_ui(factor, factor, ensemble->labels);
    fmpq_mul_fmpz(weight, ensemble->f, factor);
    fmpz_set_ui(factor, types(ensemble));
    fmpq_div_fmpz(weight, weight, factor);
    fmpz_clear(factor);
}

/* Whole samples for a total weight: the nearest number, at least 1; each then weighs total/copies. */
static uint64_t copies_for(fmpq_t each, const fmpq_t total)
{
    fmpq_t shifted;
    fmpz_t nearest;
    fmpq_init(shifted);
    fmpz_init(nearest);
    fmpq_set_si(shifted, 1, 2);
    fmpq_add(shifted, shifted, total);
    fmpz_fdiv_q(nearest, fmpq_numref(shifted), fmpq_denref(shifted));
    if (fmpz_is_zero(nearest))
        fmpz_one(nearest);
    fmpq_div_fmpz(each, total, nearest);
    uint64_t copies = fmpz_get_ui(nearest);
    fmpz_clear(nearest);
    fmpq_clear(shifted);
    return copies;
}

static void add_edge(col_table *table, ulong a, ulong b, const fmpq_t weight, uint64_t copies)
{
    col_table_add_rational(table, (uint32_t)a, weight);
    col_table_add_rational(table, (uint32_t)b, weight);
    col_table_end_row(table, copies);
}

static void add_uniform(col_table *table, ulong labels, const fmpq_t weight, uint64_t copies)
{
    for (ulong c = 0; c < labels; c++)
        col_table_add_rational(table, (uint32_t)c, weight);
    col_table_end_row(table, copies);
}

static void add_frustrated(col_table *table, const col_ensemble *ensemble, const fmpq_t weight, uint64_t copies)
{
    ulong K = ensemble->labels;
    switch (ensemble->kind) {
    case COL_ENSEMBLE_UNIFORM: add_uniform(table, K, weight, copies); break;
    case COL_ENSEMBLE_PAIRS:
        for (ulong a = 0; a < K; a++)
            for (ulong b = a + 1; b < K; b++)
                add_edge(table, a, b, weight, copies);
        break;
    case COL_ENSEMBLE_RING:
        for (ulong a = 0; a < K; a++)
            add_edge(table, a, (a + 1) % K, weight, copies);
        break;
    case COL_ENSEMBLE_HYPERCUBE:
        for (ulong a = 0; a < K; a++)
            for (ulong bit = 1; bit < K; bit *= 2)
                if ((a & bit) == 0)
                    add_edge(table, a, a | bit, weight, copies);
        break;
    case COL_ENSEMBLE_GRAPH:
        for (ulong e = 0; e < K * ensemble->degree / 2; e++)
            add_edge(table, ensemble->edges[2 * e], ensemble->edges[2 * e + 1], weight, copies);
        break;
    case COL_ENSEMBLE_KESTEN_MCKAY:
    case COL_ENSEMBLE_SEMICIRCLE: break;
    }
}

static bool fits(const col_ensemble *ensemble, uint64_t samples, col_error *error)
{
    if (col_ensemble_continuous(ensemble)) {
        col_error_input(error, "a continuous ensemble is a limit of infinitely many labels and has no table");
        return false;
    }
    bool few = ensemble->labels <= ENTRIES_LIMIT && ensemble->degree <= ENTRIES_LIMIT
        && ensemble->labels * ensemble->degree <= ENTRIES_LIMIT;
    if (ensemble->kind == COL_ENSEMBLE_UNIFORM)
        few = ensemble->labels <= ENTRIES_LIMIT;
    if (!few)
        col_error_input(error, "the ensemble's table has too many entries; expected at most %d", ENTRIES_LIMIT);
    else if (samples == 0 || samples > UINT64_MAX / 4 / ensemble->labels)
        col_error_input(error, "%llu samples a label; expected at least 1 and fewer than 2^62 in all",
            (unsigned long long)samples);
    else
        return true;
    return false;
}

bool col_ensemble_table(col_table *table, const col_ensemble *ensemble, uint64_t samples, col_error *error)
{
    if (!fits(ensemble, samples, error))
        return false;
    fmpq_t total, each;
    fmpz_t whole;
    fmpq_init(total);
    fmpq_init(each);
    fmpz_init_set_ui(whole, samples);
    fmpq_sub_si(total, ensemble->f, 1);
    fmpq_neg(total, total);
    fmpq_mul_fmpz(total, total, whole);
    if (!fmpq_is_zero(total)) {
        uint64_t copies = copies_for(each, total);
        for (ulong c = 0; c < ensemble->labels; c++) {
            col_table_add_rational(table, (uint32_t)c, each);
            col_table_end_row(table, copies);
        }
    }
    col_ensemble_type_weight(total, ensemble, samples);
    if (!fmpq_is_zero(total)) {
        uint64_t copies = copies_for(each, total);
        fmpz_set_ui(whole, ties(ensemble));
        fmpq_div_fmpz(each, each, whole);
        add_frustrated(table, ensemble, each, copies);
    }
    fmpz_clear(whole);
    fmpq_clear(each);
    fmpq_clear(total);
    return true;
}
