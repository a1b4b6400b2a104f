/// Turns rows of few values into rows of k, as binary formats have them whatever there is to find.
///
/// Values go on in pieces, so that memory does not depend on k.
struct PaddedRows {
  /// k.
  let count: Int

  /// Values that are handed on at once, more or less.
  private static let pieceCount = 1 << 16

  /// Hands on `values` with `missing` after those of each row.
  ///
  /// - Parameters:
  ///   - width: values of a row, at most ``count``.
  ///   - head: what stands before each row.
  func write<Value: BitwiseCopyable>(
    _ values: [Value],
    width: Int,
    missing: Value,
    head: [Value] = [],
    to output: ([Value]) throws -> Void
  ) rethrows {
    guard width < count || !head.isEmpty else { return try output(values) }
    var piece: [Value] = []
    for first in stride(from: 0, to: values.count, by: width) {
      piece += head
      piece += values[first..<first + width]
      var rest = count - width
      while rest > 0 {
        let added = min(rest, Self.pieceCount)
        piece += repeatElement(missing, count: added)
        rest -= added
        if piece.count >= Self.pieceCount { try hand(&piece, to: output) }
      }
      if piece.count >= Self.pieceCount { try hand(&piece, to: output) }
    }
    try hand(&piece, to: output)
  }

  private func hand<Value>(_ piece: inout [Value], to output: ([Value]) throws -> Void) rethrows {
    guard !piece.isEmpty else { return }
    try output(piece)
    piece.removeAll(keepingCapacity: true)
  }
}

extension NeighborTable {
  /// The rows of binary formats.
  var padding: PaddedRows { PaddedRows(count: neighborCount) }
}
