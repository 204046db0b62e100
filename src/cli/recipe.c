#include "recipe.h"

#include "../base/memory.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_FILE (1 << 20)
#define MOST_WORDS 64

/* The line that is read, and what indented lines are added to. */
typedef struct {
    recipe_book *book;
    col_error *error;
    int line;
    char **text, **title; /* of the recipe or section above; title NULL: it has one */
} reader;

static bool fail(const reader *at, const char *where, const char *line, const char *message)
{
    col_error_at(at->error, (col_position){at->book->file, at->line, (int)(where - line) + 1}, "%s", message);
    return false;
}

static const char *skip_spaces(const char *at)
{
    return at + strspn(at, " \t");
}

/* The rest of the line, if it starts with the keyword and a space; NULL otherwise. */
static const char *after_keyword(const char *line, const char *keyword)
{
    size_t length = strlen(keyword);
    bool is_there = strncmp(line, keyword, length) == 0 && isspace((unsigned char)line[length]);
    return is_there ? skip_spaces(line + length) : NULL;
}

static bool set_once(char **target, const reader *at, const char *value, const char *line)
{
    if (*target || at->book->section_count > 0 || at->book->recipe_count > 0)
        return fail(at, line, line, "'title' and 'directory' come once, before sections and artefacts");
    if (*value == '\0')
        return fail(at, value, line, "expected a text after the word");
    *target = col_strdup(value);
    return true;
}

static bool read_section(reader *at, const char *title, const char *line)
{
    recipe_book *book = at->book;
    if (*title == '\0')
        return fail(at, title, line, "expected the section's title");
    book->sections = col_grow(book->sections, book->section_count, &book->section_capacity, sizeof *book->sections);
    recipe_section *section = &book->sections[book->section_count++];
    *section = (recipe_section){col_strdup(title), col_strdup("")};
    at->text = &section->text;
    at->title = NULL;
    return true;
}

/* Appends one word of the command line at *from, without its quotes; *from moves behind it. */
static bool read_word(col_text *word, const char **from, const reader *at, const char *line)
{
    const char *start = *from, *p = start;
    char quote = '\0';
    for (; *p && (quote || !isspace((unsigned char)*p)); p++) {
        if (quote == '\0' && (*p == '\'' || *p == '"'))
            quote = *p;
        else if (quote && *p == quote)
            quote = '\0';
        else
            col_text_put(word, *p);
    }
    *from = p;
    return quote == '\0' || fail(at, start, line, "the quote has no end on this line");
}

static bool read_words(recipe_item *made, const reader *at, const char *from, const char *line)
{
    bool good = true;
    made->words = col_calloc(MOST_WORDS, sizeof *made->words);
    for (from = skip_spaces(from); good && *from; from = skip_spaces(from)) {
        col_text word;
        if (made->word_count == MOST_WORDS)
            return fail(at, from, line, "more words than a command line may have here");
        col_text_init(&word);
        good = read_word(&word, &from, at, line);
        made->words[made->word_count++] = col_text_take(&word);
        col_text_clear(&word);
    }
    if (good && made->word_count == 0)
        return fail(at, from, line, "expected a command line of collapsar after the name");
    return good;
}

static bool is_taken(const recipe_book *book, const char *name)
{
    for (size_t i = 0; i < book->recipe_count; i++)
        if (strcmp(book->recipes[i].name, name) == 0)
            return true;
    return false;
}

/* NAME: COMMAND LINE. The name is part of file names: small letters, digits, hyphens. */
static bool read_recipe(reader *at, const char *line)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    recipe_book *book = at->book;
    size_t length = strspn(line, allowed);
    if (length == 0 || line[0] == '-' || line[length] != ':')
        return fail(at, line + length, line, "expected 'title', 'directory', 'section' or 'NAME: COMMAND LINE', "
                                             "the name of small letters, digits and hyphens");
    char *name = col_strndup(line, length);
    bool taken = is_taken(book, name);
    book->recipes = col_grow(book->recipes, book->recipe_count, &book->recipe_capacity, sizeof *book->recipes);
    recipe_item *made = &book->recipes[book->recipe_count++];
    *made = (recipe_item){.line = at->line, .name = name, .command = col_strdup(skip_spaces(line + length + 1)),
                     .text = col_strdup("")};
    if (taken)
        return fail(at, line, line, "an artefact of this name stands above");
    if (book->section_count == 0)
        return fail(at, line, line, "expected a 'section' before the first artefact");
    made->section = book->section_count - 1;
    at->text = &made->text;
    at->title = &made->title;
    return read_words(made, at, line + length + 1, line);
}

