// Lines of numbers.
#include "number.h"

sim_parse_status sim_parse_float(const char *text, size_t count, float *value, size_t *used) {
  const char *after;
  const sim_parse_status status = sim_read_number(text, text + count, false, value, 0, &after);
  *used = status == SIM_PARSE_DONE ? (size_t)(after - text) : 0;
  return status;
}

sim_parse_status sim_parse_double(const char *text, size_t count, double *value, size_t *used) {
  const char *after;
  const sim_parse_status status = sim_read_number(text, text + count, true, value, 0, &after);
  *used = status == SIM_PARSE_DONE ? (size_t)(after - text) : 0;
  return status;
}

/// Blanks that may stand around a number.
typedef struct {
  char other;  // '\t', or ' ' again where tabs separate
} blanks;

static inline const char *skip_blanks(const char *p, const char *end, blanks blanks) {
  while (p < end && (*p == ' ' || *p == blanks.other)) ++p;
  return p;
}

static inline blanks blanks_beside(char separator) {
  return (blanks){separator == '\t' ? ' ' : '\t'};
}

static inline sim_parse_status parse_row(
    const char *text, const char *end, char separator, bool wide, size_t limit, void *values,
    sim_parsed *parsed) {
  const blanks around = blanks_beside(separator);
  const bool runs = separator == ' ';
  const char *p = skip_blanks(text, end, around), *field = p;
  size_t count = 0;
  sim_parse_status status = SIM_PARSE_DONE;
  while (p < end || (count > 0 && !runs)) {
    field = p;
    if (p == end || (*p == separator && !runs)) status = SIM_PARSE_EMPTY;
    else if (count == limit) status = SIM_PARSE_TOO_MANY;
    else status = sim_read_value(p, end, wide, values, count, &p);
    if (status != SIM_PARSE_DONE) break;
    const char *next = skip_blanks(p, end, around);
    if (next < end && (runs ? next == p : *next != separator)) {
      status = SIM_PARSE_NOT_A_NUMBER;
      break;
    }
    ++count;
    field = next;
    if (next == end) break;
    p = runs ? next : skip_blanks(next + 1, end, around);
  }
  *parsed = (sim_parsed){count, (size_t)(field - text)};
  return status;
}

sim_parse_status sim_parse_row(
    const char *text, size_t count, char separator, sim_element element, size_t limit,
    void *values, sim_parsed *parsed) {
  // Two copies, so that the inner loop does not choose.
  return element == SIM_F64
             ? parse_row(text, text + count, separator, true, limit, values, parsed)
             : parse_row(text, text + count, separator, false, limit, values, parsed);
}

static inline const char *skip_space(const char *p, const char *end) {
  while (p < end && (sim_is_blank(*p) || *p == '\n' || *p == '\r')) ++p;
  return p;
}

sim_parse_status sim_parse_vector_literal(
    const char *text, size_t count, sim_element element, size_t limit, void *values,
    sim_parsed *parsed) {
  const char *end = text + count, *p = skip_space(text, end);
  *parsed = (sim_parsed){0, (size_t)(p - text)};
  if (p == end || *p != '[') return SIM_PARSE_NO_BRACKET;
  p = skip_space(p + 1, end);
  bool commas = false;
  while (p < end && (*p != ']' || commas)) {
    parsed->offset = (size_t)(p - text);
    if (*p == ',' || *p == ']') return SIM_PARSE_EMPTY;
    if (parsed->values == limit) return SIM_PARSE_TOO_MANY;
    const sim_parse_status status =
        sim_read_value(p, end, element == SIM_F64, values, parsed->values, &p);
    if (status != SIM_PARSE_DONE) return status;
    const char *next = skip_space(p, end);
    const bool comma = next < end && *next == ',';
    const bool closes = next < end && *next == ']';
    // The first gap tells which of both ways this is.
    const bool fit = parsed->values == 0 || closes || comma == commas;
    if (next < end && !closes && (!fit || (!comma && next == p))) return SIM_PARSE_NOT_A_NUMBER;
    ++parsed->values;
    commas = comma;
    p = comma ? skip_space(next + 1, end) : next;
  }
  parsed->offset = (size_t)(p - text) + (p < end);
  return p < end ? SIM_PARSE_DONE : SIM_PARSE_NO_BRACKET;
}

size_t sim_count_fields(const char *text, size_t count, char separator) {
  const char *end = text + count, *p = skip_blanks(text, end, blanks_beside(separator));
  if (p == end) return 0;
  size_t fields = 1;
  if (separator != ' ') {
    for (; p < end; ++p) fields += *p == separator;
    return fields;
  }
  // A field starts behind each blank that no blank follows.
  for (++p; p < end; ++p) fields += !sim_is_blank(*p) && sim_is_blank(p[-1]);
  return fields;
}

size_t sim_find_last_fields(const char *text, size_t count, char separator, size_t fields) {
  size_t start = count;
  if (separator == ' ') {
    for (; fields > 0; --fields) {
      while (start > 0 && sim_is_blank(text[start - 1])) --start;
      if (start == 0) return SIZE_MAX;
      while (start > 0 && !sim_is_blank(text[start - 1])) --start;
    }
    return start;
  }
  for (; start > 0; --start) {
    if (text[start - 1] == separator && --fields == 0) return start;
  }
  const bool blank = sim_count_fields(text, count, separator) == 0;
  return fields == 1 && !blank ? 0 : SIZE_MAX;
}
