/* Documents: reading, the statements one after another, lookup, release. */
#include "parser.h"

#include "../base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST_FILE (64u << 20)
#define MOST_STATEMENTS 100000
#define MOST_MODELS 5000

/* --- models ------------------------------------------------------------------------------------------------- */

static void clear_model(col_model *model)
{
    for (size_t i = 0; i < model->parameter_count; i++)
        free(model->parameters[i].name);
    for (size_t i = 0; i < model->variable_count; i++)
        free(model->variables[i].name);
    for (size_t i = 0; i < model->let_count; i++)
        free(model->lets[i].name);
    for (size_t i = 0; i < model->state_count; i++) {
        free(model->states[i].name);
        free(model->states[i].components);
        col_conditions_clear(&model->states[i].when);
    }
    for (size_t i = 0; i < model->claim_count; i++) {
        free(model->claims[i].name);
        free(model->claims[i].body);
        free(model->claims[i].box);
        col_conditions_clear(&model->claims[i].when);
        col_conditions_clear(&model->claims[i].chain);
    }
    free(model->parameters);
    free(model->variables);
    free(model->lets);
    free(model->states);
    free(model->claims);
    col_conditions_clear(&model->assumptions);
    col_graph_free(model->graph);
    free(model->name);
}

void col_document_free(col_document *document)
{
    if (document == NULL)
        return;
    for (size_t i = 0; i < document->model_count; i++)
        clear_model(&document->models[i]);
    free(document->models);
    free(document->file);
    free(document->text);
    free(document);
}

static void begin_model(col_document *document, col_parser *parser, const char *name, size_t length, col_position at)
{
    document->models = col_array_room(document->models, document->model_count, sizeof *document->models);
    parser->model = &document->models[document->model_count++];
    *parser->model = (col_model){.name = col_strndup(name, length), .at = at, .graph = col_graph_new(0)};
    parser->variables_fixed = false;
    col_names_clear(parser->names);
    col_names_init(parser->names);
    col_names_clear(parser->claims);
    col_names_init(parser->claims);
}

/* model NAME */
static bool parse_model(col_document *document, col_parser *parser)
{
    size_t length;
    col_lexer_next(&parser->lexer);
    if (!col_parser_new_name(parser, "model", true, &length))
        return false;
    col_token name = parser->lexer.token;
    for (size_t i = 0; i < document->model_count; i++)
        if (strlen(document->models[i].name) == length && memcmp(document->models[i].name, name.start, length) == 0) {
            col_error_at(parser->error, name.at, "a model `%s` begins already in line %d, expected a new name",
                         document->models[i].name, document->models[i].at.line);
            return false;
        }
    if (document->model_count == MOST_MODELS) {
        col_error_at(parser->error, name.at, "too many models, expected at most %d in a file", MOST_MODELS);
        return false;
    }
    if (parser->model && !col_parser_finish_model(parser))
        return false;
    col_lexer_skip(&parser->lexer, length);
    if (!col_parser_at(parser, COL_TOKEN_END))
        return col_parser_unexpected(parser, "the end of the statement: the model's content follows on the next lines");
    begin_model(document, parser, name.start, length, name.at);
    return true;
}

/* --- statements --------------------------------------------------------------------------------------------- */

static bool unknown_statement(col_parser *parser)
{
    const col_token *token = &parser->lexer.token;
    bool word = token->kind == COL_TOKEN_NAME;
    const char *near = word ? col_statement_nearest(token->start, token->length) : NULL;
    if (near == NULL)
        return col_parser_unexpected(parser, "a statement: model, parameter, assume, variable, let, flow, state, claim "
                                             "or refute");
    col_error_at(parser->error, token->at, "unknown statement `%.*s`: did you mean `%s`?", (int)token->length,
                 token->start, near);
    return false;
}

static bool parse_statement(col_document *document, col_parser *parser)
{
    if (col_parser_at_word(parser, "model"))
        return parse_model(document, parser);
    if (parser->model == NULL)
        begin_model(document, parser, "", 0, parser->lexer.token.at);
    bool done;
    if (!col_parser_declaration(parser, &done) || done)
        return parser->error->fault == COL_FAULT_NONE;
    if (col_parser_at_word(parser, "claim") || col_parser_at_word(parser, "refute"))
        return col_parser_claim(parser, col_parser_at_word(parser, "refute"));
    if (col_parser_at_word(parser, "state")) {
        col_lexer_next(&parser->lexer);
        return col_parser_state(parser);
    }
    return unknown_statement(parser);
}

