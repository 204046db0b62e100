/* collapsar report: the commands of the recipes are run, several at a time, and the derivations read. */
#include "report.h"

#include "crew.h"
#include "progress.h"

#include "../base/memory.h"

#include <cblas.h>
#include <collapsar/document.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void make(report_artefact *artefact)
{
    col_run *run = &artefact->run;
    artefact->status = run->command->execute(run);
    if (!report_is_made(artefact))
        return;
    artefact->json = json_loads(artefact->renderings.results[COL_FORMAT_JSON].data, 0, NULL);
    if (artefact->json == NULL) {
        col_error_resource(&run->error, "the command ended well, but without a result");
        artefact->status = COL_EXIT_FAULT;
    }
}

static void make_artefact(void *report_, size_t i)
{
    report_job *report = report_;
    if (report->artefacts[i].chosen)
        make(&report->artefacts[i]);
    col_progress_outer_step();
}

static bool is_known(const report_job *report, const char *file)
{
    for (size_t i = 0; i < report->source_count; i++)
        if (strcmp(report->sources[i].file, file) == 0)
            return true;
    return false;
}

/* The text of a file whose claims were decided a moment ago. If it is gone by now, the page does without it. */
static void read_source(report_job *report, const char *file)
{
    col_error error = {0};
    col_document *document = strcmp(file, "-") == 0 ? NULL : col_document_read(file, &error);
    if (document == NULL)
        return;
    report->sources = col_grow(report->sources, report->source_count, &report->source_capacity,
                               sizeof *report->sources);
    report->sources[report->source_count++] = (report_source){col_strdup(file), col_strdup(document->text)};
    col_document_free(document);
}

static void read_sources(report_job *report)
{
    for (size_t i = 0; i < report->book.recipe_count; i++) {
        const json_t *json = report->artefacts[i].json, *claims = json_object_get(json, "claims");
        size_t k;
        json_t *claim;
        json_array_foreach(claims ? claims : json_object_get(json, "checks"), k, claim) {
            const char *file = json_string_value(json_object_get(claim, "file"));
            if (file && !is_known(report, file))
                read_source(report, file);
        }
    }
}

bool report_run(report_job *report)
{
    int here = open(".", O_RDONLY | O_DIRECTORY);
    if (here < 0 || chdir(report->book.directory) != 0) {
        col_error_input(&report->run->error, "%.200s: cannot work in the directory '%.200s': %s", report->book.file,
                        report->book.directory, strerror(errno));
        if (here >= 0)
            close(here);
        return false;
    }
    openblas_set_num_threads(1); /* sums in the same order whatever --threads says */
    col_progress_outer_start("artefacts", report->book.recipe_count, report->run->quiet);
    col_crew_work(make_artefact, report, report->book.recipe_count, report->run->threads);
    col_progress_outer_end();
    read_sources(report);
    bool back = fchdir(here) == 0;
    if (!back)
        col_error_resource(&report->run->error, "cannot return to the directory of the start: %s", strerror(errno));
    close(here);
    return back;
}
