/* Signs on semialgebraic sets: known statements, random ones whose truth is known by construction, false twins, and
 * agreement of the tactics with each other. Every witness is checked again, by means of its own. */
#define _POSIX_C_SOURCE 200809L
#include <collapsar/semialgebraic.h>

#include "../src/rigor/cylinder.h"
#include "../src/rigor/multipliers.h"
#include "../src/rigor/signboxes.h"
#include "../src/rigor/signdecision.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define VARIABLES 5
static const char *names[VARIABLES] = {"x", "y", "z", "w", "v"};

static col_signs signs_named(const char *relation)
{
    static const struct { const char *name; col_signs signs; } known[] = {
        {">", COL_SIGN_POSITIVE}, {">=", COL_SIGN_NONNEGATIVE}, {"<", COL_SIGN_NEGATIVE},
        {"<=", COL_SIGN_NONPOSITIVE}, {"!=", COL_SIGN_NONZERO}, {"==", COL_SIGN_ZERO}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(relation, known[i].name) == 0)
            return known[i].signs;
    fail_msg("unknown relation %s", relation);
    return COL_SIGN_NONE;
}

static void parse(fmpz_mpoly_t out, const char *text, const fmpz_mpoly_ctx_t ctx)
{
    if (fmpz_mpoly_set_str_pretty(out, text, names, ctx) != 0)
        fail_msg("not a polynomial: %s", text);
}

/* "x:(0,1]", with "inf" and "-inf". */
static void add_range(col_semialgebraic *set, const char *text)
{
    char lo[64], hi[64], close = 0;
    assert_int_equal(sscanf(text + 3, "%63[^,],%63[^])]%c", lo, hi, &close), 3);
    slong variable = 0;
    while (names[variable][0] != text[0])
        variable++;
    fmpq_t a, b;
    fmpq_init(a);
    fmpq_init(b);
    bool lo_finite = strcmp(lo, "-inf") != 0, hi_finite = strcmp(hi, "inf") != 0;
    if (lo_finite)
        assert_int_equal(fmpq_set_str(a, lo, 10), 0);
    if (hi_finite)
        assert_int_equal(fmpq_set_str(b, hi, 10), 0);
    col_semialgebraic_range_set(set, variable, lo_finite ? a : NULL, text[2] == '(', hi_finite ? b : NULL,
        close == ')');
    fmpq_clear(a);
    fmpq_clear(b);
}

/* One part: ranges separated by spaces, or a condition "POLYNOMIAL RELATION". */
static void parse_part(col_semialgebraic *set, char *part, const fmpz_mpoly_ctx_t ctx)
{
    char *rest = NULL;
    while (*part == ' ')
        part++;
    for (size_t length = strlen(part); length > 0 && part[length - 1] == ' ';)
        part[--length] = '\0';
    if (*part == '\0')
        return;
    if (strchr(part, ':') != NULL) {
        for (char *range = strtok_r(part, " ", &rest); range != NULL; range = strtok_r(NULL, " ", &rest))
            add_range(set, range);
        return;
    }
    char *relation = strrchr(part, ' ');
    assert_non_null(relation);
    *relation = '\0';
    fmpz_mpoly_t polynomial;
    fmpz_mpoly_init(polynomial, ctx);
    parse(polynomial, part, ctx);
    col_semialgebraic_require(set, polynomial, signs_named(relation + 1));
    fmpz_mpoly_clear(polynomial, ctx);
}

/* "x:(0,1] y:[0,1) ; x^2 - y > ; y !=": parts separated by semicolons. */
static void parse_set(col_semialgebraic *set, const char *text, const fmpz_mpoly_ctx_t ctx)
{
    char *copy = strdup(text), *rest = NULL;
    col_semialgebraic_init(set, ctx);
    for (char *part = strtok_r(copy, ";", &rest); part != NULL; part = strtok_r(NULL, ";", &rest))
        parse_part(set, part, ctx);
    free(copy);
}

/* --- checking witnesses independently ------------------------------------------------------------------------ */

static int sign_at(const fmpz_mpoly_t polynomial, qqbar_srcptr point, const fmpz_mpoly_ctx_t ctx)
{
    qqbar_t value;
    qqbar_init(value);
    assert_true(qqbar_evaluate_fmpz_mpoly(value, polynomial, point, 2000, 1000000, ctx));
    assert_true(qqbar_is_real(value));
    int sign = qqbar_sgn_re(value);
    qqbar_clear(value);
    return sign;
}

static bool has_sign(int sign, col_signs signs)
{
    return (signs & (sign < 0 ? COL_SIGN_NEGATIVE : sign > 0 ? COL_SIGN_POSITIVE : COL_SIGN_ZERO)) != 0;
}

static void assert_inside(const qqbar_t x, const col_semialgebraic_range *range)
{
    qqbar_t end;
    qqbar_init(end);
    qqbar_set_fmpq(end, range->lo);
    if (range->lo_finite)
        assert_true(qqbar_cmp_re(end, x) < (range->lo_open ? 0 : 1));
    qqbar_set_fmpq(end, range->hi);
    if (range->hi_finite)
        assert_true(qqbar_cmp_re(x, end) < (range->hi_open ? 0 : 1));
    qqbar_clear(end);
}

