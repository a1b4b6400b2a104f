/// A question about rows of a matrix: what is most like this row, or like a sum of some?
public enum LookupQuestion: Hashable, Sendable {
  /// The row of this number.
  case row(Int)
  /// The row of this name.
  case word(String)
  /// A sum of named rows, see ``LookupExpression``.
  case like(String)
}
