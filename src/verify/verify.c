/* From a claim to its verdict. */
#include "inquiry.h"

#include "../base/memory.h"

#include <stdlib.h>

static void decide(col_inquiry *inquiry)
{
    switch (inquiry->claim->kind) {
    case COL_CLAIM_COMPARISON: col_verify_comparison(inquiry); break;
    case COL_CLAIM_STATIONARY: col_verify_stationary(inquiry); break;
    case COL_CLAIM_STABLE:
    case COL_CLAIM_UNSTABLE:
    case COL_CLAIM_ATTRACTING: col_verify_stability(inquiry); break;
    case COL_CLAIM_CONSERVED: col_verify_conserved(inquiry); break;
    case COL_CLAIM_STATES: col_verify_states(inquiry); break;
    case COL_CLAIM_ASYMPTOTIC: col_verify_asymptotic(inquiry); break;
    }
}

/* The witness by name: free parameters (and variables), then the fixed ones. */
static void name_witness(col_witness *witness, const col_inquiry *inquiry)
{
    const col_region *region = &inquiry->region;
    witness->count = region->count + region->fixed_count;
    witness->names = col_calloc(witness->count, sizeof *witness->names);
    witness->values = col_calloc(witness->count, sizeof *witness->values);
    for (size_t i = 0; i < witness->count; i++) {
        bool free_one = i < region->count;
        col_expr symbol = free_one ? region->symbols[i] : region->fixed_symbols[i - region->count];
        col_expr value = free_one ? inquiry->point[i] : col_region_at(region, symbol, inquiry->point);
        col_text text;
        col_text_init(&text);
        col_expr_print(&text, region->graph, value);
        witness->names[i] = col_strdup(col_expr_name(region->graph, symbol));
        witness->values[i] = col_text_take(&text);
        col_text_clear(&text);
    }
}

static bool about_a_state(const col_claim *claim)
{
    return claim->kind == COL_CLAIM_STATIONARY || claim->kind == COL_CLAIM_STABLE || claim->kind == COL_CLAIM_UNSTABLE
        || claim->kind == COL_CLAIM_ATTRACTING;
}

/* The claim's conditions, and those of its state: all at once, since those that fix a parameter overrule nothing but
 * the model's assumptions. */
static void narrow(col_region *region, const col_model *model, const col_claim *claim)
{
    col_conditions all = claim->when;
    const col_conditions none = {0}, *state = about_a_state(claim) ? &model->states[claim->state].when : &none;
    all.count += state->count;
    all.items = col_malloc((all.count + 1) * sizeof *all.items);
    for (size_t i = 0; i < all.count; i++)
        all.items[i] = i < claim->when.count ? claim->when.items[i] : state->items[i - claim->when.count];
    col_region_narrow(region, &all);
    if (claim->kind != COL_CLAIM_ASYMPTOTIC) /* there, the parameter of the limit stays free */
        col_region_eliminate(region);
    free(all.items);
}

void col_verify_claim(col_verification *result, const col_model *model, size_t claim,
                      const col_verify_options *options)
{
    col_model *part = col_model_extract(model, claim);
    col_inquiry inquiry = {.model = part, .claim = part->claims, .effort = options->effort};
    if (inquiry.effort == 0)
        inquiry.effort = 1;
    col_text_init(&inquiry.method);
    col_text_init(&inquiry.reason);
    col_text_init(&inquiry.steps);
    col_region_init(&inquiry.region, part);
    narrow(&inquiry.region, part, inquiry.claim);
    decide(&inquiry);
    *result = (col_verification){.verdict = inquiry.verdict};
    result->pass = inquiry.verdict == (inquiry.claim->refute ? COL_REFUTED : COL_PROVED);
    if (inquiry.verdict == COL_REFUTED && inquiry.point != NULL)
        name_witness(&result->witness, &inquiry);
    result->method = col_text_take(&inquiry.method);
    result->reason = col_text_take(&inquiry.reason);
    result->explanation = col_text_take(&inquiry.steps);
    col_text_clear(&inquiry.method);
    col_text_clear(&inquiry.reason);
    col_text_clear(&inquiry.steps);
    col_region_clear(&inquiry.region);
    free(inquiry.point);
    col_model_extract_free(part);
}

void col_verification_clear(col_verification *result)
{
    for (size_t i = 0; i < result->witness.count; i++) {
        free(result->witness.names[i]);
        free(result->witness.values[i]);
    }
    free(result->witness.names);
    free(result->witness.values);
    free(result->method);
    free(result->reason);
    free(result->explanation);
    *result = (col_verification){0};
}