static void assert_witness(const col_semialgebraic_result *result, const fmpz_mpoly_struct *polynomial,
    col_signs signs, const col_semialgebraic *set)
{
    assert_non_null(result->point);
    assert_int_equal(result->length, set->variables);
    for (slong v = 0; v < set->variables; v++) {
        assert_true(qqbar_is_real(result->point + v));
        assert_true(!result->rational || qqbar_is_rational(result->point + v));
        assert_inside(result->point + v, &set->ranges[v]);
    }
    for (size_t i = 0; i < set->count; i++)
        assert_true(has_sign(sign_at(set->conditions[i].polynomial, result->point, set->ctx),
            set->conditions[i].signs));
    if (polynomial != NULL)
        assert_false(has_sign(sign_at(polynomial, result->point, set->ctx), signs));
}

/* --- known statements ------------------------------------------------------------------------------------------ */

typedef struct {
    const char *polynomial, *relation, *set;
    char expected; /* p: proved, e: proved because empty, r: refuted by a rational point, a: by an algebraic one */
} statement;

static void check_statement(const statement *known)
{
    fmpz_mpoly_ctx_t ctx;
    fmpz_mpoly_t polynomial;
    col_semialgebraic set;
    col_semialgebraic_result result;
    col_budget budget = COL_BUDGET_DEFAULT;
    fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
    fmpz_mpoly_init(polynomial, ctx);
    parse(polynomial, known->polynomial, ctx);
    parse_set(&set, known->set, ctx);
    col_signs signs = signs_named(known->relation);
    col_semialgebraic_sign(&result, polynomial, signs, &set, &budget);
    char got = result.verdict == COL_PROVED ? (result.empty ? 'e' : 'p')
        : result.verdict == COL_REFUTED ? (result.rational ? 'r' : 'a') : 'u';
    if (got != known->expected)
        fail_msg("%s %s on { %s }: expected %c, got %c (%s; %s)", known->polynomial, known->relation, known->set,
            known->expected, got, result.method, result.reason);
    if (result.verdict == COL_REFUTED)
        assert_witness(&result, polynomial, signs, &set);
    assert_true(result.method[0] != '\0');
    col_semialgebraic_result_clear(&result);
    col_semialgebraic_clear(&set);
    fmpz_mpoly_clear(polynomial, ctx);
    fmpz_mpoly_ctx_clear(ctx);
}

static void check_statements(const statement *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_statement(&known[i]);
}

#define CHECK(list) check_statements(list, sizeof list / sizeof *list)

/* Constants, one variable, ends open and closed, infinite ends, multiplicities. */
static void test_line(void **state)
{
    (void)state;
    static const statement list[] = {
        {"1", ">", "", 'p'}, {"0", ">", "", 'r'}, {"0", ">=", "", 'p'}, {"0", "!=", "", 'r'}, {"-3", "<", "", 'p'},
        {"0", ">", "x:(1,1)", 'e'}, {"0", ">", "x:[1,1]", 'r'}, {"0", ">", "x:[2,1]", 'e'}, {"1", "<", "; 1 <", 'e'},
        {"0", "==", "; 0 !=", 'e'}, {"x", ">", "x:(0,inf)", 'p'}, {"x", ">", "x:[0,inf)", 'r'},
        {"x", ">=", "x:[0,1]", 'p'}, {"x", "<", "x:(-inf,0)", 'p'}, {"x", "<", "x:(-inf,0]", 'r'},
        {"x-1", "<", "x:[0,1)", 'p'}, {"x-1", "<", "x:[0,1]", 'r'}, {"x-1", "==", "x:[1,1]", 'p'},
        {"x^2-2", "!=", "", 'a'}, {"x^2-2", "!=", "x:[0,1]", 'p'}, {"x^2-2", "<", "x:[0,7/5]", 'p'},
        {"x^2-2", "<", "x:[0,3/2]", 'r'}, {"x^2-2*x+1", ">=", "", 'p'}, {"x^2-2*x+1", ">", "", 'r'},
        {"x^2-2*x+1", ">", "x:(1,inf)", 'p'}, {"x^3-2", "!=", "", 'a'}, {"x^5-x-1", "!=", "", 'a'},
        {"x^4-4*x^2+4", ">=", "", 'p'}, {"x^4-4*x^2+4", ">", "", 'a'}, {"x^4-4*x^2+4", ">", "x:[2,3]", 'p'},
        {"x^2+1", ">", "", 'p'}, {"x^2+x+1", ">", "", 'p'}, {"1000001*x^2-2000000*x+1000000", ">", "", 'p'},
        {"999999*x^2-2000000*x+1000000", ">", "", 'r'}, {"x^10-1", ">", "x:(1,inf)", 'p'},
        {"x^3-x", ">=", "x:[-1,0]", 'p'}, {"x^3-x", ">", "x:(-1,0)", 'p'}, {"x^3-x", ">", "x:[-1,0)", 'r'},
        {"x", ">", "; x^2-2 > ; x+1 >", 'p'}, {"x-7", "<", "; x^2-50 <", 'r'}, {"x^2-3", "<", "; x^2-2 ==", 'p'},
        {"x-1", ">", "x:[0,inf) ; x^2-2 ==", 'p'}, {"x-1", ">", "; x^2-2 ==", 'a'}, {"y", ">", "x:[0,1]", 'r'},
        {"x", ">", "y:(3,2) x:[0,1]", 'e'}, {"x", ">=", "x:(-1/1000000000000,1)", 'r'},
        {"1000000000000*x+1", ">", "x:(-1/1000000000000,1)", 'p'},
        {"1000000000000*x+1", ">", "x:[-1/1000000000000,1)", 'r'},
    };
    CHECK(list);
}

