import FoundationEssentials
import Testing

@testable import SimBatch

/// Tests of everything in `Output/`; the suites are in the files beside this one.
@Suite("Output") struct OutputTests {}

/// An empty folder that goes away with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = "\(FileManager.default.temporaryDirectory.path)/simbatch-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of `name` in this folder.
  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Names in this folder, hidden ones too, sorted.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: self(name))))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  func put(_ text: String, in name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: self(name)))
  }
}

/// Ids from a list.
struct ListedNames: RowNaming {
  let names: [String]

  func appendId(row: Int, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: names[row].utf8)
  }
}

/// Three rows of two neighbors; the second row has one, the third has none.
enum Sample {
  static let neighbors: [Int32] = [1, 2, 0, -1, -1, -1]
  static let scores: [Float] = [1, 0.1, -0.25, .nan, .nan, .nan]

  /// The rows in runs of `runLength`.
  static func runs(of runLength: Int) -> [NeighborRows] {
    stride(from: 0, to: 3, by: runLength).map { row in
      let entries = row * 2..<min(row + runLength, 3) * 2
      return NeighborRows(
        firstRow: row,
        neighborCount: 2,
        neighbors: Array(neighbors[entries]),
        scores: Array(scores[entries])
      )
    }
  }

  static func table(
    _ valueName: NeighborTable.ValueName = .score,
    rowIds: [String]? = nil,
    neighborIds: [String]? = nil
  ) -> NeighborTable {
    NeighborTable(
      rowCount: 3,
      neighborCount: 2,
      valueName: valueName,
      rowIds: rowIds.map(ListedNames.init),
      neighborIds: neighborIds.map(ListedNames.init)
    )
  }

  /// Writes the sample to `destination`.
  static func write(
    to destination: String,
    format: NeighborFormat? = nil,
    runLength: Int = 3,
    table: NeighborTable = table()
  ) throws {
    let sink = try NeighborOutput.open(destination, format: format, for: table)
    for rows in runs(of: runLength) { try sink.write(rows) }
    try sink.finish()
  }
}

/// Reads little-endian values back.
func values<Value: FixedWidthInteger>(_ bytes: some Collection<UInt8>, as: Value.Type) -> [Value] {
  let size = MemoryLayout<Value>.size
  var rest = bytes[...]
  var values: [Value] = []
  while !rest.isEmpty {
    values.append(rest.prefix(size).reversed().reduce(0) { $0 << 8 | Value($1) })
    rest = rest.dropFirst(size)
  }
  return values
}
