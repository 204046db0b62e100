/* Signs through normal forms: an expression's sign is that of numerator times denominator, polynomials in parameters
 * and generators, which col_semialgebraic_sign judges on the set that describes them. */
#include "sign_context.h"
#include "sign_tactics.h"

#include <collapsar/decimal.h>

#include "../base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 1500000 }; /* a quarter with each nested decision */

/* A real algebraic number as an expression: rational, or (a + b sqrt(c))/d; COL_EXPR_NONE for higher degrees. */
static col_expr algebraic_expression(col_graph *graph, const qqbar_t x)
{
    if (qqbar_is_rational(x)) {
        fmpq_t value;
        fmpq_init(value);
        qqbar_get_fmpq(value, x);
        col_expr e = col_expr_number(graph, value);
        fmpq_clear(value);
        return e;
    }
    if (qqbar_degree(x) != 2)
        return COL_EXPR_NONE;
    fmpz_t a, b, c, d;
    fmpq_t part;
    fmpz_init(a);
    fmpz_init(b);
    fmpz_init(c);
    fmpz_init(d);
    fmpq_init(part);
    qqbar_get_quadratic(a, b, c, d, x, 1);
    fmpq_set_fmpz_frac(part, a, d);
    col_expr rational = col_expr_number(graph, part);
    fmpq_set_fmpz_frac(part, b, d);
    col_expr factor = col_expr_number(graph, part);
    fmpq_set_fmpz(part, c);
    col_expr root = col_expr_unary(graph, COL_OP_SQRT, col_expr_number(graph, part));
    fmpz_clear(a);
    fmpz_clear(b);
    fmpz_clear(c);
    fmpz_clear(d);
    fmpq_clear(part);
    return col_expr_add(graph, rational, col_expr_mul(graph, factor, root));
}

/* Roots of higher degree have no expression: the point is described in words. It was checked exactly for the normal
 * form, which is the expression itself where that is defined: so it has to be defined on the whole region. */
static void take_algebraic_refutation(col_sign_result *result, const col_sign_task *task,
                                      const col_semialgebraic_result *exact)
{
    col_sign_result defined;
    col_sign_defined_at(&defined, task->region, task->e, task->effort, task->depth);
    if (defined.verdict == COL_PROVED) {
        col_text text;
        col_text_init(&text);
        for (size_t i = 0; i < task->region->count; i++) {
            char *polynomial = fmpz_poly_get_str_pretty(QQBAR_POLY(exact->point + i), "x");
            const char *name = col_expr_name(task->region->graph, task->region->symbols[i]);
            col_text_printf(&text, "%s%s = ", i ? ", " : "", name);
            arb_t value;
            arb_init(value);
            qqbar_get_arb(value, exact->point + i, 64);
            col_decimal_short(&text, value, 10);
            col_text_printf(&text, " (a root of %s)", polynomial);
            arb_clear(value);
            flint_free(polynomial);
        }
        result->verdict = COL_REFUTED;
        snprintf(result->method, sizeof result->method, "%s", exact->method);
        snprintf(result->point_text, sizeof result->point_text, "%.250s", text.data);
        result->reason[0] = '\0';
        col_text_clear(&text);
    }
    col_sign_result_clear(&defined);
}

/* The point of a refutation in the region's parameters, checked again from the user's expressions. */
static void take_refutation(col_sign_result *result, const col_sign_task *task,
                            const col_semialgebraic_result *exact)
{
    size_t count = task->region->count;
    if (exact->length < (slong)count)
        return;
    col_expr *point = col_calloc(count, sizeof *point);
    bool written = true;
    for (size_t i = 0; i < count; i++) {
        point[i] = algebraic_expression(task->region->graph, exact->point + i);
        written = written && point[i] != COL_EXPR_NONE;
    }
    if (written && col_region_contains(task->region, point) == COL_PROVED
        && col_sign_at_point(task->region, task->e, task->signs, point) == COL_REFUTED)
        col_sign_refute(result, point, count, exact->method);
    else if (!written)
        take_algebraic_refutation(result, task, exact);
    free(point);
}

/* Symbols by their names, the other generators as w1, w2, ...; primed where a symbol has that name. The caller frees
 * all of it. */
static char **generator_names(const col_exact_field *field, const col_region *region)
{
    size_t variables = (size_t)fmpz_mpoly_ctx_nvars(col_exact_context(field)), others = 0;
    char **names = col_calloc(variables, sizeof *names);
    for (size_t i = 0; i < variables; i++) {
        const col_generator *generator = i < col_exact_generators(field) ? col_exact_generator(field, i) : NULL;
        char name[32] = "";
        bool symbol = generator != NULL && generator->kind == COL_GENERATOR_SYMBOL;
        if (generator != NULL && !symbol)
            snprintf(name, sizeof name, "w%zu", ++others);
        for (size_t k = 0; k < region->count; k++)
            if (strcmp(name, col_expr_name(region->graph, region->symbols[k])) == 0)
                snprintf(name, sizeof name, "w%zu'", others);
        names[i] = col_strdup(symbol ? col_expr_name(region->graph, generator->expression) : name);
    }
    return names;
}