/* Classical inequalities and their sharp negations. */
static void test_classics(void **state)
{
    (void)state;
    static const statement list[] = {
        {"(x+y)^2-4*x*y", ">=", "", 'p'}, {"(x-y)^2", ">", "", 'r'}, {"x^2-x*y+y^2", ">", "x:(0,inf)", 'p'},
        {"x^2-x*y+y^2", ">", "", 'r'}, {"x^4+y^4+1-2*x*y", ">", "", 'p'}, {"x^4+y^4+1-3*x*y", ">=", "", 'r'},
        {"x^4*y^2+x^2*y^4+1-3*x^2*y^2", ">=", "", 'p'}, {"x^4*y^2+x^2*y^4+1-3*x^2*y^2", ">", "", 'r'},
        {"1000*x^4*y^2+1000*x^2*y^4+1000-3001*x^2*y^2", ">=", "", 'r'},
        {"x^4*y^2+x^2*y^4+z^6-3*x^2*y^2*z^2", ">=", "", 'p'},
        {"x^4*y^2+x^2*y^4+z^6-3*x^2*y^2*z^2+1", ">", "", 'p'},
        {"x^3+y^3+z^3-3*x*y*z", ">=", "x:[0,inf) y:[0,inf) z:[0,inf)", 'p'},
        {"x^3+y^3+z^3-3*x*y*z", ">", "x:(0,inf) y:(0,inf) z:(0,inf)", 'r'},
        {"x^3+y^3+z^3-3*x*y*z", ">=", "x:[-1,inf) y:[0,inf) z:[0,inf)", 'r'},
        {"x^2+y^2+z^2-x*y-y*z-x*z", ">=", "", 'p'}, {"3*(x^2+y^2+z^2)-(x+y+z)^2", ">=", "", 'p'},
        {"(x^2+y^2)*(z^2+w^2)-(x*z+y*w)^2", ">=", "", 'p'},
        {"(x+y+z)^3-27*x*y*z", ">=", "x:[0,inf) y:[0,inf) z:[0,inf)", 'p'},
        {"x*(x-y)*(x-z)+y*(y-x)*(y-z)+z*(z-x)*(z-y)", ">=", "x:[0,inf) y:[0,inf) z:[0,inf)", 'p'},
        {"2*(x*(x+z)*(x+y)+y*(y+z)*(x+y)+z*(y+z)*(x+z))-3*(x+y)*(y+z)*(x+z)", ">=",
            "x:(0,inf) y:(0,inf) z:(0,inf)", 'p'},
        {"x*y*z-1", "<=", "x:[0,inf) y:[0,inf) z:[0,inf) ; x+y+z-3 ==", 'p'},
        {"x*y*z-1", "<", "x:[0,inf) y:[0,inf) z:[0,inf) ; x+y+z-3 ==", 'r'},
        {"(x^2+y^2-1)^2+(x-y)^2", ">", "", 'a'}, {"(x^3+y^3-1)^2+(x-y)^2", ">", "", 'a'},
        {"(x^3+y^3-1)^2+(x-y)^2+(x-2)^2", ">", "", 'p'},
        {"5*x^2+5*y^2+5*z^2+5*w^2-x*y-y*z-z*w-w+1", ">", "", 'p'},
        {"x^2+y^2-1", ">=", "x:[0,inf) y:[0,inf) ; x^3+y^3-1 >=", 'p'},
        {"x^2+y^2-1", ">", "x:[0,inf) y:[0,inf) ; x^3+y^3-1 >=", 'r'},
        {"x^3-2", "!=", "; y^3-3 ==", 'a'}, {"x+y", ">", "; x^3-2 == ; y^3-3 ==", 'p'},
    };
    CHECK(list);
}

/* Routh-Hurwitz: x^3 + a x^2 + b x + c is stable iff a, c > 0 and ab > c; consequences and wrong ones. */
static void test_stability(void **state)
{
    (void)state;
    static const statement list[] = {
        {"y", ">", "x:(0,inf) z:(0,inf) ; x*y-z >", 'p'},
        {"x*y-z", ">", "x:(0,inf) y:(0,inf) z:(0,inf) w:(0,inf) ; x*y*z-z^2-x^2*w >", 'p'},
        {"x*y-z-1", ">", "x:(0,inf) y:(0,inf) z:(0,inf) w:(0,inf) ; x*y*z-z^2-x^2*w >", 'r'},
        {"(x+y+z)*(x*y+y*z+x*z)-x*y*z", ">", "x:(0,inf) y:(0,inf) z:(0,inf)", 'p'},
        {"(x+y+z)*(x*y+y*z+x*z)-9*x*y*z", ">", "x:(0,inf) y:(0,inf) z:(0,inf)", 'r'},
        {"(x+y+z)*(x*y+y*z+x*z)-9*x*y*z", ">=", "x:(0,inf) y:(0,inf) z:(0,inf)", 'p'},
    };
    CHECK(list);
}

