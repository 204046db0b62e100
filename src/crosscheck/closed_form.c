#include "closed_form.h"

#include <collapsar/document.h>
#include <collapsar/tape.h>
#include <string.h>

void col_closed_form(arb_t value, const char *expression, slong precision)
{
    static const char program[] = "model constants\n";
    col_error error = {0};
    col_document *document = col_document_parse("constants.col", program, strlen(program), &error);
    col_expr e;
    arb_indeterminate(value);
    if (document == NULL)
        return;
    col_model *model = &document->models[0];
    if (col_parse_expression(&e, model, "expression", expression, &error)) {
        col_tape *tape = col_tape_new(model->graph, &e, 1, NULL, 0, &error);
        if (tape != NULL) {
            col_tape_workspace *workspace = col_tape_workspace_new(tape);
            col_tape_ball(value, tape, workspace, NULL, precision);
            col_tape_workspace_free(workspace);
        }
        col_tape_free(tape);
    }
    col_document_free(document);
}
