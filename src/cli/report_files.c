/* collapsar report: the files that it writes. */
#include "report.h"

#include <string.h>

static col_text *new_file(report_job *report, const char *directory, const char *folder, const char *name,
                          const char *ending)
{
    col_text path;
    col_text_init(&path);
    col_text_printf(&path, "%s/%s%s%s", directory, folder, name, ending);
    col_text *content = col_run_add_file(report->run, path.data);
    col_text_clear(&path);
    return content;
}

static void add_result(report_job *report, const char *directory, const report_artefact *artefact, col_format format)
{
    static const struct {
        const char *folder, *ending, *comment, *line_end;
    } kinds[COL_FORMATS] = {[COL_FORMAT_TEXT] = {"text/", ".txt", "# ", "\n"},
                            [COL_FORMAT_JSON] = {"data/", ".json", NULL, NULL}, /* says it all inside */
                            [COL_FORMAT_CSV] = {"data/", ".csv", "# ", "\r\n"},
                            [COL_FORMAT_LATEX] = {"tables/", ".tex", "% ", "\n"}};
    col_text *out = new_file(report, directory, kinds[format].folder, artefact->recipe->name, kinds[format].ending);
    if (kinds[format].comment)
        col_text_printf(out, "%s%s%s", kinds[format].comment, artefact->source.data, kinds[format].line_end);
    col_text_append(out, artefact->renderings.results[format].data);
}

static void add_figure(report_job *report, const char *directory, const report_artefact *artefact,
                       col_figure_format format)
{
    static const char *const endings[] = {
        [COL_FIGURE_SVG] = ".svg", [COL_FIGURE_PDF] = ".pdf", [COL_FIGURE_PNG] = ".png", [COL_FIGURE_TEX] = ".tex"};
    const col_text *figure = &artefact->renderings.figures[format];
    if (figure->length == 0)
        return;
    col_text *out = new_file(report, directory, "figures/", artefact->recipe->name, endings[format]);
    col_text_append_bytes(out, figure->data, figure->length);
}

void report_add_files(report_job *report, const char *directory)
{
    static const col_format formats[] = {COL_FORMAT_TEXT, COL_FORMAT_JSON, COL_FORMAT_CSV, COL_FORMAT_LATEX};
    for (size_t i = 0; i < report->book.recipe_count; i++) {
        const report_artefact *artefact = &report->artefacts[i];
        if (!artefact->chosen || !report_is_made(artefact))
            continue;
        for (size_t k = 0; k < sizeof formats / sizeof *formats; k++)
            add_result(report, directory, artefact, formats[k]);
        for (int format = 0; format < COL_FIGURE_FORMATS; format++)
            add_figure(report, directory, artefact, (col_figure_format)format);
    }
    if (report->whole) {
        report_print_latex(new_file(report, directory, "", "report", ".tex"), report);
        report_print_page(new_file(report, directory, "", "report", ".html"), report);
    }
}
