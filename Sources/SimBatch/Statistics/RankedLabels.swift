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

  /// What one descent through the order tells of a sample.
  struct Figures {
    /// Area under the ROC curve: the share of pairs of a positive and a negative example in which
    /// the positive one is more alike, equal ones counted half (Hanley and McNeil, Radiology 143,
    /// 1982); NaN where there is one kind only. Counted in whole numbers, so exact but for the
    /// quotient.
    var areaUnderCurve = Double.nan
    /// Average precision: Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds from the highest on, P and R being
    /// precision and recall at each; examples of equal likeness come in together. NaN without
    /// positive examples.
    var averagePrecision = Double.nan
    /// The lowest likeness from which on the precision is the one that is wanted; nil where there
    /// is none.
    var threshold: Float?
    /// Of the examples whose likeness reaches the mark; NaN where there are none.
    var precisionAtMark = Double.nan
    /// Their share of the positive ones; NaN where there are none of these.
    var recallAtMark = Double.nan
  }

  /// The figures of a sample.
  ///
  /// - Parameters:
  ///   - drawn: how often it has each example; nil for once.
  ///   - precision: wanted of the threshold.
  ///   - mark: a likeness of which precision and recall are wanted.
  /// - Complexity: O(n).
  func figures(_ drawn: [Int32]? = nil, precision: Double = 1, mark: Float = .infinity) -> Figures {
    var figures = Figures()
    var (twiceWon, positives, negatives, found, sum) = (0, 0, 0, 0, 0.0)
    descend(drawn) { run, above in
      twiceWon += above.newNegatives * (2 * positives + above.newPositives)
      sum += Double(above.newPositives) * above.precision
      positives = above.positives
      negatives = above.all - above.positives
      if above.precision >= precision { figures.threshold = likenesses[run] }
      guard likenesses[run] >= mark else { return }
      (figures.precisionAtMark, found) = (above.precision, above.positives)
    }
    figures.areaUnderCurve = Double(twiceWon) / (2 * Double(positives) * Double(negatives))
    figures.averagePrecision = sum / Double(positives)
    figures.recallAtMark = Double(found) / Double(positives)
    return figures
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
