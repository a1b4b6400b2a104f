/// What every job starts with: kernels, a number of threads, and a BLAS that multiplies.
struct JobStart: Sendable {
  let kernels: Kernels
  let workers: Int

  /// - Parameter usesBLAS: whether the job multiplies matrices, so that BLAS is tried first, and takes
  ///   its memory before the job's is planned.
  /// - Throws: ``JobError/usage(_:)`` for kernels that this machine does not have;
  ///   ``JobError/threadsRefused(workers:)``; ``JobError/outOfMemory(bytes:)``;
  ///   ``JobError/brokenBLAS(kernel:detail:)``.
  init(_ resources: ResourceOptions, usesBLAS: Bool = true) throws(JobError) {
    if usesBLAS {
      try BLAS.start(workers: resources.workerCount)
    }
    let stacks = Workers.stackByteCount * resources.workerCount
    guard MachineLimits.leavesHeadroom(stacks) else { throw .outOfMemory(bytes: stacks) }
    kernels = try Kernels.selected()
    workers = resources.workerCount
  }
}
