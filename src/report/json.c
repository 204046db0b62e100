#include <collapsar/json.h>

#include <collapsar/decimal.h>

#include <math.h>

static json_t *interval(col_text *lo, col_text *hi)
{
    json_t *json = json_object();
    json_object_set_new(json, "lo", json_string(lo->data));
    json_object_set_new(json, "hi", json_string(hi->data));
    col_text_clear(lo);
    col_text_clear(hi);
    return json;
}

json_t *col_json_certified(const arb_t value, long digits)
{
    col_text lo, hi;
    col_text_init(&lo);
    col_text_init(&hi);
    col_decimal_lower(&lo, value, digits);
    col_decimal_upper(&hi, value, digits);
    return interval(&lo, &hi);
}

json_t *col_json_rational(const fmpq *value, long digits)
{
    col_text lo, hi;
    col_text_init(&lo);
    col_text_init(&hi);
    col_decimal_fmpq(&lo, value, digits, -1);
    col_decimal_fmpq(&hi, value, digits, 1);
    return interval(&lo, &hi);
}

json_t *col_json_complex(const acb_t value, long digits)
{
    json_t *json = json_object();
    json_object_set_new(json, "re", col_json_certified(acb_realref(value), digits));
    json_object_set_new(json, "im", col_json_certified(acb_imagref(value), digits));
    return json;
}

json_t *col_json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* How many bytes of text form one well-formed UTF-8 character; 0 if they do not. */
static size_t character_length(const unsigned char *text)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xc2 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3
        : text[0] < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool surrogate = text[0] == 0xed && text[1] > 0x9f;
    bool beyond = text[0] == 0xf4 && text[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : length;
}

json_t *col_json_text(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *json = json_string(text);
    if (json)
        return json;
    col_text clean;
    col_text_init(&clean);
    while (*text) {
        size_t length = character_length((const unsigned char *)text);
        if (length > 0)
            col_text_append_bytes(&clean, text, length);
        else
            col_text_append(&clean, "\xef\xbf\xbd");
        text += length ? length : 1;
    }
    json = json_string(clean.data);
    col_text_clear(&clean);
    return json;
}

static int append(const char *bytes, size_t length, void *out)
{
    col_text_append_bytes(out, bytes, length);
    return 0;
}

void col_json_print(col_text *out, const json_t *json)
{
    json_dump_callback(json, append, out, JSON_INDENT(2) | JSON_REAL_PRECISION(17) | JSON_ENCODE_ANY);
    col_text_put(out, '\n');
}
