/* The verifier on files of claims: each claim has to be proved, each refute refuted; those of undefined.col must stay
 * undecided; and of a claim that is proved, a twin that is certainly false must not be. */
#include <collapsar/verify.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const col_verify_options effort = {.effort = 1};

static col_document *read_claims(const char *name)
{
    char path[1024];
    const char *folder = getenv("COLLAPSAR_SOURCE") ? getenv("COLLAPSAR_SOURCE") : ".";
    snprintf(path, sizeof path, "%s/tests/claims/%s", folder, name);
    col_error error = {0};
    col_document *document = col_document_read(path, &error);
    if (document == NULL)
        fail_msg("%s", error.message);
    return document;
}

static col_verdict verdict_of(col_model *model, size_t claim)
{
    col_verification result;
    col_verify_claim(&result, model, claim, &effort);
    col_verdict verdict = result.verdict;
    if (verdict == COL_PROVED)
        assert_true(result.method[0] != '\0');
    else
        assert_true(result.reason[0] != '\0');
    col_verification_clear(&result);
    return verdict;
}

static void check_all(const char *name)
{
    col_document *document = read_claims(name);
    for (size_t m = 0; m < document->model_count; m++)
        for (size_t i = 0; i < document->models[m].claim_count; i++) {
            const col_claim *claim = &document->models[m].claims[i];
            col_verdict verdict = verdict_of(&document->models[m], i);
            if (verdict != (claim->refute ? COL_REFUTED : COL_PROVED))
                fail_msg("%s:%d: %s: %s", name, claim->at.line, claim->body, col_verdict_name(verdict));
        }
    col_document_free(document);
}

/* No verdict at all will do here, but not the wrong one. */
static void test_hard(void **state)
{
    (void)state;
    col_document *document = read_claims("hard.col");
    for (size_t m = 0; m < document->model_count; m++)
        for (size_t i = 0; i < document->models[m].claim_count; i++) {
            const col_claim *claim = &document->models[m].claims[i];
            if (verdict_of(&document->models[m], i) == (claim->refute ? COL_PROVED : COL_REFUTED))
                fail_msg("hard.col:%d: %s: wrong verdict", claim->at.line, claim->body);
        }
    col_document_free(document);
}

static void test_inequalities(void **state)
{
    (void)state;
    check_all("inequalities.col");
}

static void test_limits(void **state)
{
    (void)state;
    check_all("limits.col");
}

static void test_twins(void **state)
{
    (void)state;
    check_all("twins.col");
}

static void test_textbook(void **state)
{
    (void)state;
    check_all("textbook.col");
}

static void test_integrals(void **state)
{
    (void)state;
    check_all("integrals.col");
}

static void test_undefined(void **state)
{
    (void)state;
    col_document *document = read_claims("undefined.col");
    for (size_t m = 0; m < document->model_count; m++)
        for (size_t i = 0; i < document->models[m].claim_count; i++)
            if (verdict_of(&document->models[m], i) != COL_UNDECIDED)
                fail_msg("undefined.col: %s was decided", document->models[m].claims[i].body);
    col_document_free(document);
}

/* left == right becomes left == right + 1e-35; a < b becomes a > b + 1e-35, and so on. */
static void falsify(col_graph *graph, col_comparison *link)
{
    static const col_relation reversed[] = {COL_EQUAL, COL_EQUAL, COL_GREATER, COL_GREATER, COL_LESS, COL_LESS};
    fmpq_t small;
    fmpq_init(small);
    fmpz_one(fmpq_numref(small));
    fmpz_ui_pow_ui(fmpq_denref(small), 10, 35);
    col_expr shift = col_expr_number(graph, small);
    bool lower = link->relation == COL_GREATER || link->relation == COL_GREATER_EQUAL;
    link->right = lower ? col_expr_sub(graph, link->right, shift) : col_expr_add(graph, link->right, shift);
    link->relation = reversed[link->relation];
    fmpq_clear(small);
}

static void never_proves_twins(const char *name)
{
    col_document *document = read_claims(name);
    size_t refuted = 0, tried = 0;
    for (size_t m = 0; m < document->model_count; m++) {
        col_model *model = &document->models[m];
        for (size_t i = 0; i < model->claim_count; i++) {
            col_claim *claim = &model->claims[i];
            if (claim->refute || claim->kind != COL_CLAIM_COMPARISON || claim->chain.items[0].relation == COL_NOT_EQUAL
                || strstr(claim->body, "x > 100") != NULL)
                continue;
            falsify(model->graph, &claim->chain.items[0]);
            col_verdict verdict = verdict_of(model, i);
            if (verdict == COL_PROVED)
                fail_msg("%s: the false twin of %s was proved", name, claim->body);
            tried++;
            refuted += verdict == COL_REFUTED;
        }
    }
    assert_true(10 * refuted >= 9 * tried); /* and nearly all of them are seen through */
    col_document_free(document);
}

static void test_false_twins(void **state)
{
    (void)state;
    never_proves_twins("inequalities.col");
    never_proves_twins("integrals.col");
}

/* A witness is a point of the domain at which the claim fails: evaluate it as a claim of its own. */
static void test_witness(void **state)
{
    (void)state;
    static const char text[] = "parameter s in (0, 1]\nparameter r in [0, 1)\nassume r < s^2\n"
                               "refute a: s^2 - r > 1/10\n";
    col_error error = {0};
    col_document *document = col_document_parse("w.col", text, sizeof text - 1, &error);
    assert_non_null(document);
    col_verification result;
    col_verify_claim(&result, &document->models[0], 0, &effort);
    assert_int_equal(result.verdict, COL_REFUTED);
    assert_true(result.pass);
    assert_int_equal(result.witness.count, 2);
    char check[512];
    snprintf(check, sizeof check,
             "parameter s in (0, 1]\nparameter r in [0, 1)\n"
             "claim inside: r < s^2 when s == %s, r == %s\nclaim fails: s^2 - r <= 1/10 when s == %s, r == %s\n"
             "claim range: 0 < s <= 1 when s == %s\nclaim other: 0 <= r < 1 when r == %s\n",
             result.witness.values[0], result.witness.values[1], result.witness.values[0], result.witness.values[1],
             result.witness.values[0], result.witness.values[1]);
    col_document *again = col_document_parse("c.col", check, strlen(check), &error);
    assert_non_null(again);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(verdict_of(&again->models[0], i), COL_PROVED);
    col_document_free(again);
    col_verification_clear(&result);
    col_document_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hard),
        cmocka_unit_test(test_inequalities), cmocka_unit_test(test_limits),    cmocka_unit_test(test_twins),
        cmocka_unit_test(test_textbook),     cmocka_unit_test(test_integrals), cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_false_twins),  cmocka_unit_test(test_witness),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
