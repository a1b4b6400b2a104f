import Foundation
import Testing

@testable import SimBatch

/// What the values of an input are, where a first look may mislead.
@Suite struct InputTypeTests {
  private static let rows: [[Int64]] = [[1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 1]]

  /// The values of a `.npy` that the program wrote, whose header takes 128 bytes.
  private func written(_ sandbox: Sandbox, as type: String) throws -> [Double] {
    let bytes = try sandbox.read("out.npy")
    #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'\(type)'"))
    let values = bytes.dropFirst(128)
    return type == "<f8"
      ? Bytes.values(Double.self, in: values)
      : Bytes.values(Float.self, in: values).map(Double.init)
  }

  private static func bytes(_ type: String) -> [UInt8] {
    let values = rows.flatMap { $0 }
    return switch type {
    case "<i2": Bytes.of(values.map { Int16($0) })
    case ">i2": Bytes.of(values.map { Int16($0).bigEndian })
    case "<u2": Bytes.of(values.map { UInt16($0) })
    case "<i4": Bytes.of(values.map { Int32($0) })
    case "<u4": Bytes.of(values.map { UInt32($0) })
    case "<u8": Bytes.of(values.map { UInt64($0) })
    case ">i8": Bytes.of(values.map(\.bigEndian))
    case "|b1": values.map { UInt8($0) }
    default: Bytes.of(values)
    }
  }

