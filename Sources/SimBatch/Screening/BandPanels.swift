import Synchronization

/// The panels of a comparison by bands: lets the system have back the memory of those that have been
/// used, and counts what was read of scratch files.
final class BandPanels: Sendable {
  private struct State {
    /// Tiles of lines under way, and lines of bands under way, that are left.
    var tilesLeft: [Int: Int] = [:]
    var linesLeft: [Int: Int] = [:]
    var bytesRead = 0
  }

  private let comparison: Comparison
  private let bands: TileBands
  private let tileSide: Int
  private let state = Mutex(State())

  init(_ comparison: Comparison, bands: TileBands, tileSide: Int) {
    self.comparison = comparison
    self.bands = bands
    self.tileSide = tileSide
  }

  /// Bytes of scratch files that whole lines and bands have read, each panel once for each band.
  var bytesRead: Int { state.withLock { $0.bytesRead } }

  /// A tile has been compared. Panels that others still use come back by themselves.
  func finish(_ tile: TileQueue.Tile) {
    let line = bands.line(tile.line)
    let isLastOfLine = state.withLock { state in
      let left = (state.tilesLeft[tile.line] ?? line.columnBlocks.count) - 1
      state.tilesLeft[tile.line] = left > 0 ? left : nil
      return left == 0
    }
    guard isLastOfLine else { return }
    let isLastOfBand = state.withLock { state in
      let left = (state.linesLeft[line.band] ?? bands.lineCount(ofBand: line.band)) - 1
      state.linesLeft[line.band] = left > 0 ? left : nil
      return left == 0
    }
    let (rows, columns) = (comparison.rows.side, comparison.columns.side)
    if !bands.isInBand(line) { release(rows, line.rowBlock..<line.rowBlock + 1) }
    if isLastOfBand { release(columns, bands.columnBlocks(ofBand: line.band)) }
    // Stored rows of pairs that were scored lie anywhere.
    rows.examined.source.releasePages()
    columns.examined.source.releasePages()
  }

  private func release(_ side: PreparedSide, _ blocks: Range<Int>) {
    let end = min(blocks.upperBound * tileSide, side.rowCount)
    let rows = blocks.lowerBound * tileSide..<end
    side.releasePages(of: rows)
    guard side.scratchByteCount > 0 else { return }
    let read = rows.count * side.stride * MemoryLayout<Float>.size
    state.withLock { $0.bytesRead += read }
  }
}
