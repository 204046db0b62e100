/* Seeded random numbers of random starts, through GSL's Mersenne twister. */
#ifndef COL_FLOW_RANDOM_H
#define COL_FLOW_RANDOM_H

#include <collapsar/flow.h>

typedef struct col_flow_random col_flow_random;

/* NULL, with error set, for a seed of more than 32 bits, which the generator would cut. */
col_flow_random *col_flow_random_new(ulong seed, col_error *error);
void col_flow_random_free(col_flow_random *random); /* NULL is allowed */

/* Independent normal numbers of the given standard deviation. */
void col_flow_random_normal(double *out, size_t count, double deviation, col_flow_random *random);

/* Adds scale times the sum of g g^T over `terms` independent standard normal vectors g to out (d x d): a Wishart matrix. */
void col_flow_random_wishart(double *out, size_t dimension, uint64_t terms, double scale, col_flow_random *random);

#endif
