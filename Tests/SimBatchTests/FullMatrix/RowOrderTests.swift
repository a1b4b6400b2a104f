import Testing

@testable import SimBatch

@Suite("Order of rows")
struct RowOrderTests {
  private func options(_ order: RowOrder) -> FullMatrixOptions {
    var options = FullMatrixOptions(measure: .cosine)
    options.rows.onBadRow = .skip
    options.resources.tileSide = 64
    options.order = order
    return options
  }

  @Test("moves rows and columns alike, upper triangles too", arguments: [true, false])
  func given(upper: Bool) throws {
    let rows = FullMatrixTests.rows(130, 31, seed: 2)
    var random = SplitMix64(seed: 12)
    let order = (0..<UInt32(130)).shuffled(using: &random)
    let truth = BruteForce(rows, measure: .cosine)
    var options = options(.given(order))
    options.upper = upper
    let made = try WrittenMatrix(storedMatrix(rows), options)
    var index = 0
    for i in 0..<130 {
      for j in (upper ? i + 1 : 0)..<130 {
        let expected = truth.entry(Int(order[i]), Int(order[j]))
        #expect(made.fault(made.scores[index], expected) == nil)
        index += 1
      }
    }
    #expect(index == made.scores.count)
  }

  @Test(
    "by cluster is a permutation with groups together and bad rows last",
    arguments: [1, 2, 9, 200],
    [1, 2, 40]
  )
  func cluster(count: Int, d: Int) throws {
    // Four directions, their rows in turns.
    let centres = Rows.gaussian(4, d, seed: 3)
    var rows = Rows.gaussian(count, d, seed: 4).enumerated().map { index, row in
      zip(centres[index % 4], row).map { 3 * $0 + 0.01 * $1 }
    }
    if count > 20 { rows[20][0] = .infinity }
    let folder = try TemporaryFolder()
    let matrix = try FullMatrixJob(base: storedMatrix(rows), options: options(.cluster))
    let output = try FullMatrixOutput(folder("s.npy"), for: matrix.shape)
    _ = try matrix.run(to: output, order: KeptRowsOutput(folder("order.txt")))
    let order = try folder.text("order.txt").split(separator: "\n").compactMap { Int($0) }
    #expect(order.sorted() == Array(0..<count))
    guard count == 200, d == 40 else { return }
    #expect(order.last == 20)
    let changes = zip(order, order.dropFirst()).count { $0.0 % 4 != $0.1 % 4 }
    #expect(changes <= 20, "groups are torn apart: \(changes) changes")
  }

  @Test("by cluster needs no principal axes of very long rows")
  func longRows() throws {
    let rows = Rows.gaussian(12, 2100, seed: 9)
    let made = try WrittenMatrix(storedMatrix(rows), options(.cluster))
    #expect((0..<12).allSatisfy { made[$0, $0] == 1 })
  }

  @Test(
    "is read from a file and checked",
    arguments: [
      ("2\n0\n1\n", nil), ("2\r\n0\r\n1", nil), ("0\n1\n", "2 lines"),
      ("0\n1\n3\n", "'3' in line 3"),
      ("0\n1\n1\n", "line 3"), ("0\n\n1\n", "line 2"), ("0\n-1\n1\n", "'-1'"), ("0\n1\nx\n", "'x'"),
      ("0\n1\n99999999999999999999\n", "line 3"), ("0\n1\n2 \n", "'2 '"),
    ] as [(String, String?)]
  )
  func file(text: String, fault: String?) throws {
    let folder = try TemporaryFolder()
    try folder.put(text, in: "order.txt")
    guard let fault else {
      guard case .given(let order) = try RowOrder.reading(folder("order.txt"), rowCount: 3) else {
        Issue.record("no order")
        return
      }
      #expect(order == [2, 0, 1])
      return
    }
    let error = #expect(throws: InputError.self) {
      try RowOrder.reading(folder("order.txt"), rowCount: 3)
    }
    #expect(error?.exitCode == .data)
    let message = try #require(error?.description)
    let parts = fault.components(separatedBy: " in ")
    #expect(parts.allSatisfy(message.contains), "\(message)")
  }
}
