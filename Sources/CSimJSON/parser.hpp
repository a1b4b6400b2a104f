// What a parser keeps from call to call; private to this target.
#ifndef SIMBATCH_JSON_PARSER_HPP
#define SIMBATCH_JSON_PARSER_HPP

// The checks of simdjson are for its users' faults, and would make debug builds answer differently.
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>

#include <deque>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "CSimJSON.h"

struct sim_json_parser {
  std::vector<char> padded;  // simdjson reads SIMDJSON_PADDING bytes beyond the text
  simdjson::ondemand::parser walker;
  simdjson::dom::parser reader;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<sim_json_field> fields;
  std::deque<std::string> inner_names;  // those of `fields`
  std::vector<sim_json_tensor> tensors;
  std::vector<uint64_t> shapes;

  /// Copies the text to where it may be read beyond its end.
  const char *pad(const char *text, size_t count) {
    if (padded.size() < count + simdjson::SIMDJSON_PADDING) {
      padded.resize(2 * count + simdjson::SIMDJSON_PADDING);
    }
    if (count > 0) std::memcpy(padded.data(), text, count);
    // What was there before must not complete a text that ends too early.
    std::memset(padded.data() + count, ' ', simdjson::SIMDJSON_PADDING);
    return padded.data();
  }
};

namespace sim_json {

inline sim_json_string string(std::string_view view) { return {view.data(), view.size()}; }

inline std::string_view view(sim_json_string string) { return {string.text, string.count}; }

/// The status and reason of an error of simdjson.
inline sim_json_status failure(simdjson::error_code error, sim_json_fault *fault) {
  if (error == simdjson::MEMALLOC) return SIM_JSON_NO_MEMORY;
  fault->reason = simdjson::error_message(error);
  return SIM_JSON_NOT_JSON;
}

/// Runs `body`; no exception leaves it.
template <typename Body>
sim_json_status guarded(sim_json_fault *fault, Body body) noexcept {
  *fault = {0, 0, nullptr};
  try {
    return body();
  } catch (...) {
    // Nothing here throws but the growth of a vector.
    return SIM_JSON_NO_MEMORY;
  }
}

}  // namespace sim_json

#endif
