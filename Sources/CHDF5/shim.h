// HDF5 of the system, and what of it is macros or differs between its versions.
#ifndef SIMBATCH_HDF5_H
#define SIMBATCH_HDF5_H

#include <hdf5.h>
#include <stdbool.h>
#include <string.h>

/// Errors are told by what calls return, not on standard error. Of this thread only.
static inline void sim_hdf5_silence(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/// What was wrong first, deepest in the library; a plugin is looked for where a filter is missing.
typedef struct {
  char text[256];
  bool is_locked;  // somebody else has the file
} sim_hdf5_fault;

static inline herr_t sim_hdf5_see_fault(unsigned n, const H5E_error2_t *error, void *data) {
  sim_hdf5_fault *fault = (sim_hdf5_fault *)data;
  (void)n;
  if (!fault->text[0] && error->desc && error->maj_num != H5E_PLUGIN) {
    strncpy(fault->text, error->desc, sizeof fault->text - 1);
  }
  if (error->min_num == H5E_CANTLOCKFILE) fault->is_locked = true;
  return 0;
}

/// Of the call of this thread that failed last.
static inline sim_hdf5_fault sim_hdf5_last_fault(void) {
  sim_hdf5_fault fault = {{0}, false};
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, sim_hdf5_see_fault, &fault);
  return fault;
}

/// The file, for reading; negative on failure.
static inline hid_t sim_hdf5_open(const char *path) {
  return H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
}

static inline hid_t sim_hdf5_open_dataset(hid_t file, const char *path) {
  return H5Dopen2(file, path, H5P_DEFAULT);
}

/// Called with the path of a dataset; negative ends the visit.
typedef herr_t (*sim_hdf5_visitor)(const char *path, void *data);

typedef struct {
  sim_hdf5_visitor visitor;
  void *data;
} sim_hdf5_visit_state;

static inline herr_t sim_hdf5_see_object(
    hid_t file, const char *path, const H5O_info_t *info, void *data) {
  (void)file;
  const sim_hdf5_visit_state *state = (const sim_hdf5_visit_state *)data;
  return info->type == H5O_TYPE_DATASET ? state->visitor(path, state->data) : 0;
}

/// Calls `visitor` with each dataset once, by the name of its path; links to other files are not followed.
static inline herr_t sim_hdf5_visit_datasets(hid_t file, sim_hdf5_visitor visitor, void *data) {
  sim_hdf5_visit_state state = {visitor, data};
#if H5_VERSION_GE(1, 12, 0)
  return H5Ovisit3(file, H5_INDEX_NAME, H5_ITER_INC, sim_hdf5_see_object, &state, H5O_INFO_BASIC);
#else
  return H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, sim_hdf5_see_object, &state, H5O_INFO_BASIC);
#endif
}

/// The types of values that are read; SIM_HDF5_OTHER are not.
typedef enum {
  SIM_HDF5_F16,
  SIM_HDF5_F32,
  SIM_HDF5_F64,
  SIM_HDF5_I8,
  SIM_HDF5_U8,
  SIM_HDF5_I16,
  SIM_HDF5_U16,
  SIM_HDF5_I32,
  SIM_HDF5_U32,
  SIM_HDF5_I64,
  SIM_HDF5_U64,
  SIM_HDF5_OTHER,
} sim_hdf5_element;

/// IEEE 754's binary16 in this byte order: sign, 5 bits of exponent with bias 15, 10 of mantissa.
static inline hid_t sim_hdf5_binary16(H5T_order_t order) {
  const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  if (H5Tset_fields(type, 15, 10, 5, 0, 10) < 0 || H5Tset_size(type, 2) < 0 ||
      H5Tset_ebias(type, 15) < 0 || H5Tset_order(type, order) < 0) {
    H5Tclose(type);
    return H5I_INVALID_HID;
  }
  return type;
}

/// True for the two types that are the same in both byte orders.
static inline bool sim_hdf5_is(hid_t type, hid_t little, hid_t big) {
  return H5Tequal(type, little) > 0 || H5Tequal(type, big) > 0;
}

