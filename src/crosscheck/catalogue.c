#include "catalogue.h"

#include <fnmatch.h>

static const col_check_entry *const themes[] = {
    col_checks_embedding_limits, col_checks_embedding, col_checks_embedding_data, col_checks_embedding_spread,
    col_checks_head, col_checks_ablation, col_checks_slots_states, col_checks_slots_rates, col_checks_saddle,
    col_checks_fold, col_checks_leak, col_checks_jacobian, col_checks_meanfield, col_checks_meanfield_graph,
    col_checks_teacher};

/* Entry number index; NULL beyond the last one. */
static const col_check_entry *entry(size_t index)
{
    for (size_t theme = 0; theme < sizeof themes / sizeof *themes; theme++)
        for (const col_check_entry *at = themes[theme]; at->name != NULL; at++)
            if (index-- == 0)
                return at;
    return NULL;
}

size_t col_crosscheck_count(void)
{
    size_t count = 0;
    while (entry(count) != NULL)
        count++;
    return count;
}

const char *col_crosscheck_name(size_t index)
{
    return entry(index)->name;
}

const char *col_crosscheck_tag(size_t index)
{
    return entry(index)->tag;
}

const char *col_crosscheck_statement(size_t index)
{
    return entry(index)->statement;
}

bool col_crosscheck_matches(size_t index, const char *pattern)
{
    const col_check_entry *at = entry(index);
    return fnmatch(pattern, at->name, 0) == 0 || fnmatch(pattern, at->tag, 0) == 0;
}

col_crosscheck_options col_crosscheck_options_default(void)
{
    return (col_crosscheck_options){.seed = 1};
}

void col_crosscheck_run(col_check *check, size_t index, const col_crosscheck_options *options)
{
    const col_check_entry *at = entry(index);
    col_check_init(check, at->name, at->tag, at->statement);
    at->function(check, at->setting, options);
    col_check_judge(check, options->wrong);
}
