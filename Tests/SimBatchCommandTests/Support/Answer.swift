import Foundation

/// What the program found for each row, read back from any of its formats.
struct Answer: Equatable {
  struct Neighbor: Equatable {
    let row: Int
    /// The score, or the distance.
    let value: Float
  }

  /// By row: its neighbors, best first.
  var rows: [[Neighbor]]

  init(rows: [[Neighbor]]) { self.rows = rows }

  /// Text with one neighbor a line. Rows without neighbors do not occur in it, hence `rowCount`.
  init(table text: String, separator: Character = ",", rowCount: Int) throws {
    let lines = text.split(separator: "\n")
    let header = lines[0].split(separator: separator).map(String.init)
    func column(_ names: String...) throws -> Int {
      guard let index = header.firstIndex(where: names.contains) else { throw Malformed() }
      return index
    }
    let (row, rank) = (try column("row"), try column("rank"))
    let (neighbor, value) = (try column("neighbor"), try column("score", "distance"))
    rows = Array(repeating: [], count: rowCount)
    for line in lines.dropFirst() {
      let fields = line.split(separator: separator, omittingEmptySubsequences: false)
      guard fields.count == header.count, let own = Int(fields[row]),
        let other = Int(fields[neighbor]), let number = Float(fields[value]),
        Int(fields[rank]) == rows[own].count + 1
      else { throw Malformed() }
      rows[own].append(Neighbor(row: other, value: number))
    }
  }

  init(jsonLines text: String) throws {
    rows = []
    for line in text.split(separator: "\n") {
      let object = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
      guard object.row == rows.count else { throw Malformed() }
      rows.append(
        try object.neighbors.map { entry in
          guard let value = entry.score ?? entry.distance else { throw Malformed() }
          return Neighbor(row: entry.row, value: value)
        }
      )
    }
  }

  init(bin bytes: [UInt8]) throws {
    guard bytes.count >= 8 else { throw Malformed() }
    let head = Bytes.values(UInt32.self, in: bytes[..<8]).map(Int.init)
    let entries = head[0] * head[1]
    guard bytes.count == 8 + 8 * entries else { throw Malformed() }
    try self.init(
      neighbors: Bytes.values(Int32.self, in: bytes[8..<8 + 4 * entries]).map(Int.init),
      values: Bytes.values(Float.self, in: bytes[(8 + 4 * entries)...]),
      width: head[1]
    )
  }

  /// Two arrays behind headers of 128 bytes or a multiple of 64.
  init(npyNeighbors neighbors: [UInt8], scores: [UInt8]) throws {
    func values(_ bytes: [UInt8], type: String) throws -> (ArraySlice<UInt8>, width: Int) {
      let end = 10 + Int(Bytes.values(UInt16.self, in: bytes[8..<10])[0])
      let header = String(decoding: bytes[10..<end], as: UTF8.self)
      let shape = header.components(separatedBy: "(").last?.components(separatedBy: ")").first
      let counts = shape?.components(separatedBy: ", ").compactMap { Int($0) } ?? []
      guard header.contains("'\(type)'"), counts.count == 2, end % 64 == 0 else {
        throw Malformed()
      }
      return (bytes[end...], counts[1])
    }
    let (rows, width) = try values(neighbors, type: "<i8")
    let (numbers, scoreWidth) = try values(scores, type: "<f4")
    guard width == scoreWidth else { throw Malformed() }
    try self.init(
      neighbors: Bytes.values(Int64.self, in: rows).map { Int($0) },
      values: Bytes.values(Float.self, in: numbers),
      width: width
    )
  }

  init(ivecs: [UInt8], fvecs: [UInt8]) throws {
    func values(_ bytes: [UInt8]) throws -> (words: [Int32], width: Int) {
      let words = Bytes.values(Int32.self, in: bytes)
      guard let width = words.first.map(Int.init), words.count % (width + 1) == 0 else {
        throw Malformed()
      }
      let rows = stride(from: 0, to: words.count, by: width + 1)
      guard rows.allSatisfy({ words[$0] == words[0] }) else { throw Malformed() }
      return (rows.flatMap { words[$0 + 1...$0 + width] }, width)
    }
    let (neighbors, width) = try values(ivecs)
    let (scores, scoreWidth) = try values(fvecs)
    guard width == scoreWidth else { throw Malformed() }
    try self.init(
      neighbors: neighbors.map(Int.init),
      values: scores.map { Float(bitPattern: UInt32(bitPattern: $0)) },
      width: width
    )
  }

  /// Missing entries are −1 and NaN, and nothing follows them.
  private init(neighbors: [Int], values: [Float], width: Int) throws {
    guard neighbors.count == values.count, width > 0 else { throw Malformed() }
    rows = try stride(from: 0, to: neighbors.count, by: width).map { start in
      let entries = (start..<start + width).map { Neighbor(row: neighbors[$0], value: values[$0]) }
      let present = entries.prefix { $0.row >= 0 }
      guard entries[present.count...].allSatisfy({ $0.row == -1 && $0.value.isNaN }) else {
        throw Malformed()
      }
      return Array(present)
    }
  }

  private struct Line: Decodable {
    struct Entry: Decodable {
      let row: Int
      let score: Float?
      let distance: Float?
    }
    let row: Int
    let neighbors: [Entry]
  }

  struct Malformed: Error {}
}
