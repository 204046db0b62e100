/* Handelman-style certificates: a linear program over products of the conditions, verified exactly. */
#include "multipliers.h"

#include "../base/memory.h"
#include "signtensor.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>

#define SIZE_LIMIT 1200      /* coefficients of a product: rows of the linear program */
#define PRODUCT_LIMIT 60     /* columns */
#define DENOMINATOR_LIMIT 1e5

/* Polynomials that are not negative on the solutions; strict: positive there. */
typedef struct {
    fmpz_mpoly_struct *items;
    bool *strict;
    size_t count, capacity, strict_capacity;
} cone;

typedef struct {
    const col_sign_system *system;
    cone generators, products;
    col_projective_box box;
    slong degrees[COL_BOX_VARIABLES];
    col_sign_tensor *columns; /* the products' coefficients */
    size_t column_count;
    double *multipliers;      /* proposed */
} certificate;

static void cone_add(cone *list, const fmpz_mpoly_t item, bool strict, const fmpz_mpoly_ctx_struct *ctx)
{
    list->items = col_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->strict = col_grow(list->strict, list->count, &list->strict_capacity, sizeof *list->strict);
    fmpz_mpoly_init(&list->items[list->count], ctx);
    fmpz_mpoly_set(&list->items[list->count], item, ctx);
    list->strict[list->count++] = strict;
}

static void cone_clear(cone *list, const fmpz_mpoly_ctx_struct *ctx)
{
    for (size_t i = 0; i < list->count; i++)
        fmpz_mpoly_clear(&list->items[i], ctx);
    free(list->items);
    free(list->strict);
}

static void add_end(cone *list, const col_sign_system *system, slong v, const fmpq_t end, bool open, bool upper)
{
    fmpz_mpoly_t distance;
    fmpz_mpoly_init(distance, system->ctx);
    fmpz_mpoly_gen(distance, v, system->ctx);
    fmpz_mpoly_scalar_mul_fmpz(distance, distance, fmpq_denref(end), system->ctx);
    fmpz_mpoly_sub_fmpz(distance, distance, fmpq_numref(end), system->ctx);
    if (upper)
        fmpz_mpoly_neg(distance, distance, system->ctx);
    cone_add(list, distance, open, system->ctx);
    fmpz_mpoly_clear(distance, system->ctx);
}

/* The leaves of known sign and the distances from the box's ends. */
static void collect_generators(cone *list, const col_sign_system *system, const col_signs *leaves)
{
    fmpz_mpoly_t negated;
    fmpz_mpoly_init(negated, system->ctx);
    for (size_t i = 0; i < system->leaf_count; i++) {
        bool strict = (leaves[i] & COL_SIGN_ZERO) == 0;
        fmpz_mpoly_neg(negated, &system->leaves[i], system->ctx);
        if ((leaves[i] & COL_SIGN_NEGATIVE) == 0)
            cone_add(list, &system->leaves[i], strict, system->ctx);
        if ((leaves[i] & COL_SIGN_POSITIVE) == 0)
            cone_add(list, negated, strict, system->ctx);
    }
    for (slong v = 0; v < system->variables; v++) {
        const col_semialgebraic_range *range = &system->ranges[v];
        if (!col_sign_system_uses(system, v))
            continue;
        if (range->lo_finite)
            add_end(list, system, v, range->lo, range->lo_open, false);
        if (range->hi_finite)
            add_end(list, system, v, range->hi, range->hi_open, true);
    }
    fmpz_mpoly_clear(negated, system->ctx);
}

/* Degrees for all products: one more than the generators have; false if that means too many coefficients. */
static bool choose_degrees(certificate *task)
{
    slong size = 1;
    for (slong v = 0; v < task->system->variables; v++) {
        slong degree = 0;
        for (size_t i = 0; i < task->generators.count; i++)
            degree = FLINT_MAX(degree, fmpz_mpoly_degree_si(&task->generators.items[i], v, task->system->ctx));
        task->degrees[v] = degree == 0 ? 0 : degree + 1;
        if (degree > SIZE_LIMIT || size * (task->degrees[v] + 1) > SIZE_LIMIT)
            return false;
        size *= task->degrees[v] + 1;
    }
    return true;
}

static bool fits(const certificate *task, const fmpz_mpoly_t polynomial)
{
    for (slong v = 0; v < task->system->variables; v++)
        if (fmpz_mpoly_degree_si(polynomial, v, task->system->ctx) > task->degrees[v])
            return false;
    return true;
}

