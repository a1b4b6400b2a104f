/// What every job starts with: kernels, a number of threads, and a BLAS that multiplies.
struct JobStart: Sendable {
  let kernels: Kernels
  let workers: Int

  /// - Parameter usesBLAS: whether the job multiplies matrices, so that BLAS is tried first. Each
  ///   worker calls it for itself.
  /// - Throws: ``JobError/usage(_:)`` for kernels that this machine does not have;
  ///   ``JobError/brokenBLAS(kernel:detail:)``.
  init(_ resources: ResourceOptions, usesBLAS: Bool = true) throws(JobError) {
    if usesBLAS {
      let buffers = BLAS.bufferByteCount * resources.workerCount
      guard MachineLimits.hasAddressSpace(buffers) else { throw .outOfMemory(bytes: buffers) }
      BLAS.useCallingThreadOnly()
      try BLASSelfTest.run()
    }
    kernels = try Kernels.selected()
    workers = resources.workerCount
  }
}
