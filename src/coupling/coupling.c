/* Couplings: what data and ensembles have in common. */
#include <collapsar/coupling.h>

#include "../base/memory.h"
#include "ensemble_parts.h"

#include <stdlib.h>
#include <string.h>

/* D1: samples only join labels, so the components of the bipartite graph are those of the labels. */
static void find_components(col_coupling *coupling, const col_table *table)
{
    col_forest forest;
    col_forest_init(&forest, table->columns);
    for (size_t i = 0; i < table->rows; i++)
        for (size_t e = table->start[i] + 1; e < table->start[i + 1]; e++)
            col_forest_join(&forest, table->column[e - 1], table->column[e]);
    coupling->component = col_malloc(table->columns * sizeof *coupling->component);
    coupling->components = col_forest_number(coupling->component, &forest);
    col_forest_clear(&forest);
}

static void count_frustrated(col_coupling *coupling, const col_table *table)
{
    uint64_t frustrated = 0;
    for (size_t i = 0; i < table->rows; i++)
        if (col_table_frustrated(table, i))
            frustrated += col_table_copies(table, i);
    coupling->classifiable = frustrated == 0;
    fmpq_set_ui(coupling->frustrated, frustrated, coupling->samples);
}

void col_coupling_from_table(col_coupling *coupling, const col_table *table)
{
    memset(coupling, 0, sizeof *coupling);
    fmpq_init(coupling->frustrated);
    coupling->table = table;
    coupling->labels = table->columns;
    coupling->samples = col_table_samples(table);
    coupling->degree = _fmpq_vec_init((slong)table->columns);
    col_table_label_degrees(coupling->degree, table);
    find_components(coupling, table);
    count_frustrated(coupling, table);
}

bool col_coupling_from_ensemble(col_coupling *coupling, const col_ensemble *ensemble, col_error *error)
{
    if (col_ensemble_continuous(ensemble)) {
        col_error_input(error, "a continuous ensemble has a density and no modes");
        return false;
    }
    memset(coupling, 0, sizeof *coupling);
    fmpq_init(coupling->frustrated);
    coupling->ensemble = ensemble;
    coupling->labels = ensemble->labels;
    coupling->components = col_ensemble_components(ensemble);
    fmpq_set(coupling->frustrated, ensemble->f);
    coupling->classifiable = fmpq_is_zero(ensemble->f);
    return true;
}

void col_coupling_clear(col_coupling *coupling)
{
    if (coupling->degree != NULL)
        _fmpq_vec_clear(coupling->degree, (slong)coupling->labels);
    free(coupling->component);
    fmpq_clear(coupling->frustrated);
    memset(coupling, 0, sizeof *coupling);
}

ulong col_coupling_component(const col_coupling *coupling, ulong label)
{
    return coupling->ensemble != NULL ? col_ensemble_component(coupling->ensemble, label) : coupling->component[label];
}

const char *col_coupling_name(const col_coupling *coupling, ulong label)
{
    char **names = coupling->ensemble != NULL ? coupling->ensemble->names : coupling->table->names;
    return names != NULL ? names[label] : NULL;
}
