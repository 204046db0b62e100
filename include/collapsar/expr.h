/* Expression graphs: formulas with shared subterms over exact numbers.
 *
 * A graph owns its nodes; equal nodes are one node (hash-consing), so equality of col_expr is structural
 * equality, and a node's arguments always have smaller handles than the node itself: going through handles in
 * ascending order visits arguments first. Nodes are immutable and live as long as the graph.
 *
 * A graph has a limit on its number of nodes. A constructor that would pass it, or that is given
 * COL_EXPR_NONE, returns COL_EXPR_NONE; so a long construction needs one check, at its end. */
#ifndef COLLAPSAR_EXPR_H
#define COLLAPSAR_EXPR_H

#include <collapsar/flint.h>
#include <collapsar/text.h>
#include <stdint.h>

typedef uint32_t col_expr;
#define COL_EXPR_NONE ((col_expr)0)

typedef enum {
    COL_OP_NUMBER, /* an exact rational */
    COL_OP_PI,
    COL_OP_SYMBOL, /* a parameter, a variable, or the bound name of an integral or a sum */
    COL_OP_ADD, COL_OP_SUB, COL_OP_MUL, COL_OP_DIV, COL_OP_POW,
    COL_OP_NEG,
    COL_OP_SQRT, COL_OP_EXP, COL_OP_LOG,
    COL_OP_SIN, COL_OP_COS, COL_OP_TAN, COL_OP_ASIN, COL_OP_ACOS, COL_OP_ATAN,
    COL_OP_SINH, COL_OP_COSH, COL_OP_TANH, COL_OP_ERF, COL_OP_ABS,
    COL_OP_MIN, COL_OP_MAX,
    COL_OP_INTEGRAL, /* body, bound symbol, lower end, upper end */
    COL_OP_SUM,      /* body, bound symbol, first, last: integers, both included; empty if last < first */
    COL_OP_COUNT
} col_op;

typedef struct {
    col_op op;
    int arguments;    /* 0 to 4 */
    col_expr args[4];
    uint32_t payload; /* NUMBER, SYMBOL: index of the value or the name; others: how deep integrals and sums nest */
} col_node;

/* Real-valued meaning of partial functions, here and in every evaluator: sqrt on [0, inf), log on (0, inf),
 * asin and acos on [-1, 1]; x^y for integer y everywhere but 0^(negative), for other rational or real y on
 * x > 0, and at x = 0 if y > 0; 0^0 = 1. Elsewhere an expression is undefined. */

typedef struct col_graph col_graph;

col_graph *col_graph_new(size_t limit); /* limit: highest number of nodes; 0: the default of 4,000,000 */
void col_graph_free(col_graph *graph);  /* NULL is allowed */
size_t col_graph_size(const col_graph *graph);

const col_node *col_expr_node(const col_graph *graph, col_expr e);     /* valid until the next construction */
const fmpq *col_expr_value(const col_graph *graph, col_expr number);   /* of a NUMBER node; valid as long as the graph */
const char *col_expr_name(const col_graph *graph, col_expr symbol);    /* of a SYMBOL node; valid as long as the graph */

/* A new symbol, different from all others even of the same name. */
col_expr col_expr_symbol(col_graph *graph, const char *name);

/* Structure-keeping constructors: what is asked for, nothing simplified. The parser uses these. */
col_expr col_expr_number(col_graph *graph, const fmpq_t value);
col_expr col_expr_integer(col_graph *graph, slong value);
col_expr col_expr_pi(col_graph *graph);
col_expr col_expr_unary(col_graph *graph, col_op op, col_expr a);
col_expr col_expr_binary(col_graph *graph, col_op op, col_expr a, col_expr b);

/* Binders. The node that comes back binds a symbol of its own, known by the name of the given one and by how deep
 * binders nest: so equal formulas are one node, and no binder stands in the body of another one with the same
 * symbol. Read the body and the symbol from the node. COL_EXPR_NONE if they nest deeper than 64. */
col_expr col_expr_integral(col_graph *graph, col_expr body, col_expr symbol, col_expr lo, col_expr hi);
col_expr col_expr_sum(col_graph *graph, col_expr body, col_expr symbol, col_expr first, col_expr last);

/* Simplifying constructors: fold rational constants of moderate size and drop neutral elements (x + 0, 1*x,
 * 0*x, x^1, ...). Used where formulas are computed (derivatives, substitution). 0*x -> 0 may enlarge the domain
 * of definition: well-definedness is always to be judged on the formula that the user wrote. */
col_expr col_expr_add(col_graph *graph, col_expr a, col_expr b);
col_expr col_expr_sub(col_graph *graph, col_expr a, col_expr b);
col_expr col_expr_mul(col_graph *graph, col_expr a, col_expr b);
col_expr col_expr_div(col_graph *graph, col_expr a, col_expr b);
col_expr col_expr_pow(col_graph *graph, col_expr a, col_expr b);
col_expr col_expr_pow_si(col_graph *graph, col_expr a, slong n);
col_expr col_expr_neg(col_graph *graph, col_expr a);

bool col_expr_is_number(const col_graph *graph, col_expr e);
bool col_expr_is_zero(const col_graph *graph, col_expr e); /* the NUMBER 0 */
bool col_expr_is_one(const col_graph *graph, col_expr e);

/* The nodes that e is built from, e included, in ascending order: arguments first. The caller frees the array. */
col_expr *col_expr_reachable(size_t *count, const col_graph *graph, col_expr e);

/* Does e contain the symbol (free or bound)? Is it a constant (no free symbol)? */
bool col_expr_contains(const col_graph *graph, col_expr e, col_expr symbol);
bool col_expr_is_constant(const col_graph *graph, col_expr e);

/* e with each symbols[i] replaced by values[i], all at once; simplifying. Bound names are left alone. */
col_expr col_expr_substitute(col_graph *graph, col_expr e, const col_expr *symbols, const col_expr *values, size_t count);

/* The same with nothing simplified: what was written stays, and is undefined where it was. */
col_expr col_expr_replace(col_graph *graph, col_expr e, const col_expr *symbols, const col_expr *values, size_t count);

/* The derivative with respect to a free symbol; simplifying, shared subterms visited once. Integrals by Leibniz'
 * rule (differentiation under the integral; end points included), sums termwise. abs -> e/abs(e), min and max
 * through abs: undefined at the kink, as is right. COL_EXPR_NONE if a sum's range depends on the symbol. */
col_expr col_expr_derivative(col_graph *graph, col_expr e, col_expr symbol);

/* The value if e is built from rational numbers by + - * / ^ (integer exponents) only and its size stays below
 * bits; false otherwise. */
bool col_expr_rational(fmpq_t value, const col_graph *graph, col_expr e, slong bits);

/* Text that parses back to the same node (if it was built by the parser or the simplifying constructors, and does
 * not nest deeper than the parser allows), and LaTeX that compiles. Beyond a mebibyte the rest is cut off, with
 * "..." or \dots in its place: shared subterms are written out at every use. */
void col_expr_print(col_text *out, const col_graph *graph, col_expr e);
void col_expr_print_latex(col_text *out, const col_graph *graph, col_expr e);

const char *col_op_name(col_op op); /* the function's name in the language, or the operator's sign */

#endif
