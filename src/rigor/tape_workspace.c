/* Workspaces of tapes: memory, limits, what is known of domains. */
#include "tape_internal.h"

#include "../base/memory.h"

#include <stdlib.h>

#define DEFAULT_LIMIT 20000000

static col_tape_workspace *workspace_new(const col_tape *tape, ulong *left)
{
    col_tape_workspace *workspace = col_calloc(1, sizeof *workspace);
    workspace->tape = tape;
    workspace->limit = DEFAULT_LIMIT;
    workspace->own_left = DEFAULT_LIMIT;
    workspace->left = left ? left : &workspace->own_left;
    workspace->ball_domains = col_calloc(tape->step_count + 1, 1);
    workspace->interval_domains = col_calloc(tape->step_count + 1, 1);
    workspace->domains = workspace->ball_domains;
    workspace->bodies = col_calloc(tape->body_count + 1, sizeof(col_tape_workspace *));
    for (size_t i = 0; i < tape->body_count; i++)
        workspace->bodies[i] = workspace_new(tape->bodies[i].tape, workspace->left);
    return workspace;
}

col_tape_workspace *col_tape_workspace_new(const col_tape *tape)
{
    return workspace_new(tape, NULL);
}

void col_tape_workspace_free(col_tape_workspace *workspace)
{
    if (workspace == NULL)
        return;
    size_t count = workspace->tape->step_count;
    for (size_t i = 0; i < workspace->tape->body_count; i++)
        col_tape_workspace_free(workspace->bodies[i]);
    if (workspace->balls)
        _arb_vec_clear(workspace->balls, (slong)count);
    if (workspace->complexes)
        _acb_vec_clear(workspace->complexes, (slong)count);
    for (size_t i = 0; workspace->series && i < count; i++)
        arb_poly_clear(&workspace->series[i]);
    for (size_t i = 0; workspace->complex_series && i < count; i++)
        acb_poly_clear(&workspace->complex_series[i]);
    free(workspace->series);
    free(workspace->complex_series);
    free(workspace->bodies);
    free(workspace->ball_domains);
    free(workspace->interval_domains);
    free(workspace->numbers);
    free(workspace->intervals);
    free(workspace);
}

void col_tape_set_limit(col_tape_workspace *workspace, ulong limit)
{
    workspace->limit = limit;
}

ulong col_tape_spent(const col_tape_workspace *workspace)
{
    return workspace->limit > *workspace->left ? workspace->limit - *workspace->left : 0;
}

bool col_tape_charge(col_tape_workspace *workspace, ulong evaluations)
{
    bool enough = evaluations <= *workspace->left;
    *workspace->left = enough ? *workspace->left - evaluations : 0;
    return enough;
}

void col_tape_need_approx(col_tape_workspace *workspace)
{
    if (workspace->numbers == NULL)
        workspace->numbers = col_calloc(workspace->tape->step_count + 1, sizeof *workspace->numbers);
}

void col_tape_need_interval(col_tape_workspace *workspace)
{
    if (workspace->intervals == NULL)
        workspace->intervals = col_calloc(workspace->tape->step_count + 1, sizeof *workspace->intervals);
}

void col_tape_need_ball(col_tape_workspace *workspace)
{
    if (workspace->balls == NULL)
        workspace->balls = _arb_vec_init((slong)workspace->tape->step_count);
}

void col_tape_need_complex(col_tape_workspace *workspace)
{
    if (workspace->complexes == NULL)
        workspace->complexes = _acb_vec_init((slong)workspace->tape->step_count);
}

void col_tape_need_series(col_tape_workspace *workspace)
{
    if (workspace->series)
        return;
    workspace->series = col_calloc(workspace->tape->step_count + 1, sizeof *workspace->series);
    for (size_t i = 0; i < workspace->tape->step_count; i++)
        arb_poly_init(&workspace->series[i]);
}

void col_tape_need_complex_series(col_tape_workspace *workspace)
{
    if (workspace->complex_series)
        return;
    workspace->complex_series = col_calloc(workspace->tape->step_count + 1, sizeof *workspace->complex_series);
    for (size_t i = 0; i < workspace->tape->step_count; i++)
        acb_poly_init(&workspace->complex_series[i]);
}

col_domain col_tape_domain(const col_tape_workspace *workspace, size_t root)
{
    return (col_domain)workspace->domains[workspace->tape->roots[root]];
}
