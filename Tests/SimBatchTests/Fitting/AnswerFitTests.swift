import Foundation
import Testing

@testable import SimBatch

/// The path of a map that goes with the test.
final class TemporaryMap {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("\(UUID().uuidString).npy").path

  init() throws {}

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Fitting maps to answers")
struct AnswerFitTests {
  /// Queries are their answers turned by a quarter in each plane of two dimensions, and noise.
  private static func fit(turned: Bool, seed: UInt64) throws -> FitReport {
    let rows = Rows.gaussian(400, 12, seed: seed)
    let noise = Rows.gaussian(200, 12, seed: seed + 1)
    let queries = (0..<200).map { row -> [Double] in
      (0..<12).map { l -> Double in
        let partner = rows[row][l ^ 1]
        let value = turned ? (l % 2 == 0 ? partner : -partner) : rows[row][l]
        return value + 0.2 * noise[row][l]
      }
    }
    let judged = JudgedAnswers(
      name: "known",
      questions: (0..<200).map { JudgedAnswers.Question(query: $0, answers: [$0]) }
    )
    let (map, queryMap) = (try TemporaryMap(), try TemporaryMap())
    return try AnswerFit(
      base: storedMatrix(rows),
      queries: storedMatrix(queries),
      answers: judged
    ).run(to: MapOutput(map.path), queries: MapOutput(queryMap.path), commandLine: "simbatch")
  }

  @Test("finds how queries are turned")
  func turned() throws {
    let report = try Self.fit(turned: true, seed: 11)
    let own = try #require(report.contestants[0].figures[.meanReciprocalRank])
    let plain = try #require(report.contestants[1].figures[.meanReciprocalRank])
    #expect(own.value > 0.9 && plain.value < 0.2, "\(report.text)")
    #expect(report.helps && report.map.ridge != nil && report.judgements.heldOut == 200)
  }

  @Test("claims nothing where queries are near their answers as they are")
  func plain() throws {
    let report = try Self.fit(turned: false, seed: 12)
    #expect(!report.helps && report.findings[0].text.contains("nothing is claimed"))
  }
}

@Suite("Linear algebra in Double")
struct DoubleBLASTests {
  @Test("solves and finds eigenvectors", arguments: [1, 2, 7])
  func algebra(order: Int) throws {
    let factor = try Memory(Rows.gaussian(order, order, seed: 3).flatMap { $0 })
    let matrix = try BLAS.multiply(
      factor,
      .yes,
      factor,
      .no,
      rows: order,
      inner: order,
      columns: order
    )
    for l in 0..<order { matrix[l * order + l] += 1 }
    let right = try Memory(Rows.gaussian(order, 3, seed: 4).flatMap { $0 })
    let wanted = (0..<order * 3).map { right[$0] }
    let (copy, vectors) = (
      try Memory((0..<order * order).map { matrix[$0] }),
      try Memory((0..<order * order).map { matrix[$0] })
    )
    #expect(try BLAS.solve(copy, right, order: order, columns: 3))
    let back = try BLAS.multiply(matrix, .no, right, .no, rows: order, inner: order, columns: 3)
    // Both are backward stable: errors of some order · 2⁻⁵³ times norms below 10 · order².
    let tolerance = 1e3 * Double(order * order * order) * 0x1p-53
    for index in wanted.indices { #expect(abs(back[index] - wanted[index]) <= tolerance) }
    let values = try #require(BLAS.eigenvectors(of: vectors, order: order))
    #expect(values == values.sorted())
    for axis in 0..<order {
      for l in 0..<order {
        let image = (0..<order).reduce(0) {
          $0 + matrix[l * order + $1] * vectors[axis * order + $1]
        }
        #expect(abs(image - values[axis] * vectors[axis * order + l]) <= tolerance)
      }
    }
  }
}
