extension RowIds: RowNaming {
  public func appendId(row: Int, to bytes: inout [UInt8]) { appendUTF8(of: row, to: &bytes) }
}
