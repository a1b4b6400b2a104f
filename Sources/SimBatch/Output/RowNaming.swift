/// Names for rows, as a user knows them.
public protocol RowNaming: Sendable {
  /// Appends the id of `row`, as it is: whoever writes it quotes or escapes it.
  func appendId(row: Int, to bytes: inout [UInt8])
}
