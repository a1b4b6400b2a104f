@testable import SimBatch

/// Searches over any values: every screen, blocks and threads give the same bytes or the same error.
struct SearchTarget {
  func run(_ fuzz: inout FuzzCase) {
    let type = fuzz.choose([ElementType.f32, .f64, .f16, .i8, .u8])
    let dimensions = fuzz.choose([3, 1, 2, 8, 17])
    let size = dimensions * type.byteCount
    let rowCount = min(fuzz.bytes.count / size, 40)
    var reading = MatrixReadingOptions(
      format: .raw,
      elementType: InputType(type),
      dimensionCount: dimensions
    )
    reading.memory = 1 << 24
    var options = NeighborOptions(measure: fuzz.choose(Measure.allCases), count: 3)
    options.count = fuzz.choose([3, 1, 50])
    options.farthest = fuzz.choose([false, true])
    options.selfNeighbor = fuzz.choose(
      options.farthest ? [.exclude, .include] : SelfNeighbor.allCases
    )
    options.rows.centerColumns = fuzz.choose([false, true])
    options.rows.onBadRow = fuzz.choose([.skip, .fail])
    if !options.farthest { options.limit = fuzz.choose([nil, 0.5, 0, -1, .infinity]) }
    options.resources.threads = 1
    options.resources.memory = 1 << 32
    // The usual tiles are larger than all that is compared here.
    options.resources.tileSide = 16
    withGuarded(Array(fuzz.bytes.prefix(rowCount * size))) { memory in
      let name = "a.raw"
      let opened = expectingErrors(about: name) {
        try StoredMatrix(
          reading: OpenedInput(InputFile(name: name, bytes: memory)),
          options: reading
        )
      }
      guard let matrix = opened else { return }
      options.resources.screen = .full
      let expected = Self.answer(matrix, options)
      for screen in [ScreenChoice.int8(columns: nil), .prefix(columns: 2), .int8(columns: 2)] {
        options.resources.screen = screen
        let found = Self.answer(matrix, options)
        require(found == expected, "\(screen): \(found), full: \(expected)")
      }
      options.resources.blockSide = 5
      let found = Self.answer(matrix, options)
      require(found == expected, "blocks: \(found), whole: \(expected)")
    }
  }

  enum Answer: Equatable {
    case neighbors([Int32], scoreBits: [UInt32])
    case error(String)
  }

  private static func answer(_ matrix: StoredMatrix, _ options: NeighborOptions) -> Answer {
    do {
      let rows = try NeighborSearch(base: matrix, options: options).neighbors()
      return .neighbors(rows.neighbors, scoreBits: rows.scores.map(\.bitPattern))
    } catch let error as any SimBatchError {
      requireGoodLine(error, about: nil)
      return .error(error.description)
    } catch {
      fatalError("no error for users: \(error)")
    }
  }
}