#define HEAD "x:(0,1] y:[0,1) z:(0,inf) "
#define FOLD "; (1+y)^2*x^2-4*(y+z) > "
#define ROOT "w:[0,inf) ; w^2-(1+y)^2*x^2+4*(y+z) == "

/* Signs that degenerate exactly at the edge: x is s, y is r, z is rho, w a square root. */
static void test_degenerate_edges(void **state)
{
    (void)state;
    static const statement list[] = {
        {"y+z-y*x^2", ">", HEAD, 'p'}, {"(1+y)^2*x^2-4*(y+z)", "<", HEAD, 'r'}, {"z-x^2", "<", HEAD FOLD, 'p'},
        {"4*z-x^2", "<", HEAD FOLD, 'p'}, {"5*z-x^2", "<", HEAD FOLD, 'r'}, {"1-y", ">", HEAD, 'p'},
        {"y-x^2", "<", HEAD FOLD, 'p'}, {"(1-y)*x-w", ">", HEAD ROOT FOLD, 'p'}, {"(1-y)*x-w", ">", HEAD ROOT, 'p'},
        {"(1+y)*x-w", ">", HEAD ROOT, 'p'}, {"(1-y)*x-2*w", ">", HEAD ROOT, 'r'}, {"w", ">", HEAD ROOT FOLD, 'p'},
        {"w", ">", HEAD ROOT, 'r'}, {"2*x-(1+y)*x-w", ">", HEAD ROOT FOLD, 'p'},
        {"(1+y)*x+w-x", ">", HEAD ROOT FOLD, 'p'}, {"(1+y)*x+w-2*x", ">", HEAD ROOT FOLD, 'r'},
        {"((1+y)*x+w)^2-4*(y+z)", ">", HEAD ROOT FOLD, 'p'}, {"((1+y)*x-w)^2-4*(y+z)", "<", HEAD ROOT FOLD, 'p'},
        {"((1+y)*x-w)^2+4*(y+z)-2*(1+y)*x*((1+y)*x-w)", "==", HEAD ROOT FOLD, 'p'},
        {"((1+y)*x-w)^2+4*(y+z)-2*(1+y)*x*((1+y)*x-w)", "!=", HEAD ROOT FOLD, 'r'},
    };
    CHECK(list);
}

/* Square roots, also nested ones and several; roots of denominators; negative branches. */
static void test_radicals(void **state)
{
    (void)state;
    static const statement list[] = {
        {"w", ">=", "w:[0,inf) ; w^2-x ==", 'p'}, {"w", ">", "w:[0,inf) ; w^2-x ==", 'r'},
        {"w", "<", "w:(-inf,0] x:(0,inf) ; w^2-x ==", 'p'}, {"w", ">=", "; w^2-x ==", 'r'},
        {"w", ">", "w:[0,inf) ; w^2+1 ==", 'e'}, {"w", ">", "w:[0,inf) x:(-inf,0) ; w^2-x ==", 'e'},
        {"v-w", ">", "w:[0,inf) v:[0,inf) x:[0,2] ; w^2-x == ; v^2-w-1 ==", 'p'},
        {"v-w", ">", "w:[0,inf) v:[0,inf) x:[0,3] ; w^2-x == ; v^2-w-1 ==", 'r'},
        {"w-x", ">=", "w:[0,inf) ; w^2-x^2-y^2 ==", 'p'}, {"w-x", ">", "w:[0,inf) ; w^2-x^2-y^2 ==", 'r'},
        {"w-x", ">", "w:[0,inf) ; w^2-x^2-y^2-1 ==", 'p'},
        {"x+y+z-w", ">=", "w:[0,inf) x:[0,inf) y:[0,inf) z:[0,inf) ; w^2-x^2-y^2-z^2 ==", 'p'},
        {"w+v-z", ">=", "w:[0,inf) v:[0,inf) z:[0,inf) ; w^2-x^2-y^2 == ; v^2-(x-1)^2-(y-1)^2 == ; z^2-2 ==", 'p'},
        {"w+v-2*z", ">=", "w:[0,inf) v:[0,inf) z:[0,inf) ; w^2-x^2-y^2 == ; v^2-(x-1)^2-(y-1)^2 == ; z^2-2 ==",
            'a'},
        {"2*w-x-1", "<=", "w:[0,inf) x:[0,inf) ; w^2-x ==", 'p'}, {"2*w-x-1", "<", "w:[0,inf) ; w^2-x ==", 'r'},
        {"w*y-1", "==", "w:[0,inf) y:[0,inf) x:(0,inf) ; x*w^2-1 == ; y^2-x ==", 'p'},
        {"w+v-y-z", "==", "w:[0,inf) v:[0,inf) ; w^2-x == ; v^2-x == ; y-w == ; z-v ==", 'p'},
        {"y", "==", "; y*x == ; x-1 >", 'p'}, {"y", "==", "; y*x ==", 'r'}, {"x*y", "!=", "; x*y^2-x*y-1 ==", 'p'},
        {"x", "!=", "; x*y^2+(x-1)*y+2 ==", 'r'}, {"y-2", "==", "x:[0,0] ; x*y^2+(x-1)*y+2 ==", 'p'},
    };
    CHECK(list);
}

