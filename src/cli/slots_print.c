/* A slot state in words, tables and JSON. */
#include "slots.h"

#include <collapsar/decimal.h>
#include <stdlib.h>

enum { MOST_LABELS = 512, MOST_PAIRS_LISTED = 20 };

const char *slots_stability(col_verdict exists, col_verdict attracting)
{
    if (exists != COL_PROVED)
        return exists == COL_REFUTED ? "absent" : "undecided";
    return attracting == COL_PROVED ? "attracting" : attracting == COL_REFUTED ? "unstable" : "undecided";
}

void slots_labels_init(slots_labels *labels, slots_job *job)
{
    col_modes modes;
    col_error error = {0};
    *labels = (slots_labels){0};
    slong count = job->coupling.labels > MOST_LABELS ? 0 : (slong)job->coupling.labels;
    arb_mat_init(labels->distance, count, count);
    if (count == 0 || job->spectrum.exists != COL_PROVED)
        return;
    arb_mat_t vectors;
    arb_ptr scale = _arb_vec_init(count);
    arb_t square;
    arb_init(square);
    arb_mat_init(vectors, count, count);
    col_modes_init(&modes);
    bool good = col_coupling_vectors(vectors, &modes, &job->coupling, job->precision, &error);
    for (slong c = 0; c < count; c++) {
        arb_one(scale + c);
        if (job->coupling.degree != NULL)
            arb_set_fmpq(scale + c, job->coupling.degree + c, job->precision);
        arb_rsqrt(scale + c, scale + c, job->precision);
    }
    labels->labels = good ? count : 0;
    for (slong a = 0; a < labels->labels; a++) {
        for (slong b = 0; b < a; b++) {
            col_slot_distance(square, job->blocks, &job->filling, vectors, scale, job->run->centre ? 1 : 0, a, b);
            arb_ptr distance = arb_mat_entry(labels->distance, a, b);
            arb_sqrt(distance, square, job->precision);
            arb_set(arb_mat_entry(labels->distance, b, a), distance);
            arb_srcptr least = arb_mat_entry(labels->distance, labels->closest[0], labels->closest[1]);
            arb_srcptr most = arb_mat_entry(labels->distance, labels->farthest[0], labels->farthest[1]);
            if (labels->pairs == 0 || arf_cmp(arb_midref(distance), arb_midref(least)) < 0) {
                labels->closest[0] = a;
                labels->closest[1] = b;
            }
            if (labels->pairs == 0 || arf_cmp(arb_midref(distance), arb_midref(most)) > 0) {
                labels->farthest[0] = a;
                labels->farthest[1] = b;
            }
            labels->pairs++;
            labels->apart += arb_is_positive(distance);
            labels->equal += arb_is_zero(distance);
        }
    }
    col_modes_clear(&modes);
    arb_mat_clear(vectors);
    _arb_vec_clear(scale, count);
    arb_clear(square);
}

void slots_labels_clear(slots_labels *labels)
{
    arb_mat_clear(labels->distance);
}

static void append_rational(col_text *out, const char *name, const fmpq_t value)
{
    char *text = fmpq_get_str(NULL, 10, value);
    col_text_printf(out, "%s = %s", name, text);
    flint_free(text);
}

static void append_short(col_text *out, const arb_t value, slong digits)
{
    col_decimal_short(out, value, digits);
}

static void append_integer(col_text *out, const fmpz_t value)
{
    char *text = fmpz_get_str(NULL, 10, value);
    col_text_append(out, text);
    flint_free(text);
}

static void append_label(col_text *out, const slots_job *job, slong label)
{
    const char *name = col_coupling_name(&job->coupling, (ulong)label);
    if (name != NULL)
        col_text_append(out, name);
    else
        col_text_printf(out, "%ld", label + 1);
}

static void describe_model(col_text *out, const slots_job *job)
{
    const col_head *head = &job->head;
    col_text_printf(out, "%s: %lu modes%s, head of dimension %ld; ", job->source, col_modes_total(&job->modes),
        job->run->centre ? " without the mean mode" : "", head->dimension);
    append_rational(out, "r", head->leak);
    append_rational(out, ", rho", head->decay);
    append_rational(out, ", rho_P", head->head_decay);
    if (!col_head_equal_rates(head) || !fmpq_is_one(head->alpha) || !fmpq_is_one(head->gamma)) {
        append_rational(out, "; rates alpha", head->alpha);
        append_rational(out, ", beta", head->beta);
        append_rational(out, ", gamma", head->gamma);
    }
    if (col_head_regime(head) == COL_REGIME_FAMILY)
        append_rational(out, "; conserved C", head->conserved);
}

