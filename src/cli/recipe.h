/* Recipes: the text file that says what a report is made of.
 *
 *     # A comment.
 *     title Two genes that repress each other
 *     directory ..
 *
 *     section Claims
 *         What the derivation claims, with the verdicts.
 *
 *     switch-claims: verify switch.md
 *         Every claim
 *         The first indented line is the artefact's title, the others say more.
 *
 * An artefact is a name, a colon and a command line of collapsar without the word collapsar; words with spaces stand in
 * quotes, ' or ". `title` is the report's; `directory` is where its commands run, relative to the recipe file (without
 * it: beside the recipe file); both come at most once, before the first section. Indented lines belong to what stands
 * above.
 */
#ifndef COL_CLI_RECIPE_H
#define COL_CLI_RECIPE_H

#include <collapsar/text.h>

typedef struct {
    int line;           /* where it stands */
    char *name;
    char *command;      /* the command line as typed */
    char **words;       /* of the command line */
    int word_count;
    char *title, *text; /* text: "" if there is no more to say */
    size_t section;
} recipe_item;

typedef struct {
    char *title, *text;
} recipe_section;

typedef struct {
    char *file;      /* the path as given, for messages */
    char *title;
    char *directory; /* where commands run, relative to the current directory */
    recipe_section *sections;
    size_t section_count, section_capacity;
    recipe_item *recipes;
    size_t recipe_count, recipe_capacity;
} recipe_book;

/* Reads a recipe file. False, with the message and its place in error, if it can't be read or is not well formed: names
 * not unique, no recipe, a missing title. Commands and options are not looked at. The book is to be cleared either
 * way. */
bool recipe_book_read(recipe_book *book, const char *path, col_error *error);
void recipe_book_clear(recipe_book *book);

#endif
