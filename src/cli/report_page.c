/* collapsar report: the page. */
#include "report.h"

#include "config.h"
#include "../base/memory.h"

#include <collapsar/html.h>
#include <stdlib.h>
#include <string.h>

static void print_paragraph(col_text *out, const char *class, const char *text)
{
    if (text[0] == '\0')
        return;
    col_text_printf(out, "<p%s%s%s>", class ? " class=\"" : "", class ? class : "", class ? "\"" : "");
    col_html_escape(out, text);
    col_text_append(out, "</p>\n");
}

/* "191 claims: 175 proved, 16 refuted as they should be, ..." */
static void print_claims(col_text *out, const report_job *report)
{
    report_claims claims = {0};
    for (size_t i = 0; i < report->book.recipe_count; i++)
        report_count_claims(&claims, &report->artefacts[i]);
    json_int_t all = claims.proved + claims.refuted + claims.undecided;
    if (all == 0)
        return;
    col_text_printf(out, "<p class=\"lead\">%ld claims: %ld proved, %ld refuted, %ld undecided. ", (long)all,
                    (long)claims.proved, (long)claims.refuted, (long)claims.undecided);
    if (claims.failed > 0)
        col_text_printf(out, "<span class=\"word bad\">%ld came out against what the derivation says.</span>",
                        (long)claims.failed);
    else if (claims.undecided > 0)
        col_text_append(out, "None came out against what its derivation says.");
    else
        col_text_append(out, "Every one came out as its derivation says.");
    col_text_append(out, "</p>\n");
}

/* How the others ended: "24 artefacts: 15 certified, 6 simulated, ..." */
static void print_outcomes(col_text *out, const report_job *report)
{
    static const char *const words[] = {"certified", "passed", "simulated", "undecided", "failed", "not made"};
    const char *separator = ": ";
    col_text_printf(out, "<p>%zu artefacts", report->book.recipe_count);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t count = 0;
        for (size_t i = 0; i < report->book.recipe_count; i++)
            count += strcmp(report_word(&report->artefacts[i]), words[k]) == 0;
        if (count == 0)
            continue;
        col_text_printf(out, "%s%zu ", separator, count);
        col_html_word(out, words[k]);
        separator = ", ";
    }
    col_text_append(out, ".</p>\n");
}

static void print_contents(col_text *out, const report_job *report)
{
    col_text_append(out, "<nav aria-label=\"Contents\">\n");
    for (size_t s = 0; s < report->book.section_count; s++) {
        col_text_printf(out, "<section><h2><a href=\"#section-%zu\">", s + 1);
        col_html_escape(out, report->book.sections[s].title);
        col_text_append(out, "</a></h2>\n<ul>\n");
        for (size_t i = 0; i < report->book.recipe_count; i++) {
            const report_artefact *artefact = &report->artefacts[i];
            if (artefact->recipe->section != s)
                continue;
            col_text_printf(out, "<li><a href=\"#artefact-%s\">", artefact->recipe->name);
            col_html_escape(out, artefact->recipe->title);
            col_text_append(out, "</a> ");
            col_html_word(out, report_word(artefact));
            col_text_append(out, "</li>\n");
        }
        col_text_append(out, "</ul></section>\n");
    }
    if (report->source_count > 0) {
        col_text_append(out, "<section><h2><a href=\"#sources\">Derivations</a></h2>\n<ul>\n");
        for (size_t i = 0; i < report->source_count; i++) {
            col_text_append(out, "<li><a href=\"#");
            col_html_anchor(out, report->sources[i].file, 0);
            col_text_append(out, "\">");
            col_html_escape(out, report->sources[i].file);
            col_text_append(out, "</a></li>\n");
        }
        col_text_append(out, "</ul></section>\n");
    }
    col_text_append(out, "</nav>\n");
}

static void print_figure(col_text *out, const report_artefact *artefact)
{
    const col_text *svg = &artefact->renderings.figures[COL_FIGURE_SVG];
    if (svg->length == 0)
        return;
    col_text_append(out, "<figure class=\"figure\" tabindex=\"0\">\n");
    col_html_figure(out, svg->data, artefact->recipe->name, artefact->recipe->title);
    col_text_append(out, "</figure>\n");
}

static void print_link(col_text *out, const char *folder, const char *name, const char *ending, const char *label)
{
    col_text_printf(out, " <a href=\"%s/%s.%s\">%s</a>", folder, name, ending, label);
}

static void print_files(col_text *out, const report_artefact *artefact)
{
    const char *name = artefact->recipe->name;
    col_text_printf(out, "<p class=\"files quiet\">Made at %s. Files:", artefact->terms.data);
    print_link(out, "data", name, "json", "JSON");
    print_link(out, "data", name, "csv", "CSV");
    print_link(out, "text", name, "txt", "text");
    print_link(out, "tables", name, "tex", "LaTeX");
    if (artefact->renderings.figures[COL_FIGURE_SVG].length > 0) {
        print_link(out, "figures", name, "svg", "SVG");
        print_link(out, "figures", name, "pdf", "PDF");
        print_link(out, "figures", name, "tex", "pgfplots");
    }
    col_text_append(out, "</p>\n");
}

static void print_result(col_text *out, const report_artefact *artefact)
{
    print_figure(out, artefact);
    col_text_append(out, artefact->renderings.results[COL_FORMAT_HTML].data);
    col_text_append(out, "<details><summary>As the program prints it</summary>\n<pre tabindex=\"0\">");
    col_html_escape(out, artefact->renderings.results[COL_FORMAT_TEXT].data);
    col_text_append(out, "</pre>\n</details>\n");
    print_files(out, artefact);
}

