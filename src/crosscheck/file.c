/* A derivation file against its simulated flow: every state and claim at random draws of the parameters, worst first. */
#include "file.h"

#include "../base/memory.h"

#include <collapsar/sign.h>
#include <collapsar/verify.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORMULA_DRAWS = 40, LIMIT_DRAWS = 4, FLOW_DRAWS = 3, PATIENCE = 10 /* for what is to be contradicted */ };

const char *col_outcome_name(col_outcome outcome)
{
    static const char *const names[] = {"open", "ok", "FAILED", "-"};
    return names[outcome];
}

static void file_check_clear(col_file_check *check)
{
    col_check_clear(&check->check);
    free(check->parameters);
}

void col_file_checks_clear(col_file_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++)
        file_check_clear(&checks->items[i]);
    free(checks->items);
    *checks = (col_file_checks){0};
}

size_t col_file_checks_count(const col_file_checks *checks, col_outcome outcome)
{
    size_t count = 0;
    for (size_t i = 0; i < checks->count; i++)
        count += checks->items[i].outcome == outcome;
    return count;
}

col_file_check *col_subject_add(col_subject *subject, const char *tag, col_relation relation, const char *statement)
{
    const col_claim *claim = subject->claim;
    const col_state *state = claim ? NULL : &subject->model->states[subject->state];
    col_file_checks *list = subject->trial;
    list->items = col_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    col_file_check *check = &list->items[list->count++];
    *check = (col_file_check){.relation = relation, .at = claim ? claim->at : state->at, .refute = claim && claim->refute};
    col_check_init(&check->check, claim ? claim->name : state->name, tag, statement);
    col_text parameters;
    col_text_init(&parameters);
    if (subject->draw.point != NULL)
        col_draw_print(&parameters, &subject->draw, &subject->sampler, subject->model);
    check->parameters = col_text_take(&parameters);
    col_text_clear(&parameters);
    return check;
}

static col_relation opposite(col_relation relation)
{
    switch (relation) {
    case COL_EQUAL: return COL_NOT_EQUAL;
    case COL_NOT_EQUAL: return COL_EQUAL;
    case COL_LESS: return COL_GREATER_EQUAL;
    case COL_LESS_EQUAL: return COL_GREATER;
    case COL_GREATER: return COL_LESS_EQUAL;
    case COL_GREATER_EQUAL: return COL_LESS;
    }
    return relation;
}

/* An inequality fails if the simulated value is on the wrong side of the enclosure by more than its error. */
static void judge_inequality(col_file_check *file_check, double wrong)
{
    col_check *check = &file_check->check;
    col_relation relation = wrong != 0 ? opposite(file_check->relation) : file_check->relation;
    col_check_judge(check, 0);
    if (check->reason[0] != '\0')
        return;
    double distance = copysign(check->sigma, check->difference);
    if (relation == COL_NOT_EQUAL) {
        check->pass = true;
        if (fabs(distance) <= COL_CHECK_SIGMAS)
            col_check_fail(check, "the two sides differ by no more than the errors");
        return;
    }
    bool below = relation == COL_LESS || relation == COL_LESS_EQUAL;
    check->sigma = fmax(0, below ? distance : -distance);
    check->pass = check->sigma <= COL_CHECK_SIGMAS;
}

void col_subject_judge(const col_subject *subject, col_file_check *file_check)
{
    col_check *check = &file_check->check;
    bool refute = subject->claim && subject->claim->refute;
    double wrong = refute ? 0 : subject->options->wrong; /* a refutation is turned around as a whole */
    if (file_check->relation == COL_EQUAL)
        col_check_judge(check, wrong);
    else
        judge_inequality(file_check, wrong);
    if (file_check->outcome != COL_OUTCOME_ASIDE)
        file_check->outcome = check->reason[0] != '\0' ? COL_OUTCOME_OPEN
            : check->pass                              ? COL_OUTCOME_PASSED
                                                       : COL_OUTCOME_FAILED;
}

