import Synchronization

/// The tiles of a comparison that have been compared: a bit for each pair of blocks.
///
/// It is the progress of a comparison, and part of the state that an interrupted one resumes from.
final class DoneTiles: Sendable {
  /// Rows and columns of a tile.
  let side: Int
  let rowBlocks: Int
  let columnBlocks: Int
  private let words: Mutex<[UInt64]>

  /// No tiles yet.
  init(side: Int, rowCount: Int, columnCount: Int) {
    (self.side, rowBlocks) = (side, (rowCount + side - 1) / side)
    columnBlocks = (columnCount + side - 1) / side
    words = Mutex([UInt64](repeating: 0, count: (rowBlocks * columnBlocks + 63) / 64))
  }

  /// The tiles of a comparison that was interrupted.
  ///
  /// - Throws: ``JobError/data(_:)`` where the state cannot be of such a comparison.
  convenience init(_ state: inout StateReader, rowCount: Int, columnCount: Int) throws(JobError) {
    let side = try state.values(UInt64.self, count: 1)[0]
    guard (1...UInt64(UInt32.max)).contains(side) else {
      throw state.damaged("expected rows of a tile, found \(side)")
    }
    self.init(side: Int(side), rowCount: rowCount, columnCount: columnCount)
    let bits = try state.values(UInt64.self, count: bits.count)
    words.withLock { $0 = bits }
  }

  /// Tiles, done or not; of a self-join about half of them count.
  var count: Int { rowBlocks * columnBlocks }

  /// The bits, by row block, then by column block, the lowest bit of a word first.
  var bits: [UInt64] { words.withLock { $0 } }

  func insert(_ rowBlock: Int, _ columnBlock: Int) {
    let (word, bit) = place(rowBlock, columnBlock)
    words.withLock { $0[word] |= bit }
  }

  func contains(_ rowBlock: Int, _ columnBlock: Int) -> Bool {
    let (word, bit) = place(rowBlock, columnBlock)
    return words.withLock { $0[word] & bit != 0 }
  }

  /// Whether a tile is among ``bits`` that were taken before.
  func isSet(_ rowBlock: Int, _ columnBlock: Int, in bits: [UInt64]) -> Bool {
    let (word, bit) = place(rowBlock, columnBlock)
    return bits[word] & bit != 0
  }

  private func place(_ rowBlock: Int, _ columnBlock: Int) -> (word: Int, bit: UInt64) {
    let index = rowBlock * columnBlocks + columnBlock
    return (index / 64, 1 << UInt64(index % 64))
  }
}

extension DoneTiles: OpenComparison {
  var byteCount: Int { 8 * (1 + bits.count) }

  func write(to file: inout StateWriter) throws { try file.append([UInt64(side)] + bits) }
}
