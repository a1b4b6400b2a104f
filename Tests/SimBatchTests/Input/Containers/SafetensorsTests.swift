import Testing

@testable import SimBatch

/// A safetensors file: the length of `header`, that text, `values`.
func safetensorsFile(_ header: String, values: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
  littleEndian(length ?? UInt64(header.utf8.count)) + Array(header.utf8) + values
}

/// `"name": {"dtype": …, "shape": […], "data_offsets": […]}`.
func tensor(_ name: String, _ dtype: String, _ shape: [Int], _ begin: Int, _ end: Int) -> String {
  #""\#(name)": {"dtype": "\#(dtype)", "shape": \#(shape), "data_offsets": [\#(begin), \#(end)]}"#
}

extension InputSample {
  private var safetensorsType: String { elementType.rawValue.uppercased() }

  /// Its one tensor is called `rows`.
  func safetensors(padding: Int = 0) -> [UInt8] {
    let values = values()
    let entry = tensor("rows", safetensorsType, [rowCount, dimensionCount], 0, values.count)
    return safetensorsFile("{\(entry)}" + String(repeating: " ", count: padding), values: values)
  }
}

@Suite("A tensor of a safetensors file")
struct SafetensorsTests {
  @Test("Values are mapped, at any offset", arguments: ElementType.allCases, 0..<9)
  func mapped(type: ElementType, padding: Int) throws {
    let sample = InputSample(elementType: type)
    let matrix = try readMatrix(sample.safetensors(padding: padding), named: "a.safetensors")
    #expect(sample.matches(matrix))
    #expect(matrix.format == .safetensors)
    #expect(matrix.firstValueOffset > 0)
  }

  @Test(
    "The content says what it is, whatever the name",
    arguments: ["a.safetensors", "a", "a.bin"]
  )
  func found(name: String) throws {
    #expect(try readMatrix(InputSample().safetensors(), named: name).format == .safetensors)
  }

  @Test("A file that is mapped and one that is read are the same")
  func file() throws {
    let scratch = try InputScratch()
    let path = try scratch.file("a.safetensors", InputSample().safetensors())
    #expect(InputSample().matches(try StoredMatrix.open(path)))
  }

  @Test("BF16 becomes f32 exactly: all 65,536 values")
  func brainFloats() throws {
    let words = (0...UInt16.max).flatMap { littleEndian($0) }
    let file = safetensorsFile(
      "{\(tensor("x", "BF16", [256, 256], 0, words.count))}",
      values: words
    )
    let matrix = try readMatrix(file, named: "a.safetensors")
    #expect(matrix.elementType == .f32)
    for bits in 0...Int(UInt16.max) {
      let read = matrix.bytes.load(UInt32.self, at: matrix.firstValueOffset + bits * 4)
      #expect(read == UInt32(bits) << 16)
    }
  }

  @Test("BF16 needs memory, and says when it is too much")
  func limit() throws {
    var options = MatrixReadingOptions()
    options.memory = 2_000
    let words = [UInt8](repeating: 0, count: 2_000)
    let file = safetensorsFile("{\(tensor("x", "BF16", [10, 100], 0, 2_000))}", values: words)
    let error = #expect(throws: InputError.self) {
      try readMatrix(file, named: "a", options: options)
    }
    #expect(error?.problem == .tooLarge(limit: 2_000))
  }

  /// Two matrices, a list, a scalar, one of no values, and types that are packed or unknown.
  private static let several = safetensorsFile(
    "{"
      + [
        #""__metadata__": {"format": "pt"}"#, tensor("b", "F32", [2, 2], 0, 16),
        tensor("a", "I8", [1, 3], 16, 19), tensor("list", "F32", [1], 19, 23),
        tensor("scalar", "U8", [], 23, 24), tensor("none", "F64", [0, 5], 24, 24),
        tensor("packed", "F4", [3, 2], 24, 27), tensor("new", "X7", [9], 27, 28),
        tensor("counts", "C64", [1, 1], 28, 36),
      ].joined(separator: ", ") + "}",
    values: (0..<36).map { UInt8($0) }
  )

  @Test("A tensor is chosen by its name", arguments: [("a", 1, 3), ("b", 2, 2), ("none", 0, 5)])
  func chosen(name: String, rows: Int, dimensions: Int) throws {
    var options = MatrixReadingOptions()
    options.tensor = name
    let matrix = try readMatrix(Self.several, named: "s", options: options)
    #expect(matrix.rowCount == rows && matrix.dimensionCount == dimensions)
    if name == "a" { #expect((0..<3).map { matrix.value(row: 0, dimension: $0) } == [16, 17, 18]) }
  }

  @Test(
    "What is no matrix is refused, and the message says what there is",
    arguments: [
      (nil, "it has 8 tensors: b (F32, 2 × 2), a (I8, 1 × 3), list (F32, 1), scalar (U8, scalar)"),
      (nil, "choose one with 2 dimensions by --tensor NAME"),
      ("c", "no tensor is called 'c'; it has 8 tensors: b (F32, 2 × 2)"),
      ("list", "tensor 'list' (F32, 1) has not 2 dimensions"),
      ("scalar", "has not 2 dimensions"),
      ("packed", "(F4, 3 × 2) has values of a type that is not"),
      ("counts", "(C64, 1 × 1) has values of a type that is not read"),
    ]
  )
  func notChosen(name: String?, says: String) throws {
    var options = MatrixReadingOptions()
    options.tensor = name
    let error = #expect(throws: InputError.self) {
      try readMatrix(Self.several, named: "s", options: options)
    }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test("The only matrix of readable values needs no name; names are compared byte by byte")
  func names() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let file = safetensorsFile(
      "{\(tensor(composed, "F32", [1, 1], 0, 4)), \(tensor(decomposed, "F32", [1, 1], 4, 8)), "
        + "\(tensor("ids", "I32", [1, 1], 8, 12))}",
      values: littleEndian(Float(1).bitPattern) + littleEndian(Float(2).bitPattern) + [0, 0, 0, 0]
    )
    for (name, value) in [(composed, 1.0), (decomposed, 2)] {
      var options = MatrixReadingOptions()
      options.tensor = name
      let matrix = try readMatrix(file, named: "s", options: options)
      #expect(matrix.value(row: 0, dimension: 0) == value)
    }
    let one = safetensorsFile(
      "{\(tensor("x", "F32", [1, 1], 0, 4)), \(tensor("ids", "I32", [1, 1], 4, 8))}",
      values: [UInt8](repeating: 0, count: 8)
    )
    #expect(try readMatrix(one, named: "s").dimensionCount == 1)
  }

  @Test("Files of many tensors are summed up in one line")
  func many() throws {
    let entries = (0..<100).map { tensor("t\($0)", "U8", [1, 1], $0, $0 + 1) }
    let file = safetensorsFile(
      "{\(entries.joined(separator: ","))}",
      values: [UInt8](repeating: 7, count: 100)
    )
    let error = #expect(throws: InputError.self) { try readMatrix(file, named: "s") }
    #expect(error?.description.contains("t11 (U8, 1 × 1) and 88 more; choose") == true)
  }
}
