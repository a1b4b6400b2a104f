import Testing

@testable import SimBatch

/// HDF5 is no package trait of every build: see `scripts/test`.
@Suite("A dataset of an HDF5 file", .serialized)
struct HDF5InputTests {
  private static func path(_ name: String) -> String { "\(Documents.fixtures)/hdf5/\(name).h5" }

  private static let files: [(name: String, type: ElementType)] = [
    ("contiguous-f32", .f32), ("chunked-gzip-f32", .f32), ("checksummed-f32", .f32),
    ("big-endian-f64", .f64), ("f16", .f16), ("i8", .i8), ("u8", .u8),
  ]

  #if HDF5
    private func read(_ path: String, _ dataset: String? = nil, memory: Int? = nil) throws
      -> StoredMatrix
    {
      var options = MatrixReadingOptions()
      options.dataset = dataset
      options.memory = memory
      return try StoredMatrix.open(path, options: options)
    }

    @Test("Values are those that were written", arguments: files)
    func read(name: String, type: ElementType) throws {
      let sample = InputSample(rowCount: 6, dimensionCount: 4, elementType: type)
      for dataset in [nil, "rows", "/rows"] {
        let matrix = try read(Self.path(name), dataset)
        #expect(sample.matches(matrix))
        #expect(matrix.format == .hdf5 && matrix.rowIds == nil)
      }
    }

    @Test("Without rows there is still d")
    func empty() throws {
      let matrix = try read(Self.path("empty"))
      #expect(matrix.rowCount == 0 && matrix.dimensionCount == 4)
    }

    @Test(
      "A dataset is chosen by its path",
      arguments: [
        ("train", ElementType.f32), ("group/test", .f16), ("/group/test", .f16), ("link", .f16),
      ]
    )
    func chosen(path: String, type: ElementType) throws {
      let sample = InputSample(rowCount: 6, dimensionCount: 4, elementType: type)
      #expect(sample.matches(try read(Self.path("several"), path)))
    }

    @Test(
      "Whole numbers become the least type that holds them",
      arguments: [("/codes", ElementType.f32), ("neighbors", .f64)]
    )
    func wholeNumbers(dataset: String, type: ElementType) throws {
      let matrix = try read(Self.path("several"), dataset)
      #expect(matrix.rowCount == 2 && matrix.dimensionCount == 3 && matrix.elementType == type)
    }

    @Test(
      "What is no matrix is refused, and the message says what there is",
      arguments: [
        (
          nil,
          "it has 7 datasets: codes (u16, 2 × 3), group/test (f16 big-endian, 6 × 4), names (string, 2)"
        ),
        (nil, "choose one with 2 dimensions by --dataset PATH"),
        ("nowhere", "no dataset is called 'nowhere'; it has 7 datasets"),
        ("dangling", "no dataset is called 'dangling'"), ("group", "no dataset is called 'group'"),
        ("one", "dataset 'one' (f32, 3) has not 2 dimensions"), ("scalar", "(f32, scalar) has not"),
        ("names", "dataset 'names' (string, 2) has not 2 dimensions"),
      ]
    )
    func notChosen(dataset: String?, says: String) throws {
      let error = #expect(throws: InputError.self) { try read(Self.path("several"), dataset) }
      #expect(error?.exitCode == .usage)
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    @Test("A shape that only the header claims is refused before it takes memory")
    func huge() throws {
      let error = #expect(throws: InputError.self) { try read(Self.path("huge"), memory: 1 << 25) }
      #expect(error?.problem == .tooLarge(limit: 1 << 25))
    }

    @Test("A stream is no HDF5 file")
    func stream() throws {
      let bytes = try InputFile.open(Self.path("f16")).bytes.prefix(.max)
      let error = #expect(throws: InputError.self) { try readMatrix(bytes, named: "a.h5") }
      #expect(error?.exitCode == .usage)
      #expect(error?.description.contains("name its file") == true)
    }

    @Test(
      "A damaged chunk is refused at its row",
      arguments: ["chunked-gzip-f32", "checksummed-f32"]
    )
    func damagedChunk(name: String) throws {
      let whole = try InputFile.open(Self.path(name)).bytes.prefix(.max)
      let scratch = try InputScratch()
      var bytes = whole
      // The last chunk is at the end of the file.
      bytes[bytes.count - 6] ^= 0x55
      let path = try scratch.file("a.h5", bytes)
      let error = #expect(throws: InputError.self) { try read(path) }
      #expect(error?.exitCode == .data)
      #expect(error?.description.contains("row 0: expected HDF5 data, found damaged ones") == true)
    }

    @Test("A file cut short is refused", arguments: ["contiguous-f32", "chunked-gzip-f32"])
    func truncated(name: String) throws {
      let whole = try InputFile.open(Self.path(name)).bytes.prefix(.max)
      let scratch = try InputScratch()
      for length in 8..<whole.count {
        let path = try scratch.file("a.h5", Array(whole.prefix(length)))
        let error = #expect(throws: InputError.self, "\(length) bytes") { try read(path) }
        #expect(error?.exitCode == .data)
        #expect(error?.description.hasPrefix("\(path): expected HDF5 data, found damaged") == true)
      }
    }

    @Test("Everything in a file is listed once")
    func listing() throws {
      let contents = try InputContents.open([Self.path("several")])
      #expect(contents.matrix == nil && contents.format == .hdf5)
      #expect(
        contents.container?.entries.map(\.name)
          == ["codes", "group/test", "names", "neighbors", "one", "scalar", "train"]
      )
    }
  #else
    @Test("A build without HDF5 says how to get one", arguments: files)
    func absent(name: String, type: ElementType) throws {
      let error = #expect(throws: InputError.self) { try StoredMatrix.open(Self.path(name)) }
      #expect(error?.exitCode == .usage)
      #expect(error?.description.contains("SIMBATCH_TRAITS=HDF5 scripts/install") == true)
      #expect(error?.description.contains("--traits HDF5") == true)
    }
  #endif
}
