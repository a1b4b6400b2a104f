// Numbers and fields in text.
//
// Text is bytes: no locale, no encoding, no terminator; nothing beyond `count` is read. A number is
// a sign or none, digits with a point or none (".5" and "5." are numbers), and an exponent or none;
// or `nan`, `inf`, `infinity` in letters of any case. It is rounded once, to nearest, ties to even.
#ifndef SIMBATCH_TEXT_H
#define SIMBATCH_TEXT_H

#include "sim_rows.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Characters of the longest number.
#define SIM_LONGEST_NUMBER 1024

typedef enum {
  SIM_PARSE_DONE,
  SIM_PARSE_TOO_MANY,      // more values than there is room for
  SIM_PARSE_NOT_A_NUMBER,  // or one with something behind it that is no part of a number
  SIM_PARSE_EMPTY,         // nothing between two separators
  SIM_PARSE_OUT_OF_RANGE,  // no infinity, but rounds to one
  SIM_PARSE_TOO_LONG,      // a number of more than SIM_LONGEST_NUMBER characters
  SIM_PARSE_NO_BRACKET,    // the `[` or the `]` of a vector is missing
} sim_parse_status;

/// How far a parser came.
typedef struct {
  size_t values;  // numbers written
  size_t offset;  // bytes before the end (DONE), or before the field at fault
} sim_parsed;

/// Reads the number at the very start of the text; `used` is its length, whatever follows.
///
/// `nan` is the quiet NaN; numbers too small are denormal or zero. Writes nothing but `used` = 0
/// unless DONE. O(used).
sim_parse_status sim_parse_float(const char *text, size_t count, float *value, size_t *used);
sim_parse_status sim_parse_double(const char *text, size_t count, double *value, size_t *used);

/// Returns true if all of the text is a word for a missing value: none at all, `null`, `none`, `nil`, `na`,
/// `n/a`, `nan` or `<na>` in letters of any case, or `\N`.
bool sim_is_missing(const char *text, size_t count);

/// Reads all numbers of a line into `values`: at most `limit` of type `element`, SIM_F32 or SIM_F64.
///
/// Separator ' ': any run of spaces and tabs separates, and may begin and end the line. Any other:
/// exactly that character between two numbers, with spaces and tabs around them (only spaces if it
/// is '\t'). A word for a missing value is NaN. A blank line has no values. The line break is no part of the text. O(count).
sim_parse_status sim_parse_row(
    const char *text, size_t count, char separator, sim_element element, size_t limit,
    void *values, sim_parsed *parsed);

/// Reads a vector as pgvector, JSON and Python (`[0.1, 0.2]`) or numpy (`[0.1 0.2]`) write it;
/// one of both ways throughout, blanks and line breaks anywhere between. A word for a missing value
/// is NaN. `[]` has no values.
///
/// Under DONE `parsed->offset` is that of what follows the `]`. O(count).
sim_parse_status sim_parse_vector_literal(
    const char *text, size_t count, sim_element element, size_t limit, void *values,
    sim_parsed *parsed);

/// The fields of a line as `sim_parse_row` separates them. O(count).
size_t sim_count_fields(const char *text, size_t count, char separator);

/// The offset of the last `fields` ≥ 1 fields of a line, as `sim_parse_row` separates them;
/// SIZE_MAX where it has fewer. O(count − offset).
size_t sim_find_last_fields(const char *text, size_t count, char separator, size_t fields);

/// How records are written: RFC 4180, with any separator, and line feeds alone as line breaks too.
typedef struct {
  char separator;
  bool quotes;  // whether a `"` that begins a field quotes it; elsewhere it is a plain character
} sim_csv_dialect;

/// The text of a field, without the quotes around it.
typedef struct {
  size_t start, end;
  bool quoted;
  bool doubled;  // holds doubled quotes, each of which stands for one
} sim_csv_field;

typedef enum {
  SIM_CSV_DONE,
  SIM_CSV_TOO_MANY,     // more fields than there is room for
  SIM_CSV_OPEN_QUOTE,   // the field at the offset has no closing quote
  SIM_CSV_AFTER_QUOTE,  // something else than a separator follows the closing quote
} sim_csv_status;

/// The length of the first record with its line break, which is outside of quotes; 0 where the text
/// ends before it. O(length).
size_t sim_csv_record_length(const char *text, size_t count, sim_csv_dialect dialect);

/// Splits a record, with or without its line break, into at most `limit` fields.
///
/// An empty record is one empty field. `found` counts the fields written, `fault` is the offset
/// of what the status tells. O(count).
sim_csv_status sim_csv_split(
    const char *text, size_t count, sim_csv_dialect dialect, size_t limit, sim_csv_field *fields,
    size_t *found, size_t *fault);

/// Reads the numbers in fields[columns[i]], i < count, blanks around them allowed; the text is the
/// one that was split. A field that is missing (see `sim_is_missing`) is NaN. O(length of those fields).
sim_parse_status sim_parse_fields(
    const char *text, const sim_csv_field *fields, const uint32_t *columns, size_t count,
    sim_element element, void *values, sim_parsed *parsed);

#ifdef __cplusplus
}
#endif

#endif
