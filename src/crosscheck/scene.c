#include "scene.h"

#include <math.h>
#include <string.h>

bool col_scene_ensemble(col_scene *scene, const char *ensemble, uint64_t samples, col_error *error)
{
    *scene = (col_scene){.has_ensemble = true};
    if (!col_ensemble_parse(&scene->ensemble, ensemble, error))
        return false;
    col_table_init(&scene->table);
    col_modes_init(&scene->modes);
    if (!col_ensemble_table(&scene->table, &scene->ensemble, samples, error)
        || !col_coupling_from_ensemble(&scene->coupling, &scene->ensemble, error)) {
        col_table_clear(&scene->table);
        col_modes_clear(&scene->modes);
        col_ensemble_clear(&scene->ensemble);
        return false;
    }
    return true;
}

bool col_scene_table(col_scene *scene, const double *weights, size_t rows, size_t columns, col_error *error)
{
    *scene = (col_scene){0};
    col_table_init(&scene->table);
    col_modes_init(&scene->modes);
    for (size_t i = 0; i < rows; i++) {
        for (size_t c = 0; c < columns; c++)
            col_table_add_double(&scene->table, (uint32_t)c, weights[i * columns + c]);
        col_table_end_row(&scene->table, 1);
    }
    if (!col_table_check(&scene->table, "weights", error)) {
        col_table_clear(&scene->table);
        col_modes_clear(&scene->modes);
        return false;
    }
    col_coupling_from_table(&scene->coupling, &scene->table);
    return true;
}

bool col_scene_find_modes(col_scene *scene, col_error *error)
{
    return col_coupling_modes(&scene->modes, &scene->coupling, COL_SCENE_PRECISION, error);
}

void col_scene_clear(col_scene *scene)
{
    col_modes_clear(&scene->modes);
    col_coupling_clear(&scene->coupling);
    col_table_clear(&scene->table);
    if (scene->has_ensemble)
        col_ensemble_clear(&scene->ensemble);
}

col_flow_options col_scene_options(const col_knobs *knobs, double end)
{
    col_flow_options options = col_flow_options_default();
    options.relative = knobs->tolerance;
    options.absolute = 1e-100;
    options.first = end / 2;
    options.end = end;
    options.points = 2;
    options.witnesses = 0;
    options.correlations = false;
    return options;
}

bool col_scene_separation(double *separation, const col_scene *scene, const col_flow_model *model,
                          const col_flow_start *start, const col_knobs *knobs, double end, col_error *error)
{
    const col_flow_options options = col_scene_options(knobs, end > 0 ? end : 1);
    col_flow_result result;
    if (!col_flow_simulate(&result, &scene->table, model, start, &options, error))
        return false;
    *separation = result.series[end > 0 ? result.points - 1 : 0].separation_mean;
    col_flow_result_clear(&result);
    return true;
}

bool col_scene_labels(double *y, double *P, const col_scene *scene, const col_flow_model *model,
                      const col_flow_start *start, const col_knobs *knobs, double end, col_error *error)
{
    const col_flow_options options = col_scene_options(knobs, end);
    col_flow_result result;
    if (!col_flow_simulate(&result, &scene->table, model, start, &options, error))
        return false;
    memcpy(y, result.y, result.labels * result.dimension * sizeof *y);
    if (P != NULL)
        memcpy(P, result.P, result.dimension * result.dimension * sizeof *P);
    col_flow_result_clear(&result);
    return true;
}

void col_rational_of_double(fmpq_t out, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(out, exact);
    arf_clear(exact);
}