/* An indented line: a title, or more text. */
static bool read_text(reader *at, const char *text, const char *line)
{
    if (at->text == NULL)
        return fail(at, text, line, "an indented line belongs to a section or an artefact, but there is none above");
    if (at->title) {
        *at->title = col_strdup(text);
        at->title = NULL;
        return true;
    }
    size_t before = strlen(*at->text), more = strlen(text);
    *at->text = col_realloc(*at->text, before + more + 2);
    snprintf(*at->text + before, more + 2, "%s%s", before ? " " : "", text);
    return true;
}

static bool read_line(reader *at, const char *line)
{
    const char *start = skip_spaces(line), *rest;
    if (*start == '\0' || *start == '#')
        return true;
    if (start > line)
        return read_text(at, start, line);
    if (at->title)
        return fail(at, line, line, "the artefact above has no title: expected an indented line");
    if ((rest = after_keyword(line, "title")))
        return set_once(&at->book->title, at, rest, line);
    if ((rest = after_keyword(line, "directory")))
        return set_once(&at->book->directory, at, rest, line);
    if ((rest = after_keyword(line, "section")))
        return read_section(at, rest, line);
    return read_recipe(at, line);
}

static bool read_lines(reader *at, char *text)
{
    bool good = true;
    for (char *line = text; good && *line;) {
        size_t length = strcspn(line, "\n"), kept = length;
        char *next = line + length + (line[length] == '\n');
        while (kept > 0 && isspace((unsigned char)line[kept - 1]))
            kept--;
        line[kept] = '\0';
        at->line++;
        good = read_line(at, line);
        line = next;
    }
    if (good && at->title)
        return fail(at, text, text, "the artefact above has no title: expected an indented line");
    if (good && at->book->recipe_count == 0)
        return fail(at, text, text, "there is no artefact in this file: expected 'NAME: COMMAND LINE'");
    return good;
}

static bool is_utf8(const char *text)
{
    json_t *json = json_string(text); /* Jansson refuses anything else */
    json_decref(json);
    return json != NULL;
}

static bool read_file(col_text *text, const char *path, col_error *error)
{
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t count;
    if (file == NULL) {
        col_error_input(error, "%.400s: cannot read: %s", path, strerror(errno));
        return false;
    }
    while ((count = fread(bytes, 1, sizeof bytes, file)) > 0 && text->length <= LONGEST_FILE)
        col_text_append_bytes(text, bytes, count);
    int reason = ferror(file) ? errno : 0;
    fclose(file);
    if (reason != 0)
        col_error_input(error, "%.400s: cannot read: %s", path, strerror(reason));
    else if (text->length > LONGEST_FILE)
        col_error_input(error, "%.400s: longer than a recipe file may be (%d bytes)", path, LONGEST_FILE);
    else if (strlen(text->data) != text->length || !is_utf8(text->data))
        col_error_input(error, "%.400s: not a text in UTF-8", path);
    return error->fault == COL_FAULT_NONE;
}

/* Where commands run: what `directory` says, seen from the recipe file. */
static char *place_of(const recipe_book *book)
{
    const char *slash = strrchr(book->file, '/'), *beside = book->directory ? book->directory : ".";
    col_text place;
    col_text_init(&place);
    if (slash && beside[0] != '/')
        col_text_append_bytes(&place, book->file, (size_t)(slash - book->file) + 1);
    col_text_append(&place, beside);
    char *made = col_text_take(&place);
    col_text_clear(&place);
    return made;
}

bool recipe_book_read(recipe_book *book, const char *path, col_error *error)
{
    col_text text;
    reader at = {.book = book, .error = error};
    *book = (recipe_book){.file = col_strdup(path)};
    col_text_init(&text);
    bool good = read_file(&text, path, error) && read_lines(&at, text.data);
    col_text_clear(&text);
    if (!good)
        return false;
    char *place = place_of(book);
    free(book->directory);
    book->directory = place;
    if (book->title == NULL)
        book->title = col_strdup("Report");
    return true;
}

void recipe_book_clear(recipe_book *book)
{
    for (size_t i = 0; i < book->section_count; i++) {
        free(book->sections[i].title);
        free(book->sections[i].text);
    }
    for (size_t i = 0; i < book->recipe_count; i++) {
        recipe_item *made = &book->recipes[i];
        for (int k = 0; k < made->word_count; k++)
            free(made->words[k]);
        free(made->words);
        free(made->name);
        free(made->command);
        free(made->title);
        free(made->text);
    }
    free(book->sections);
    free(book->recipes);
    free(book->file);
    free(book->title);
    free(book->directory);
}
