/* Derivations as LaTeX: Markdown prose with TeX formulas, the program with numbered lines, verdicts in the margin. */
#ifndef COLLAPSAR_PROSE_H
#define COLLAPSAR_PROSE_H

#include <collapsar/text.h>

/* Was the library built with MD4C, which reads Markdown? */
bool col_prose_is_available(void);

/* Appends Markdown (CommonMark with tables and TeX between $ or $$) as LaTeX, for a document that begins as
 * col_derivation_begin does. Whatever the text is, groups and environments match, and a formula that is not sound is
 * shown as it was typed. False, with nothing appended, if the library was built without MD4C or memory ran out. */
bool col_prose_latex(col_text *out, const char *markdown, size_t length);

/* Does LaTeX with amsmath typeset the formula? If true, groups, environments and \left ... \right match, every command
 * is a known one with its arguments, no base has two subscripts or superscripts, and & stands in an alignment only.
 * Commands that define, read or write anything are not among the known ones. */
bool col_prose_formula_is_sound(const char *tex, size_t length);

/* How a remark is coloured. */
typedef enum { COL_REMARK_GOOD, COL_REMARK_OPEN, COL_REMARK_BAD } col_remark_kind;

/* What stands beside a line of the program. */
typedef struct {
    int line;
    col_remark_kind kind;
    const char *name, *word, *note; /* the claim's name; "proved"; the method, the witness or the reason */
} col_remark;

/* A document of derivations: begin opens it up to its contents, add appends one (remarks in the order of their lines),
 * end closes it. summary: sentences of plain text below the title; generator: the command line. add returns false, with
 * nothing appended, if there is prose and col_prose_latex can't do it. */
void col_derivation_begin(col_text *out, const char *title, const char *generator, const char *summary);
bool col_derivation_add(col_text *out, const char *file, const char *text, bool is_markdown, const col_remark *remarks,
                        size_t count);
void col_derivation_end(col_text *out);

#endif
