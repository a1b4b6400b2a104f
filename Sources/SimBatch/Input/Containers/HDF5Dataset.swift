#if HDF5
  internal import CHDF5

  /// An open dataset, and what its header says.
  struct HDF5Dataset: ~Copyable {
    let id: HDF5Id
    /// What errors call the file.
    let name: String
    let entry: ContainerListing.Entry
    let element: sim_hdf5_element
    /// See ``RowStream/reading``.
    var reading: String?

    /// - Throws: ``InputError`` with exit code 65 where HDF5 cannot tell type or shape.
    init(_ id: consuming HDF5Id, path: String, of name: String) throws(InputError) {
      guard let type = HDF5Id(H5Dget_type(id.number)) else { throw .hdf5(name) }
      let shape = try Self.shape(id, of: name)
      self.name = name
      element = sim_hdf5_element_of(type.number)
      entry = ContainerListing.Entry(
        name: path,
        type: Self.words(for: type),
        shape: shape,
        inputType: Self.type(of: element)
      )
      self.id = id
    }

    /// The type of values but for the order of their bytes; nil where they are not read.
    private static func type(of element: sim_hdf5_element) -> InputType? {
      switch element {
      case SIM_HDF5_F16: .f16
      case SIM_HDF5_F32: .f32
      case SIM_HDF5_F64: .f64
      case SIM_HDF5_I8: .i8
      case SIM_HDF5_U8: .u8
      case SIM_HDF5_I16: .i16
      case SIM_HDF5_U16: .u16
      case SIM_HDF5_I32: .i32
      case SIM_HDF5_U32: .u32
      case SIM_HDF5_I64: .i64
      case SIM_HDF5_U64: .u64
      default: nil
      }
    }

    private static func shape(_ id: borrowing HDF5Id, of name: String) throws(InputError)
      -> [UInt64]
    {
      guard let space = HDF5Id(H5Dget_space(id.number)) else { throw .hdf5(name) }
      let rank = H5Sget_simple_extent_ndims(space.number)
      guard rank >= 0 else { throw .hdf5(name) }
      var shape = [hsize_t](repeating: 0, count: Int(rank))
      guard rank == 0 || H5Sget_simple_extent_dims(space.number, &shape, nil) == rank else {
        throw .hdf5(name)
      }
      return shape.map { UInt64($0) }
    }

    /// `f32`, `i64 big-endian`, `string`.
    private static func words(for type: borrowing HDF5Id) -> String {
      let size = H5Tget_size(type.number)
      let isBig = size > 1 && H5Tget_order(type.number) == H5T_ORDER_BE
      let order = isBig ? " big-endian" : ""
      switch H5Tget_class(type.number) {
      case H5T_INTEGER:
        return "\(H5Tget_sign(type.number) == H5T_SGN_NONE ? "u" : "i")\(size * 8)\(order)"
      case H5T_FLOAT:
        let isIEEE = sim_hdf5_element_of(type.number) != SIM_HDF5_OTHER
        return isIEEE ? "f\(size * 8)\(order)" : "float of \(size) bytes\(order)"
      case H5T_STRING: return "string"
      case H5T_COMPOUND: return "compound"
      case H5T_ENUM: return "enum"
      case H5T_ARRAY: return "array"
      case H5T_VLEN: return "sequence"
      case H5T_REFERENCE: return "reference"
      case H5T_OPAQUE: return "opaque"
      case H5T_BITFIELD: return "bit field"
      case H5T_TIME: return "time"
      default: return "unknown"
      }
    }
  }
#endif