static void print_artefact(col_text *out, const report_artefact *artefact)
{
    const char *name = artefact->recipe->name;
    col_text_printf(out, "<article id=\"artefact-%s\" aria-labelledby=\"title-%s\">\n<h3 id=\"title-%s\">", name, name,
                    name);
    col_html_escape(out, artefact->recipe->title);
    col_text_put(out, ' ');
    col_html_word(out, report_word(artefact));
    col_text_append(out, "</h3>\n");
    print_paragraph(out, NULL, artefact->recipe->text);
    col_text_append(out, "<pre class=\"command\">collapsar ");
    col_html_escape(out, artefact->recipe->command);
    col_text_append(out, "</pre>\n");
    if (report_is_made(artefact))
        print_result(out, artefact);
    else
        print_paragraph(out, "bad", artefact->run.error.message);
    col_text_append(out, "</article>\n");
}

static void print_sections(col_text *out, const report_job *report)
{
    for (size_t s = 0; s < report->book.section_count; s++) {
        col_text_printf(out, "<section id=\"section-%zu\" aria-labelledby=\"section-%zu-title\">\n"
                             "<h2 id=\"section-%zu-title\">", s + 1, s + 1, s + 1);
        col_html_escape(out, report->book.sections[s].title);
        col_text_append(out, "</h2>\n");
        print_paragraph(out, NULL, report->book.sections[s].text);
        for (size_t i = 0; i < report->book.recipe_count; i++)
            if (report->artefacts[i].recipe->section == s)
                print_artefact(out, &report->artefacts[i]);
        col_text_append(out, "</section>\n");
    }
}

static int by_line(const void *a, const void *b)
{
    const col_html_remark *left = a, *right = b;
    return (left->line > right->line) - (left->line < right->line);
}

/* The verdicts on one file's claims, in the order of their lines. A file that two artefacts prove has them from the
 * first. The words live as long as the artefacts' data. */
static col_html_remark *verdicts_of(size_t *count, const report_job *report, const char *file)
{
    col_html_remark *remarks = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < report->book.recipe_count && *count == 0; i++) {
        size_t k;
        json_t *claim;
        json_array_foreach(json_object_get(report->artefacts[i].json, "claims"), k, claim) {
            const char *of = json_string_value(json_object_get(claim, "file"));
            if (of == NULL || strcmp(of, file) != 0)
                continue;
            bool pass = json_is_true(json_object_get(claim, "pass"));
            const char *verdict = json_string_value(json_object_get(claim, "verdict"));
            const char *note = json_string_value(json_object_get(claim, pass ? "method" : "reason"));
            bool open = strcmp(verdict, col_verdict_name(COL_UNDECIDED)) == 0;
            remarks = col_grow(remarks, *count, &capacity, sizeof *remarks);
            remarks[(*count)++] = (col_html_remark){(int)json_integer_value(json_object_get(claim, "line")),
                                                    pass || open ? verdict : "FAIL", note ? note : ""};
        }
    }
    if (*count > 0)
        qsort(remarks, *count, sizeof *remarks, by_line);
    return remarks;
}

static void print_sources(col_text *out, const report_job *report)
{
    if (report->source_count == 0)
        return;
    col_text_append(out, "<section id=\"sources\" aria-labelledby=\"sources-title\">\n"
                         "<h2 id=\"sources-title\">Derivations</h2>\n"
                         "<p>The documents whose claims are decided above, line by line, with the verdicts. Shaded "
                         "lines are what the program reads; all else is for people.</p>\n");
    for (size_t i = 0; i < report->source_count; i++) {
        size_t count;
        const report_source *source = &report->sources[i];
        col_html_remark *remarks = verdicts_of(&count, report, source->file);
        col_text_append(out, "<h3 id=\"");
        col_html_anchor(out, source->file, 0);
        col_text_append(out, "\">");
        col_html_escape(out, source->file);
        col_text_append(out, "</h3>\n");
        col_html_source(out, source->file, source->text, remarks, count);
        free(remarks);
    }
    col_text_append(out, "</section>\n");
}

static const char *const reading =
    "<p><b>How to read it.</b> <span class=\"word good\">Proved</span>: by an argument exact over the reals, whose "
    "method is named. <span class=\"word counter\">Refuted</span>: certified false, as a rule with a point at which it fails; "
    "some claims are there to be refuted. <span class=\"word open\">Undecided</span>: neither. A certified number is "
    "printed with as many digits as are certain, to one unit of the last; under each table stand both bounds, and the "
    "true number lies between them, always. <span class=\"simulated\">Slanted</span> numbers come from simulations in "
    "double precision; they certify nothing. Above each result stands the command that gives it.</p>\n";

void report_print_page(col_text *out, const report_job *report)
{
    col_html_begin(out, report->book.title, "collapsar " PACKAGE_VERSION);
    col_text_append(out, "<header>\n<h1>");
    col_html_escape(out, report->book.title);
    col_text_append(out, "</h1>\n<p class=\"quiet\">Made by <code>collapsar report</code>, version " PACKAGE_VERSION
                         ".</p>\n");
    print_claims(out, report);
    print_outcomes(out, report);
    col_text_append(out, reading);
    col_text_append(out, "</header>\n");
    print_contents(out, report);
    col_text_append(out, "<main id=\"main\">\n");
    print_sections(out, report);
    print_sources(out, report);
    col_text_append(out, "</main>\n<footer><p>collapsar " PACKAGE_VERSION
                         ". The same command on the same input gives this page again, byte for byte.</p></footer>\n");
    col_html_end(out);
}
