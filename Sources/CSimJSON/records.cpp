// Records of JSON lines.
#include <algorithm>
#include <iterator>
#include <limits>

#include "parser.hpp"

namespace {

using namespace simdjson;
using sim_json::failure;
using sim_json::guarded;

/// Names that vectors usually have, the most usual one first.
constexpr std::string_view vector_names[] = {
    "embedding", "embeddings", "vector", "vectors", "emb", "vec", "values", "features"};

/// The place among the usual names, or -1.
int rank_of(std::string_view name) {
  const auto place = std::find(std::begin(vector_names), std::end(vector_names), name);
  return place == std::end(vector_names) ? -1 : static_cast<int>(place - std::begin(vector_names));
}

/// A field, or `outer.inner` for a field of an object in a field; empty for none.
struct path {
  std::string_view text;

  bool is(std::string_view name) const { return text.data() && text == name; }

  /// The rest of the path in the field `name`.
  path in(std::string_view name) const {
    const bool is_inside = text.size() > name.size() && text[name.size()] == '.' &&
                           text.substr(0, name.size()) == name;
    return {is_inside ? text.substr(name.size() + 1) : std::string_view()};
  }
};

/// One walk over the fields of the object that a text holds.
struct walk {
  sim_json_parser &parser;
  const char *text;
  size_t count;
  sim_json_fault *fault;
  ondemand::document document{};

  walk(sim_json_parser &parser, const char *text, size_t count, sim_json_fault *fault)
      : parser(parser), text(parser.pad(text, count)), count(count), fault(fault) {}

  size_t offset(const char *place) const {
    return place >= text && place <= text + count ? static_cast<size_t>(place - text) : count;
  }

  sim_json_status fail(error_code error) {
    const char *place;
    if (document.current_location().get(place) == SUCCESS) fault->offset = offset(place);
    return failure(error, fault);
  }

  /// Calls `visit(name, value)` for each field, as long as it answers SIM_JSON_DONE.
  template <typename Visit>
  sim_json_status fields(Visit visit) {
    const padded_string_view view(text, count, count + SIMDJSON_PADDING);
    if (error_code error = parser.walker.iterate(view).get(document)) return failure(error, fault);
    ondemand::json_type type;
    if (error_code error = document.type().get(type)) return fail(error);
    if (type != ondemand::json_type::object) return SIM_JSON_NOT_AN_OBJECT;
    ondemand::object object;
    if (error_code error = document.get_object().get(object)) return fail(error);
    const sim_json_status status = members(object, visit);
    if (status != SIM_JSON_DONE) return status;
    const char *rest;
    if (document.current_location().get(rest) == OUT_OF_BOUNDS) return SIM_JSON_DONE;
    return fail(TRAILING_CONTENT);
  }

  /// The same for the fields of an object in a field; nothing where `value` is something else.
  template <typename Visit>
  sim_json_status inner_fields(ondemand::value value, Visit visit) {
    if (value.raw_json_token()[0] != '{') return SIM_JSON_DONE;
    ondemand::object object;
    if (error_code error = value.get_object().get(object)) return fail(error);
    return members(object, visit);
  }

  template <typename Visit>
  sim_json_status members(ondemand::object object, Visit visit) {
    for (auto entry : object) {
      ondemand::field field;
      if (error_code error = std::move(entry).get(field)) return fail(error);
      std::string_view name;
      if (error_code error = field.unescaped_key().get(name)) return fail(error);
      const sim_json_status status = visit(name, field.value());
      if (status != SIM_JSON_DONE) return status;
    }
    return SIM_JSON_DONE;
  }

  /// The token, which simdjson has up to the start of the next one.
  static std::string_view trimmed(std::string_view token) {
    const size_t last = token.find_last_not_of(" \t\n\r");
    return token.substr(0, last == token.npos ? 0 : last + 1);
  }

  /// The numbers of JSON are fewer than those of `sim_parse_double`.
  static bool starts_like_a_number(std::string_view token) {
    size_t i = !token.empty() && token[0] == '-';
    const size_t whole = i;
    while (i < token.size() && is_digit(token[i])) ++i;
    if (i == whole || (token[whole] == '0' && i > whole + 1)) return false;
    return i == token.size() || token[i] != '.' || (i + 1 < token.size() && is_digit(token[i + 1]));
  }

