import Testing

/// `simbatch info`: the machine, and what is in a file.
@Suite struct InfoTests {
  /// A row and its repetition, a zero, a constant row and one that is not finite.
  private static let matrix = Matrix([[3, 4], [0, 0], [5, 5], [3, 4], [.nan, 1]])

  /// The second word or words of the line that starts with `name`.
  private func value(_ name: String, in text: String) -> Substring? {
    text.split(separator: "\n").first { $0.hasPrefix(name + " ") }?
      .dropFirst(name.count).drop { $0 == " " }
  }

  private static let files: [(name: String, bytes: [UInt8], options: [String], kind: String)] = [
    ("in.fbin", matrix.fbin, [], "bin, f32"), ("in.bin", matrix.fbin, [], "bin, f32"),
    ("wide.bin", matrix.wideFbin, [], "bin, f32"), ("in.npy", matrix.npy, [], "npy, f32"),
    ("in.npy", matrix.fortranNpy, [], "npy, f32"),
    ("in.npy", matrix.bigEndianDoubleNpy, [], "npy, f64"),
    ("in.fvecs", matrix.fvecs, [], "fvecs, f32"),
    ("in.raw", matrix.raw, ["--input-format", "raw", "--dim", "2"], "raw, f32"),
    (
      "in.hbin", Bytes.of([UInt32(5), 2]) + Bytes.of(matrix.values.map { Float16($0) }), [],
      "bin, f16"
    ),
    (
      "in.bin", Bytes.of([UInt32(5), 2]) + Bytes.of(matrix.values.map { Double($0) }),
      ["--dtype", "f64"], "bin, f64"
    ),
  ]

  @Test(arguments: files)
  func `info tells format, type, shape, lengths and bad rows of a file`(
    name: String,
    bytes: [UInt8],
    options: [String],
    kind: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(bytes, to: name)
    let outcome = try sandbox.simbatch(["info", name] + options)
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    #expect(value("file", in: outcome.text) == Substring(name))
    #expect(value("format", in: outcome.text) == Substring(kind))
    #expect(value("rows", in: outcome.text) == "5")
    #expect(value("dimensions", in: outcome.text) == "2")
    #expect(value("row lengths", in: outcome.text) == "5.0 to 7.071068, median 5.0")
    #expect(value("repeated rows", in: outcome.text) == "1")
    #expect(value("bad rows", in: outcome.text) == "1 not finite, 1 zero, 1 constant")
  }

  @Test(arguments: [
    ("in.csv", "id,x,y\na,1.5,2.5\nf,3.5,5.5\nb,,4.5\nc,,\nd,inf,2.5\ne,0.0,0.0\n"),
    (
      "in.jsonl",
      """
      {"id":"a","v":[1,2]}
      {"id":"b","v":[null,4]}
      {"id":"c","v":null}
      {"id":"d","v":[1e9,Infinity]}
      {"id":"e","v":[0,0]}
      {"id":"f","v":[3,5]}

      """
    ),
  ])
  func `missing values are counted as such where the format has them`(
    name: String,
    text: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(text, to: name)
    let outcome = try sandbox.simbatch(["info", name])
    let bad = try #require(value("bad rows", in: outcome.text), "\(outcome.error)")
    #expect(bad == "2 missing, 1 not finite, 1 zero, 0 constant")
  }

  @Test(arguments: [
    ("in.u8bin", "bin, u8", "5.0 to 255.0"), ("in.i8bin", "bin, i8", "1.0 to 5.0"),
    ("in.bvecs", "bvecs, u8", "5.0 to 255.0"),
  ])
  func `bytes are read with the sign of their format`(
    name: String,
    kind: String,
    lengths: String
  ) throws {
    let sandbox = try Sandbox()
    let bytes: [UInt8] =
      name.hasSuffix("vecs")
      ? Bytes.of([Int32(2)]) + [3, 4] + Bytes.of([Int32(2)]) + [255, 0]
      : Bytes.of([UInt32(2), 2]) + [3, 4, 255, 0]
    try sandbox.write(bytes, to: name)
    let text = try sandbox.simbatch(["info", name]).text
    #expect(value("format", in: text) == Substring(kind))
    #expect(value("row lengths", in: text)?.hasPrefix(lengths) == true, "\(text)")
  }

  @Test func `info reads standard input and a file without rows`() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.simbatch(["info", "-"], input: Self.matrix.npy)
    #expect(value("file", in: outcome.text) == "standard input")
    #expect(value("rows", in: outcome.text) == "5")
    let empty = try sandbox.simbatch(["info", "-"], input: Matrix([], dimensions: 3).fbin)
    #expect(empty.exitCode == 0)
    #expect(value("rows", in: empty.text) == "0")
    #expect(value("dimensions", in: empty.text) == "3")
  }

  @Test(arguments: ["info in.fbin", "info"])
  func `info that cannot be written is an error, and a reader that has gone is not`(
    command: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    let full = try sandbox.shell(#"exec "$simbatch" \#(command) > /dev/full"#)
    #expect(full.exitCode == 74)
    #expect(full.saidOneLine && full.error.contains("standard output"), "\(full.error)")
    let gone = try sandbox.shell(
      #"{ sleep 0.1; "$simbatch" \#(command); echo $? > code; } | true; cat code"#
    )
    #expect(gone.error.isEmpty && gone.text == "0\n")
  }

  @Test func `info without a file tells of BLAS, kernels, threads and rates`() throws {
    // Whoever runs the tests may have chosen kernels.
    let outcome = try Sandbox().simbatch(["info"], environment: ["SIMBATCH_KERNELS": ""])
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let text = outcome.text
    let blas = try #require(value("OpenBLAS", in: text))
    #expect(blas.contains(".") && blas.contains(", kernel "))
    #expect(value("own kernels", in: text).map(String.init) == Program.kernels.last)
    #expect(value("threads", in: text).flatMap { Int($0) } ?? 0 >= 1)
    let product = try #require(value("matrix product", in: text))
    #expect(product.contains("GFLOP/s") && product.contains("%"))
    #expect(product.prefix { $0.isNumber }.count > 0)
    #expect(value("free memory", in: text) != nil)
  }

  @Test(
    .enabled(if: Program.kernels.contains("avx2"), "these kernels of OpenBLAS need AVX2"),
    arguments: ["Haswell", "Zen"]
  )
  func `info names the kernel that OPENBLAS_CORETYPE chose`(kernel: String) throws {
    let outcome = try Sandbox().simbatch(["info"], environment: ["OPENBLAS_CORETYPE": kernel])
    #expect(outcome.exitCode == 0)
    #expect(try #require(value("OpenBLAS", in: outcome.text)).hasSuffix(", kernel \(kernel)"))
  }
}
