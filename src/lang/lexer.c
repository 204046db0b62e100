/* From lines to tokens. A statement goes on over indented lines; blank lines and comments do not end it. */
#include "lexer.h"

#include <stdio.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The byte at an index of the current line; '\0' behind its end. */
static char byte(const col_lexer *lexer, size_t index)
{
    return index < lexer->line.length ? lexer->line.start[index] : '\0';
}

static size_t skip_blanks(const col_line *line, size_t index)
{
    while (index < line->length && is_blank(line->start[index]))
        index++;
    return index;
}

static bool is_empty(const col_line *line)
{
    size_t index = skip_blanks(line, 0);
    return index == line->length || line->start[index] == '#';
}

void col_lexer_init(col_lexer *lexer, const col_source *source, col_error *error)
{
    *lexer = (col_lexer){.source = *source, .error = error};
}

/* Goes to the next line if it continues the statement. */
static bool continue_statement(col_lexer *lexer)
{
    col_source ahead = lexer->source;
    col_line line;
    while (col_source_next(&ahead, &line)) {
        if (line.first)
            return false;
        if (is_empty(&line))
            continue;
        if (!is_blank(line.start[0]) && !lexer->fragment)
            return false;
        lexer->source = ahead;
        lexer->line = line;
        lexer->cursor = 0;
        return true;
    }
    return false;
}

static void set_token(col_lexer *lexer, col_token_kind kind, size_t length)
{
    lexer->token = (col_token){
        .kind = kind, .start = lexer->line.start + lexer->cursor, .length = length,
        .at = {.file = lexer->source.file, .line = lexer->line.line,
               .column = lexer->line.column + (int)lexer->cursor},
    };
    lexer->cursor += length;
}

/* Length of the number at the cursor: digits, a point only before another digit, an exponent. */
static size_t number_length(const col_lexer *lexer)
{
    size_t n = lexer->cursor;
    while (is_digit(byte(lexer, n)))
        n++;
    if (byte(lexer, n) == '.' && is_digit(byte(lexer, n + 1)))
        for (n++; is_digit(byte(lexer, n));)
            n++;
    if (byte(lexer, n) == 'e' || byte(lexer, n) == 'E') {
        size_t digits = n + 1 + (byte(lexer, n + 1) == '+' || byte(lexer, n + 1) == '-');
        if (is_digit(byte(lexer, digits)))
            for (n = digits; is_digit(byte(lexer, n));)
                n++;
    }
    return n - lexer->cursor;
}

static size_t name_length(const col_lexer *lexer)
{
    size_t n = lexer->cursor;
    while (is_letter(byte(lexer, n)) || is_digit(byte(lexer, n)))
        n++;
    return n - lexer->cursor;
}

typedef struct {
    char text[3];
    col_token_kind kind;
} sign;

/* Longer signs first. */
static const sign signs[] = {
    {"->", COL_TOKEN_ARROW}, {"..", COL_TOKEN_DOTS}, {"==", COL_TOKEN_EQUAL}, {"!=", COL_TOKEN_NOT_EQUAL},
    {"<=", COL_TOKEN_LESS_EQUAL}, {">=", COL_TOKEN_GREATER_EQUAL}, {"<", COL_TOKEN_LESS}, {">", COL_TOKEN_GREATER},
    {"=", COL_TOKEN_DEFINE}, {"+", COL_TOKEN_PLUS}, {"-", COL_TOKEN_MINUS}, {"*", COL_TOKEN_TIMES},
    {"/", COL_TOKEN_OVER}, {"^", COL_TOKEN_POWER}, {"(", COL_TOKEN_LEFT}, {")", COL_TOKEN_RIGHT},
    {"[", COL_TOKEN_LEFT_BRACKET}, {"]", COL_TOKEN_RIGHT_BRACKET}, {",", COL_TOKEN_COMMA}, {":", COL_TOKEN_COLON},
    {".", COL_TOKEN_DOT}, {"~", COL_TOKEN_TILDE},
};

/* Length of the well-formed UTF-8 sequence at the cursor; 0 if there is none. */
static size_t utf8_length(const col_lexer *lexer)
{
    unsigned char c = (unsigned char)byte(lexer, lexer->cursor);
    size_t length = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)byte(lexer, lexer->cursor + i) & 0xc0) != 0x80)
            return 0;
    return c < 0xf5 ? length : 0;
}

