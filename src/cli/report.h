/* The parts of collapsar report. */
#ifndef COL_CLI_REPORT_H
#define COL_CLI_REPORT_H

#include "command.h"
#include "recipe.h"

/* One command of the recipes with everything that it hands back. */
typedef struct {
    const recipe_item *recipe;
    col_run run;
    col_renderings renderings;
    col_text terms;   /* "10 digits, effort 1, seed 1" */
    col_text source;  /* version, command line and terms: what every file says of itself */
    col_exit status;
    json_t *json;     /* the result as data; NULL if there is none */
    bool chosen;      /* by --only */
} report_artefact;

/* A derivation that the page shows, since its claims are decided or checked. */
typedef struct {
    char *file, *text;
} report_source;

typedef struct {
    col_run *run;
    recipe_book book;
    report_artefact *artefacts; /* one a recipe */
    report_source *sources;
    size_t source_count, source_capacity;
    bool whole;                 /* all artefacts are made, and so the page and the LaTeX document */
} report_job;

/* Numbers of claims in all artefacts. */
typedef struct {
    json_int_t proved, refuted, undecided, failed;
} report_claims;

/* Was there a result? */
bool report_is_made(const report_artefact *artefact);

/* What came of it, in a word: "certified", "simulated", "failed", ..., "not made". */
const char *report_word(const report_artefact *artefact);

/* Adds the claims of an artefact; none if it is not of verify. */
void report_count_claims(report_claims *claims, const report_artefact *artefact);

/* report_run.c: runs the chosen artefacts, in the directory of the recipes, and reads the derivations. False, with the
 * message in the run's error, if that directory can't be entered. */
bool report_run(report_job *report);

/* report_files.c: adds all files to those that the run writes, in directory. */
void report_add_files(report_job *report, const char *directory);

/* report_page.c and report_latex.c: the page, and the LaTeX document. */
void report_print_page(col_text *out, const report_job *report);
void report_print_latex(col_text *out, const report_job *report);

#endif