  @Test(arguments: [
    ("<i2", "<f4"), (">i2", "<f4"), ("<u2", "<f4"), ("|b1", "<f4"), ("<i4", "<f8"), ("<u4", "<f8"),
    ("<i8", "<f8"), ("<u8", "<f8"), (">i8", "<f8"),
  ])
  func `whole numbers of npy are read exactly`(stored: String, read: String) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Npy.header(stored, shape: [3, 4]) + Self.bytes(stored), to: "in.npy")
    #expect(try sandbox.simbatch(["convert", "in.npy", "out.npy"]).exitCode == 0)
    #expect(try written(sandbox, as: read) == Self.rows.flatMap { $0 }.map(Double.init))
  }

  @Test func `a whole number that would be rounded is an error`() throws {
    let sandbox = try Sandbox()
    let values: [Int64] = [1, 2, 3, -(1 << 53), 5, 1 << 53 + 1]
    try sandbox.write(Npy.header("<i8", shape: [3, 2]) + Bytes.of(values), to: "in.npy")
    let outcome = try sandbox.simbatch(["in.npy"])
    #expect(outcome.exitCode == 65 && outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains("row 2") && outcome.error.contains("found 9007199254740993"))
  }

  /// Rows of about unit length that no type rounds to a short number.
  private static let vectors = Matrix.random(rows: 12, dimensions: 16, seed: 3).values.map {
    $0 / 4
  }

  private func database(_ sandbox: Sandbox, _ blobs: [UInt8], _ extra: String = "") throws {
    let size = blobs.count / 12
    let path = sandbox.directory.appendingPathComponent("in.db").path
    let database = try SQLiteDatabase(path, mode: .created)
    try database.execute("CREATE TABLE docs (id TEXT, embedding BLOB)")
    for row in 0..<12 {
      let hex = blobs[row * size..<(row + 1) * size].map { String(format: "%02x", $0) }.joined()
      try database.execute("INSERT INTO docs VALUES ('d\(row)', x'\(hex)')")
    }
    try database.execute(extra)
  }

  private let query = ["--sql", "select id, embedding from docs order by rowid"]

  private static let blobs: [(type: String, bytes: [UInt8], dimensions: Int)] = [
    ("f64", Bytes.of(vectors.map { Double($0) / 3 }), 16),
    ("f64", Bytes.of(vectors.map { ($0 * 8).rounded() / 8 }.map(Double.init)), 16),
    ("f16", Bytes.of(vectors.map { Float16($0).bitPattern }), 16),
    ("bf16", Bytes.of(vectors.map { UInt16($0.bitPattern >> 16) }), 16),
    ("i8", Bytes.of(vectors.map { Int8($0 * 127) }), 16),
    ("u8", Bytes.of(vectors.map { UInt8($0 * 127 + 100) }), 16),
  ]

  @Test(arguments: blobs.indices)
  func `blobs that may hold another type are refused until --dtype says it`(index: Int) throws {
    let (type, bytes, dimensions) = Self.blobs[index]
    let sandbox = try Sandbox()
    try database(sandbox, bytes)
    let guessed = try sandbox.simbatch(["in.db"] + query)
    #expect(guessed.exitCode == 64 && guessed.saidOneLine, "\(guessed.error)")
    #expect(guessed.error.contains("f32") && guessed.error.contains("--dtype \(type)"))
    let said = try sandbox.simbatch(["convert", "in.db", "out.npy", "--dtype", type] + query)
    #expect(said.exitCode == 0, "\(said.error)")
    let expected: [Double] =
      switch type {
      case "f64": Bytes.values(Double.self, in: bytes)
      case "f16": Bytes.values(Float16.self, in: bytes).map(Double.init)
      case "bf16":
        Bytes.values(UInt16.self, in: bytes).map { Double(Float(bitPattern: UInt32($0) << 16)) }
      case "i8": Bytes.values(Int8.self, in: bytes).map(Double.init)
      default: bytes.map(Double.init)
      }
    #expect(expected.count == 12 * dimensions)
    #expect(try written(sandbox, as: type == "f64" ? "<f8" : "<f4") == expected)
  }

  @Test func `blobs of f32 are taken for that, zeros and whole numbers too`() throws {
    for values in [
      Self.vectors, Self.vectors.map { max(0, $0) }, Self.vectors.map { ($0 * 40).rounded() },
      Self.vectors.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) },
    ] {
      let sandbox = try Sandbox()
      try database(sandbox, Bytes.of(values))
      #expect(try sandbox.simbatch(["convert", "in.db", "out.npy"] + query).exitCode == 0)
      #expect(try written(sandbox, as: "<f4") == values.map(Double.init))
    }
  }

  @Test(arguments: [
    ("embedding, id", "has a blob in column 1 ('embedding')", "('id')"),
    ("embedding, vector", "has a blob in column 1 ('embedding')", "('vector')"),
    ("words, vector", "columns 'words' and 'vector' may both be the vectors", "--sql"),
  ])
  func `an id is no blob and no vector`(columns: String, reason: String, other: String) throws {
    let sandbox = try Sandbox()
    try database(
      sandbox,
      Bytes.of(Self.vectors),
      """
      ALTER TABLE docs ADD COLUMN vector; ALTER TABLE docs ADD COLUMN words;
      UPDATE docs SET vector = embedding, words = '[1, 2.5]'
      """
    )
    let outcome = try sandbox.simbatch(["in.db", "--sql", "select \(columns) from docs", "--quiet"])
    #expect(outcome.exitCode == 64 && outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains(reason) && outcome.error.contains(other), "\(outcome.error)")
    let mended = try sandbox.simbatch(["in.db", "--sql", "select hex(id), vector from docs"])
    #expect(mended.exitCode == 0, "\(mended.error)")
  }

  @Test func `vectors that SQL does not have are rows of NaN, whatever the type`() throws {
    let sandbox = try Sandbox()
    try database(
      sandbox,
      Self.blobs[4].bytes,
      "UPDATE docs SET embedding = NULL WHERE id IN ('d0', 'd7'); UPDATE docs SET embedding = x'' WHERE id = 'd1'"
    )
    let options = query + ["--dtype", "i8", "--metric", "cosine", "--top", "1"]
    let failed = try sandbox.simbatch(["in.db", "--quiet"] + options)
    #expect(failed.exitCode == 65 && failed.saidOneLine, "\(failed.error)")
    #expect(failed.error.contains("3 of 12 rows: row 0 (id 'd0') has no vector"))
    let skipped = try sandbox.simbatch(["in.db", "--on-bad-row", "skip"] + options)
    #expect(skipped.exitCode == 0 && skipped.error.contains("3 rows"))
    let rows = skipped.text.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    #expect(rows == ["2", "3", "4", "5", "6", "8", "9", "10", "11"])
  }
}
