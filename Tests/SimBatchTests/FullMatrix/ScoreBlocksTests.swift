import Testing

@testable import SimBatch

@Suite("Blocks of scores")
struct ScoreBlocksTests {
  private func isSquare(_ range: Range<Int>, of count: Int) -> Bool {
    range.lowerBound % 512 == 0 && range.upperBound == min(range.lowerBound + 512, count)
  }

  @Test(
    "and their squares cover every score once, on one grid",
    arguments: [0, 1, 511, 512, 513, 1300, 2100]
  )
  func cover(count: Int) {
    for (isSelfJoin, isUpper) in [(true, false), (true, true), (false, false)] {
      for workers in [1, 2, 5] {
        let shape = FullMatrixShape(
          rowCount: count,
          columnCount: isSelfJoin ? count : 1030,
          isSelfJoin: isSelfJoin,
          isUpper: isUpper,
          measure: .cosine
        )
        let capacity = workers == 1 ? 1100 * 1100 : ScoreBlocks.leastCapacity
        let blocks = ScoreBlocks(shape, capacity: capacity, workers: workers)
        #expect(blocks.bufferCount <= capacity)
        var seen = [UInt8](repeating: 0, count: count * shape.columnCount)
        for block in blocks.blocks {
          #expect(block.rows.count <= blocks.height && block.columns.count <= blocks.width)
          for square in blocks.squares(of: block) {
            #expect(isSquare(square.rows, of: shape.rowCount))
            #expect(isSquare(square.columns, of: shape.columnCount))
            #expect(square.isDiagonal == (isSelfJoin && square.rows == square.columns))
            for row in square.rows {
              for column in square.columns { seen[row * shape.columnCount + column] += 1 }
            }
          }
        }
        var faults = 0
        for row in 0..<count {
          for column in 0..<shape.columnCount {
            let times = seen[row * shape.columnCount + column]
            let isWanted = !isSelfJoin || (isUpper ? column > row : column >= row)
            faults += isWanted ? (times == 1 ? 0 : 1) : (times <= 1 ? 0 : 1)
          }
        }
        #expect(faults == 0)
      }
    }
  }
}
