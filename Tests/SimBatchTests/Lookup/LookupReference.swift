@testable import SimBatch

/// The answer to a question in plain `Double`: the vector by its definition, then every row.
struct LookupReference {
  let brute: BruteForce
  /// By question: the rows that are left out.
  let leftOut: [Set<Int>]

  /// - Parameter questions: rows with their signs; a single row stands for itself.
  init(_ rows: [[Double]], _ questions: [[(sign: Double, row: Int)]], _ options: NeighborOptions) {
    let dimensions = options.rows.dimensions ?? rows[0].count
    let cut = rows.map { Array($0.prefix(dimensions)) }
    let mean = (0..<dimensions).map { column in
      cut.reduce(0) { $0 + $1[column] } / Double(cut.count)
    }
    let moved = options.rows.centerColumns ? cut.map { zip($0, mean).map(-) } : cut
    let prepared = moved.map { Self.prepared($0, options.measure) }
    let vectors = questions.map { terms in
      terms.count == 1
        ? moved[terms[0].row]
        : terms.reduce([Double](repeating: 0, count: dimensions)) { sum, term in
          zip(sum, prepared[term.row]).map { $0 + term.sign * $1 }
        }
    }
    brute = BruteForce(moved, queries: vectors, measure: options.measure)
    leftOut = questions.map { options.selfNeighbor == .include ? [] : Set($0.map(\.row)) }
  }

  private static func prepared(_ row: [Double], _ measure: Measure) -> [Double] {
    guard measure == .pearson || measure == .cosine else { return row }
    let mean = measure == .pearson ? row.reduce(0, +) / Double(row.count) : 0
    let centred = row.map { $0 - mean }
    let length = centred.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return centred.map { $0 / length }
  }

  /// What is wrong with what was found; nil if nothing is.
  func fault(in found: NeighborRows, farthest: Bool, count: Int) -> String? {
    for question in leftOut.indices {
      let truth = brute.answers(row: question, farthest: farthest, includeSelf: true)
        .filter { !leftOut[question].contains($0.row) }.prefix(count)
      let answer = found.neighbors(of: question)
      guard answer.count == truth.count else {
        return "question \(question): \(answer.count) rows of \(truth.count)"
      }
      guard Set(answer.map(\.row)).isDisjoint(with: leftOut[question]),
        Set(answer.map(\.row)).count == answer.count
      else { return "question \(question): \(answer)" }
      for (entry, expected) in zip(answer, truth) {
        let own = brute.score(brute.queries?[question] ?? [], brute.rows[entry.row])
        let slack = max(1, abs(expected.score)) * 0x1p-21
        guard abs(Double(entry.score) - expected.score) <= slack,
          abs(Double(entry.score) - own) <= slack
        else { return "question \(question): \(entry), expected \(expected)" }
      }
      let better: (Float, Float) -> Bool = {
        (brute.measure == .euclidean) == farthest ? $0 > $1 : $0 < $1
      }
      for (first, second) in zip(answer, answer.dropFirst()) {
        guard
          better(first.score, second.score)
            || (first.score == second.score && first.row < second.row)
        else { return "question \(question): \(first) before \(second)" }
      }
    }
    return nil
  }
}