/// What values of a type of a file are, in either byte order.
static inline sim_hdf5_element sim_hdf5_element_of(hid_t type) {
  if (sim_hdf5_is(type, H5T_IEEE_F32LE, H5T_IEEE_F32BE)) return SIM_HDF5_F32;
  if (sim_hdf5_is(type, H5T_IEEE_F64LE, H5T_IEEE_F64BE)) return SIM_HDF5_F64;
  if (sim_hdf5_is(type, H5T_STD_I8LE, H5T_STD_I8BE)) return SIM_HDF5_I8;
  if (sim_hdf5_is(type, H5T_STD_U8LE, H5T_STD_U8BE)) return SIM_HDF5_U8;
  if (sim_hdf5_is(type, H5T_STD_I16LE, H5T_STD_I16BE)) return SIM_HDF5_I16;
  if (sim_hdf5_is(type, H5T_STD_U16LE, H5T_STD_U16BE)) return SIM_HDF5_U16;
  if (sim_hdf5_is(type, H5T_STD_I32LE, H5T_STD_I32BE)) return SIM_HDF5_I32;
  if (sim_hdf5_is(type, H5T_STD_U32LE, H5T_STD_U32BE)) return SIM_HDF5_U32;
  if (sim_hdf5_is(type, H5T_STD_I64LE, H5T_STD_I64BE)) return SIM_HDF5_I64;
  if (sim_hdf5_is(type, H5T_STD_U64LE, H5T_STD_U64BE)) return SIM_HDF5_U64;
  bool is_half = false;
  const H5T_order_t orders[2] = {H5T_ORDER_LE, H5T_ORDER_BE};
  for (int i = 0; i < 2; ++i) {
    const hid_t half = sim_hdf5_binary16(orders[i]);
    if (half < 0) continue;
    is_half = is_half || H5Tequal(type, half) > 0;
    H5Tclose(half);
  }
  return is_half ? SIM_HDF5_F16 : SIM_HDF5_OTHER;
}

/// The type of such values in memory, to be closed by the caller; negative on failure.
static inline hid_t sim_hdf5_native(sim_hdf5_element element) {
  switch (element) {
    case SIM_HDF5_F16: return sim_hdf5_binary16(H5Tget_order(H5T_NATIVE_FLOAT));
    case SIM_HDF5_F32: return H5Tcopy(H5T_NATIVE_FLOAT);
    case SIM_HDF5_F64: return H5Tcopy(H5T_NATIVE_DOUBLE);
    case SIM_HDF5_I8: return H5Tcopy(H5T_NATIVE_INT8);
    case SIM_HDF5_U8: return H5Tcopy(H5T_NATIVE_UINT8);
    case SIM_HDF5_I16: return H5Tcopy(H5T_NATIVE_INT16);
    case SIM_HDF5_U16: return H5Tcopy(H5T_NATIVE_UINT16);
    case SIM_HDF5_I32: return H5Tcopy(H5T_NATIVE_INT32);
    case SIM_HDF5_U32: return H5Tcopy(H5T_NATIVE_UINT32);
    case SIM_HDF5_I64: return H5Tcopy(H5T_NATIVE_INT64);
    case SIM_HDF5_U64: return H5Tcopy(H5T_NATIVE_UINT64);
    case SIM_HDF5_OTHER: return H5I_INVALID_HID;
  }
  return H5I_INVALID_HID;
}

/// Rows of a chunk of a 2-dimensional dataset; 1 where it has no chunks, 0 on failure.
static inline hsize_t sim_hdf5_chunk_rows(hid_t dataset) {
  const hid_t properties = H5Dget_create_plist(dataset);
  if (properties < 0) return 0;
  hsize_t sizes[2] = {1, 1};
  if (H5Pget_layout(properties) == H5D_CHUNKED && H5Pget_chunk(properties, 2, sizes) != 2) {
    sizes[0] = 0;
  }
  H5Pclose(properties);
  return sizes[0];
}

/// Reads `rows` whole rows from `row` on; negative on failure, of which `fault` then tells.
static inline herr_t sim_hdf5_read_rows(
    hid_t dataset, hid_t native, hsize_t row, hsize_t rows, hsize_t columns, void *values,
    sim_hdf5_fault *fault) {
  const hsize_t start[2] = {row, 0}, size[2] = {rows, columns};
  const hid_t stored = H5Dget_space(dataset);
  if (stored < 0) {
    *fault = sim_hdf5_last_fault();
    return -1;
  }
  const hid_t wanted = H5Screate_simple(2, size, NULL);
  herr_t status =
      wanted < 0 ? -1 : H5Sselect_hyperslab(stored, H5S_SELECT_SET, start, NULL, size, NULL);
  if (status >= 0) status = H5Dread(dataset, native, wanted, stored, H5P_DEFAULT, values);
  // Before the next call forgets it.
  if (status < 0) *fault = sim_hdf5_last_fault();
  if (wanted >= 0) H5Sclose(wanted);
  H5Sclose(stored);
  return status;
}

#endif
