#include "random.h"

#include "../base/memory.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>

struct col_flow_random {
    gsl_rng *generator;
};

col_flow_random *col_flow_random_new(ulong seed, col_error *error)
{
    if (seed > 0xffffffffUL) {
        col_error_input(error, "seed %lu is too large, expected a number below 2^32", seed);
        return NULL;
    }
    gsl_rng *generator = gsl_rng_alloc(gsl_rng_mt19937);
    if (generator == NULL) {
        col_error_resource(error, "out of memory");
        return NULL;
    }
    gsl_rng_set(generator, seed);
    col_flow_random *random = col_malloc(sizeof *random);
    random->generator = generator;
    return random;
}

void col_flow_random_free(col_flow_random *random)
{
    if (random != NULL)
        gsl_rng_free(random->generator);
    free(random);
}

void col_flow_random_normal(double *out, size_t count, double deviation, col_flow_random *random)
{
    for (size_t i = 0; i < count; i++)
        out[i] = gsl_ran_gaussian_ziggurat(random->generator, deviation);
}

static void add_outer(double *out, const double *g, size_t d, double scale)
{
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < d; j++)
            out[i * d + j] += scale * g[i] * g[j];
}

/* Bartlett: the sum is L L^T with independent entries, L_jj^2 chi-square with terms - j degrees of freedom and
 * normal numbers below the diagonal. Column by column of L. */
static void add_bartlett(double *out, size_t d, uint64_t terms, double scale, double *column, col_flow_random *random)
{
    for (size_t j = 0; j < d; j++) {
        for (size_t i = 0; i < j; i++)
            column[i] = 0;
        column[j] = sqrt(gsl_ran_chisq(random->generator, (double)(terms - j)));
        col_flow_random_normal(column + j + 1, d - j - 1, 1, random);
        add_outer(out, column, d, scale);
    }
}

void col_flow_random_wishart(double *out, size_t dimension, uint64_t terms, double scale, col_flow_random *random)
{
    double *vector = col_malloc(dimension * sizeof(double));
    if (terms > dimension)
        add_bartlett(out, dimension, terms, scale, vector, random);
    else
        for (uint64_t k = 0; k < terms; k++) {
            col_flow_random_normal(vector, dimension, 1, random);
            add_outer(out, vector, dimension, scale);
        }
    free(vector);
}