/* How a sign from a paper is written here; NULL if it has no counterpart. */
static const char *ascii_for(const char *start, size_t length)
{
    static const struct {
        char sign[4];
        char ascii[8];
    } table[] = {
        {"≤", "<="}, {"≥", ">="}, {"≠", "!="}, {"−", "-"}, {"–", "-"}, {"·", "*"}, {"×", "*"}, {"÷", "/"}, {"→", "->"},
        {"∼", "~"}, {"∞", "inf"}, {"√", "sqrt"}, {"²", "^2"}, {"³", "^3"}, {"∈", "in"}, {"…", ".."}, {"π", "pi"},
        {"α", "alpha"}, {"β", "beta"}, {"γ", "gamma"}, {"δ", "delta"}, {"ε", "epsilon"}, {"ζ", "zeta"}, {"η", "eta"},
        {"θ", "theta"}, {"κ", "kappa"}, {"λ", "lambda"}, {"μ", "mu"}, {"ν", "nu"}, {"ξ", "xi"}, {"ρ", "rho"},
        {"σ", "sigma"}, {"τ", "tau"}, {"φ", "phi"}, {"χ", "chi"}, {"ψ", "psi"}, {"ω", "omega"}, {"Γ", "Gamma"},
        {"Δ", "Delta"}, {"Θ", "Theta"}, {"Λ", "Lambda"}, {"Σ", "Sigma"}, {"Φ", "Phi"}, {"Ψ", "Psi"}, {"Ω", "Omega"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strlen(table[i].sign) == length && memcmp(table[i].sign, start, length) == 0)
            return table[i].ascii;
    return NULL;
}

static void reject_character(col_lexer *lexer)
{
    unsigned char c = (unsigned char)byte(lexer, lexer->cursor);
    size_t length = utf8_length(lexer);
    const char *ascii = ascii_for(lexer->line.start + lexer->cursor, length);
    set_token(lexer, COL_TOKEN_ERROR, 0);
    col_position at = lexer->token.at;
    const char *start = lexer->token.start;
    if (c >= ' ' && c < 0x7f)
        col_error_at(lexer->error, at, "unexpected character `%c`, expected a name, a number or an operator", c);
    else if (ascii)
        col_error_at(lexer->error, at, "unexpected character `%.*s`, expected ASCII: write %s", (int)length, start, ascii);
    else if (length > 0)
        col_error_at(lexer->error, at, "unexpected character `%.*s`, expected ASCII: names are of letters, digits and _, "
                                       "operators are + - * / ^", (int)length, start);
    else
        col_error_at(lexer->error, at, "unexpected byte 0x%02x, expected text", c);
}

static void read_number(col_lexer *lexer)
{
    set_token(lexer, COL_TOKEN_NUMBER, number_length(lexer));
    if (!is_letter(byte(lexer, lexer->cursor)))
        return;
    col_token number = lexer->token;
    set_token(lexer, COL_TOKEN_ERROR, name_length(lexer));
    char quoted[64];
    col_token_quote(quoted, &lexer->token);
    col_error_at(lexer->error, lexer->token.at, "%s right behind a number, expected an operator (write %.*s*…)", quoted,
                 number.length > 20 ? 20 : (int)number.length, number.start);
}

void col_lexer_next(col_lexer *lexer)
{
    do {
        lexer->cursor = skip_blanks(&lexer->line, lexer->cursor);
        if (lexer->cursor < lexer->line.length && lexer->line.start[lexer->cursor] != '#')
            break;
        if (!continue_statement(lexer)) {
            set_token(lexer, COL_TOKEN_END, 0);
            return;
        }
    } while (true);
    char c = byte(lexer, lexer->cursor), next = byte(lexer, lexer->cursor + 1);
    if (is_letter(c)) {
        set_token(lexer, COL_TOKEN_NAME, name_length(lexer));
        return;
    }
    if (is_digit(c) || (c == '.' && is_digit(next))) {
        read_number(lexer);
        return;
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t length = strlen(signs[i].text);
        if (c == signs[i].text[0] && (length == 1 || next == signs[i].text[1])) {
            set_token(lexer, signs[i].kind, length);
            return;
        }
    }
    reject_character(lexer);
}

bool col_lexer_begin(col_lexer *lexer)
{
    do {
        if (!col_source_next(&lexer->source, &lexer->line))
            return false;
    } while (is_empty(&lexer->line));
    lexer->cursor = skip_blanks(&lexer->line, 0);
    bool indented = lexer->cursor > 0 && !lexer->fragment;
    col_lexer_next(lexer);
    if (indented)
        col_error_at(lexer->error, lexer->token.at, "this line is indented but continues nothing, expected a statement "
                                                    "at the beginning of a line");
    return !indented && lexer->token.kind != COL_TOKEN_ERROR;
}

bool col_token_is(const col_token *token, const char *word)
{
    return token->kind == COL_TOKEN_NAME && strlen(word) == token->length
        && memcmp(token->start, word, token->length) == 0;
}

size_t col_lexer_label(const col_lexer *lexer)
{
    size_t start = lexer->cursor - lexer->token.length, n = lexer->cursor;
    while (n - start <= COL_LONGEST_NAME && byte(lexer, n) == '-'
           && (is_letter(byte(lexer, n + 1)) || is_digit(byte(lexer, n + 1))))
        for (n++; is_letter(byte(lexer, n)) || is_digit(byte(lexer, n));)
            n++;
    return n - start;
}

void col_lexer_skip(col_lexer *lexer, size_t length)
{
    lexer->cursor += length - lexer->token.length;
    col_lexer_next(lexer);
}

void col_lexer_rest(col_lexer lexer, col_text *out)
{
    bool gap = false;
    do {
        for (size_t n = lexer.cursor; n < lexer.line.length && lexer.line.start[n] != '#'; n++) {
            if (is_blank(lexer.line.start[n])) {
                gap = true;
                continue;
            }
            if (gap && out->length > 0)
                col_text_put(out, ' ');
            gap = false;
            col_text_put(out, lexer.line.start[n]);
        }
        gap = true;
    } while (continue_statement(&lexer));
}

void col_token_quote(char out[64], const col_token *token)
{
    if (token->kind == COL_TOKEN_END)
        snprintf(out, 64, "the end of the statement");
    else if (token->length <= 40)
        snprintf(out, 64, "`%.*s`", (int)token->length, token->start);
    else
        snprintf(out, 64, "`%.40s…`", token->start);
}