  /// Whether the token is what Python writes for a value that JSON has no number for.
  static bool is_no_json_number(std::string_view token, double *value) {
    token = trimmed(token);
    if (token == "NaN") {
      *value = std::numeric_limits<double>::quiet_NaN();
    } else if (token == "Infinity") {
      *value = std::numeric_limits<double>::infinity();
    } else if (token == "-Infinity") {
      *value = -std::numeric_limits<double>::infinity();
    } else {
      return false;
    }
    return true;
  }

  static bool is_null(std::string_view token) { return trimmed(token) == "null"; }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  static sim_parse_status parse(const char *p, size_t count, float *value, size_t *used) {
    return sim_parse_float(p, count, value, used);
  }

  static sim_parse_status parse(const char *p, size_t count, double *value, size_t *used) {
    return sim_parse_double(p, count, value, used);
  }

  template <typename Number>
  sim_json_status number(std::string_view token, Number *value) {
    fault->offset = offset(token.data());
    if (!starts_like_a_number(token)) return SIM_JSON_NOT_A_NUMBER;
    size_t used;
    // All of the text behind it, so that the last digits are read eight at a time too.
    const sim_parse_status status =
        parse(token.data(), count - fault->offset, value, &used);
    if (status == SIM_PARSE_OUT_OF_RANGE) return SIM_JSON_OUT_OF_RANGE;
    if (status != SIM_PARSE_DONE || used > token.size()) return SIM_JSON_NOT_A_NUMBER;
    return trimmed(token.substr(used)).empty() ? SIM_JSON_DONE : SIM_JSON_NOT_A_NUMBER;
  }

  /// A number, or NaN for a null.
  template <typename Number>
  sim_json_status element(std::string_view token, Number *value) {
    const sim_json_status status = number(token, value);
    if (status != SIM_JSON_NOT_A_NUMBER) return status;
    double other = std::numeric_limits<double>::quiet_NaN();
    if (!is_null(token) && !is_no_json_number(token, &other)) return status;
    *value = static_cast<Number>(other);
    return SIM_JSON_DONE;
  }

  template <typename Number>
  sim_json_status vector(
      ondemand::value value, size_t limit, std::vector<Number> &values, sim_json_record *record) {
    ondemand::array array;
    const std::string_view start = value.raw_json_token();
    if (is_null(start)) return SIM_JSON_DONE;
    if (start[0] != '[') {
      fault->offset = offset(start.data());
      return SIM_JSON_NOT_AN_ARRAY;
    }
    if (error_code error = value.get_array().get(array)) return fail(error);
    size_t found = 0;
    for (auto entry : array) {
      ondemand::value element;
      if (error_code error = std::move(entry).get(element)) return fail(error);
      fault->element = found;
      if (found == limit) {
        fault->offset = offset(element.raw_json_token().data());
        return SIM_JSON_TOO_MANY;
      }
      if (found == values.size()) values.resize(std::max<size_t>(512, 2 * found));
      const sim_json_status status = this->element(element.raw_json_token(), &values[found]);
      if (status != SIM_JSON_DONE) return status;
      ++found;
    }
    record->values = values.data();
    record->count = found;
    return SIM_JSON_DONE;
  }

  sim_json_status id(ondemand::value value, sim_json_string *id) {
    const std::string_view token = trimmed(value.raw_json_token());
    fault->offset = offset(token.data());
    if (token == "null") return SIM_JSON_DONE;
    if (token[0] != '"') {
      double number_value;
      if (number(token, &number_value) == SIM_JSON_NOT_A_NUMBER) return SIM_JSON_BAD_ID;
      *id = sim_json::string(token);
      return SIM_JSON_DONE;
    }
    std::string_view unescaped;
    if (error_code error = value.get_string().get(unescaped)) return failure(error, fault);
    // simdjson 3.0 lets a second half of a surrogate pair stand alone.
    if (!validate_utf8(unescaped.data(), unescaped.size())) return failure(STRING_ERROR, fault);
    *id = sim_json::string(unescaped);
    return SIM_JSON_DONE;
  }

  sim_json_status kind(ondemand::value value, sim_json_kind *kind) {
    ondemand::json_type type;
    if (error_code error = value.type().get(type)) return fail(error);
    switch (type) {
      case ondemand::json_type::null: *kind = SIM_JSON_NULL; break;
      case ondemand::json_type::boolean: *kind = SIM_JSON_BOOLEAN; break;
      case ondemand::json_type::number: *kind = SIM_JSON_NUMBER; break;
      case ondemand::json_type::string: *kind = SIM_JSON_STRING; break;
      case ondemand::json_type::object: *kind = SIM_JSON_OBJECT; break;
      case ondemand::json_type::array: return array_kind(value, kind);
    }
    return SIM_JSON_DONE;
  }