/* One, the generators, and their products by pairs as far as degrees and number allow. */
static void collect_products(certificate *task)
{
    const fmpz_mpoly_ctx_struct *ctx = task->system->ctx;
    const cone *generators = &task->generators;
    fmpz_mpoly_t product;
    fmpz_mpoly_init(product, ctx);
    fmpz_mpoly_one(product, ctx);
    cone_add(&task->products, product, true, ctx);
    for (size_t i = 0; i < generators->count && task->products.count < PRODUCT_LIMIT; i++)
        cone_add(&task->products, &generators->items[i], generators->strict[i], ctx);
    for (size_t i = 0; i < generators->count; i++)
        for (size_t j = 0; j <= i && task->products.count < PRODUCT_LIMIT; j++) {
            fmpz_mpoly_mul(product, &generators->items[i], &generators->items[j], ctx);
            if (fits(task, product))
                cone_add(&task->products, product, generators->strict[i] && generators->strict[j], ctx);
        }
    fmpz_mpoly_clear(product, ctx);
}

static bool expand_products(certificate *task)
{
    task->columns = col_calloc(task->products.count + 1, sizeof *task->columns);
    for (size_t j = 0; j < task->products.count; j++) {
        if (!col_sign_tensor_init(&task->columns[j], &task->products.items[j], task->degrees, &task->box, SIZE_LIMIT,
                task->system->ctx))
            return false;
        task->column_count++;
    }
    return true;
}

/* The bits of the largest coefficient: columns are scaled by that power of two for the linear program. */
static slong column_exponent(const col_sign_tensor *column)
{
    return FLINT_ABS(_fmpz_vec_max_bits(column->coefficients, column->size));
}

static double scaled(const fmpz_t c, slong exponent)
{
    slong e = 0;
    double mantissa = fmpz_get_d_2exp(&e, c);
    return ldexp(mantissa, (int)(e - exponent));
}

static void load_program(glp_prob *program, const certificate *task)
{
    slong rows = task->columns[0].size;
    int *index = col_malloc((size_t)(rows + 3) * sizeof *index);
    double *value = col_malloc((size_t)(rows + 3) * sizeof *value);
    glp_add_rows(program, (int)rows + 1);
    for (slong i = 1; i <= rows; i++)
        glp_set_row_bnds(program, (int)i, GLP_UP, 0, 0);
    glp_set_row_bnds(program, (int)rows + 1, GLP_FX, 1, 1);
    glp_add_cols(program, (int)task->column_count);
    for (size_t j = 0; j < task->column_count; j++) {
        slong exponent = column_exponent(&task->columns[j]);
        int length = 0;
        for (slong i = 0; i < rows; i++) {
            const fmpz *c = task->columns[j].coefficients + i;
            if (fmpz_is_zero(c))
                continue;
            index[++length] = (int)i + 1;
            value[length] = scaled(c, exponent);
        }
        index[++length] = (int)rows + 1;
        value[length] = 1;
        glp_set_mat_col(program, (int)j + 1, length, index, value);
        glp_set_col_bnds(program, (int)j + 1, GLP_LO, 0, 0);
        glp_set_obj_coef(program, (int)j + 1, task->products.strict[j] ? 1 : 0);
    }
    glp_set_obj_dir(program, GLP_MAX);
    free(index);
    free(value);
}

/* GLPK keeps memory for each thread, which is given back together with FLINT's. */
static FLINT_TLS_PREFIX bool environment_in_use;

static void free_environment(void)
{
    glp_free_env();
    environment_in_use = false;
}

static void use_environment(void)
{
    if (!environment_in_use)
        flint_register_cleanup_function(free_environment);
    environment_in_use = true;
}

/* Proposes multipliers of the unscaled columns, up to a common factor. */
static bool propose(certificate *task)
{
    use_environment();
    glp_prob *program = glp_create_prob();
    glp_smcp options;
    glp_init_smcp(&options);
    options.msg_lev = GLP_MSG_OFF;
    options.it_lim = 2000;
    load_program(program, task);
    bool found = glp_simplex(program, &options) == 0 && glp_get_status(program) == GLP_OPT
        && glp_get_obj_val(program) > 1e-7;
    double largest = 0;
    task->multipliers = col_calloc(task->column_count + 1, sizeof *task->multipliers);
    for (size_t j = 0; found && j < task->column_count; j++) {
        double lambda = glp_get_col_prim(program, (int)j + 1);
        /* A power of two more or less is exact. */
        task->multipliers[j] = lambda > 1e-9 ? ldexp(lambda, -(int)column_exponent(&task->columns[j])) : 0;
        largest = fmax(largest, task->multipliers[j]);
    }
    for (size_t j = 0; found && j < task->column_count; j++)
        task->multipliers[j] /= largest;
    glp_delete_prob(program);
    return found && largest > 0;
}

