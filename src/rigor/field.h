/* The inside of a vector field: a list of recurrences for Taylor coefficients. */
#ifndef COL_RIGOR_FIELD_H
#define COL_RIGOR_FIELD_H

#include <collapsar/tape.h>
#include <collapsar/taylor.h>

/* How the k-th coefficient c_k of an instruction comes from its arguments a and b; a' is the series of j a_j. */
typedef enum {
    COL_RULE_CONSTANT,  /* c_k = 0; c_0 by op: NUMBER 1, SYMBOL a root of the tape of constants, DIV 1/a, else op(a) */
    COL_RULE_VARIABLE,  /* c_{k+1} = f_k/(k+1) */
    COL_RULE_ADD, COL_RULE_SUB, COL_RULE_NEG,
    COL_RULE_SCALE,     /* constant a times series b */
    COL_RULE_MUL, COL_RULE_SQUARE, COL_RULE_DIV, COL_RULE_SQRT,
    COL_RULE_PRIMITIVE, /* c_0 = op(a_0), c' = a' b: b the series of op'(a), which may depend on c itself */
    COL_RULE_QUOTIENT,  /* c_0 = op(a_0), c' = a'/b: b the series of 1/op'(a), which may depend on c itself */
    COL_RULE_ABS, COL_RULE_MIN, COL_RULE_MAX, /* one of the arguments, decided by the constant coefficients */
    COL_RULE_FUNCTION   /* a callback composed with a */
} col_rule;

typedef struct {
    col_rule rule;
    col_op op;
    slong a, b;   /* instructions; -1: none */
    slong index;  /* of the variable, the function or the constant's root; PRIMITIVE: 1 for 2/sqrt(pi) exp */
} col_instruction;

struct col_field {
    slong dimension, parameter_count;
    col_instruction *code;
    slong size;
    size_t capacity;
    slong *flow; /* the instruction that is dx_i/dt; the first instructions are the variables */
    col_field_function *functions;
    slong function_count;
    col_tape *constants; /* roots: the values of constants; inputs: the parameters; NULL if there are none */
    slong constant_count;
};

#endif