  sim_json_status array_kind(ondemand::value value, sim_json_kind *kind) {
    ondemand::array array;
    if (error_code error = value.get_array().get(array)) return fail(error);
    bool has_number = false, has_other = false;
    for (auto entry : array) {
      ondemand::value element;
      if (error_code error = std::move(entry).get(element)) return fail(error);
      const std::string_view token = element.raw_json_token();
      double ignored;
      if (is_null(token)) continue;
      (starts_like_a_number(token) || is_no_json_number(token, &ignored) ? has_number : has_other) =
          true;
    }
    *kind = has_other ? SIM_JSON_ARRAY : has_number ? SIM_JSON_NUMBERS : SIM_JSON_NULLS;
    return SIM_JSON_DONE;
  }
};

/// Takes what a request wants from the fields of an object.
struct record_fields {
  walk &fields;
  sim_json_parser &parser;
  const sim_json_request &request;
  sim_json_record *record;
  bool has_id = false, has_vector = false;

  /// - Parameters: where id and vector are from here on; whether the field is in an object in a field.
  sim_json_status take(
      std::string_view name, ondemand::value value, path id, path vector, bool is_inner) {
    if (!has_id && id.is(name)) {
      has_id = true;
      return fields.id(value, &record->id);
    }
    if (!has_vector && vector.is(name)) {
      has_vector = true;
      return request.element == SIM_F64
                 ? fields.vector(value, request.limit, parser.doubles, record)
                 : fields.vector(value, request.limit, parser.floats, record);
    }
    if (request.is_guess && rank_of(name) >= 0 && value.raw_json_token()[0] == '[') {
      fields.fault->offset = fields.offset(value.raw_json_token().data());
      return SIM_JSON_OTHER_VECTOR;
    }
    const path inner_id = has_id ? path() : id.in(name);
    const path inner_vector = has_vector ? path() : vector.in(name);
    if (inner_id.text.empty() && inner_vector.text.empty() && (is_inner || !request.is_guess)) {
      return SIM_JSON_DONE;
    }
    return fields.inner_fields(value, [&](std::string_view inner, ondemand::value value) {
      return take(inner, value, inner_id, inner_vector, true);
    });
  }
};

}  // namespace

sim_json_status sim_json_read_record(
    sim_json_parser *parser, const char *text, size_t count, const sim_json_request *request,
    sim_json_record *record, sim_json_fault *fault) {
  return guarded(fault, [&] {
    *record = {{nullptr, 0}, nullptr, 0};
    walk walk(*parser, text, count, fault);
    record_fields wanted{walk, *parser, *request, record};
    const path id{sim_json::view(request->id_field)}, vector{sim_json::view(request->vector_field)};
    return walk.fields([&](std::string_view name, ondemand::value value) {
      return wanted.take(name, value, id, vector, false);
    });
  });
}

sim_json_status sim_json_list_fields(
    sim_json_parser *parser, const char *text, size_t count, const sim_json_field **fields,
    size_t *found, sim_json_fault *fault) {
  *fields = nullptr;
  *found = 0;
  return guarded(fault, [&] {
    parser->fields.clear();
    parser->inner_names.clear();
    walk walk(*parser, text, count, fault);
    const auto list = [&](std::string_view shown, std::string_view name, ondemand::value value,
                          bool is_inner) {
      parser->fields.push_back({sim_json::string(shown), SIM_JSON_NULL, is_inner, rank_of(name)});
      return walk.kind(value, &parser->fields.back().kind);
    };
    const sim_json_status status =
        walk.fields([&](std::string_view outer, ondemand::value value) {
          const sim_json_status status = list(outer, outer, value, false);
          if (status != SIM_JSON_DONE || parser->fields.back().kind != SIM_JSON_OBJECT) return status;
          return walk.inner_fields(value, [&](std::string_view name, ondemand::value value) {
            parser->inner_names.push_back(std::string(outer) + "." + std::string(name));
            return list(parser->inner_names.back(), name, value, true);
          });
        });
    if (status != SIM_JSON_DONE) return status;
    *fields = parser->fields.data();
    *found = parser->fields.size();
    return SIM_JSON_DONE;
  });
}