/* The argument with what its w1, w2, ... stand for. */
static char *full_argument(const char *argument, char *const *names, const col_exact_field *field,
                           const col_graph *graph)
{
    col_text text;
    col_text_init(&text);
    for (size_t i = 0; i < col_exact_generators(field); i++) {
        const col_generator *generator = col_exact_generator(field, i);
        if (generator->kind == COL_GENERATOR_SYMBOL || strstr(argument, names[i]) == NULL)
            continue;
        col_text_printf(&text, "with %s = ", names[i]);
        col_expr_print(&text, graph, generator->expression);
        col_text_put(&text, '\n');
    }
    col_text_append(&text, argument);
    char *full = col_text_take(&text);
    col_text_clear(&text);
    return full;
}

/* One attempt; true if it is of no use to try again with more conditions. */
static bool judge(col_sign_result *result, const col_sign_task *task, col_sign_context *p, const fmpz_mpoly_t target,
                  col_sign_extent extent)
{
    col_semialgebraic set;
    col_semialgebraic_result exact;
    bool relaxed;
    const col_exact_field *field = col_sign_context_field(p);
    col_sign_context_set(&set, &relaxed, target, p, extent);
    col_budget budget = {.steps = (STEPS * task->effort) >> (2 * task->depth), .precision = 1024};
    char **names = generator_names(field, task->region);
    set.names = (const char *const *)names;
    col_semialgebraic_sign(&exact, target, task->signs, &set, &budget);
    if (exact.verdict == COL_PROVED) {
        result->verdict = COL_PROVED;
        result->empty = exact.empty;
        snprintf(result->method, sizeof result->method, "%s%s", extent.lemmas ? "elementary inequalities, " : "",
                 exact.method);
        if (exact.argument != NULL)
            result->argument = full_argument(exact.argument, names, field, task->region->graph);
    } else if (exact.verdict == COL_REFUTED && !relaxed) {
        take_refutation(result, task, &exact);
    }
    if (result->verdict == COL_UNDECIDED)
        snprintf(result->reason, sizeof result->reason, "%s", exact.reason);
    col_semialgebraic_result_clear(&exact);
    col_semialgebraic_clear(&set);
    for (slong i = 0; i < fmpz_mpoly_ctx_nvars(col_exact_context(field)); i++)
        free(names[i]);
    free(names);
    return result->verdict != COL_UNDECIDED || !relaxed;
}

void col_sign_by_polynomials(col_sign_result *result, const col_sign_task *task, bool *zero)
{
    col_sign_context *p = col_sign_context_new(task->region, &task->e, 1, 0);
    col_exact_field *field = col_sign_context_field(p);
    const fmpz_mpoly_ctx_struct *context = col_exact_context(field);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_t target;
    const char *reason = "";
    fmpz_mpoly_q_init(value, context);
    fmpz_mpoly_init(target, context);
    if (!col_exact_convert(value, field, task->e, &reason)) {
        snprintf(result->reason, sizeof result->reason, "no normal form: %s", reason);
    } else if (fmpz_mpoly_q_is_zero(value, context)) {
        *zero = true;
        if (task->signs & COL_SIGN_ZERO) {
            result->verdict = COL_PROVED;
            snprintf(result->method, sizeof result->method, "symbolic identity");
        }
    } else {
        fmpz_mpoly_set(target, fmpz_mpoly_q_numref(value), context);
        if (task->signs != COL_SIGN_ZERO && task->signs != COL_SIGN_NONZERO)
            fmpz_mpoly_mul(target, target, fmpz_mpoly_q_denref(value), context);
        static const col_sign_extent extents[] = {{false, false}, {true, false}, {true, true}};
        for (size_t i = 0; i < 3 && !judge(result, task, p, target, extents[i]); i++)
            ;
    }
    fmpz_mpoly_clear(target, context);
    fmpz_mpoly_q_clear(value, context);
    col_sign_context_free(p);
}

void col_sign_normalize(col_expr *out, const col_region *region, const col_expr *in, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = col_region_apply(region, in[i]);
    col_sign_context *p = col_sign_context_new(region, out, count, 0);
    col_exact_field *field = col_sign_context_field(p);
    fmpz_mpoly_q_t value;
    fmpz_mpoly_q_init(value, col_exact_context(field));
    for (size_t i = 0; i < count; i++)
        if (col_exact_convert(value, field, out[i], NULL))
            out[i] = col_exact_expression(field, value);
    fmpz_mpoly_q_clear(value, col_exact_context(field));
    col_sign_context_free(p);
}