/* Constraints that leave lower-dimensional sets, isolated points, nothing. */
static void test_thin_sets(void **state)
{
    (void)state;
    static const statement list[] = {
        {"x", ">=", "; -x^2 >=", 'p'}, {"x", ">", "; -x^2 >=", 'r'}, {"x", "==", "; -x^2-y^2 >=", 'p'},
        {"x-1", "==", "; -(x-1)^2*(x+1)^2 >= ; x >", 'p'}, {"x-1", "==", "; -(x-1)^2*(x+1)^2 >=", 'r'},
        {"y", ">", "; x^2+y^2-1 <= ; x+y-2 >", 'e'}, {"y", ">", "; x^2+y^2-1 <= ; x+y-1 >= ; x >", 'r'},
        {"y", ">", "; x^2+y^2-1 < ; x+y-1 >=", 'p'}, {"y", ">", "; x^2+y^2-2 <= ; x+y-2 >=", 'p'},
        {"x-y", "==", "; x^2+y^2-2 <= ; x+y-2 >=", 'p'}, {"x-1", "!=", "; x^2+y^2-2 <= ; x+y-2 >=", 'r'},
        {"x", ">", "; x^2*(y^2+1) <=", 'r'}, {"x", ">", "; x^2 < ", 'e'}, {"x", ">", "x:[0,1] ; x^2*y^2 <= ; y >", 'r'},
        {"x", "==", "x:[0,1] ; x^2*y^2 <= ; y >", 'p'}, {"z-1", "==", "; (x-1)^2+(y-2)^2+(z-1)^2 <=", 'p'},
        {"x+y+z-4", "==", "; (x-1)^2+(y-2)^2+(z-1)^2 ==", 'p'}, {"x", ">", "; x^2-3*x+2 < ; 3*x-y == ; y-2 <", 'e'},
    };
    CHECK(list);
}

/* --- random statements ----------------------------------------------------------------------------------------- */

#ifndef ROUNDS
#define ROUNDS 1 /* more for a long campaign */
#endif

static slong pick(flint_rand_t random, slong count)
{
    return (slong)(n_randlimb(random) % (ulong)count);
}

/* A small polynomial in the first variables. */
static void random_polynomial(fmpz_mpoly_t out, flint_rand_t random, slong variables, slong degree, slong terms,
    slong size, const fmpz_mpoly_ctx_t ctx)
{
    ulong exponents[VARIABLES] = {0};
    fmpz_mpoly_zero(out, ctx);
    for (slong i = 0; i < terms; i++) {
        slong left = degree;
        for (slong v = 0; v < variables; v++) {
            exponents[v] = (ulong)pick(random, left + 1);
            left -= (slong)exponents[v];
        }
        fmpz_mpoly_push_term_si_ui(out, pick(random, 2 * size + 1) - size, exponents, ctx);
    }
    fmpz_mpoly_sort_terms(out, ctx);
    fmpz_mpoly_combine_like_terms(out, ctx);
}

