/* The public decisions: a sign on a set is the emptiness of what violates it. */
#include <collapsar/semialgebraic.h>

#include "../base/memory.h"
#include "opencells.h"
#include "polynomialtools.h"
#include "rootsubstitution.h"
#include "signboxes.h"
#include "signdecision.h"

#include <stdio.h>
#include <stdlib.h>

#define TERM_LIMIT 20000   /* of an input polynomial */
#define DEGREE_LIMIT 400
#define EMPTY_STEPS 200000 /* spent on finding out whether a proof is vacuous */
#define CHECK_PRECISION 100000
#define CELL_LIMIT 1e9    /* cells, estimated before they are visited; the budget bounds them too */

static bool acceptable(const fmpz_mpoly_t polynomial, const fmpz_mpoly_ctx_struct *ctx)
{
    return fmpz_mpoly_length(polynomial, ctx) <= TERM_LIMIT && fmpz_mpoly_total_degree_fits_si(polynomial, ctx)
        && fmpz_mpoly_total_degree_si(polynomial, ctx) <= DEGREE_LIMIT;
}

static bool set_acceptable(const col_semialgebraic *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (!acceptable(set->conditions[i].polynomial, set->ctx))
            return false;
    return true;
}

static void system_of_set(col_sign_system *system, const col_semialgebraic *set)
{
    col_sign_system_init(system, set->ctx, set->ranges);
    for (size_t i = 0; i < set->count; i++)
        col_sign_system_require(system, col_sign_system_polynomial(system, set->conditions[i].polynomial),
            set->conditions[i].signs);
}

/* Is the point in the set, and has the polynomial (if not NULL) one of the signs? proved: yes, refuted: no. */
static col_verdict check_point(qqbar_srcptr point, const col_semialgebraic *set, const fmpz_mpoly_struct *polynomial,
    col_signs signs)
{
    int sign = 0;
    qqbar_t end;
    bool inside = true;
    qqbar_init(end);
    for (slong v = 0; v < set->variables && inside; v++) {
        const col_semialgebraic_range *range = &set->ranges[v];
        inside = qqbar_is_real(point + v);
        if (inside && range->lo_finite) {
            qqbar_set_fmpq(end, range->lo);
            int order = qqbar_cmp_re(end, point + v);
            inside = order < 0 || (order == 0 && !range->lo_open);
        }
        if (inside && range->hi_finite) {
            qqbar_set_fmpq(end, range->hi);
            int order = qqbar_cmp_re(point + v, end);
            inside = order < 0 || (order == 0 && !range->hi_open);
        }
    }
    qqbar_clear(end);
    if (!inside)
        return COL_REFUTED;
    for (size_t i = 0; i < set->count; i++) {
        const col_sign_condition *condition = &set->conditions[i];
        if (!col_algebraic_sign(&sign, condition->polynomial, point, CHECK_PRECISION, set->ctx))
            return COL_UNDECIDED;
        if ((col_signs_of(sign) & condition->signs) == 0)
            return COL_REFUTED;
    }
    if (polynomial == NULL)
        return COL_PROVED;
    if (!col_algebraic_sign(&sign, polynomial, point, CHECK_PRECISION, set->ctx))
        return COL_UNDECIDED;
    return (col_signs_of(sign) & signs) != 0 ? COL_PROVED : COL_REFUTED;
}

static void append(char *text, size_t size, const char *separator, const char *format, ulong count)
{
    size_t used = 0;
    while (text[used] != '\0')
        used++;
    if (used > 0)
        used += (size_t)snprintf(text + used, size - used, "%s", separator);
    if (used < size)
        snprintf(text + used, size - used, format, count);
}

static void name_method(col_semialgebraic_result *result, const col_sign_decision *task)
{
    char *text = result->method;
    size_t size = sizeof result->method;
    if (task->equations > 0)
        append(text, size, ", ", task->equations == 1 ? "an equation solved" : "%lu equations solved",
            task->equations);
    if (task->boxes > 0)
        append(text, size, ", ",
            task->boxes == 1 ? "Bernstein coefficients on the box" : "Bernstein coefficients on %lu boxes",
            task->boxes);
    if (task->multipliers > 0)
        append(text, size, ", ", "a combination of the conditions", task->multipliers);
    if (task->cells > 0)
        append(text, size, ", ", "sample points of %lu open cells", task->cells);
    if (task->samples > 0)
        append(text, size, ", ", "cylindrical sample points of %lu cells", task->samples);
    if (text[0] == '\0')
        snprintf(text, size, "signs of the factors");
}

static void keep_point(col_semialgebraic_result *result, qqbar_ptr point, slong variables)
{
    result->point = point;
    result->length = variables;
    result->rational = true;
    for (slong v = 0; v < variables; v++)
        result->rational = result->rational && qqbar_is_rational(point + v);
}

static void give_up(col_semialgebraic_result *result, const char *why, const col_budget *budget)
{
    result->verdict = COL_UNDECIDED;
    snprintf(result->reason, sizeof result->reason, "%s; %s", why,
        budget->steps == 0 ? "more effort or a smaller domain would help"
                           : "a tighter domain, fixed parameters or a claim split into cases would help");
}

static void log_question(col_sign_decision *task, const col_semialgebraic *set, const fmpz_mpoly_struct *polynomial,
    col_signs signs)
{
    col_sign_log(task, 0, "to be excluded on the box:");
    for (size_t i = 0; i < set->count; i++)
        col_sign_log_leaf(task, 1, set->conditions[i].polynomial, set->ctx, set->conditions[i].signs, "");
    if (polynomial != NULL)
        col_sign_log_leaf(task, 1, polynomial, set->ctx, signs, "");
}