static void describe_zeros(col_text *out, const col_slot_spectrum *spectrum)
{
    static const char *const words[COL_ZERO_KINDS] = {"rotations of the directions", "equal modes turning into each other",
        "motion along the family of stationary states", "amplitudes on which nothing acts to first order"};
    bool first = true;
    append_integer(out, spectrum->zero_eigenvalues);
    col_text_append(out, " zero eigenvalues");
    for (int i = 0; i < COL_ZERO_KINDS; i++) {
        if (fmpz_is_zero(spectrum->zeros[i]))
            continue;
        col_text_append(out, first ? " (" : ", ");
        append_integer(out, spectrum->zeros[i]);
        col_text_printf(out, " %s", words[i]);
        first = false;
    }
    if (!first)
        col_text_append(out, ")");
}

static void describe_verdict(col_text *out, const slots_job *job)
{
    const col_slot_spectrum *spectrum = &job->spectrum;
    slong digits = job->run->digits;
    arb_t time;
    arb_init(time);
    col_text_printf(out, "%s: %s ", slots_stability(spectrum->exists, spectrum->attracting),
        spectrum->zeros_counted == COL_PROVED ? "exactly" : "at least");
    describe_zeros(out, spectrum);
    if (spectrum->attracting == COL_PROVED && spectrum->zeros_counted == COL_PROVED)
        col_text_append(out, ", all others decay");
    if (spectrum->worst != NULL && arb_is_finite(spectrum->slowest)) {
        bool grows = spectrum->attracting == COL_REFUTED;
        col_text_append(out, grows ? "; fastest growth at rate " : "; slowest rate ");
        arb_abs(time, spectrum->slowest);
        append_short(out, time, digits);
        arb_inv(time, time, job->precision);
        col_text_append(out, ", time scale ");
        append_short(out, time, digits);
    }
    arb_clear(time);
}

static void describe_reason(col_text *out, const slots_job *job)
{
    const col_slot_spectrum *spectrum = &job->spectrum;
    if (spectrum->worst != NULL)
        col_slot_spectrum_explain(out, spectrum, &job->filling, &job->head);
    if (spectrum->reason != NULL)
        col_text_printf(out, "%s%s", out->length > 0 ? "; " : "", spectrum->reason);
}

static void describe_pair(col_text *out, const slots_job *job, const slots_labels *labels, const slong *pair)
{
    append_label(out, job, pair[0]);
    col_text_append(out, " and ");
    append_label(out, job, pair[1]);
    col_text_append(out, ", by ");
    append_short(out, arb_mat_entry(labels->distance, pair[0], pair[1]), job->run->digits);
}

static void describe_exceptions(col_text *out, const slots_job *job, const slots_labels *labels)
{
    int listed = 0;
    col_text_append(out, "not certified apart: ");
    for (slong a = 0; a < labels->labels; a++) {
        for (slong b = 0; b < a; b++) {
            if (arb_is_positive(arb_mat_entry(labels->distance, a, b)) || listed > MOST_PAIRS_LISTED)
                continue;
            if (listed++ == MOST_PAIRS_LISTED) {
                col_text_append(out, ", ...");
                continue;
            }
            col_text_append(out, listed > 1 ? ", " : "");
            append_label(out, job, b);
            col_text_append(out, "-");
            append_label(out, job, a);
        }
    }
}

static void describe_labels(col_text *out, const slots_job *job, const slots_labels *labels)
{
    ulong rank = col_slot_class_rank(&job->filling, job->run->centre);
    col_text_printf(out, "classes: %lu class mode%s survive%s; ", rank, rank == 1 ? "" : "s", rank == 1 ? "s" : "");
    if (rank == 0)
        col_text_append(out, "all labels of a component coincide");
    else if (labels->labels == 0)
        col_text_append(out, "label positions were not computed");
    else
        col_text_printf(out, "%ld of %ld pairs of labels stay apart", labels->apart, labels->pairs);
    if (labels->apart > 0) {
        col_text_append(out, "; closest ");
        describe_pair(out, job, labels, labels->closest);
        col_text_append(out, "; farthest ");
        describe_pair(out, job, labels, labels->farthest);
    }
}

/* Equal modes of which only some hold a slot: the state is one of a family, and the labels are those of one member. */
static bool is_partial(const slots_job *job)
{
    for (size_t m = 0; m < job->modes.count; m++) {
        ulong held = 0;
        for (slong i = 0; i < job->filling.count; i++)
            held += job->filling.slots[i].mode == m && job->filling.slots[i].sign > 0;
        ulong lower = 0;
        for (slong i = 0; i < job->filling.count; i++)
            lower += job->filling.slots[i].mode == m && job->filling.slots[i].sign < 0;
        ulong all = job->modes.items[m].multiplicity;
        if (all > 1 && ((held > 0 && held < all) || (lower > 0 && lower < all)))
            return true;
    }
    return false;
}

