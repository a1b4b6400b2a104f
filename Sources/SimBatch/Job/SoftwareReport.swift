/// What computed an answer, as reports tell it.
public struct SoftwareReport: Encodable, Sendable {
  public let simbatch: String
  public let openBLAS: String
  public let blasKernel: String
  public let kernels: String
}

extension SoftwareReport {
  /// - Parameter kernels: those that were chosen.
  init(kernels: Kernels) {
    self.init(
      simbatch: SimBatchVersion.current,
      openBLAS: BLAS.version,
      blasKernel: BLAS.kernelName,
      kernels: kernels.name
    )
  }
}