static void random_ranges(col_semialgebraic *set, flint_rand_t random, slong variables)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    for (slong v = 0; v < variables; v++) {
        fmpq_set_si(lo, pick(random, 5) - 2, (ulong)pick(random, 2) + 1);
        fmpq_set_si(hi, pick(random, 7), (ulong)pick(random, 2) + 1);
        fmpq_add(hi, hi, lo);
        col_semialgebraic_range_set(set, v, pick(random, 3) ? lo : NULL, pick(random, 2), pick(random, 3) ? hi : NULL,
            pick(random, 2));
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static col_signs random_signs(flint_rand_t random)
{
    static const col_signs all[] = {COL_SIGN_POSITIVE, COL_SIGN_NONNEGATIVE, COL_SIGN_NEGATIVE, COL_SIGN_NONPOSITIVE,
        COL_SIGN_NONZERO, COL_SIGN_ZERO, COL_SIGN_POSITIVE, COL_SIGN_NONNEGATIVE};
    return all[pick(random, 8)];
}

/* No point of a grid (which has the usual ends of ranges) may contradict a proof. */
static void assert_no_counterexample(const fmpz_mpoly_t polynomial, col_signs signs, const col_semialgebraic *set,
    slong variables)
{
    slong index[VARIABLES] = {0}, side = variables == 1 ? 61 : variables == 2 ? 25 : 13;
    fmpq *point = _fmpq_vec_init(set->variables);
    for (bool done = false; !done;) {
        for (slong v = 0; v < variables; v++)
            fmpq_set_si(point + v, 2 * index[v] - side + 1, variables == 1 ? 8 : 4);
        if (col_semialgebraic_contains(set, point)
            && !has_sign(col_polynomial_sign_at(polynomial, point, set->ctx), signs)) {
            fmpz_mpoly_print_pretty(polynomial, names, set->ctx);
            fail_msg(" was proved to have signs %d, which is false at a point of the grid", (int)signs);
        }
        done = true;
        for (slong v = 0; v < variables && done; v++) {
            index[v] = (index[v] + 1) % side;
            done = index[v] == 0;
        }
    }
    _fmpq_vec_clear(point, set->variables);
}

typedef struct {
    slong variables, degree, terms, size, conditions;
} shape;

static void random_set(col_semialgebraic *set, flint_rand_t random, const shape *of, const fmpz_mpoly_ctx_t ctx)
{
    fmpz_mpoly_t condition;
    fmpz_mpoly_init(condition, ctx);
    col_semialgebraic_init(set, ctx);
    random_ranges(set, random, of->variables);
    for (slong i = 0; i < of->conditions; i++) {
        random_polynomial(condition, random, of->variables, of->degree, of->terms, of->size, ctx);
        col_semialgebraic_require(set, condition, random_signs(random));
    }
    fmpz_mpoly_clear(condition, ctx);
}

/* Random statements: proofs must survive the grid, witnesses the check, and nearly all must be decided. */
static void try_shape(const shape *of, slong rounds, double floor)
{
    flint_rand_t random;
    fmpz_mpoly_ctx_t ctx;
    fmpz_mpoly_t polynomial;
    slong decided = 0;
    flint_randinit(random);
    fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
    fmpz_mpoly_init(polynomial, ctx);
    for (slong i = 0; i < rounds * ROUNDS; i++) {
        col_semialgebraic set;
        col_semialgebraic_result result;
        col_budget budget = {.steps = 2000000, .precision = 4096};
        random_set(&set, random, of, ctx);
        random_polynomial(polynomial, random, of->variables, of->degree, of->terms, of->size, ctx);
        col_signs signs = random_signs(random);
        col_semialgebraic_sign(&result, polynomial, signs, &set, &budget);
        decided += result.verdict != COL_UNDECIDED;
        if (result.verdict == COL_PROVED)
            assert_no_counterexample(polynomial, result.empty ? COL_SIGN_NONE : signs, &set, of->variables);
        if (result.verdict == COL_REFUTED && result.point != NULL)
            assert_witness(&result, polynomial, signs, &set);
        col_semialgebraic_result_clear(&result);
        col_semialgebraic_clear(&set);
    }
    if ((double)decided < floor * (double)(rounds * ROUNDS))
        fail_msg("only %ld of %ld statements in %ld variables were decided", (long)decided, (long)(rounds * ROUNDS),
            (long)of->variables);
    fmpz_mpoly_clear(polynomial, ctx);
    fmpz_mpoly_ctx_clear(ctx);
    flint_randclear(random);
}

static void test_random(void **state)
{
    (void)state;
    try_shape(&(shape){1, 5, 4, 4, 1}, 300, 1.0);
    try_shape(&(shape){2, 2, 4, 2, 1}, 300, 1.0);
    try_shape(&(shape){2, 3, 3, 2, 2}, 150, 1.0);
    try_shape(&(shape){2, 4, 4, 9, 1}, 100, 1.0);
    try_shape(&(shape){3, 2, 3, 2, 2}, 150, 0.99);
    try_shape(&(shape){3, 3, 4, 3, 1}, 60, 0.9);
    try_shape(&(shape){4, 2, 4, 2, 1}, 60, 0.9);
}

/* Sums of squares are proved not negative, positive with a constant; with a square's zero at a known rational point
 * and a tiny amount taken off, they must be refuted. */
static void test_squares(void **state)
{
    (void)state;
    flint_rand_t random;
    fmpz_mpoly_ctx_t ctx;
    fmpz_mpoly_t sum, square;
    fmpz_t value;
    flint_randinit(random);
    fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
    fmpz_mpoly_init(sum, ctx);
    fmpz_mpoly_init(square, ctx);
    fmpz_init(value);
    fmpz *integers[VARIABLES];
    for (slong v = 0; v < VARIABLES; v++) {
        integers[v] = flint_malloc(sizeof(fmpz));
        fmpz_init(integers[v]);
    }
    for (slong i = 0; i < 60 * ROUNDS; i++) {
        slong variables = 1 + pick(random, 3);
        for (slong v = 0; v < VARIABLES; v++)
            fmpz_set_si(integers[v], pick(random, 7) - 3);
        fmpz_mpoly_zero(sum, ctx);
        for (slong k = 0; k < 2; k++) { /* squares that vanish at the integer point */
            random_polynomial(square, random, variables, 2, 3, 3, ctx);
            assert_true(fmpz_mpoly_evaluate_all_fmpz(value, square, integers, ctx));
            fmpz_mpoly_sub_fmpz(square, square, value, ctx);
            fmpz_mpoly_mul(square, square, square, ctx);
            fmpz_mpoly_add(sum, sum, square, ctx);
        }
        fmpz_mpoly_scalar_mul_ui(sum, sum, 1000000, ctx);
        static const struct { slong shift; col_signs signs; col_verdict expected; } cases[] = {
            {0, COL_SIGN_NONNEGATIVE, COL_PROVED}, {0, COL_SIGN_POSITIVE, COL_REFUTED},
            {1, COL_SIGN_POSITIVE, COL_PROVED},
            {-1, COL_SIGN_NONNEGATIVE, COL_REFUTED}};
        for (size_t k = 0; k < 4; k++) {
            col_semialgebraic set;
            col_semialgebraic_result result;
            col_budget budget = COL_BUDGET_DEFAULT;
            col_semialgebraic_init(&set, ctx);
            fmpz_mpoly_add_si(square, sum, cases[k].shift, ctx);
            col_semialgebraic_sign(&result, square, cases[k].signs, &set, &budget);
            if (result.verdict != cases[k].expected) {
                fmpz_mpoly_print_pretty(square, names, ctx);
                fail_msg(" has signs %d: %s, expected %s (%s)", (int)cases[k].signs, col_verdict_name(result.verdict),
                    col_verdict_name(cases[k].expected), result.reason);
            }
            if (result.verdict == COL_REFUTED)
                assert_witness(&result, square, cases[k].signs, &set);
            col_semialgebraic_result_clear(&result);
            col_semialgebraic_clear(&set);
        }
    }
    for (slong v = 0; v < VARIABLES; v++) {
        fmpz_clear(integers[v]);
        flint_free(integers[v]);
    }
    fmpz_mpoly_clear(sum, ctx);
    fmpz_mpoly_clear(square, ctx);
    fmpz_clear(value);
    fmpz_mpoly_ctx_clear(ctx);
    flint_randclear(random);
}

/* --- the tactics against each other ------------------------------------------------------------------------------ */

/* Two right verdicts never contradict each other. */
static void assert_agree(col_verdict a, col_verdict b)
{
    assert_false(a == COL_PROVED && b == COL_REFUTED);
    assert_false(a == COL_REFUTED && b == COL_PROVED);
}

static void compare_tactics(const col_sign_system *system, slong *decided)
{
    fmpq *point = _fmpq_vec_init(VARIABLES);
    qqbar_ptr algebraic = _qqbar_vec_init(VARIABLES);
    ulong count = 0;
    col_budget budget = {.steps = 2000000, .precision = 4096};
    col_signs *any = flint_malloc((system->leaf_count + 1) * sizeof *any);
    for (size_t i = 0; i < system->leaf_count; i++)
        any[i] = COL_SIGN_ANY;
    col_verdict boxes = col_sign_boxes_decide(point, system, 500, &count, &budget);
    col_verdict cylinder = col_cylinder_decide(algebraic, system, 1e6, &count, &budget);
    col_verdict multipliers = col_sign_system_narrow(system, any) && col_sign_multipliers_refute(system, any, &budget)
        ? COL_PROVED : COL_UNDECIDED;
    col_sign_system copy;
    col_sign_system_set(&copy, system);
    col_sign_decision task = {.budget = &budget, .point = algebraic};
    col_verdict all = col_sign_decide(&task, &copy);
    col_sign_system_clear(&copy);
    assert_agree(boxes, cylinder);
    assert_agree(boxes, all);
    assert_agree(cylinder, all);
    assert_agree(multipliers, cylinder);
    assert_agree(multipliers, all);
    decided[0] += boxes != COL_UNDECIDED;
    decided[1] += cylinder != COL_UNDECIDED;
    decided[2] += multipliers != COL_UNDECIDED;
    flint_free(any);
    _fmpq_vec_clear(point, VARIABLES);
    _qqbar_vec_clear(algebraic, VARIABLES);
}

static void test_tactics_agree(void **state)
{
    (void)state;
    flint_rand_t random;
    fmpz_mpoly_ctx_t ctx;
    slong decided[3] = {0}, rounds = 150 * ROUNDS;
    flint_randinit(random);
    fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
    for (slong i = 0; i < rounds; i++) {
        col_semialgebraic set;
        col_sign_system system;
        bool empty = false;
        random_set(&set, random, &(shape){1 + pick(random, 3), 2, 3, 3, 2 + pick(random, 2)}, ctx);
        for (slong v = 0; v < VARIABLES; v++)
            empty = empty || col_range_is_empty(&set.ranges[v]);
        if (!empty) {
            col_sign_system_init(&system, ctx, set.ranges);
            for (size_t k = 0; k < set.count; k++)
                col_sign_system_require(&system, col_sign_system_polynomial(&system, set.conditions[k].polynomial),
                    set.conditions[k].signs);
            compare_tactics(&system, decided);
            col_sign_system_clear(&system);
        }
        col_semialgebraic_clear(&set);
    }
    assert_true(decided[0] > rounds / 3);
    assert_true(decided[1] > rounds / 2);
    assert_true(decided[2] > rounds / 50);
    fmpz_mpoly_ctx_clear(ctx);
    flint_randclear(random);
}

/* With less effort a verdict may go missing, but never turn. */
static void test_little_effort(void **state)
{
    (void)state;
    static const statement list[] = {
        {"x^4*y^2+x^2*y^4+z^6-3*x^2*y^2*z^2", ">=", "", 'p'}, {"(1-y)*x-w", ">", HEAD ROOT, 'p'},
        {"x^4-4*x^2+4", ">", "", 'r'}, {"x^2+y^2-1", ">", "x:[0,inf) y:[0,inf) ; x^3+y^3-1 >=", 'r'}};
    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        for (ulong steps = 0; steps < 100000; steps = 2 * steps + 1) {
            fmpz_mpoly_ctx_t ctx;
            fmpz_mpoly_t polynomial;
            col_semialgebraic set;
            col_semialgebraic_result result;
            col_budget budget = {.steps = steps, .precision = 4096};
            fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
            fmpz_mpoly_init(polynomial, ctx);
            parse(polynomial, list[i].polynomial, ctx);
            parse_set(&set, list[i].set, ctx);
            col_semialgebraic_sign(&result, polynomial, signs_named(list[i].relation), &set, &budget);
            assert_true(result.verdict != (list[i].expected == 'p' ? COL_REFUTED : COL_PROVED));
            assert_true(budget.steps <= steps);
            assert_true((result.verdict == COL_UNDECIDED) == (result.reason[0] != '\0'));
            assert_true((result.verdict == COL_PROVED) == (result.argument != NULL));
            col_semialgebraic_result_clear(&result);
            col_semialgebraic_clear(&set);
            fmpz_mpoly_clear(polynomial, ctx);
            fmpz_mpoly_ctx_clear(ctx);
        }
}

/* --- sample points of cells ------------------------------------------------------------------------------------ */

typedef struct {
    const fmpz_mpoly_struct *const *polynomials;
    size_t count;
    const col_semialgebraic *set;
    bool seen[243]; /* sign vectors of up to five polynomials */
    ulong visits;
} sign_record;

static slong vector_at(const sign_record *record, const fmpq *point)
{
    slong code = 0;
    for (size_t i = 0; i < record->count; i++)
        code = 3 * code + 1 + col_polynomial_sign_at(record->polynomials[i], point, record->set->ctx);
    return code;
}

static bool record_signs(const fmpq *point, void *data)
{
    sign_record *record = data;
    assert_true(col_semialgebraic_contains(record->set, point));
    record->seen[vector_at(record, point)] = true;
    record->visits++;
    return true;
}

/* Every vector of non-zero signs that a random point of the set shows is shown by a sample point. */
static void check_cells(flint_rand_t random, slong variables, const fmpz_mpoly_ctx_t ctx)
{
    fmpz_mpoly_struct polynomials[3];
    const fmpz_mpoly_struct *pointers[3];
    col_semialgebraic set;
    col_budget budget = COL_BUDGET_DEFAULT;
    ulong cells = 0;
    bool stopped = true;
    random_set(&set, random, &(shape){variables, 2, 3, 3, 1}, ctx);
    for (size_t i = 0; i < 3; i++) {
        fmpz_mpoly_init(&polynomials[i], ctx);
        random_polynomial(&polynomials[i], random, variables, 3, 4, 5, ctx);
        pointers[i] = &polynomials[i];
    }
    sign_record record = {.polynomials = pointers, .count = 3, .set = &set};
    assert_true(col_semialgebraic_cells(record_signs, &record, pointers, 3, &set, &stopped, &cells, &budget));
    assert_false(stopped);
    assert_true(cells >= record.visits);
    fmpq *point = _fmpq_vec_init(VARIABLES);
    for (slong i = 0; i < 300; i++) {
        bool generic = true;
        for (slong v = 0; v < variables; v++)
            fmpq_set_si(point + v, pick(random, 2001) - 1000, 317);
        for (size_t k = 0; k < set.count; k++)
            generic = generic && col_polynomial_sign_at(set.conditions[k].polynomial, point, ctx) != 0;
        for (size_t k = 0; k < 3; k++)
            generic = generic && (fmpz_mpoly_is_zero(pointers[k], ctx)
                || col_polynomial_sign_at(pointers[k], point, ctx) != 0);
        if (generic && col_semialgebraic_contains(&set, point))
            assert_true(record.seen[vector_at(&record, point)]);
    }
    _fmpq_vec_clear(point, VARIABLES);
    for (size_t i = 0; i < 3; i++)
        fmpz_mpoly_clear(&polynomials[i], ctx);
    col_semialgebraic_clear(&set);
}

static bool stop_at_once(const fmpq *point, void *data)
{
    (void)point;
    ++*(int *)data;
    return false;
}

static void test_cells(void **state)
{
    (void)state;
    flint_rand_t random;
    fmpz_mpoly_ctx_t ctx;
    flint_randinit(random);
    fmpz_mpoly_ctx_init(ctx, VARIABLES, ORD_LEX);
    for (slong i = 0; i < 40 * ROUNDS; i++)
        check_cells(random, 1 + i % 3, ctx);
    int visits = 0;
    bool stopped = false;
    col_semialgebraic set;
    col_budget budget = COL_BUDGET_DEFAULT;
    col_semialgebraic_init(&set, ctx);
    assert_false(col_semialgebraic_cells(stop_at_once, &visits, NULL, 0, &set, &stopped, NULL, &budget));
    assert_true(stopped);
    assert_int_equal(visits, 1);
    col_semialgebraic_clear(&set);
    fmpz_mpoly_ctx_clear(ctx);
    flint_randclear(random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_classics),
        cmocka_unit_test(test_stability),
        cmocka_unit_test(test_degenerate_edges),
        cmocka_unit_test(test_radicals),
        cmocka_unit_test(test_thin_sets),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_squares),
        cmocka_unit_test(test_tactics_agree),
        cmocka_unit_test(test_little_effort),
        cmocka_unit_test(test_cells),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
