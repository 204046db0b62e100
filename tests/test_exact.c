/* Normal forms: they keep the value (against ball arithmetic at rational points), vanish for identities, and do not
 * for near misses. */
#include <collapsar/exact.h>
#include <collapsar/tape.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SYMBOLS = 3, ROUNDS = 400, DEPTH = 4 };

/* A deterministic stream of small numbers. */
static unsigned draw(uint64_t *state, unsigned below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*state >> 33) % below;
}

/* A random formula that is defined for positive symbols: roots and logarithms of sums of positive terms only. */
static col_expr positive(col_graph *graph, const col_expr *symbols, int depth, uint64_t *state)
{
    if (depth == 0)
        return draw(state, 3) ? symbols[draw(state, SYMBOLS)] : col_expr_integer(graph, 1 + (slong)draw(state, 6));
    col_expr a = positive(graph, symbols, depth - 1, state);
    switch (draw(state, 8)) {
    case 0:
    case 1: return col_expr_binary(graph, COL_OP_ADD, a, positive(graph, symbols, depth - 1, state));
    case 2:
    case 3: return col_expr_binary(graph, COL_OP_MUL, a, positive(graph, symbols, depth - 1, state));
    case 4: return col_expr_binary(graph, COL_OP_DIV, a, positive(graph, symbols, depth - 1, state));
    case 5: return col_expr_unary(graph, COL_OP_SQRT, a);
    case 6: return col_expr_unary(graph, COL_OP_ABS, col_expr_binary(graph, COL_OP_SUB, a, symbols[0]));
    default: return col_expr_binary(graph, COL_OP_POW, a, col_expr_integer(graph, (slong)draw(state, 4)));
    }
}

/* Balls of two formulas at the same random positive rationals overlap, and one is not simply indeterminate. */
static bool agree(const col_graph *graph, const col_expr *formulas, const col_expr *symbols, uint64_t *state,
                  bool *finite)
{
    col_tape *tape = col_tape_new(graph, formulas, 2, symbols, SYMBOLS, NULL);
    assert_non_null(tape);
    col_tape_workspace *workspace = col_tape_workspace_new(tape);
    arb_ptr in = _arb_vec_init(SYMBOLS), out = _arb_vec_init(2);
    fmpq_t value;
    fmpq_init(value);
    for (int i = 0; i < SYMBOLS; i++) {
        fmpq_set_si(value, 1 + (slong)draw(state, 40), 1 + draw(state, 40));
        arb_set_fmpq(in + i, value, 256);
    }
    col_tape_ball_clipped(out, tape, workspace, in, 256);
    *finite = arb_is_finite(out) && arb_is_finite(out + 1);
    bool ok = !*finite || arb_overlaps(out, out + 1);
    fmpq_clear(value);
    _arb_vec_clear(in, SYMBOLS);
    _arb_vec_clear(out, 2);
    col_tape_workspace_free(workspace);
    col_tape_free(tape);
    return ok;
}

static void test_value_is_kept(void **state)
{
    (void)state;
    uint64_t random = 7;
    unsigned finite_count = 0, converted = 0;
    for (int round = 0; round < ROUNDS; round++) {
        col_graph *graph = col_graph_new(0);
        col_expr symbols[SYMBOLS] = {col_expr_symbol(graph, "x"), col_expr_symbol(graph, "y"),
                                     col_expr_symbol(graph, "z")};
        col_expr formulas[2] = {positive(graph, symbols, DEPTH, &random), COL_EXPR_NONE};
        col_exact_field *field = col_exact_field_new(graph, symbols, SYMBOLS, 40, NULL, NULL);
        fmpz_mpoly_q_t element;
        fmpz_mpoly_q_init(element, col_exact_context(field));
        if (col_exact_convert(element, field, formulas[0], NULL)) {
            converted++;
            formulas[1] = col_exact_expression(field, element);
            for (int k = 0; k < 4; k++) {
                bool finite;
                assert_true(agree(graph, formulas, symbols, &random, &finite));
                finite_count += finite;
            }
        }
        fmpz_mpoly_q_clear(element, col_exact_context(field));
        col_exact_field_free(field);
        col_graph_free(graph);
    }
    assert_true(converted > ROUNDS * 8 / 10);
    assert_true(finite_count > 3 * converted);
}

/* A random formula minus itself, rewritten: (a + b)^2 - a^2 - 2 a b - b^2 and so on has to vanish; with a tiny change
 * it must not. */
static void test_identities(void **state)
{
    (void)state;
    uint64_t random = 11;
    unsigned decided = 0;
    for (int round = 0; round < ROUNDS; round++) {
        col_graph *graph = col_graph_new(0);
        col_expr symbols[SYMBOLS] = {col_expr_symbol(graph, "x"), col_expr_symbol(graph, "y"),
                                     col_expr_symbol(graph, "z")};
        col_expr a = positive(graph, symbols, 2, &random), b = positive(graph, symbols, 2, &random);
        col_expr square = col_expr_pow_si(graph, col_expr_add(graph, a, b), 2);
        col_expr ab2 = col_expr_mul(graph, col_expr_mul(graph, a, b), col_expr_integer(graph, 2));
        col_expr rest = col_expr_add(graph, col_expr_add(graph, col_expr_pow_si(graph, a, 2), ab2),
                                     col_expr_pow_si(graph, b, 2));
        col_expr zero = col_expr_sub(graph, square, rest);
        fmpq_t small;
        fmpq_init(small);
        fmpq_set_si(small, 1, 1000000007);
        col_expr near = col_expr_add(graph, zero, col_expr_number(graph, small));
        fmpq_clear(small);
        col_exact_field *field = col_exact_field_new(graph, symbols, SYMBOLS, 40, NULL, NULL);
        fmpz_mpoly_q_t element;
        fmpz_mpoly_q_init(element, col_exact_context(field));
        if (col_exact_convert(element, field, zero, NULL)) {
            assert_true(fmpz_mpoly_q_is_zero(element, col_exact_context(field)));
            assert_true(col_exact_convert(element, field, near, NULL));
            assert_false(fmpz_mpoly_q_is_zero(element, col_exact_context(field)));
            decided++;
        }
        fmpz_mpoly_q_clear(element, col_exact_context(field));
        col_exact_field_free(field);
        col_graph_free(graph);
    }
    assert_true(decided > ROUNDS * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_value_is_kept), cmocka_unit_test(test_identities)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
