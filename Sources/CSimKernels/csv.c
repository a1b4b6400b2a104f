// Records of separated fields.
#include "number.h"

/// The quote that closes the field whose text starts at `p`, or NULL.
static const char *find_closing_quote(const char *p, const char *end, bool *doubled) {
  while (p < end && (p = memchr(p, '"', (size_t)(end - p)))) {
    if (p + 1 == end || p[1] != '"') return p;
    *doubled = true;
    p += 2;
  }
  return NULL;
}

size_t sim_csv_record_length(const char *text, size_t count, sim_csv_dialect dialect) {
  if (count == 0) return 0;
  const char *end = text + count, *p = text;
  const char *line_feed = memchr(p, '\n', count);
  while (dialect.quotes) {
    const char *line_end = line_feed ? line_feed : end;
    const char *quote = memchr(p, '"', (size_t)(line_end - p));
    if (!quote) break;
    p = quote + 1;
    if (quote > text && quote[-1] != dialect.separator) continue;
    bool doubled;
    const char *closing = find_closing_quote(p, end, &doubled);
    if (!closing) return 0;
    p = closing + 1;
    if (line_feed && line_feed < p) line_feed = memchr(p, '\n', (size_t)(end - p));
  }
  return line_feed ? (size_t)(line_feed + 1 - text) : 0;
}

/// The first separator in `p ..< end`, or `end`.
static inline const char *find_separator(const char *p, const char *end, char separator) {
  const uint64_t ones = 0x0101010101010101;
  const uint64_t pattern = ones * (unsigned char)separator;
  for (; end - p >= 8; p += 8) {
    const uint64_t bytes = sim_load_eight(p) ^ pattern;
    // The lowest bit set is that of the first byte that is zero.
    const uint64_t zeros = (bytes - ones) & ~bytes & (ones << 7);
    if (zeros) return p + __builtin_ctzll(zeros) / 8;
  }
  while (p < end && *p != separator) ++p;
  return p;
}

static const char *without_line_break(const char *text, const char *end) {
  if (end > text && end[-1] == '\n') --end;
  if (end > text && end[-1] == '\r') --end;
  return end;
}

sim_csv_status sim_csv_split(
    const char *text, size_t count, sim_csv_dialect dialect, size_t limit, sim_csv_field *fields,
    size_t *found, size_t *fault) {
  const char *end = without_line_break(text, text + count), *p = text;
  for (*found = 0;; ++p) {
    *fault = (size_t)(p - text);
    if (*found == limit) return SIM_CSV_TOO_MANY;
    sim_csv_field *field = &fields[*found];
    *field = (sim_csv_field){.start = *fault};
    if (dialect.quotes && p < end && *p == '"') {
      const char *closing = find_closing_quote(p + 1, end, &field->doubled);
      if (!closing) return SIM_CSV_OPEN_QUOTE;
      field->quoted = true;
      field->start += 1;
      field->end = (size_t)(closing - text);
      p = closing + 1;
      *fault = (size_t)(p - text);
      if (p < end && *p != dialect.separator) return SIM_CSV_AFTER_QUOTE;
    } else {
      p = find_separator(p, end, dialect.separator);
      field->end = (size_t)(p - text);
    }
    ++*found;
    if (p == end) return SIM_CSV_DONE;
  }
}

sim_parse_status sim_parse_fields(
    const char *text, const sim_csv_field *fields, const uint32_t *columns, size_t count,
    sim_element element, void *values, sim_parsed *parsed) {
  for (size_t i = 0; i < count; ++i) {
    const sim_csv_field field = fields[columns[i]];
    const char *p = text + field.start, *end = text + field.end;
    while (p < end && sim_is_blank(*p)) ++p;
    *parsed = (sim_parsed){i, (size_t)(p - text)};
    if (p == end) {
      if (element == SIM_F64) ((double *)values)[i] = (double)NAN;
      else ((float *)values)[i] = NAN;
      continue;
    }
    const sim_parse_status status = sim_read_value(p, end, element == SIM_F64, values, i, &p);
    if (status != SIM_PARSE_DONE) return status;
    while (p < end && sim_is_blank(*p)) ++p;
    if (p != end) return SIM_PARSE_NOT_A_NUMBER;
  }
  *parsed = (sim_parsed){count, count ? (size_t)fields[columns[count - 1]].end : 0};
  return SIM_PARSE_DONE;
}
