/* E1 == E2, <, <=, >, >=, != for every parameter value in the domain; chains link by link.
 *
 * Proved needs both sides to be defined on the whole domain. A refutation needs one point at which they are, and the
 * relation is not true there. */
#include "inquiry.h"

#include <stdio.h>

static void print_link(col_text *out, const col_inquiry *inquiry, const col_comparison *link)
{
    col_expr_print(out, inquiry->model->graph, link->left);
    col_text_printf(out, " %s ", col_relation_name(link->relation));
    col_expr_print(out, inquiry->model->graph, link->right);
    if (out->length > 200) {
        col_text_reset(out);
        col_text_append(out, "the comparison");
    }
}

/* Is the formula, as written, certainly undefined at the point? Evaluation simplifies first, and may not notice. */
static bool undefined_at(const col_inquiry *inquiry, col_expr e, const col_expr *point)
{
    const col_region *region = &inquiry->region;
    col_region there;
    col_sign_result defined;
    col_region_copy(&there, region);
    for (size_t i = 0; point != NULL && i < region->count; i++)
        col_region_fix(&there, region->symbols[i], point[i]);
    col_sign_defined(&defined, &there, e, inquiry->effort);
    bool undefined = defined.verdict == COL_REFUTED;
    col_sign_result_clear(&defined);
    col_region_clear(&there);
    return undefined;
}

/* The link's verdict becomes the inquiry's. */
static void decide_link(col_inquiry *inquiry, const col_comparison *link)
{
    col_sign_result result, defined;
    col_text text;
    col_text_init(&text);
    print_link(&text, inquiry, link);
    col_expr difference = col_expr_sub(inquiry->model->graph, link->left, link->right);
    col_inquiry_decide(&result, inquiry, "left side minus right side", difference, col_relation_signs(link->relation));
    /* both sides on their own: the difference may have lost a term by cancelling */
    col_expr both = col_expr_binary(inquiry->model->graph, COL_OP_SUB, link->left, link->right);
    if (result.verdict == COL_REFUTED && undefined_at(inquiry, both, result.point)) {
        col_inquiry_undecided(inquiry, "not defined on the whole domain; a narrower domain helps");
    } else if (result.verdict == COL_REFUTED) {
        col_inquiry_refuted(inquiry, result.point, result.method, "%s is false%s%s", text.data,
                            result.point == NULL ? " at " : inquiry->region.count > 0 ? " there" : "",
                            result.point == NULL ? result.point_text : "");
    } else if (result.verdict == COL_UNDECIDED) {
        col_inquiry_undecided(inquiry, "%s", result.reason);
    } else {
        col_inquiry_defined(&defined, inquiry, text.data, both);
        if (defined.verdict == COL_PROVED)
            col_inquiry_proved(inquiry, "%s%s", result.empty ? "vacuous, the domain is empty: " : "", result.method);
        else
            col_inquiry_undecided(inquiry, "not shown to be defined on the whole domain (%s); a narrower domain helps",
                                  defined.reason);
        col_sign_result_clear(&defined);
    }
    col_sign_result_clear(&result);
    col_text_clear(&text);
}

void col_verify_comparison(col_inquiry *inquiry)
{
    const col_conditions *chain = &inquiry->claim->chain;
    bool undecided = false;
    for (size_t i = 0; i < chain->count; i++) {
        col_text reason;
        col_text_init(&reason);
        col_text_append(&reason, inquiry->reason.data);
        decide_link(inquiry, &chain->items[i]);
        if (inquiry->verdict == COL_REFUTED) {
            col_text_clear(&reason);
            return;
        }
        if (inquiry->verdict == COL_UNDECIDED)
            undecided = true;
        else if (undecided)
            col_inquiry_undecided(inquiry, "%s", reason.data);
        col_text_clear(&reason);
    }
}