static col_listing *list_slots(slots_job *job)
{
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_INTEGER, "direction", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_INTEGER, "mode", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "sign", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "s", NULL, "$s$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "p", NULL, "$p$");
    col_listing_column(listing, COL_COLUMN_CERTIFIED, "label_square", "|y|^2", "$|y|^2$");
    arb_t p, square;
    arb_init(p);
    arb_init(square);
    for (slong i = 0; i < job->filling.count; i++) {
        const col_slot *slot = &job->filling.slots[i];
        const col_cell *cell = col_slot_cell(job->blocks, &job->filling, i);
        arb_set(square, cell->y2);
        if (cell->sign == 0) /* a plane: half of it for each of its two slots */
            arb_mul_2exp_si(square, square, -1);
        arb_set(p, cell->p);
        if (slot->sign < 0)
            arb_neg(p, p);
        col_listing_put_integer(listing, i + 1);
        col_listing_put_integer(listing, (slong)col_modes_number(&job->modes, slot->mode, slot->member));
        col_listing_put_text(listing, slot->sign < 0 ? "-" : "+");
        col_listing_put_certified(listing, job->modes.items[slot->mode].s);
        col_listing_put_certified(listing, p);
        col_listing_put_certified(listing, square);
    }
    arb_clear(p);
    arb_clear(square);
    return listing;
}

static void note(col_listing *listing, col_text *text)
{
    if (text->length > 0)
        col_listing_put_note(listing, text->data);
    col_text_reset(text);
}

static void add_notes(col_listing *listing, slots_job *job, const slots_labels *labels, const slots_dense *dense)
{
    slong empties = job->filling.dimension - job->filling.count;
    col_text text;
    col_text_init(&text);
    describe_model(&text, job);
    note(listing, &text);
    if (empties > 0) {
        col_text_printf(&text, "directions %ld to %ld are empty", job->filling.count + 1, job->filling.dimension);
        note(listing, &text);
    }
    if (job->spectrum.exists != COL_PROVED) {
        col_text_printf(&text, "%s: %s", slots_stability(job->spectrum.exists, COL_UNDECIDED), job->spectrum.reason);
        note(listing, &text);
    } else {
        describe_verdict(&text, job);
        note(listing, &text);
        describe_reason(&text, job);
        note(listing, &text);
        describe_labels(&text, job, labels);
        note(listing, &text);
        if (labels->labels > 0 && labels->apart < labels->pairs && labels->apart > 0) {
            describe_exceptions(&text, job, labels);
            note(listing, &text);
        }
        if (is_partial(job))
            col_listing_put_note(listing, "only some of equal modes hold slots: label positions are those of one choice among them");
    }
    if (dense->order > 0) {
        col_text_printf(&text, "full Jacobian of order %ld, %ld separate clusters of eigenvalues: %s", dense->order, dense->clusters,
            dense->agrees == COL_PROVED ? "the same spectrum" : dense->agrees == COL_REFUTED ? "a different spectrum" : "could not be compared");
        note(listing, &text);
    }
    col_text_clear(&text);
}

static json_t *json_of_integer(const fmpz_t value)
{
    if (fmpz_fits_si(value))
        return json_integer(fmpz_get_si(value));
    char *text = fmpz_get_str(NULL, 10, value);
    json_t *json = col_json_text(text);
    flint_free(text);
    return json;
}

static json_t *json_of_zeros(const col_slot_spectrum *spectrum)
{
    static const char *const keys[COL_ZERO_KINDS] = {"rotations", "mixing", "family", "neutral"};
    json_t *json = json_object();
    for (int i = 0; i < COL_ZERO_KINDS; i++)
        json_object_set_new(json, keys[i], json_of_integer(spectrum->zeros[i]));
    return json;
}

static json_t *json_of_eigenvalues(const col_slot_spectrum *spectrum, slong digits)
{
    json_t *list = json_array();
    for (size_t i = 0; i < spectrum->count; i++) {
        const col_block *block = spectrum->items[i].block;
        if (fmpz_is_zero(spectrum->items[i].copies))
            continue; /* a pair that equal modes leave no room for */
        for (slong j = 0; j < block->count; j++) {
            json_t *item = json_object();
            json_object_set_new(item, "value", col_json_complex(block->values + j, digits));
            json_object_set_new(item, "multiplicity", json_of_integer(spectrum->items[i].copies));
            json_array_append_new(list, item);
        }
    }
    return list;
}

