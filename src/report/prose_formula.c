/* Is a formula one that LaTeX typesets? A recogniser of groups, commands with their arguments, scripts, environments
 * and delimiters, by recursive descent with a bound on the depth. Doubt is a no. */
#include <collapsar/prose.h>

#include <stdlib.h>
#include <string.h>

#define MOST_DEPTH 40

/* Commands by the number of arguments that they take. Each list is between blanks. */
static const char *const commands[] = {
    /* none */
    " alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi "
    "varpi rho varrho sigma "
    "varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "aleph hbar "
    "imath jmath ell wp Re Im partial infty prime emptyset varnothing nabla surd top bot angle forall exists neg "
    "lnot flat "
    "natural sharp square Box blacksquare triangle clubsuit sum prod coprod int iint iiint oint bigcap "
    "bigcup bigoplus "
    "bigotimes bigvee bigwedge arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim "
    "liminf limsup ln log max min Pr sec sin sinh sup tan tanh pm mp times div ast star circ bullet cdot cap "
    "cup sqcap "
    "sqcup vee wedge land lor setminus wr diamond oplus ominus otimes odot dagger ddagger le leq ge geq ne neq "
    "leqslant geqslant equiv ll gg sim simeq approx cong asymp doteq propto prec succ preceq succeq subset supset "
    "subseteq supseteq in ni notin mid parallel perp models vdash dashv leftarrow gets rightarrow to leftrightarrow "
    "Leftarrow Rightarrow Leftrightarrow mapsto longmapsto longleftarrow longrightarrow iff implies "
    "impliedby uparrow "
    "downarrow nearrow searrow lesssim gtrsim triangleq therefore because dots ldots cdots vdots ddots "
    "dotsc dotsb quad qquad colon lbrace rbrace lbrack rbrack langle rangle lvert rvert lVert rVert vert Vert lfloor "
    "rfloor lceil rceil backslash displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits "
    "big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm complement ",
    /* one */
    " sqrt hat widehat tilde widetilde bar overline underline vec dot ddot acute grave check breve mathring "
    "mathbb mathbf "
    "mathrm mathsf mathtt mathit mathcal mathfrak operatorname boldsymbol overbrace underbrace overrightarrow "
    "overleftarrow text textrm textbf textit mathop mathrel mathbin mathord phantom boxed pmod bmod substack ",
    /* two */
    " frac dfrac tfrac cfrac binom dbinom tbinom stackrel overset underset "};

static const char environments[] =
    " aligned gathered split matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases ";
static const char text_commands[] = " text textrm textbf textit operatorname mathrm mathbf mathit mathsf mathtt ";
static const char sized[] = " big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm ";
static const char scripted_limits[] = " limits nolimits ";
/* Signs that may be an argument without braces. */
static const char plain_signs[] =
    " alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi "
    "varpi rho varrho sigma "
    "varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega aleph "
    "imath jmath ell wp Re Im partial infty prime emptyset varnothing top bot pm mp times ast star circ "
    "bullet dagger "
    "ddagger perp parallel square ";
static const char operators[] =
    " sum prod coprod int iint iiint oint bigcap bigcup bigoplus bigotimes bigvee bigwedge ";
static const char delimiters[] =
    " langle rangle lvert rvert lVert rVert vert Vert lfloor rfloor lceil rceil lbrace rbrace lbrack rbrack uparrow "
    "downarrow backslash ";

typedef struct {
    const char *at, *end;
    int depth;
    bool aligned; /* & and \\ are allowed here */
    const char *name;   /* of the command read last */
    size_t name_length;
} reader;

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_listed(const char *list, const char *name, size_t length)
{
    for (const char *at = list; (at = strchr(at, ' ')) != NULL && at[1]; at++)
        if (strncmp(at + 1, name, length) == 0 && at[1 + length] == ' ')
            return true;
    return false;
}

static void skip_blanks(reader *in)
{
    while (in->at < in->end && is_blank(*in->at))
        in->at++;
}

/* The name behind a backslash: letters, or one other character. */
static bool read_name(reader *in)
{
    in->at++;
    in->name = in->at;
    if (in->at == in->end)
        return false;
    if (is_letter(*in->at))
        while (in->at < in->end && is_letter(*in->at))
            in->at++;
    else
        in->at++;
    in->name_length = (size_t)(in->at - in->name);
    return true;
}

static bool is_named(const reader *in, const char *name)
{
    return in->name_length == strlen(name) && strncmp(in->name, name, in->name_length) == 0;
}

static bool read_list(reader *in, const char *closing);

/* { ... } with formulas inside. */
static bool read_group(reader *in)
{
    bool aligned = in->aligned;
    in->aligned = false;
    in->at++;
    bool ok = read_list(in, "}");
    in->aligned = aligned;
    return ok;
}

/* { ... } with words inside: nothing that means anything to TeX. */
static bool read_words(reader *in)
{
    for (in->at++; in->at < in->end; in->at++) {
        if (*in->at == '}') {
            in->at++;
            return true;
        }
        if (strchr("\\{$&#^_%~", *in->at) || *in->at < ' ' || *in->at > '~')
            return false;
    }
    return false;
}

static bool read_delimiter(reader *in)
{
    skip_blanks(in);
    if (in->at == in->end)
        return false;
    if (*in->at != '\\')
        return *in->at != '\0' && strchr("()[]|/.<>", *in->at++) != NULL;
    if (!read_name(in))
        return false;
    return is_named(in, "{") || is_named(in, "}") || is_named(in, "|")
           || is_listed(delimiters, in->name, in->name_length);
}

static bool read_command(reader *in);

