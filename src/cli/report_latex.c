/* collapsar report: the LaTeX document that shows all tables and figures. */
#include "report.h"

#include "config.h"
#include "../report/latex.h"

#include <string.h>

/* Tables stay where they are told of, however many there are. */
static const char *const preamble =
    "\\documentclass[a4paper]{article}\n"
    "\\usepackage[margin=2cm]{geometry}\n"
    "\\usepackage{array,booktabs,longtable,siunitx,graphicx}\n"
    "\\usepackage[hidelinks]{hyperref}\n"
    "\\makeatletter\n"
    "\\renewenvironment{table}[1][]%\n"
    "  {\\par\\addvspace{\\bigskipamount}\\begin{minipage}{\\linewidth}\\def\\@captype{table}}%\n"
    "  {\\end{minipage}\\par\\addvspace{\\bigskipamount}}\n"
    "\\makeatother\n"
    "\\setlength\\abovecaptionskip{0pt}\n"
    "\\setlength\\belowcaptionskip{\\smallskipamount}\n"
    "\\setlength\\tabcolsep{2.5pt}\n"
    "\\setlength\\parindent{0pt}\n"
    "\\setlength\\parskip{\\medskipamount}\n"
    "\\sloppy\n";

/* A table that is too wide is scaled down. This comes after the title, which is a table with an option. */
static const char *const fit_tables =
    "\\newsavebox\\widetable\n"
    "\\let\\plaintabular\\tabular\n"
    "\\let\\endplaintabular\\endtabular\n"
    "\\renewenvironment{tabular}[1]%\n"
    "  {\\begin{lrbox}{\\widetable}\\plaintabular{#1}}%\n"
    "  {\\endplaintabular\\end{lrbox}%\n"
    "   \\ifdim\\wd\\widetable>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox\\widetable}%\n"
    "   \\else\\usebox\\widetable\\fi}\n";

static void print_artefact(col_text *out, const report_artefact *artefact)
{
    const char *name = artefact->recipe->name;
    col_text_append(out, "\n\\subsection{");
    col_latex_escape(out, artefact->recipe->title);
    col_text_append(out, "}\n");
    col_latex_escape(out, artefact->recipe->text);
    col_text_append(out, "\n\n\\texttt{\\small collapsar ");
    col_latex_escape(out, artefact->recipe->command);
    col_text_printf(out, "} (%s)\\nopagebreak\n", report_word(artefact));
    if (!report_is_made(artefact)) {
        col_text_append(out, "\n");
        col_latex_escape(out, artefact->run.error.message);
        col_text_append(out, "\n");
        return;
    }
    if (artefact->renderings.figures[COL_FIGURE_PDF].length > 0)
        col_text_printf(out, "\n\\begin{center}\\includegraphics"
                             "[width=\\linewidth,height=0.42\\textheight,keepaspectratio]"
                             "{figures/%s.pdf}\\end{center}\n", name);
    col_text_printf(out, "\n{\\footnotesize\\input{tables/%s.tex}}\n", name);
}

void report_print_latex(col_text *out, const report_job *report)
{
    col_text_append(out, "% collapsar " PACKAGE_VERSION ": collapsar report\n");
    col_text_append(out, preamble);
    col_text_append(out, "\\title{");
    col_latex_escape(out, report->book.title);
    col_text_append(out, "}\n\\author{collapsar " PACKAGE_VERSION "}\n\\date{}\n"
                         "\\begin{document}\n\\maketitle\n\\tableofcontents\n");
    col_text_append(out, fit_tables);
    for (size_t s = 0; s < report->book.section_count; s++) {
        col_text_append(out, "\n\\clearpage\n\\section{");
        col_latex_escape(out, report->book.sections[s].title);
        col_text_append(out, "}\n");
        col_latex_escape(out, report->book.sections[s].text);
        col_text_append(out, "\n");
        for (size_t i = 0; i < report->book.recipe_count; i++)
            if (report->artefacts[i].recipe->section == s)
                print_artefact(out, &report->artefacts[i]);
    }
    col_text_append(out, "\\end{document}\n");
}