static json_t *json_of_labels(const slots_job *job, const slots_labels *labels)
{
    json_t *json = json_object();
    json_object_set_new(json, "pairs", json_integer(labels->pairs));
    json_object_set_new(json, "apart", json_integer(labels->apart));
    if (labels->pairs > 0) {
        slong digits = job->run->digits;
        json_object_set_new(json, "min", col_json_certified(arb_mat_entry(labels->distance, labels->closest[0], labels->closest[1]), digits));
        json_object_set_new(json, "max", col_json_certified(arb_mat_entry(labels->distance, labels->farthest[0], labels->farthest[1]), digits));
        json_t *list = json_array();
        for (slong a = 0; a < labels->labels && labels->labels <= 64; a++) {
            for (slong b = 0; b < a; b++) {
                json_t *pair = json_object();
                json_object_set_new(pair, "a", json_integer(b + 1));
                json_object_set_new(pair, "b", json_integer(a + 1));
                json_object_set_new(pair, "distance", col_json_certified(arb_mat_entry(labels->distance, a, b), digits));
                json_array_append_new(list, pair);
            }
        }
        json_object_set_new(json, "distances", list);
    }
    return json;
}

static json_t *json_of_state(slots_job *job, const slots_labels *labels, const slots_dense *dense, const col_listing *listing,
    bool eigenvalues)
{
    const col_slot_spectrum *spectrum = &job->spectrum;
    slong digits = job->run->digits;
    col_text text;
    json_t *json = col_run_json(job->run);
    col_text_init(&text);
    json_object_set_new(json, "slots", col_listing_json(listing));
    json_object_set_new(json, "empty", json_integer(job->filling.dimension - job->filling.count));
    json_object_set_new(json, "stability", col_json_text(slots_stability(spectrum->exists, spectrum->attracting)));
    bool exists = spectrum->exists == COL_PROVED;
    json_object_set_new(json, "zero_eigenvalues", exists && spectrum->zeros_counted == COL_PROVED
        ? json_of_integer(spectrum->zero_eigenvalues) : json_null());
    json_object_set_new(json, "zeros", exists ? json_of_zeros(spectrum) : json_null());
    bool rate = exists && spectrum->worst != NULL;
    json_object_set_new(json, "slowest_rate", rate ? col_json_certified(spectrum->slowest, digits) : json_null());
    describe_reason(&text, job);
    json_object_set_new(json, "explanation", col_json_text(text.length > 0 ? text.data : NULL));
    json_object_set_new(json, "class_rank", exists ? json_integer((json_int_t)col_slot_class_rank(&job->filling, job->run->centre))
                                                   : json_null());
    json_object_set_new(json, "labels", exists && labels->labels > 0 ? json_of_labels(job, labels) : json_null());
    if (dense->order > 0) {
        json_t *check = json_object();
        json_object_set_new(check, "order", json_integer(dense->order));
        json_object_set_new(check, "clusters", json_integer(dense->clusters));
        json_object_set_new(check, "agrees", col_json_text(col_verdict_name(dense->agrees)));
        json_object_set_new(json, "dense", check);
    }
    if (eigenvalues)
        json_object_set_new(json, "eigenvalues", json_of_eigenvalues(spectrum, digits));
    col_text_clear(&text);
    return json;
}

static col_listing *list_eigenvalues(const slots_job *job)
{
    col_listing *listing = col_listing_new(job->run->digits);
    col_listing_column(listing, COL_COLUMN_COMPLEX, "eigenvalue", NULL, NULL);
    col_listing_column(listing, COL_COLUMN_TEXT, "multiplicity", NULL, NULL);
    for (size_t i = 0; i < job->spectrum.count; i++) {
        const col_block_copies *item = &job->spectrum.items[i];
        if (fmpz_is_zero(item->copies))
            continue;
        char *copies = fmpz_get_str(NULL, 10, item->copies);
        for (slong j = 0; j < item->block->count; j++) {
            col_listing_put_complex(listing, item->block->values + j);
            col_listing_put_text(listing, copies);
        }
        flint_free(copies);
    }
    return listing;
}

void slots_print(slots_job *job, const slots_dense *dense, bool eigenvalues)
{
    slots_labels labels;
    slots_labels_init(&labels, job);
    col_listing *listing = list_slots(job);
    json_t *json = job->run->format == COL_FORMAT_JSON ? json_of_state(job, &labels, dense, listing, eigenvalues) : NULL;
    add_notes(listing, job, &labels, dense);
    if (eigenvalues && job->run->format != COL_FORMAT_JSON) {
        col_listing *spectrum = list_eigenvalues(job);
        if (col_run_is_for_people(job->run))
            col_run_print(job->run, listing, "tab:slots", "Slot state of the head.", NULL);
        col_run_print(job->run, spectrum, "tab:slot-eigenvalues", "Eigenvalues at the slot state, zeros left out.", NULL);
        col_listing_free(spectrum);
    } else {
        col_run_print(job->run, listing, "tab:slots", "Slot state of the head.", json);
    }
    col_listing_free(listing);
    slots_labels_clear(&labels);
}