/* One argument: a group, or a single sign. */
static bool read_argument(reader *in)
{
    skip_blanks(in);
    if (in->at == in->end)
        return false;
    if (*in->at == '{')
        return read_group(in);
    if (*in->at == '\\') {
        if (!read_command(in))
            return false;
        return is_listed(plain_signs, in->name, in->name_length);
    }
    return strchr("}&^_#%$~'", *in->at) == NULL && *in->at > ' ' && *in->at <= '~' && (in->at++, true);
}

static bool read_environment(reader *in)
{
    char name[32] = "";
    if (in->at == in->end || *in->at++ != '{')
        return false;
    size_t length = 0;
    while (in->at < in->end && is_letter(*in->at) && length + 1 < sizeof name)
        name[length++] = *in->at++;
    name[length] = '\0';
    if (in->at == in->end || *in->at++ != '}' || !is_listed(environments, name, length))
        return false;
    bool aligned = in->aligned;
    in->aligned = true;
    bool ok = read_list(in, name);
    in->aligned = aligned;
    return ok;
}

/* Behind \\ an optional length or a star would be read as an argument. */
static bool read_line_end(reader *in)
{
    reader ahead = *in;
    skip_blanks(&ahead);
    return in->aligned && (ahead.at == ahead.end || (*ahead.at != '[' && *ahead.at != '*'));
}

static bool read_arguments(reader *in, int count, bool are_words)
{
    const char *name = in->name;
    size_t length = in->name_length;
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        skip_blanks(in);
        if (i == 0 && length == 4 && strncmp(name, "sqrt", 4) == 0 && in->at < in->end && *in->at == '[') {
            in->at++;
            ok = read_list(in, "]");
            skip_blanks(in);
        }
        ok = ok && (are_words && in->at < in->end && *in->at == '{' && in->at + 1 < in->end
                        && strncmp(name, "text", 4) == 0 ? read_words(in) : read_argument(in));
    }
    in->name = name;
    in->name_length = length;
    return ok;
}

static bool read_command(reader *in)
{
    if (!read_name(in))
        return false;
    if (in->name_length == 1 && !is_letter(*in->name))
        return *in->name == '\\' ? read_line_end(in) : (*in->name && strchr(",;:!>{}|%#&_ ", *in->name));
    if (is_named(in, "begin"))
        return read_environment(in);
    if (is_named(in, "left")) {
        if (!read_delimiter(in))
            return false;
        bool aligned = in->aligned;
        in->aligned = false;
        bool ok = read_list(in, "right") && read_delimiter(in);
        in->aligned = aligned;
        in->name = "left";
        in->name_length = 4;
        return ok;
    }
    if (is_listed(sized, in->name, in->name_length))
        return read_delimiter(in);
    for (int count = 0; count < 3; count++)
        if (is_listed(commands[count], in->name, in->name_length))
            return read_arguments(in, count, is_listed(text_commands, in->name, in->name_length));
    return false;
}

/* Which scripts the base before has; a prime is a superscript. */
typedef struct {
    bool has_super, has_sub, has_prime, after_operator;
} scripts;

static bool read_script(reader *in, scripts *seen)
{
    bool *has = *in->at == '^' ? &seen->has_super : &seen->has_sub;
    if (*has || (*in->at == '^' && seen->has_prime && in->at[-1] != '\''))
        return false;
    *has = true;
    in->at++;
    return read_argument(in);
}

static bool read_prime(reader *in, scripts *seen)
{
    if (seen->has_super || (seen->has_prime && in->at[-1] != '\''))
        return false;
    seen->has_prime = true;
    in->at++;
    return true;
}

/* Does a list end here? closing: "}", "]", "right", the name of an environment, or NULL: the end of the formula. */
static bool closes(reader *in, const char *closing)
{
    if (closing == NULL || in->at == in->end)
        return false;
    size_t length = strlen(closing), left = (size_t)(in->end - in->at);
    if (length == 1 && !is_letter(*closing))
        return *in->at == *closing && (in->at++, true);
    if (*in->at != '\\')
        return false;
    if (strcmp(closing, "right") == 0) {
        if (left < 6 || strncmp(in->at, "\\right", 6) != 0 || (left > 6 && is_letter(in->at[6])))
            return false;
        in->at += 6;
        return true;
    }
    if (left < length + 6 || strncmp(in->at, "\\end{", 5) != 0 || strncmp(in->at + 5, closing, length) != 0
        || in->at[5 + length] != '}')
        return false;
    in->at += length + 6;
    return true;
}

static bool read_atom(reader *in, scripts *seen)
{
    bool was_operator = seen->after_operator;
    *seen = (scripts){0};
    switch (*in->at) {
    case '{': return read_group(in);
    case '\\':
        if (!read_command(in))
            return false;
        seen->after_operator = is_listed(operators, in->name, in->name_length);
        return !is_listed(scripted_limits, in->name, in->name_length) || was_operator;
    case '&': in->at++; return in->aligned;
    case '}': case '$': case '%': case '#': case '~': return false;
    default: return *in->at > ' ' && *in->at <= '~' && (in->at++, true);
    }
}

static bool read_list(reader *in, const char *closing)
{
    scripts seen = {0};
    bool ok = ++in->depth <= MOST_DEPTH;
    for (; ok; ) {
        skip_blanks(in);
        if (closes(in, closing))
            break;
        if (in->at == in->end)
            ok = closing == NULL;
        if (in->at == in->end)
            break;
        if (*in->at == '^' || *in->at == '_')
            ok = read_script(in, &seen);
        else if (*in->at == '\'')
            ok = read_prime(in, &seen);
        else
            ok = read_atom(in, &seen);
    }
    in->depth--;
    return ok;
}

bool col_prose_formula_is_sound(const char *tex, size_t length)
{
    reader in = {.at = tex, .end = tex + length};
    skip_blanks(&in);
    return in.at < in.end && read_list(&in, NULL) && in.at == in.end;
}
