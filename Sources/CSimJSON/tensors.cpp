// The header of a safetensors file.
#include <algorithm>

#include "parser.hpp"

namespace {

using namespace simdjson;

/// Why a tensor is refused; NULL where it is not.
using refusal = const char *;

bool names_repeat(dom::object object) {
  std::vector<std::string_view> names;
  for (auto field : object) names.push_back(field.key);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

refusal read_metadata(dom::element element) {
  dom::object metadata;
  if (element.get(metadata)) return "__metadata__ is no object";
  if (names_repeat(metadata)) return "__metadata__ names a field twice";
  for (auto field : metadata) {
    if (!field.value.is_string()) return "__metadata__ holds something else than strings";
  }
  return nullptr;
}

refusal read_shape(dom::object fields, std::vector<uint64_t> &shapes) {
  dom::array shape;
  if (fields["shape"].get(shape)) return "its shape is no array";
  for (dom::element dimension : shape) {
    uint64_t value;
    if (dimension.get(value)) return "its shape holds something else than whole numbers";
    shapes.push_back(value);
  }
  return nullptr;
}

refusal read_offsets(dom::object fields, sim_json_tensor *tensor) {
  dom::array offsets;
  if (fields["data_offsets"].get(offsets)) return "its data_offsets are no array";
  if (offsets.size() != 2 || offsets.at(0).get(tensor->begin) || offsets.at(1).get(tensor->end)) {
    return "its data_offsets are no two whole numbers";
  }
  return tensor->begin <= tensor->end ? nullptr : "its data_offsets descend";
}

refusal read_tensor(
    dom::element element, std::vector<uint64_t> &shapes, sim_json_tensor *tensor) {
  dom::object fields;
  if (element.get(fields)) return "it is no object";
  if (names_repeat(fields)) return "it names a field twice";
  std::string_view dtype;
  if (fields["dtype"].get(dtype)) return "its dtype is no string";
  tensor->dtype = sim_json::string(dtype);
  const size_t first = shapes.size();
  if (refusal refusal = read_shape(fields, shapes)) return refusal;
  tensor->rank = shapes.size() - first;
  return read_offsets(fields, tensor);
}

sim_json_status read_tensors(
    sim_json_parser &parser, const char *text, size_t count, sim_json_fault *fault) {
  parser.tensors.clear();
  parser.shapes.clear();
  dom::element root;
  const char *padded = parser.pad(text, count);
  if (error_code error = parser.reader.parse(padded, count, false).get(root)) {
    return sim_json::failure(error, fault);
  }
  dom::object header;
  if (root.get(header)) return SIM_JSON_NOT_AN_OBJECT;
  if (names_repeat(header)) {
    fault->reason = "two have the same name";
    return SIM_JSON_BAD_TENSOR;
  }
  for (auto field : header) {
    if (field.key == "__metadata__") {
      fault->reason = read_metadata(field.value);
    } else {
      sim_json_tensor tensor = {};
      tensor.name = sim_json::string(field.key);
      fault->reason = read_tensor(field.value, parser.shapes, &tensor);
      parser.tensors.push_back(tensor);
    }
    if (fault->reason) return SIM_JSON_BAD_TENSOR;
    fault->element = parser.tensors.size();
  }
  // Only now do the shapes stay where they are.
  const uint64_t *shape = parser.shapes.data();
  for (sim_json_tensor &tensor : parser.tensors) {
    tensor.shape = shape;
    shape += tensor.rank;
  }
  return SIM_JSON_DONE;
}

}  // namespace

sim_json_status sim_json_read_tensors(
    sim_json_parser *parser, const char *text, size_t count, const sim_json_tensor **tensors,
    size_t *found, sim_json_fault *fault) {
  *tensors = nullptr;
  *found = 0;
  return sim_json::guarded(fault, [&] {
    const sim_json_status status = read_tensors(*parser, text, count, fault);
    if (status != SIM_JSON_DONE) return status;
    *tensors = parser->tensors.data();
    *found = parser->tensors.size();
    return SIM_JSON_DONE;
  });
}