/* Failures first, then what was compared, by distance; then what could not be. */
static bool is_worse(const col_file_check *a, const col_file_check *b)
{
    static const int rank[] = {[COL_OUTCOME_ASIDE] = 0, [COL_OUTCOME_OPEN] = 1, [COL_OUTCOME_PASSED] = 2, [COL_OUTCOME_FAILED] = 3};
    if (rank[a->outcome] != rank[b->outcome])
        return rank[a->outcome] > rank[b->outcome];
    return a->check.sigma > b->check.sigma;
}

static col_file_check *find(col_file_checks *list, size_t first, const col_file_check *like)
{
    for (size_t i = first; i < list->count; i++)
        if (strcmp(list->items[i].check.tag, like->check.tag) == 0)
            return &list->items[i];
    return NULL;
}

/* Moves the checks of a trial to the list, from index first on: one a tag, the worst. */
static void merge(col_file_checks *list, size_t first, col_file_checks *trial)
{
    for (size_t i = 0; i < trial->count; i++) {
        col_file_check *item = &trial->items[i], *kept = find(list, first, item);
        bool compared = item->outcome == COL_OUTCOME_PASSED || item->outcome == COL_OUTCOME_FAILED;
        item->draws += compared && item->draws == 0;
        if (kept == NULL) {
            list->items = col_grow(list->items, list->count, &list->capacity, sizeof *list->items);
            list->items[list->count++] = *item;
            continue;
        }
        size_t draws = kept->draws + item->draws;
        if (is_worse(item, kept)) {
            col_file_check better = *kept;
            *kept = *item;
            *item = better;
        }
        kept->draws = draws;
        file_check_clear(item);
    }
    trial->count = 0;
}

/* The trial at the present draw: its checks, each tag once. */
static void try_draw(col_file_checks *list, size_t first, col_subject *subject, col_trial trial)
{
    col_file_checks raw = {0}, checks = {0};
    subject->trial = &raw;
    trial(subject);
    merge(&checks, 0, &raw);
    for (size_t i = 0; i < checks.count; i++)
        checks.items[i].draws = checks.items[i].draws > 0;
    merge(list, first, &checks);
    free(raw.items);
    free(checks.items);
}

static bool has_failed(const col_file_checks *list, size_t first)
{
    for (size_t i = first; i < list->count; i++)
        if (list->items[i].outcome == COL_OUTCOME_FAILED)
            return true;
    return false;
}

/* A check that says why there is none. */
static void add_reason(col_file_checks *list, col_subject *subject, const char *tag, col_outcome outcome, const char *reason)
{
    col_draw draw = subject->draw;
    subject->trial = list;
    subject->draw = (col_draw){0};
    col_file_check *check = col_subject_add(subject, tag, COL_EQUAL, subject->claim ? subject->claim->body : "");
    col_check_fail(&check->check, "%s", reason);
    col_subject_judge(subject, check);
    check->outcome = outcome;
    subject->draw = draw;
}

/* The parameters of a witness that refutes the claim; false if there is none. */
static bool draw_witness(col_subject *subject, size_t claim)
{
    const col_region *region = &subject->sampler.region;
    const col_verify_options options = COL_VERIFY_DEFAULT;
    col_verification verification;
    col_verify_claim(&verification, subject->model, claim, &options);
    size_t found = 0;
    col_expr *point = col_calloc(region->count + 1, sizeof *point);
    bool good = verification.verdict == COL_REFUTED;
    for (size_t i = 0; good && i < verification.witness.count; i++)
        for (size_t k = 0; k < region->count; k++)
            if (strcmp(col_expr_name(region->graph, region->symbols[k]), verification.witness.names[i]) == 0)
                found += col_parse_expression(&point[k], subject->model, "witness", verification.witness.values[i], NULL);
    good = good && found == region->count && col_sampler_place(&subject->draw, &subject->sampler, subject->model, point);
    col_verification_clear(&verification);
    free(point);
    return good;
}

