import CSimKernels

/// What this machine's matrix product reaches, against what its widest vectors could do.
public struct MachineInfo: Sendable {
  public let openBLAS: String
  /// The CPU that OpenBLAS chose its kernels for.
  public let blasKernel: String
  /// The instruction set of this library's own kernels.
  public let kernels: String
  public let threads: Int
  /// All threads together, `sgemm` of 1024 × 1024 × 512 on each.
  public let productGigaflops: Double
  /// All threads together, multiply-adds on registers only.
  public let peakGigaflops: Double
  public let availableMemory: ByteCount

  /// Values of `OPENBLAS_CORETYPE` that this CPU can run, apart from the present one.
  public var otherBLASKernels: [String] {
    let runnable = Kernels.available.map(\.name)
    let names =
      (runnable.contains("avx512") ? ["SkylakeX"] : [])
      + (runnable.contains("avx2") ? ["Haswell", "Zen"] : [])
    return names.filter { $0.lowercased() != blasKernel.lowercased() }
  }

  /// - Complexity: about 0.2 s, best of several runs.
  /// - Throws: ``JobError`` where BLAS fails its self-test or memory is refused.
  public static func measure(threads: Int? = nil) throws -> MachineInfo {
    let threads = threads ?? MachineLimits.processorCount
    try BLAS.start(workers: threads)
    return MachineInfo(
      openBLAS: BLAS.version,
      blasKernel: BLAS.kernelName,
      kernels: try Kernels.selected().name,
      threads: threads,
      productGigaflops: try productRate(threads: threads),
      peakGigaflops: peakRate(of: .float, threads: threads),
      availableMemory: ByteCount(MachineLimits.availableMemory)
    )
  }

  private static func productRate(threads: Int) throws(JobError) -> Double {
    let (side, dimensions) = (1024, 512)
    let rows = try Memory<Float>(count: threads * side * dimensions)
    let tiles = try Memory<Float>(count: threads * side * side)
    for index in 0..<rows.count { rows[index] = Float(index % 17) - 8 }
    return bestRate(threads: threads, runs: 5) { worker in
      let own = rows.pointer + worker * side * dimensions
      BLAS.multiply(
        left: own,
        leftStride: dimensions,
        rows: side,
        right: own,
        rightStride: dimensions,
        columns: side,
        dimensions: dimensions,
        sign: 1,
        tile: tiles.pointer + worker * side * side,
        tileStride: side
      )
      return 2 * Double(side * side * dimensions)
    }
  }

  /// Kinds of instructions that screens multiply by.
  enum Instructions { case float, int8 }

  /// 10⁹ operations a second of the widest vectors, on registers only; 0 where this CPU has no such
  /// instructions.
  static func peakRate(of instructions: Instructions, threads: Int) -> Double {
    let table = Kernels(table: sim_kernels_best()).table.pointee
    let spin: (@convention(c) (Int) -> Double)? =
      instructions == .float ? table.spin_flops : table.spin_int8
    guard let spin else { return 0 }
    return bestRate(threads: threads, runs: 3) { _ in spin(200_000) }
  }

  /// 10⁹ operations a second of the best of `runs` runs on all threads at once.
  private static func bestRate(
    threads: Int,
    runs: Int,
    _ body: @escaping @Sendable (Int) -> Double
  ) -> Double {
    (0..<runs).map { _ in
      let flops = Counter()
      let start = StageClock.now
      Workers.run(threads) { worker in flops.add(Int(body(worker))) }
      return Double(flops.current) / (StageClock.now - start) / 1e9
    }.max() ?? 0
  }
}

extension MachineInfo: CustomStringConvertible {
  public var description: String {
    let share = Int((100 * productGigaflops / peakGigaflops).rounded())
    return """
      simbatch          \(SimBatchVersion.current)
      OpenBLAS          \(openBLAS), kernel \(blasKernel)
      own kernels       \(kernels)
      threads           \(threads)
      matrix product    \(Int(productGigaflops)) GFLOP/s, \(share)% of the \
      \(Int(peakGigaflops)) GFLOP/s that the widest vectors could do
      free memory       \(availableMemory)
      """
  }
}
