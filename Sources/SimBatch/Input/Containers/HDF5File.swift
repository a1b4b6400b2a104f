#if HDF5
  internal import CHDF5

  /// An identifier of HDF5's, let go with its owner.
  struct HDF5Id: ~Copyable {
    let number: hid_t

    /// nil for a number that HDF5 gives where it failed.
    init?(_ number: hid_t) {
      guard number >= 0 else { return nil }
      self.number = number
    }

    deinit { H5Idec_ref(number) }
  }

  /// An HDF5 file, opened for reading.
  ///
  /// HDF5 is used by one thread at a time here; where several open files at once, their HDF5 must be
  /// built thread-safe, as Debian's is.
  struct HDF5File: ~Copyable {
    let name: String
    private let id: HDF5Id

    /// - Throws: ``InputError``: 64 where the input is no file, which HDF5 wants; 65 where it is no
    ///   HDF5 file; 75 where somebody else has locked it.
    init(_ input: OpenedInput) throws(InputError) {
      guard let path = input.path else {
        throw .usage(
          input.name,
          "an HDF5 file is read in its place: name its file, not a stream or a packed copy"
        )
      }
      sim_hdf5_silence()
      guard let id = HDF5Id(sim_hdf5_open(path)) else { throw .hdf5(input.name) }
      self.id = id
      name = input.name
    }

    /// What the file holds.
    static func listing(_ input: OpenedInput) throws(InputError) -> ContainerListing {
      try HDF5File(input).listing()
    }

    /// The rows of the dataset at `path`, or of the only matrix.
    static func rows(_ input: OpenedInput, _ options: MatrixReadingOptions) throws(InputError)
      -> any RowStream
    {
      let file = try HDF5File(input)
      return try HDF5Rows(file.dataset(options.dataset), limit: options.memoryLimit)
    }

    /// All datasets, by their paths.
    func listing() throws(InputError) -> ContainerListing {
      let paths = Paths()
      let status = sim_hdf5_visit_datasets(
        id.number,
        { path, data in
          guard let path, let data else { return -1 }
          Unmanaged<Paths>.fromOpaque(data).takeUnretainedValue().all.append(String(cString: path))
          return 0
        },
        Unmanaged.passUnretained(paths).toOpaque()
      )
      guard status >= 0 else { throw .hdf5(name) }
      var entries: [ContainerListing.Entry] = []
      for path in paths.all { entries.append(try open(path).entry) }
      return ContainerListing(noun: .dataset, entries: entries)
    }

    private final class Paths { var all: [String] = [] }

    /// The dataset at `path`, or the only matrix.
    ///
    /// - Throws: ``InputError``: 64 where `path` is none, or leaves a choice; 65 for a damaged file.
    private func dataset(_ path: String?) throws(InputError) -> HDF5Dataset {
      // What a link leads to is in no listing, or there by another name.
      if let path, let dataset = try? open(path) {
        _ = try ContainerListing(noun: .dataset, entries: [dataset.entry])
          .choose(path, option: "", in: name)
        return dataset
      }
      let listing = try listing()
      let plain = path.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 }
      let index = try listing.choose(plain, option: "--dataset PATH", in: name)
      var dataset = try open(listing.entries[index].name)
      dataset.reading = listing.reading(index, chosen: path)
      return dataset
    }

    private func open(_ path: String) throws(InputError) -> HDF5Dataset {
      guard let id = HDF5Id(sim_hdf5_open_dataset(id.number, path)) else { throw .hdf5(name) }
      return try HDF5Dataset(id, path: path, of: name)
    }
  }

  extension InputError {
    /// What HDF5 says about its last call, about the input called `name`.
    static func hdf5(
      _ name: String,
      _ fault: sim_hdf5_fault = sim_hdf5_last_fault(),
      row: Int? = nil
    ) -> InputError {
      let reason = withUnsafeBytes(of: fault.text) { text in
        String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !fault.is_locked else {
        return InputError(name: name, problem: .locked("another program has it (\(reason))"))
      }
      return InputError(
        name: name,
        problem: .malformed(
          expected: "HDF5 data",
          found: reason.isEmpty ? "damaged ones" : "damaged ones, or some unknown here (\(reason))",
          place: row.map { .row($0) }
        )
      )
    }
  }
#else
  /// HDF5 files are refused in a build without HDF5.
  enum HDF5File {
    static func listing(_ input: OpenedInput) throws(InputError) -> ContainerListing {
      throw absent(input)
    }

    static func rows(_ input: OpenedInput, _ options: MatrixReadingOptions) throws(InputError)
      -> any RowStream
    {
      throw absent(input)
    }

    private static func absent(_ input: OpenedInput) -> InputError {
      .usage(
        input.name,
        """
        an HDF5 file, and this simbatch was built without HDF5; install it anew by \
        SIMBATCH_TRAITS=HDF5 scripts/install (or swift build --traits HDF5)
        """
      )
    }
  }
#endif