/* A refutation passes if its body was contradicted: one check, at the draw where it was. */
static void conclude_refutation(col_file_checks *list, size_t first, const col_subject *subject)
{
    if (list->count == first)
        return;
    size_t kept = first;
    for (size_t i = first; i < list->count; i++)
        if (is_worse(&list->items[i], &list->items[kept]))
            kept = i;
    for (size_t i = first; i < list->count; i++)
        if (i != kept)
            file_check_clear(&list->items[i]);
    list->items[first] = list->items[kept];
    list->count = first + 1;
    col_file_check *check = &list->items[first];
    bool contradicted = check->outcome == COL_OUTCOME_FAILED;
    if (contradicted)
        check->outcome = subject->options->wrong != 0 ? COL_OUTCOME_FAILED : COL_OUTCOME_PASSED;
    else if (check->outcome == COL_OUTCOME_PASSED)
        check->outcome = COL_OUTCOME_OPEN;
    check->check.pass = check->outcome == COL_OUTCOME_PASSED;
    if (check->outcome == COL_OUTCOME_OPEN)
        col_check_fail(&check->check, "no draw contradicts it");
}

static int draws_of(const col_subject *subject, const col_crosscheck_options *options)
{
    bool refute = subject->claim && subject->claim->refute;
    int draws = FLOW_DRAWS;
    if (subject->claim && subject->claim->kind == COL_CLAIM_COMPARISON)
        draws = FORMULA_DRAWS;
    else if (subject->claim && subject->claim->kind == COL_CLAIM_ASYMPTOTIC)
        draws = LIMIT_DRAWS;
    if (refute)
        draws = subject->claim->kind == COL_CLAIM_COMPARISON ? draws * PATIENCE : 2 * draws;
    if (options->longer)
        draws *= 4;
    return subject->sampler.region.count == 0 ? 1 : draws;
}

static ulong hash(const char *name)
{
    ulong h = 14695981039346656037UL;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 1099511628211UL;
    return h ^ h >> 32;
}

/* All draws of a subject. */
static void check_subject(col_file_checks *list, col_subject *subject, col_trial trial, const char *tag,
                          const col_conditions *settings, size_t claim)
{
    const col_model *model = subject->model;
    size_t first = list->count;
    bool refute = subject->claim && subject->claim->refute;
    const char *name = subject->claim ? subject->claim->name : model->states[subject->state].name;
    bool about_state = subject->claim == NULL
        || (subject->claim->kind >= COL_CLAIM_STATIONARY && subject->claim->kind <= COL_CLAIM_ATTRACTING);
    col_sampler_init(&subject->sampler, model, settings, subject->claim ? &subject->claim->when : NULL,
                     about_state ? &model->states[subject->state].when : NULL, subject->options->seed * 2654435761UL + hash(name));
    col_draw_init(&subject->draw, model);
    int draws = draws_of(subject, subject->options), done = 0;
    while (done < draws && !(refute && has_failed(list, first)) && col_sampler_next(&subject->draw, &subject->sampler, model)) {
        try_draw(list, first, subject, trial);
        done++;
    }
    if (refute && !has_failed(list, first) && draw_witness(subject, claim))
        try_draw(list, first, subject, trial);
    if (list->count == first)
        add_reason(list, subject, tag, subject->sampler.empty ? COL_OUTCOME_ASIDE : COL_OUTCOME_OPEN,
                   subject->sampler.empty ? "it says nothing about these parameters" : "no parameters were found in its domain");
    if (refute)
        conclude_refutation(list, first, subject);
    col_draw_clear(&subject->draw);
    col_sampler_clear(&subject->sampler);
}

