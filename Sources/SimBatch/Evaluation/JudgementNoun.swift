/// The word for judgements of a kind: queries, of which answers are known, or pairs.
enum JudgementNoun {
  static func plural(kind: String) -> String { kind == "answers" ? "queries" : "pairs" }

  /// `1 query`, `2 pairs`.
  static func counted(_ count: Int, kind: String) -> String {
    kind == "answers" ? count.counted("query", plural: "queries") : count.counted("pair")
  }
}
