// JSON as files of embeddings hold it, through simdjson; an interface of plain C.
//
// Text is UTF-8, nothing beyond `count` is read. All that a parser hands out is its own and holds
// until its next call. A parser serves one thread at a time.
#ifndef SIMBATCH_JSON_H
#define SIMBATCH_JSON_H

#include <stdbool.h>

#include "sim_text.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Keeps its memory, about five times the longest text, from call to call.
typedef struct sim_json_parser sim_json_parser;

/// NULL where there is no memory.
sim_json_parser *sim_json_parser_create(void);
void sim_json_parser_destroy(sim_json_parser *parser);

typedef enum {
  SIM_JSON_DONE,
  SIM_JSON_NOT_JSON,       // see `reason`
  SIM_JSON_NOT_AN_OBJECT,  // some other JSON
  SIM_JSON_OTHER_VECTOR,   // a field that is no guess holds an array, see `is_guess`
  SIM_JSON_NOT_AN_ARRAY,   // the vector's field is something else
  SIM_JSON_NOT_A_NUMBER,   // `element` of the vector, or it is longer than SIM_LONGEST_NUMBER
  SIM_JSON_OUT_OF_RANGE,   // `element` of the vector rounds to an infinity
  SIM_JSON_TOO_MANY,       // more values than the limit
  SIM_JSON_BAD_ID,         // neither a string, nor a number, nor null
  SIM_JSON_BAD_TENSOR,     // `element` of the tensors: see `reason`
  SIM_JSON_NO_MEMORY,
} sim_json_status;

/// Where and why reading failed.
typedef struct {
  size_t offset;       // bytes before the fault; 0 under SIM_JSON_NOT_JSON where it is not known
  size_t element;      // the index of the value or tensor at fault
  const char *reason;  // a sentence, or NULL where the status tells all; holds for ever
} sim_json_fault;

/// UTF-8, without escapes and terminator.
typedef struct {
  const char *text;
  size_t count;
} sim_json_string;

/// The fields wanted of a record. A field is that of the object, or `outer.inner` that of an object in it.
typedef struct {
  sim_json_string id_field;      // text NULL: no id
  sim_json_string vector_field;  // text NULL: no vector
  bool is_guess;                 // whether fields that are called as vectors usually are must not be there
  sim_element element;  // SIM_F32 or SIM_F64
  size_t limit;         // of values
} sim_json_request;

typedef struct {
  sim_json_string id;  // a number as it is written; text NULL where the field is absent or null
  const void *values;  // `count` of the element asked for
  size_t count;        // 0 where the vector is missing: no field, null, or an array of nothing
} sim_json_record;

/// Reads one object: its id and its vector, each number rounded once.
///
/// Of fields of the same name the first counts. What is not asked for may be of any kind and is
/// checked for UTF-8, strings and the number of its brackets only. Numbers are those of JSON; a null
/// is read as NaN, and so are NaN, Infinity and -Infinity as the values that Python means. O(count).
sim_json_status sim_json_read_record(
    sim_json_parser *parser, const char *text, size_t count, const sim_json_request *request,
    sim_json_record *record, sim_json_fault *fault);

typedef enum {
  SIM_JSON_NULL,
  SIM_JSON_BOOLEAN,
  SIM_JSON_NUMBER,
  SIM_JSON_STRING,
  SIM_JSON_OBJECT,
  SIM_JSON_ARRAY,
  // An array of numbers and nulls, at least one of them a number, or NaN and infinities as Python
  // writes them.
  SIM_JSON_NUMBERS,
  SIM_JSON_NULLS,  // an array of nothing, or of nulls
} sim_json_kind;

typedef struct {
  sim_json_string name;  // `outer.inner` of a field in an object
  sim_json_kind kind;
  bool is_inner;
  int rank;  // among the names that vectors usually have, the most usual one first; -1 for others
} sim_json_field;

/// Lists the fields of one object, and those of objects in it behind each, as they stand, repeated
/// names repeated. O(count).
sim_json_status sim_json_list_fields(
    sim_json_parser *parser, const char *text, size_t count, const sim_json_field **fields,
    size_t *found, sim_json_fault *fault);

/// A tensor of a safetensors file.
typedef struct {
  sim_json_string name, dtype;
  const uint64_t *shape;
  size_t rank;
  uint64_t begin, end;  // bytes from the end of the header; begin ≤ end
} sim_json_tensor;

/// Reads the header of a safetensors file: all of it is checked to be JSON; the header, its
/// metadata and its tensors name each field once; `__metadata__` has to hold strings and is left
/// out. O(count · log(count)).
sim_json_status sim_json_read_tensors(
    sim_json_parser *parser, const char *text, size_t count, const sim_json_tensor **tensors,
    size_t *found, sim_json_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
