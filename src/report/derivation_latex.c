/* Derivations as one LaTeX document. The program's lines are those that the parser reads; between them is prose. */
#include <collapsar/prose.h>

#include "../lang/source.h"
#include "latex_text.h"

#include <string.h>

/* A long note would push the next line of the program off the page. */
#define LONGEST_NOTE 400

static const char preamble[] =
    "\\documentclass[11pt,a4paper]{article}\n"
    "\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\usepackage{lmodern}\n"
    "\\usepackage{amsmath,amssymb,booktabs,tabularx,longtable,xcolor,graphicx}\n"
    "\\usepackage[a4paper,left=25mm,textwidth=120mm,marginparsep=5mm,marginparwidth=45mm,top=24mm,bottom=26mm]"
    "{geometry}\n"
    "\\usepackage[hidelinks,bookmarksopen]{hyperref}\n"
    "\\ifdefined\\pdfsuppressptexinfo\\pdfsuppressptexinfo=-1\\fi\n"
    "\\ifdefined\\pdfinfoomitdate\\pdfinfoomitdate=1\\fi\n"
    "\\ifdefined\\pdftrailerid\\pdftrailerid{}\\fi\n"
    "\\definecolor{good}{HTML}{1B6E3C}\\definecolor{open}{HTML}{9A6200}\\definecolor{bad}{HTML}{B3261E}\n"
    "\\definecolor{quiet}{HTML}{4B5563}\\definecolor{rule}{HTML}{D5DAE1}\n"
    "\\makeatletter\\renewcommand\\section{\\@startsection{section}{1}{0pt}{-3.5ex}{2.3ex}"
    "{\\normalfont\\Large\\bfseries\\raggedright}}\\makeatother\n"
    "\\setcounter{secnumdepth}{0}\\setcounter{tocdepth}{2}\n"
    "\\setlength{\\parindent}{0pt}\\setlength{\\parskip}{6pt plus 2pt}\\emergencystretch=2em\\raggedbottom\n"
    "\\hbadness=10000\\hfuzz=2pt\\vbadness=10000\\vfuzz=2pt\n"
    "\\newcolumntype{L}{>{\\raggedright\\arraybackslash}X}\\newcolumntype{C}{>{\\centering\\arraybackslash}X}\n"
    "\\newcolumntype{R}{>{\\raggedleft\\arraybackslash}X}\n"
    "\\DeclareRobustCommand{\\codebreak}{\\discretionary{}{}{}}\n"
    "\\pdfstringdefDisableCommands{\\let\\codebreak\\relax\\let\\fbox\\relax\\let\\tiny\\relax"
    "\\let\\ensuremath\\relax}\n"
    "% A formula that is wider than the page is made smaller.\n"
    "\\newsavebox{\\formulabox}\n"
    "\\newcommand{\\displayformula}[1]{\\[\\sbox{\\formulabox}{$\\displaystyle #1$}%\n"
    "  \\ifdim\\wd\\formulabox>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox{\\formulabox}}"
    "\\else\\usebox{\\formulabox}\\fi\\]}\n"
    "\\newcommand{\\codefont}{\\frenchspacing\\ttfamily\\fontsize{8.5}{11}\\selectfont}\n"
    "% \\codeline{BLANKS}{TEXT}, \\programline{LINE}{BLANKS}{TEXT}: one line, continued lines hang.\n"
    "\\newcommand{\\codeline}[2]{{\\codefont\\hangindent=\\dimexpr #1em/2+1.6em\\relax\\hangafter=1\\raggedright"
    "\\noindent\\hspace*{\\dimexpr #1em/2\\relax}#2\\strut\\par}}\n"
    "\\newenvironment{code}{\\par\\vspace{4pt}\\parskip=0pt\\color{black!75}}{\\par\\vspace{4pt}}\n"
    "\\newenvironment{quoted}{\\par\\leftskip=1.5em\\rightskip=1.5em\\relax}{\\par}\n"
    "\\newcommand{\\linenumber}[1]{\\llap{\\normalfont\\fontsize{6}{8}\\selectfont\\color{quiet}#1\\hspace{8pt}}}\n"
    "\\newcommand{\\programline}[3]{{\\codefont\\hangindent=\\dimexpr #2em/2+1.6em\\relax\\hangafter=1\\raggedright"
    "\\noindent\\linenumber{#1}\\hspace*{\\dimexpr #2em/2\\relax}#3\\strut\\par}}\n"
    "\\newenvironment{program}{\\par\\vspace{6pt}\\parskip=0pt{\\color{rule}\\hrule}\\nobreak\\vspace{4pt}}"
    "{\\par\\nobreak\\vspace{3pt}{\\color{rule}\\hrule}\\vspace{6pt}}\n"
    "% \\claimline{LINE}{TEXT}{COLOUR}{WORD}{NOTE}{ANCHOR}: the claim, its verdict in the margin.\n"
    "\\newcommand{\\claimline}[6]{\\par\\noindent\\linenumber{#1}\\phantomsection\\label{#6}%\n"
    "  \\parbox[t]{\\linewidth}{\\codefont\\raggedright\\hangindent=1.6em\\hangafter=1 #2\\strut\\par}%\n"
    "  \\makebox[0pt][l]{\\hspace{5mm}\\parbox[t]{45mm}{\\fontsize{7.5}{9}\\selectfont\\raggedright\\leavevmode"
    "{\\color{#3}\\bfseries #4}\\\\{}\\color{quiet}#5\\strut\\par}}\\par\\vspace{1.5pt}}\n"
    "\\newcommand{\\derivationfile}[2]{{\\color{quiet}\\small\\ttfamily #1}\\hfill{\\color{quiet}\\small #2}\\par}\n";