/* A fraction with a small denominator close to x >= 0, by continued fractions. */
static void simple_fraction(fmpq_t fraction, double x)
{
    double p = 1, q = 0, p_before = 0, q_before = 1, rest = x;
    for (int i = 0; i < 30; i++) {
        double whole = floor(rest), next_p = whole * p + p_before, next_q = whole * q + q_before;
        if (next_q > DENOMINATOR_LIMIT || next_p > 1e9)
            break;
        p_before = p;
        q_before = q;
        p = next_p;
        q = next_q;
        if (rest - whole < 1e-9 || fabs(p / q - x) < 1e-11 * x)
            break;
        rest = 1 / (rest - whole);
    }
    if (q == 0)
        fmpq_zero(fraction);
    else
        fmpq_set_si(fraction, (slong)p, (ulong)q);
}

/* The combination with rounded multipliers: has it no positive coefficient, and a strict product in it? */
static bool verify(const certificate *task)
{
    slong size = task->columns[0].size;
    bool strict = false, good = true;
    fmpq *lambda = _fmpq_vec_init((slong)task->column_count);
    fmpz *sum = _fmpz_vec_init(size);
    fmpz_t common, factor;
    fmpz_init_set_ui(common, 1);
    fmpz_init(factor);
    for (size_t j = 0; j < task->column_count; j++) {
        simple_fraction(lambda + j, task->multipliers[j]);
        fmpz_lcm(common, common, fmpq_denref(lambda + j));
        strict = strict || (task->products.strict[j] && !fmpq_is_zero(lambda + j));
        good = good && fmpq_sgn(lambda + j) >= 0;
    }
    for (size_t j = 0; j < task->column_count; j++) {
        fmpz_divexact(factor, common, fmpq_denref(lambda + j));
        fmpz_mul(factor, factor, fmpq_numref(lambda + j));
        _fmpz_vec_scalar_addmul_fmpz(sum, task->columns[j].coefficients, size, factor);
    }
    for (slong i = 0; i < size && good; i++)
        good = fmpz_sgn(sum + i) <= 0;
    _fmpq_vec_clear(lambda, (slong)task->column_count);
    _fmpz_vec_clear(sum, size);
    fmpz_clear(common);
    fmpz_clear(factor);
    return good && strict;
}

static bool bounded_below_or_above(const col_sign_system *system)
{
    for (slong v = 0; v < system->variables; v++)
        if (!system->ranges[v].lo_finite && !system->ranges[v].hi_finite && col_sign_system_uses(system, v))
            return false;
    return system->variables <= COL_BOX_VARIABLES;
}

/* The box with some end for the variables that nothing uses. */
static void set_box(certificate *task)
{
    col_semialgebraic_range *ranges = col_ranges_new(task->system->variables, task->system->ranges);
    for (slong v = 0; v < task->system->variables; v++)
        if (!ranges[v].lo_finite && !ranges[v].hi_finite) {
            fmpq_zero(ranges[v].lo);
            ranges[v].lo_finite = true;
        }
    col_projective_box_init(&task->box, ranges, task->system->variables);
    col_ranges_free(ranges, task->system->variables);
}

bool col_sign_multipliers_refute(const col_sign_system *system, const col_signs *leaves, col_budget *budget)
{
    bool proved = false;
    if (!bounded_below_or_above(system))
        return false;
    certificate task = {.system = system};
    set_box(&task);
    collect_generators(&task.generators, system, leaves);
    if (task.generators.count > 0 && choose_degrees(&task)) {
        collect_products(&task);
        if (expand_products(&task) && col_budget_spend(budget, task.column_count * (ulong)task.columns[0].size))
            proved = propose(&task) && verify(&task);
    }
    for (size_t j = 0; j < task.column_count; j++)
        col_sign_tensor_clear(&task.columns[j]);
    free(task.columns);
    free(task.multipliers);
    cone_clear(&task.generators, system->ctx);
    cone_clear(&task.products, system->ctx);
    col_projective_box_clear(&task.box);
    return proved;
}