/* Decides the system, which stands for { x in set : polynomial has one of the signs }; polynomial NULL: the set. */
static void decide_system(col_semialgebraic_result *result, col_sign_system *system, const col_semialgebraic *set,
    const fmpz_mpoly_struct *polynomial, col_signs signs, col_budget *budget)
{
    col_text argument;
    col_text_init(&argument);
    col_sign_decision task = {.budget = budget, .point = _qqbar_vec_init(set->variables), .argument = &argument,
        .names = set->names};
    log_question(&task, set, polynomial, signs);
    result->verdict = col_sign_decide(&task, system);
    name_method(result, &task);
    if (result->verdict == COL_PROVED)
        result->argument = col_text_take(&argument);
    col_text_clear(&argument);
    col_verdict check = COL_UNDECIDED;
    if (result->verdict == COL_REFUTED && task.written)
        check = check_point(task.point, set, polynomial, signs);
    if (result->verdict == COL_UNDECIDED)
        give_up(result, task.obstacle != NULL ? task.obstacle : "no tactic decided it", budget);
    else if (check == COL_REFUTED)
        give_up(result, "a point that was found did not pass the exact check", budget);
    if (check == COL_PROVED)
        keep_point(result, task.point, set->variables);
    else
        _qqbar_vec_clear(task.point, set->variables);
}

void col_semialgebraic_empty(col_semialgebraic_result *result, const col_semialgebraic *set, col_budget *budget)
{
    col_sign_system system;
    col_semialgebraic_result_init(result);
    if (!set_acceptable(set)) {
        give_up(result, "a condition has too many terms or too high a degree", budget);
        return;
    }
    system_of_set(&system, set);
    decide_system(result, &system, set, NULL, COL_SIGN_ANY, budget);
    result->empty = result->verdict == COL_PROVED;
    col_sign_system_clear(&system);
}

/* Whether a proof holds because there is no point at all: worth a little effort. */
static bool quickly_empty(const col_semialgebraic *set, col_budget *budget)
{
    col_budget part = *budget;
    col_semialgebraic_result result;
    part.steps = part.steps < EMPTY_STEPS ? part.steps : EMPTY_STEPS;
    unsigned long before = part.steps;
    col_semialgebraic_empty(&result, set, &part);
    bool empty = result.verdict == COL_PROVED;
    col_budget_spend(budget, before - part.steps);
    col_semialgebraic_result_clear(&result);
    return empty;
}

void col_semialgebraic_sign(col_semialgebraic_result *result, const fmpz_mpoly_t polynomial, col_signs signs,
    const col_semialgebraic *set, col_budget *budget)
{
    col_sign_system system;
    col_signs violation = (col_signs)(COL_SIGN_ANY & ~(unsigned)signs);
    col_semialgebraic_result_init(result);
    if (!acceptable(polynomial, set->ctx) || !set_acceptable(set)) {
        give_up(result, "a polynomial has too many terms or too high a degree", budget);
        return;
    }
    system_of_set(&system, set);
    col_sign_system_require(&system, col_sign_system_polynomial(&system, polynomial), violation);
    decide_system(result, &system, set, polynomial, violation, budget);
    if (result->verdict == COL_PROVED)
        result->empty = quickly_empty(set, budget);
    col_sign_system_clear(&system);
}

/* --- sample points of cells ------------------------------------------------------------------------------------ */

typedef struct {
    col_cell_visitor visitor;
    void *data;
    const col_semialgebraic *set;
    bool stopped;
} cell_filter;

static bool visit_if_inside(const fmpq *point, void *data)
{
    cell_filter *filter = data;
    if (!col_semialgebraic_contains(filter->set, point))
        return true;
    filter->stopped = !filter->visitor(point, filter->data);
    return !filter->stopped;
}

/* Variables whose range is a single point are constants: what is left has an interior. */
static void fix_points(col_sign_system *system)
{
    for (slong v = 0; v < system->variables; v++) {
        if (!col_range_is_point(&system->ranges[v]) || !col_sign_system_uses(system, v))
            continue;
        col_sign_system reduced;
        col_value_substitute(&reduced, system, v, system->ranges[v].lo);
        col_sign_system_clear(system);
        *system = reduced;
    }
}

bool col_semialgebraic_cells(col_cell_visitor visitor, void *data, const fmpz_mpoly_struct *const *polynomials,
    size_t count, const col_semialgebraic *set, bool *stopped, ulong *cells, col_budget *budget)
{
    cell_filter filter = {.visitor = visitor, .data = data, .set = set};
    col_sign_system system;
    ulong visited = 0;
    bool small = set_acceptable(set);
    for (size_t i = 0; i < count; i++)
        small = small && acceptable(polynomials[i], set->ctx);
    col_verdict verdict = COL_UNDECIDED;
    if (small) {
        system_of_set(&system, set);
        for (size_t i = 0; i < count; i++)
            col_sign_system_polynomial(&system, polynomials[i]);
        fix_points(&system);
        verdict = col_open_cells(visit_if_inside, &filter, &system, CELL_LIMIT, &visited, budget);
        col_sign_system_clear(&system);
    }
    if (stopped != NULL)
        *stopped = filter.stopped;
    if (cells != NULL)
        *cells = visited;
    return verdict == COL_PROVED;
}