static void put_words(col_text *out, const char *text)
{
    col_latex_text(out, text, strlen(text), COL_LATEX_PROSE);
}

static void put_code(col_text *out, const char *text, size_t length)
{
    col_latex_text(out, text, length, COL_LATEX_CODE);
}

void col_derivation_begin(col_text *out, const char *title, const char *generator, const char *summary)
{
    col_text_append(out, "% ");
    for (const char *at = generator; *at; at++)
        col_text_put(out, *at >= ' ' && *at <= '~' ? *at : ' ');
    col_text_printf(out, "\n%s\\begin{document}\n\\thispagestyle{empty}\n\\vspace*{25mm}\n", preamble);
    col_text_append(out, "{\\Huge\\bfseries\\raggedright ");
    put_words(out, title);
    col_text_append(out, "\\par}\n\\bigskip\n{\\large ");
    put_words(out, summary);
    col_text_append(out, "\\par}\n\\bigskip\n{\\color{quiet}\\small\\ttfamily\\raggedright ");
    put_code(out, generator, strlen(generator));
    col_text_append(
        out, "\\par}\n\\vspace{12mm}\n"
             "{\\small What stands beside a claim:\\par\\smallskip\n"
             "\\begin{tabularx}{\\linewidth}{@{}lL@{}}\n"
             "{\\color{good}\\bfseries proved} & by an argument exact over the reals; its method is named.\\\\\n"
             "{\\color{good}\\bfseries refuted, as expected} & certified to be false, as the document says, "
             "with a point where it fails.\\\\\n"
             "{\\color{open}\\bfseries undecided} & neither; the reason is given.\\\\\n"
             "{\\color{bad}\\bfseries refuted} & claimed, but certified to be false.\\\\\n"
             "\\end{tabularx}\\par}\n\\vspace{12mm}\n\\tableofcontents\n");
}

static void put_note(col_text *out, const char *note)
{
    size_t length = strlen(note);
    if (length > LONGEST_NOTE) {
        for (length = LONGEST_NOTE; length > 0 && ((unsigned char)note[length] & 0xC0) == 0x80; length--)
            ;
    }
    col_latex_text(out, note, length, COL_LATEX_CODE);
    if (note[length])
        col_text_append(out, " \\textellipsis{}");
}

static const char *colour_of(col_remark_kind kind)
{
    return kind == COL_REMARK_GOOD ? "good" : kind == COL_REMARK_OPEN ? "open" : "bad";
}

/* The label of a line; the file in hexadecimal, so that any name will do. */
static void put_anchor(col_text *out, const char *file, int line)
{
    col_text_append(out, "line:");
    for (const char *at = file; *at; at++)
        col_text_printf(out, "%02x", (unsigned char)*at);
    col_text_printf(out, ":%d", line);
}

static void put_claim(col_text *out, const col_line *line, const char *file, const col_remark *remark)
{
    col_text_printf(out, "\\claimline{%d}{", line->line);
    put_code(out, line->start, line->length);
    col_text_printf(out, "}{%s}{", colour_of(remark->kind));
    put_words(out, remark->word);
    col_text_append(out, "}{");
    put_note(out, remark->note);
    col_text_append(out, "}{");
    put_anchor(out, file, line->line);
    col_text_append(out, "}\n");
}

static void put_program_line(col_text *out, const col_line *line)
{
    size_t blanks = 0;
    while (blanks < line->length && blanks < 40 && line->start[blanks] == ' ')
        blanks++;
    col_text_printf(out, "\\programline{%d}{%zu}{", line->line, blanks);
    put_code(out, line->start + blanks, line->length - blanks);
    col_text_append(out, "}\n");
}

/* Where the line with that number, from 1, begins; the text's end if there is none. */
static const char *start_of_line(const char *text, int number)
{
    for (int line = 1; line < number && *text; line++) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return text;
}

