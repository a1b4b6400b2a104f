import Foundation

/// The edges of a graph that the program wrote, read back from either format.
struct SparseGraph: Equatable {
  struct Edge: Hashable {
    let row: Int
    let column: Int
  }

  let rowCount: Int
  let columnCount: Int
  let edges: [Edge: Float]

  /// What the lists of an answer say: an edge from each row to each of its neighbors, or where both
  /// are among the other's, or where either is.
  init(_ answer: Answer, columnCount: Int, option: String?) {
    var own: [Edge: Float] = [:]
    for (row, neighbors) in answer.rows.enumerated() {
      for entry in neighbors { own[Edge(row: row, column: entry.row)] = entry.value }
    }
    let reverse = Dictionary(
      uniqueKeysWithValues: own.map { (Edge(row: $0.key.column, column: $0.key.row), $0.value) }
    )
    rowCount = answer.rows.count
    self.columnCount = columnCount
    edges =
      switch option {
      case "--mutual": own.filter { reverse[$0.key] != nil }
      case "--symmetric": own.merging(reverse) { own, _ in own }
      default: own
      }
  }

  /// Matrix Market's `coordinate real`, entries in the order of rows, then columns.
  init(matrixMarket text: String) throws {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("%") }
    let isSymmetric = text.hasPrefix("%%MatrixMarket matrix coordinate real symmetric\n")
    guard isSymmetric || text.hasPrefix("%%MatrixMarket matrix coordinate real general\n"),
      let counts = lines.first?.split(separator: " ").compactMap({ Int($0) }), counts.count == 3,
      counts[2] == lines.count - 1
    else { throw Answer.Malformed() }
    var edges: [Edge: Float] = [:]
    var last = (row: 0, column: 0)
    for line in lines.dropFirst() {
      let fields = line.split(separator: " ")
      guard fields.count == 3, let row = Int(fields[0]), let column = Int(fields[1]),
        let value = Float(fields[2]), (1...counts[0]).contains(row),
        (1...counts[1]).contains(column), (row, column) > last, !isSymmetric || column <= row
      else { throw Answer.Malformed() }
      last = (row, column)
      edges[Edge(row: row - 1, column: column - 1)] = value
      if isSymmetric { edges[Edge(row: column - 1, column: row - 1)] = value }
    }
    (rowCount, columnCount, self.edges) = (counts[0], counts[1], edges)
  }

  /// scipy's compressed sparse rows, in a zip file of stored members.
  init(npz bytes: [UInt8]) throws {
    var arrays: [String: ArraySlice<UInt8>] = [:]
    var offset = 0
    func number(_ place: Int) -> Int {
      Int(Bytes.values(UInt16.self, in: bytes[place..<place + 2])[0])
    }
    while Bytes.values(UInt32.self, in: bytes[offset..<offset + 4]) == [0x0403_4B50] {
      let extra = offset + 30 + number(offset + 26)
      let size = Int(Bytes.values(UInt64.self, in: bytes[extra + 4..<extra + 12])[0])
      let start = extra + number(offset + 28)
      let name = String(decoding: bytes[offset + 30..<extra], as: UTF8.self)
      arrays[name] = bytes[start + 10 + number(start + 8)..<start + size]
      offset = start + size
    }
    guard let indices = arrays["indices.npy"], let starts = arrays["indptr.npy"],
      let shape = arrays["shape.npy"], let data = arrays["data.npy"],
      arrays["format.npy"].map({ Array($0) }) == Array("csr".utf8)
    else { throw Answer.Malformed() }
    let (columns, values) = (
      Bytes.values(Int32.self, in: indices), Bytes.values(Float.self, in: data)
    )
    let ends = Bytes.values(Int32.self, in: starts).map(Int.init)
    let counts = Bytes.values(Int64.self, in: shape).map { Int($0) }
    guard counts.count == 2, ends.count == counts[0] + 1, ends.first == 0,
      ends.last == columns.count, columns.count == values.count
    else { throw Answer.Malformed() }
    var edges: [Edge: Float] = [:]
    for row in 0..<counts[0] {
      guard ends[row] <= ends[row + 1] else { throw Answer.Malformed() }
      for entry in ends[row]..<ends[row + 1] {
        let column = Int(columns[entry])
        guard (0..<counts[1]).contains(column),
          entry == ends[row] || columns[entry - 1] < columns[entry]
        else { throw Answer.Malformed() }
        edges[Edge(row: row, column: column)] = values[entry]
      }
    }
    (rowCount, columnCount, self.edges) = (counts[0], counts[1], edges)
  }
}