static void check_claim(col_file_checks *list, col_model *model, size_t index, const col_conditions *settings,
                        const col_crosscheck_options *options)
{
    static const struct {
        col_trial trial;
        const char *tag;
    } kinds[] = {
        [COL_CLAIM_COMPARISON] = {col_trial_comparison, "formula"}, [COL_CLAIM_STATIONARY] = {col_trial_stationary, "stationary"},
        [COL_CLAIM_STABLE] = {col_trial_stability, "stable"}, [COL_CLAIM_UNSTABLE] = {col_trial_stability, "unstable"},
        [COL_CLAIM_ATTRACTING] = {col_trial_stability, "attracting"}, [COL_CLAIM_CONSERVED] = {col_trial_conserved, "conserved"},
        [COL_CLAIM_STATES] = {col_trial_states, "states"}, [COL_CLAIM_ASYMPTOTIC] = {col_trial_limit, "limit"}};
    const col_claim *claim = &model->claims[index];
    col_subject subject = {.model = model, .claim = claim, .state = claim->state, .options = options};
    check_subject(list, &subject, kinds[claim->kind].trial, kinds[claim->kind].tag, settings, index);
}

static bool has_flow(const col_model *model)
{
    for (size_t i = 0; i < model->variable_count; i++)
        if (model->variables[i].flow == COL_EXPR_NONE)
            return false;
    return model->variable_count > 0;
}

static bool is_claimed_stationary(const col_model *model, size_t state)
{
    for (size_t i = 0; i < model->claim_count; i++)
        if (model->claims[i].kind == COL_CLAIM_STATIONARY && model->claims[i].state == state)
            return true;
    return false;
}

static void check_state(col_file_checks *list, col_model *model, size_t state, const col_conditions *settings,
                        const col_crosscheck_options *options)
{
    col_subject subject = {.model = model, .state = state, .options = options};
    if (!is_claimed_stationary(model, state))
        check_subject(list, &subject, col_trial_stationary, "stationary", settings, 0);
    check_subject(list, &subject, col_trial_rate, "rate", settings, 0);
}

/* Is the constant on the right side of an end of the range? Undecided counts as yes. */
static bool is_within(col_graph *graph, col_expr value, col_expr end, bool upper, bool open)
{
    if (end == COL_EXPR_NONE)
        return true;
    col_expr inside = upper ? col_expr_sub(graph, end, value) : col_expr_sub(graph, value, end);
    col_signs sign = col_constant_sign(graph, inside, 1024);
    return (sign & (open ? COL_SIGN_POSITIVE : COL_SIGN_NONNEGATIVE)) != 0;
}

static bool check_setting(col_model *model, const col_comparison *setting, const col_conditions *before, size_t count,
                          col_error *error)
{
    for (size_t i = 0; i < model->parameter_count; i++) {
        const col_parameter *parameter = &model->parameters[i];
        if (setting->left != parameter->symbol)
            continue;
        for (size_t k = 0; k < count; k++)
            if (before->items[k].left == setting->left)
                col_error_input(error, "parameter %s is set twice", parameter->name);
        if (!col_expr_is_constant(model->graph, setting->right))
            col_error_input(error, "the value of parameter %s is not constant", parameter->name);
        else if (!is_within(model->graph, setting->right, parameter->range.lo, false, parameter->range.lo_open)
                 || !is_within(model->graph, setting->right, parameter->range.hi, true, parameter->range.hi_open))
            col_error_input(error, "the value of parameter %s lies outside of its range", parameter->name);
    }
    return error->fault == COL_FAULT_NONE;
}

bool col_crosscheck_model(col_file_checks *checks, col_model *model, const col_conditions *settings, const char *pattern,
                          const col_crosscheck_options *options, col_error *error)
{
    for (size_t i = 0; settings && i < settings->count; i++)
        if (!check_setting(model, &settings->items[i], settings, i, error))
            return false;
    for (size_t i = 0; has_flow(model) && i < model->state_count; i++)
        if (pattern == NULL || fnmatch(pattern, model->states[i].name, 0) == 0)
            check_state(checks, model, i, settings, options);
    for (size_t i = 0; i < model->claim_count; i++)
        if (pattern == NULL || fnmatch(pattern, model->claims[i].name, 0) == 0)
            check_claim(checks, model, i, settings, options);
    return true;
}
