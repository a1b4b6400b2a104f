import Testing

@testable import SimBatch

@Suite("Blocks of scores")
struct ScoreBlocksTests {
  @Test("and their tiles cover every score once", arguments: [0, 1, 2, 63, 64, 65, 300, 700])
  func cover(count: Int) {
    for (isSelfJoin, isUpper) in [(true, false), (true, true), (false, false)] {
      for workers in [1, 2, 5] {
        let shape = FullMatrixShape(
          rowCount: count,
          columnCount: isSelfJoin ? count : 130,
          isSelfJoin: isSelfJoin,
          isUpper: isUpper,
          measure: .cosine
        )
        let blocks = ScoreBlocks(shape, capacity: 256 * 320, workers: workers)
        #expect(blocks.bufferCount <= 256 * 320)
        var seen = [UInt8](repeating: 0, count: count * shape.columnCount)
        for block in blocks.blocks {
          #expect(block.rows.count <= blocks.height && block.columns.count <= blocks.width)
          for tile in blocks.tiles(of: block, side: 100) {
            #expect(tile.rows.count <= 100 && tile.columns.count <= 100)
            for row in tile.rows {
              for column in tile.columns { seen[row * shape.columnCount + column] += 1 }
            }
          }
        }
        for row in 0..<count {
          for column in 0..<shape.columnCount {
            let times = seen[row * shape.columnCount + column]
            let isWanted = !isSelfJoin || (isUpper ? column > row : column >= row)
            #expect(isWanted ? times == 1 : times <= 1)
          }
        }
      }
    }
  }
}
