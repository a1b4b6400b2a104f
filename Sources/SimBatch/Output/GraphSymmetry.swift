/// Which edges a symmetric graph of neighbors has; without it edges lead from a row to a neighbor.
public enum GraphSymmetry: String, CaseIterable, Sendable {
  /// Those between rows of which each is among the other's k neighbors.
  case mutual
  /// Those between rows of which at least one is among the other's k neighbors.
  case symmetric
}
