/// Examples of two kinds in the order of a likeness, the most alike first: how well it tells them
/// apart, and where to draw the line.
///
/// All figures take how often each example was drawn, so that one order serves all samples of a
/// bootstrap.
struct RankedLabels: Sendable {
  /// Example numbers, the most alike first.
  private let order: [Int]
  /// By place in `order`.
  private let isPositive: [Bool]
  /// Ends of runs of equal likeness in `order`.
  private let groupEnds: [Int]
  /// The likeness of each run.
  private let likenesses: [Float]

  /// - Parameters:
  ///   - likeness: greater for examples that are more alike; no NaN.
  ///   - labels: true for those that should be alike.
  /// - Complexity: O(n log n).
  init(likeness: [Float], labels: [Bool]) {
    precondition(likeness.count == labels.count)
    let order = likeness.indices.sorted {
      likeness[$0] != likeness[$1] ? likeness[$0] > likeness[$1] : $0 < $1
    }
    var (ends, values): ([Int], [Float]) = ([], [])
    for (place, example) in order.enumerated() {
      if values.last == likeness[example] {
        ends[ends.count - 1] = place + 1
      } else {
        ends.append(place + 1)
        values.append(likeness[example])
      }
    }
    self.order = order
    isPositive = order.map { labels[$0] }
    groupEnds = ends
    likenesses = values
  }

  /// What lies at a threshold or above it.
  private struct Above {
    var positives = 0
    var all = 0
    /// Those of the last run alone.
    var newPositives = 0
    var newNegatives = 0

    var precision: Double { Double(positives) / Double(all) }
  }

  /// Goes down run by run, of those that are in the sample.
  private func descend(_ drawn: [Int32]?, _ body: (_ run: Int, Above) -> Void) {
    var above = Above()
    var place = 0
    for run in groupEnds.indices {
      (above.newPositives, above.newNegatives) = (0, 0)
      while place < groupEnds[run] {
        let times = drawn.map { Int($0[order[place]]) } ?? 1
        if isPositive[place] { above.newPositives += times } else { above.newNegatives += times }
        place += 1
      }
      guard above.newPositives + above.newNegatives > 0 else { continue }
      above.positives += above.newPositives
      above.all += above.newPositives + above.newNegatives
      body(run, above)
    }
  }

  /// Area under the ROC curve: the share of pairs of a positive and a negative example in which the
  /// positive one is more alike, equal ones counted half (Hanley and McNeil, Radiology 143, 1982);
  /// NaN where there is one kind only. Counted in whole numbers, so exact but for the quotient.
  ///
  /// - Complexity: O(n).
  func areaUnderCurve(_ drawn: [Int32]? = nil) -> Double {
    var (twiceWon, positives, negatives) = (0, 0, 0)
    descend(drawn) { _, above in
      twiceWon += above.newNegatives * (2 * positives + above.newPositives)
      positives = above.positives
      negatives = above.all - above.positives
    }
    return Double(twiceWon) / (2 * Double(positives) * Double(negatives))
  }

  /// Average precision: Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds from the highest on, P and R being
  /// precision and recall at each; examples of equal likeness come in together. NaN without
  /// positive examples.
  ///
  /// - Complexity: O(n).
  func averagePrecision(_ drawn: [Int32]? = nil) -> Double {
    var (sum, positives) = (0.0, 0)
    descend(drawn) { _, above in
      sum += Double(above.newPositives) * above.precision
      positives = above.positives
    }
    return sum / Double(positives)
  }

  /// The lowest likeness from which on at least `precision` of the examples are positive; nil where
  /// there is none.
  ///
  /// - Complexity: O(n).
  func threshold(precision: Double, _ drawn: [Int32]? = nil) -> Float? {
    var found: Float?
    descend(drawn) { run, above in
      if above.precision >= precision { found = likenesses[run] }
    }
    return found
  }

  /// Precision and recall of the examples whose likeness is at least `threshold`; NaN where there
  /// are none, or no positive ones.
  ///
  /// - Complexity: O(n).
  func quality(at threshold: Float, _ drawn: [Int32]? = nil) -> (precision: Double, recall: Double)
  {
    var (precision, found, positives) = (Double.nan, 0, 0)
    descend(drawn) { run, above in
      positives = above.positives
      guard likenesses[run] >= threshold else { return }
      (precision, found) = (above.precision, above.positives)
    }
    return (precision, Double(found) / Double(positives))
  }

  /// A threshold, and what it would give.
  struct CurvePoint: Equatable, Sendable {
    let likeness: Float
    let precision: Double
    let recall: Double
    /// Examples at the threshold or above it.
    let count: Int
  }

  /// Precision and recall at every likeness that occurs, the highest first.
  ///
  /// - Complexity: O(n).
  var curve: [CurvePoint] {
    let positives = isPositive.count { $0 }
    var points: [CurvePoint] = []
    descend(nil) { run, above in
      points.append(
        CurvePoint(
          likeness: likenesses[run],
          precision: above.precision,
          recall: Double(above.positives) / Double(positives),
          count: above.all
        )
      )
    }
    return points
  }
}
