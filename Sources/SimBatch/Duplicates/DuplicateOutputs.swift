/// All files of a deduplication: they appear together, or none does.
public struct DuplicateOutputs {
  public var decisions: DecisionOutput
  public var keptRows: KeptRowsOutput?
  public var keptMatrix: MatrixRowsOutput?
  public var pairs: PairOutput?

  public init(decisions: DecisionOutput) { self.decisions = decisions }

  /// Writes everything and puts it in place.
  ///
  /// - Throws: ``OutputError``; then no file has appeared.
  public func finish(_ decisions: DuplicateDecisions) throws {
    let kept = decisions.keptRows
    try keptRows?.write(kept)
    try keptMatrix?.write(kept)
    try self.decisions.write(decisions)
    let files = [self.decisions.file, keptRows?.file, keptMatrix?.file, pairs?.file]
    try AtomicFile.commit(files.compactMap { $0 })
    try self.decisions.finishStream()
    try pairs?.finishStream()
  }
}
