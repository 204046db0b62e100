/* Prose to LaTeX. */
#include <collapsar/prose.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void test_sound_formulas(void **state)
{
    static const char *const sound[] = {
        "x", "\\frac{a}{b}", "\\tfrac12\\sum_k [(p - s_k)u_k^2]", "P^{\\mathsf T}P'", "\\Bigl[(a) \\pm \\sqrt{b}\\Bigr]",
        "\\begin{aligned} a &= b, \\\\ c &= d \\end{aligned}", "\\mathbb R^{d\\times d}", "\\left(\\frac{1}{2}\\right]",
        "\\sqrt[3]{x}", "f''(x)", "x'^2", "\\sum\\limits_{k=1}^n k", "\\text{if } x > 0", "\\lambda_\\pm", "a\\,b\\;c",
        "\\begin{pmatrix} a & b\\\\ c & e\\end{pmatrix}", "\\{x\\}", "\\hat x_k'"};
    static const char *const unsound[] = {
        "", " ", "{", "}", "x_a_b", "x^2^3", "x^2'", "\\frac{a}", "\\frac", "\\hat", "\\input{x}", "\\write18{ls}", "\\def\\a{b}",
        "a & b", "a \\\\ b", "\\begin{aligned} a", "\\end{aligned}", "\\begin{document}x\\end{document}", "\\left( x",
        "\\right)", "\\begin{aligned} {a & b} \\end{aligned}", "\\sqrt[3", "x %", "#1", "\\", "x_", "^", "\\text{a$b}",
        "\\begin{aligned} \\left( a & b \\right) \\end{aligned}", "\\limits", "\xc3\xa9", "x\\big", "\\begin{cases}a\\\\[1in] b\\end{cases}",
        "\\catcode`\\%=12", "\\unknown", "\\csname x\\endcsname"};
    (void)state;
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        if (!col_prose_formula_is_sound(sound[i], strlen(sound[i])))
            fail_msg("not sound: %s", sound[i]);
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++)
        if (col_prose_formula_is_sound(unsound[i], strlen(unsound[i])))
            fail_msg("sound: %s", unsound[i]);
}

static void test_deep_formula(void **state)
{
    (void)state;
    size_t depth = 100000;
    char *deep = malloc(2 * depth + 1);
    memset(deep, '{', depth);
    memset(deep + depth, '}', depth);
    assert_false(col_prose_formula_is_sound(deep, 2 * depth));
    free(deep);
}

static void check(const char *markdown, const char *expected)
{
    col_text out;
    col_text_init(&out);
    assert_true(col_prose_latex(&out, markdown, strlen(markdown)));
    if (strstr(out.data, expected) == NULL)
        fail_msg("%s gives %s, expected %s", markdown, out.data, expected);
    col_text_clear(&out);
}

static void test_markdown(void **state)
{
    (void)state;
    if (!col_prose_is_available())
        skip();
    check("# A *title* with $x^2$", "\\section{A \\emph{title} with \\texorpdfstring{$x^2$}{x\\textasciicircum{}2}}");
    check("a & b_c 100%", "a \\& b\\_c 100\\%");
    check("$a_b*c_d*e$", "$a_b*c_d*e$");
    check("`a_b -- c`", "\\texttt{a\\_\\codebreak{}b -{}-{} c}");
    check("$$ \\begin{aligned}\na &= b, \\\\\nc &= d \\end{aligned} $$", "\\displayformula{ \\begin{aligned} a &= b, \\\\ c &= d \\end{aligned} }");
    check("$\\input{secret}$", "\\texttt{\\textbackslash{}input\\{secret\\}}");
    check("costs $5 and $6", "\\$5 and \\$6");
    check("* one\n* two", "\\begin{itemize}\n\\item{} one\n\\item{} two\n\\end{itemize}");
    check("3. three\n4. four", "\\setcounter{enumi}{2}");
    check("[site](https://example.org/a_b%20c#d)", "\\leavevmode\\href{https://example.org/a_b\\%20c\\#d}{site}");
    check("[file](head.md)", "{file}");
    check("| a | b |\n|---|--:|\n| 1 | $x$ |", "{@{}LR@{}}\n\\toprule\n{}a & {}b \\\\\n\\midrule\n{}1 & {}$x$ \\\\\n\\bottomrule");
    check("caf\xc3\xa9 \xce\xb1 \xe2\x98\x83 \xff &amp; &#955;", "caf\xc3\xa9 \\ensuremath{\\alpha} \\fbox{\\tiny 2603} "
          "\\fbox{\\tiny FFFD} \\& \\ensuremath{\\lambda}");
    check("<b>bold</b>", "\\textless{}b\\textgreater{}bold");
    check("```\n  indented {x}\n```", "\\codeline{2}{  indented");
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part))
        count++;
    return count;
}

/* Braces and environments match whatever comes in. */
static void check_balance(const char *latex)
{
    long open = 0;
    for (const char *at = latex; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else if (*at == '{')
            open++;
        else if (*at == '}')
            open--;
        assert_true(open >= 0);
    }
    assert_int_equal(open, 0);
    assert_int_equal(count_of(latex, "\\begin{"), count_of(latex, "\\end{"));
    assert_int_equal(count_of(latex, "$") % 2, count_of(latex, "\\$") % 2);
}

static void test_random_markdown(void **state)
{
    static const char *const pieces[] = {
        "# ", "\n", "\n\n", "* ", "    ", "1. ", "> ", "```\n", "`", "$", "$$", "*", "**", "_", "[a](b)", "![i](j)", "|", "|-|-|\n",
        "\\", "{", "}", "\\begin{aligned}", "\\end{aligned}", "&", "%", "#", "x^2", "\\frac", "<", "&lt;", "\xc3\xa9", "\xff", "a b",
        "---\n", "~", "\t", "\r\n", "\x01", "\\[", "\\]", "[x](http://e.org/%_#&)",
        "| a | b |\n|--|--|\n| c | $x$ |\n", "[", "]", "$x$"};
    (void)state;
    if (!col_prose_is_available())
        skip();
    uint64_t seed = 1;
    for (int round = 0; round < 3000; round++) {
        col_text in, out;
        col_text_init(&in);
        col_text_init(&out);
        for (int i = 0; i < 40; i++) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            col_text_append(&in, pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
        }
        assert_true(col_prose_latex(&out, in.data, in.length));
        check_balance(out.data);
        col_text_clear(&in);
        col_text_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sound_formulas), cmocka_unit_test(test_deep_formula), cmocka_unit_test(test_markdown),
        cmocka_unit_test(test_random_markdown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