/* The lines of prose from number first up to the one before stop; stop 0: up to the end. */
static bool put_prose(col_text *out, const char *text, int first, int stop)
{
    const char *start = start_of_line(text, first), *end = stop ? start_of_line(text, stop) : text + strlen(text);
    if (strncmp(start, "\xef\xbb\xbf", 3) == 0)
        start += 3;
    return end <= start || col_prose_latex(out, start, (size_t)(end - start));
}

/* Program and prose in turn. A block's fences are the lines before its first and after its last one. */
static bool put_body(col_text *out, const char *file, const char *text, bool is_markdown, const col_remark *remarks,
                     size_t count)
{
    col_source source;
    col_line line;
    col_source_init(&source, file, text, strlen(text), is_markdown, NULL);
    int prose = 1; /* the first line that is not yet in the document */
    bool ok = true, inside = false;
    size_t next = 0, begun = 0; /* lines of this block */
    while (ok && col_source_next(&source, &line)) {
        if (line.first) {
            col_text_append(out, inside ? "\\end{program}\n\n" : "");
            ok = !is_markdown || put_prose(out, text, prose, line.line - 1);
            col_text_append(out, "\\begin{program}\n");
            inside = true;
            begun = 0;
        }
        while (next < count && remarks[next].line < line.line)
            next++;
        if (next < count && remarks[next].line == line.line)
            put_claim(out, &line, file, &remarks[next]);
        else
            put_program_line(out, &line);
        prose = line.line + 2;
        if (++begun <= 2) /* no page ends just after a block has begun */
            col_text_append(out, "\\nopagebreak\n");
    }
    col_text_append(out, inside ? "\\end{program}\n\n" : "");
    return ok && (!is_markdown || put_prose(out, text, prose, 0));
}

/* All claims of a derivation, with their pages. */
static void put_claims(col_text *out, const char *file, const col_remark *remarks, size_t count)
{
    if (count == 0)
        return;
    col_text_append(out, "\\par\\bigskip{\\small\\textbf{The claims of this derivation}\\par}\n"
                         "{\\footnotesize\\parskip=0pt\\setlength{\\LTleft}{0pt}\\setlength{\\LTright}{\\fill}\n"
                         "\\begin{longtable}{@{}r>{\\raggedright}p{62mm}lr@{}}\n"
                         "\\toprule line & claim & verdict & page\\\\\\midrule\\endhead\\bottomrule\\endfoot\n");
    for (size_t i = 0; i < count; i++) {
        col_text_append(out, "\\hyperref[");
        put_anchor(out, file, remarks[i].line);
        col_text_printf(out, "]{%d} & ", remarks[i].line);
        put_words(out, remarks[i].name);
        col_text_printf(out, " & {\\color{%s}", colour_of(remarks[i].kind));
        put_words(out, remarks[i].word);
        col_text_append(out, "} & \\pageref{");
        put_anchor(out, file, remarks[i].line);
        col_text_append(out, "}\\\\\n");
    }
    col_text_append(out, "\\end{longtable}}\n");
}

static void put_summary(col_text *out, const col_remark *remarks, size_t count)
{
    size_t kinds[3] = {0};
    for (size_t i = 0; i < count; i++)
        kinds[remarks[i].kind]++;
    col_text_printf(out, "%zu %s", count, count == 1 ? "claim" : "claims");
    if (kinds[COL_REMARK_OPEN])
        col_text_printf(out, ", %zu undecided", kinds[COL_REMARK_OPEN]);
    if (kinds[COL_REMARK_BAD])
        col_text_printf(out, ", {\\color{bad}%zu failed}", kinds[COL_REMARK_BAD]);
}

/* Does the text begin with a heading of its own? */
static bool has_title(const char *text)
{
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    text += strspn(text, " \r\n");
    return strncmp(text, "# ", 2) == 0;
}

bool col_derivation_add(col_text *out, const char *file, const char *text, bool is_markdown, const col_remark *remarks,
                        size_t count)
{
    size_t start = out->length;
    col_text_append(out, "\n\\clearpage\n\\derivationfile{");
    put_code(out, file, strlen(file));
    col_text_append(out, "}{");
    put_summary(out, remarks, count);
    col_text_append(out, "}\n");
    if (!is_markdown || !has_title(text)) {
        col_text_append(out, "\\section{");
        put_words(out, file);
        col_text_append(out, "}\n");
    }
    bool ok = put_body(out, file, text, is_markdown, remarks, count);
    put_claims(out, file, remarks, count);
    if (!ok) {
        out->length = start;
        out->data[start] = '\0';
    }
    return ok;
}

void col_derivation_end(col_text *out)
{
    col_text_append(out, "\\end{document}\n");
}
