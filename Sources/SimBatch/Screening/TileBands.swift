/// The tiles of a comparison whose rows are larger than memory, in an order that reads few of them
/// more than once.
///
/// Blocks of columns are divided into bands, of which one is in memory. All blocks of rows pass it
/// in turn: each is a *line* of tiles with the columns of the band. A self-join has those on and
/// above the diagonal; in a line that crosses it the tile on the diagonal comes first, so that a
/// block has met all blocks before it when it meets itself, and itself before later ones.
struct TileBands: Sendable {
  struct Line: Equatable, Sendable {
    let band: Int
    let rowBlock: Int
    let columnBlocks: Range<Int>
  }

  let rowBlocks: Int
  let columnBlocks: Int
  /// Blocks of columns of a band.
  let width: Int
  let isSelfJoin: Bool
  /// By band, its first line; then the number of all.
  private let firstLines: [Int]

  init(rowBlocks: Int, columnBlocks: Int, width: Int, isSelfJoin: Bool) {
    precondition(width > 0)
    self.rowBlocks = rowBlocks
    self.columnBlocks = columnBlocks
    self.width = width
    self.isSelfJoin = isSelfJoin
    var starts = [0]
    for first in stride(from: 0, to: columnBlocks, by: width) {
      let lines = isSelfJoin ? min(first + width, columnBlocks) : rowBlocks
      starts.append(starts[starts.count - 1] + lines)
    }
    firstLines = starts
  }

  var count: Int { firstLines.count - 1 }
  var lineCount: Int { firstLines[count] }

  func lineCount(ofBand band: Int) -> Int { firstLines[band + 1] - firstLines[band] }

  /// The blocks of columns of a band.
  func columnBlocks(ofBand band: Int) -> Range<Int> {
    band * width..<min((band + 1) * width, columnBlocks)
  }

  func line(_ index: Int) -> Line {
    precondition(index >= 0 && index < lineCount)
    // The last band that starts at or before this line.
    var (band, end) = (0, count)
    while end - band > 1 {
      let middle = (band + end) / 2
      if firstLines[middle] <= index { band = middle } else { end = middle }
    }
    let row = index - firstLines[band]
    let columns = columnBlocks(ofBand: band)
    let first = isSelfJoin ? max(row, columns.lowerBound) : columns.lowerBound
    return Line(band: band, rowBlock: row, columnBlocks: first..<columns.upperBound)
  }

  /// Whether the rows of a line are columns of its band.
  func isInBand(_ line: Line) -> Bool {
    isSelfJoin && columnBlocks(ofBand: line.band).contains(line.rowBlock)
  }
}
