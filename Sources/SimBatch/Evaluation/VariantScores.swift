/// What each variant says of each judgement, and the judgements of which all say something.
struct VariantScores<Value: Sendable>: Sendable {
  private var variants: [SimilarityVariant] = []
  private var values: [[Value?]] = []
  /// Variants that say nothing of any judgement.
  private(set) var dropped: [SimilarityVariant] = []

  /// - Parameter values: of each judgement; nil where the variant cannot judge it.
  mutating func add(_ variant: SimilarityVariant, _ values: [Value?]) {
    guard values.contains(where: { $0 != nil }) else {
      dropped.append(variant)
      return
    }
    variants.append(variant)
    self.values.append(values)
  }

  /// The judgements that can be compared fairly.
  struct Common: Sendable {
    let variants: [SimilarityVariant]
    /// Numbers of the judgements.
    let indices: [Int]
    /// By variant, then by place in `indices`.
    let values: [[Value]]
  }

  func common() -> Common {
    let indices = (values.first ?? []).indices.filter { index in
      values.allSatisfy { $0[index] != nil }
    }
    return Common(
      variants: variants,
      indices: Array(indices),
      values: values.map { values in indices.compactMap { values[$0] } }
    )
  }
}
