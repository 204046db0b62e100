/* Pieces of the page: texts come out as they are, identifiers stay apart, every certified number stands between its
 * bounds. */
#include <collapsar/html.h>
#include <collapsar/listing.h>
#include <collapsar/rational.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

/* What a browser makes of the five references that escape uses. */
static char *unescape(const char *html)
{
    static const char *const references[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    static const char characters[] = "&<>\"";
    char *text = malloc(strlen(html) + 1), *to = text;
    while (*html) {
        size_t k = 0;
        while (k < 4 && strncmp(html, references[k], strlen(references[k])) != 0)
            k++;
        *to++ = k < 4 ? characters[k] : *html;
        html += k < 4 ? strlen(references[k]) : 1;
    }
    *to = '\0';
    return text;
}

static void escaped_text_reads_as_itself(void **state)
{
    (void)state;
    uint32_t random = 1;
    for (int round = 0; round < 1000; round++) {
        char text[40];
        for (size_t i = 0; i < sizeof text; i++) {
            random = random * 1664525u + 1013904223u;
            text[i] = "<>&\"';= ab\xce\xbb#"[(random >> 16) % 13];
        }
        text[sizeof text - 1] = '\0';
        col_text out;
        col_text_init(&out);
        col_html_escape(&out, text);
        assert_null(strpbrk(out.data, "<>\""));
        char *back = unescape(out.data);
        assert_string_equal(back, text);
        free(back);
        col_text_clear(&out);
    }
}

static void captions_set_formulas_in_italics(void **state)
{
    (void)state;
    col_text out;
    col_text_init(&out);
    col_html_caption(&out, "The sample--label coupling at $C < 0$, for $5.");
    assert_string_equal(out.data, "The sample\xe2\x80\x93label coupling at <i>C &lt; 0</i>, for $5.");
    col_text_clear(&out);
}

static void lines_stay_lines(void **state)
{
    (void)state;
    col_text out;
    col_text_init(&out);
    col_html_lines(&out, "\none < two\n\nthree\n");
    assert_string_equal(out.data, "<p class=\"note\">one &lt; two<br>\nthree</p>\n");
    col_text_reset(&out);
    col_html_lines(&out, "\n\n");
    assert_string_equal(out.data, "");
    col_text_clear(&out);
}

static void figures_keep_their_identifiers_apart(void **state)
{
    (void)state;
    static const char svg[] = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100pt\" "
                              "height=\"50pt\"><defs><g id=\"glyph0\"/></defs><use xlink:href=\"#glyph0\"/>"
                              "<g clip-path=\"url(#clip1)\"/><clipPath id=\"clip1\"/></svg>\n";
    col_text out;
    col_text_init(&out);
    col_html_figure(&out, svg, "one", "A \"figure\"");
    assert_null(strstr(out.data, "<?xml"));
    assert_non_null(strstr(out.data, "aria-label=\"A &quot;figure&quot;\""));
    assert_int_equal(occurrences(out.data, "\"one-glyph0\""), 1);
    assert_int_equal(occurrences(out.data, "\"#one-glyph0\""), 1);
    assert_int_equal(occurrences(out.data, "url(#one-clip1)"), 1);
    assert_int_equal(occurrences(out.data, "\"one-clip1\""), 1);
    assert_int_equal(occurrences(out.data, "\"glyph0\""), 0);
    col_text_reset(&out);
    col_html_figure(&out, "no figure", "one", "none");
    assert_string_equal(out.data, "");
    col_text_clear(&out);
}

static void sources_have_an_anchor_a_line(void **state)
{
    (void)state;
    const col_html_remark remarks[] = {{4, "proved", "by <signs>"}};
    col_text out, anchor;
    col_text_init(&out);
    col_text_init(&anchor);
    col_html_source(&out, "a/b c.md", "# T\n\n```collapsar\nclaim a: 1 < 2\n```", remarks, 1);
    for (int line = 1; line <= 5; line++) {
        col_text_reset(&anchor);
        col_text_append(&anchor, "id=\"");
        col_html_anchor(&anchor, "a/b c.md", line);
        col_text_put(&anchor, '"');
        assert_int_equal(occurrences(out.data, anchor.data), 1);
    }
    assert_null(strpbrk(anchor.data, "/ "));
    assert_non_null(strstr(out.data, "claim a: 1 &lt; 2</span><span class=\"remark\" title=\"by &lt;signs&gt;\">"));
    assert_int_equal(occurrences(out.data, "class=\"line program\""), 1);
    assert_int_equal(occurrences(out.data, "class=\"line heading\""), 1);
    col_text_clear(&anchor);
    col_text_clear(&out);
}

/* Two rows: sqrt(2) and its square root times i; an empty cell. */
static col_listing *sample(void)
{
    col_listing *listing = col_listing_new(6);
    arb_t root;
    acb_t rotated;
    arb_init(root);
    acb_init(rotated);
    arb_sqrt_ui(root, 2, 200);
    acb_set_arb(rotated, root);
    acb_mul_onei(rotated, rotated);
    col_listing_column(listing, COL_COLUMN_TEXT, "mark", "", NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "name", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "p", NULL, "$p$");
    col_listing_column(listing, COL_COLUMN_COMPLEX, "z", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_NUMBER, "t", NULL, NULL);
    col_listing_put_text(listing, "ok");
    col_listing_put_link(listing, "one & only", "#there");
    col_listing_put_certified(listing, root);
    col_listing_put_complex(listing, rotated);
    col_listing_put_number(listing, 0.25);
    col_listing_put_text(listing, "open");
    col_listing_put_text(listing, "two");
    for (int i = 0; i < 3; i++)
        col_listing_put_none(listing);
    acb_clear(rotated);
    arb_clear(root);
    return listing;
}

static void enclosures_hold_every_certified_number(void **state)
{
    (void)state;
    col_listing *listing = sample(), *ends = col_listing_enclosures(listing);
    assert_non_null(ends);
    col_text out;
    col_text_init(&out);
    col_listing_print_csv(&out, ends);
    assert_string_equal(out.data, "row,name,quantity,lower,upper\r\n"
                                  "1,one & only,p,1.41421,1.41422\r\n"
                                  "1,one & only,Re z,0,0\r\n"
                                  "1,one & only,Im z,1.41421,1.41422\r\n");
    col_text_clear(&out);
    assert_null(col_listing_enclosures(ends));
    col_listing_free(ends);
    col_listing_free(listing);
}

static void tables_show_what_is_certified_and_what_is_simulated(void **state)
{
    (void)state;
    col_listing *listing = sample();
    col_listing_put_note(listing, "a < b");
    col_text out;
    col_text_init(&out);
    col_listing_print_html(&out, listing, "Some $p$");
    assert_non_null(strstr(out.data, "<caption>Some <i>p</i></caption>"));
    assert_non_null(strstr(out.data, "<a href=\"#there\">one &amp; only</a>"));
    assert_non_null(strstr(out.data, "title=\"[1.41421, 1.41422]\">1.41421</td>"));
    assert_non_null(strstr(out.data, "class=\"n simulated\""));
    assert_non_null(strstr(out.data, "<p class=\"note\">a &lt; b</p>"));
    assert_non_null(strstr(out.data, "<span class=\"word good\">ok</span>"));
    assert_non_null(strstr(out.data, "<span class=\"word open\">open</span>"));
    assert_int_equal(occurrences(out.data, "<tr>"), 2 + 1 + 3 + 1);
    assert_int_equal(occurrences(out.data, "<tr>"), occurrences(out.data, "</tr>"));
    assert_int_equal(occurrences(out.data, "<td"), occurrences(out.data, "</td>"));
    col_text_clear(&out);
    col_listing_free(listing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escaped_text_reads_as_itself),
        cmocka_unit_test(captions_set_formulas_in_italics),
        cmocka_unit_test(lines_stay_lines),
        cmocka_unit_test(figures_keep_their_identifiers_apart),
        cmocka_unit_test(sources_have_an_anchor_a_line),
        cmocka_unit_test(enclosures_hold_every_certified_number),
        cmocka_unit_test(tables_show_what_is_certified_and_what_is_simulated)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
