/// Makes the section about the matrix itself.
enum MatrixSectionMaker {
  /// Shares of the variance whose numbers of axes are reported.
  private static let shares = [0.5, 0.9, 0.99]

  /// - Throws: ``JobError`` where means leave the range of `Double` or there is no memory.
  /// - Complexity: O(n · d² + d³), see ``RowSpectrum``.
  static func make(_ means: AuditMeans) throws -> MatrixSection {
    let info = try MatrixInfo(means.base, threads: means.workers)
    let directions = try RowDirections.of(means)
    let spectrum = try RowSpectrum.of(means)
    let norms = Spread(directions.norms, sampled: false)
    return MatrixSection(
      name: info.name,
      format: info.format.rawValue,
      elementType: info.elementType.rawValue,
      rows: info.rowCount,
      dimensions: info.dimensionCount,
      notFiniteRows: info.notFiniteRows,
      zeroRows: info.zeroRows,
      constantRows: info.constantRows,
      repeatedRows: info.repeatedRows,
      norms: norms,
      normVariation: norms.standardDeviation / norms.mean.value,
      commonDirection: directions.commonDirection,
      componentMeanShare: directions.componentMeanShare,
      spectrum: spectrum.shares,
      effectiveDimension: spectrum.effectiveDimension,
      axesForShare: spectrum.shares.isEmpty
        ? []
        : shares.map { MatrixSection.AxesForShare(share: $0, axes: spectrum.axes(for: $0)) }
    )
  }
}