static bool parse_statements(col_document *document, col_parser *parser)
{
    size_t count = 0;
    while (col_lexer_begin(&parser->lexer)) {
        if (++count > MOST_STATEMENTS) {
            col_error_at(parser->error, parser->lexer.token.at, "too many statements, expected at most %d in a file",
                         MOST_STATEMENTS);
            return false;
        }
        if (!parse_statement(document, parser) || parser->error->fault != COL_FAULT_NONE)
            return false;
    }
    return parser->error->fault == COL_FAULT_NONE && (parser->model == NULL || col_parser_finish_model(parser));
}

static bool is_markdown(const char *file, const char *text, size_t length)
{
    size_t n = strlen(file);
    if (strcmp(file, "-") == 0)
        return col_source_has_block(text, length);
    return n >= 3 && strcmp(file + n - 3, ".md") == 0;
}

col_document *col_document_parse(const char *file, const char *text, size_t length, col_error *error)
{
    col_error own = {0};
    col_document *document = col_calloc(1, sizeof *document);
    document->file = col_strdup(file);
    document->text = col_strndup(text, length);
    col_source source;
    col_names names, claims;
    col_names_init(&names);
    col_names_init(&claims);
    bool markdown = is_markdown(file, text, length);
    document->is_markdown = markdown;
    col_source_init(&source, document->file, document->text, length, markdown, &own);
    col_parser parser = {.error = &own, .names = &names, .claims = &claims};
    col_lexer_init(&parser.lexer, &source, &own);
    bool ok = length <= LARGEST_FILE && parse_statements(document, &parser);
    col_position whole = {.file = file};
    if (length > LARGEST_FILE)
        col_error_at(&own, whole, "the file is too large, expected at most %u MiB", LARGEST_FILE >> 20);
    else if (ok && markdown && parser.lexer.source.blocks == 0)
        col_error_at(&own, whole, "no program in this Markdown file, expected a block marked `collapsar`");
    col_names_clear(&names);
    col_names_clear(&claims);
    if (own.fault == COL_FAULT_NONE)
        return document;
    col_document_free(document);
    if (error && error->fault == COL_FAULT_NONE)
        *error = own;
    return NULL;
}

/* Everything that can be read, but no more than one byte beyond the largest file. */
static bool read_all(col_text *text, FILE *stream)
{
    char chunk[65536];
    size_t n;
    while (text->length <= LARGEST_FILE && (n = fread(chunk, 1, sizeof chunk, stream)) > 0)
        col_text_append_bytes(text, chunk, n);
    return !ferror(stream);
}

col_document *col_document_read(const char *file, col_error *error)
{
    bool standard_input = strcmp(file, "-") == 0;
    FILE *stream = standard_input ? stdin : fopen(file, "rb");
    if (stream == NULL) {
        col_error_input(error, "%s: cannot be opened: %s", file, strerror(errno));
        return NULL;
    }
    col_text text;
    col_text_init(&text);
    col_document *document = NULL;
    if (read_all(&text, stream))
        document = col_document_parse(file, text.data, text.length, error);
    else
        col_error_input(error, "%s: cannot be read: %s", file, strerror(errno));
    col_text_clear(&text);
    if (!standard_input)
        fclose(stream);
    return document;
}

/* --- lookup ------------------------------------------------------------------------------------------------- */

col_model *col_document_model(col_document *document, const char *name, col_error *error)
{
    if (name == NULL && document->model_count == 1)
        return &document->models[0];
    for (size_t i = 0; name && i < document->model_count; i++)
        if (strcmp(document->models[i].name, name) == 0)
            return &document->models[i];
    if (document->model_count == 0) {
        col_error_input(error, "%s: no model in this file", document->file);
        return NULL;
    }
    col_text known;
    col_text_init(&known);
    for (size_t i = 0; i < document->model_count && known.length < 400; i++)
        col_text_printf(&known, "%s`%s`", i ? ", " : "", document->models[i].name);
    if (name)
        col_error_input(error, "%s: no model `%s`, expected one of %s", document->file, name, known.data);
    else
        col_error_input(error, "%s: several models, expected %s#MODEL with one of %s", document->file, document->file,
                        known.data);
    col_text_clear(&known);
    return NULL;
}

ptrdiff_t col_model_parameter(const col_model *model, const char *name)
{
    for (size_t i = 0; i < model->parameter_count; i++)
        if (strcmp(model->parameters[i].name, name) == 0)
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t col_model_variable(const col_model *model, const char *name)
{
    for (size_t i = 0; i < model->variable_count; i++)
        if (strcmp(model->variables[i].name, name) == 0)
            return (ptrdiff_t)i;
    return -1;
}

ptrdiff_t col_model_state(const col_model *model, const char *name)
{
    for (size_t i = 0; i < model->state_count; i++)
        if (strcmp(model->states[i].name, name) == 0)
            return (ptrdiff_t)i;
    return -1;
}

const char *col_relation_name(col_relation relation)
{
    static const char *const names[] = {"==", "!=", "<", "<=", ">", ">="};
    return names[relation];
}
