import COpenBLAS
import Glibc
import Synchronization

extension BLAS {
  /// Makes ready for products of `workers` threads at a time, each of which runs its own. Call it
  /// before the first product, as often as you like.
  ///
  /// - Throws: ``JobError/threadsRefused(workers:)``; ``JobError/brokenBLAS(kernel:detail:)``.
  static func start(workers: Int) throws(JobError) {
    try BLASBuffers.take(workers)
    openblas_set_num_threads(1)
    try BLASSelfTest.run()
  }
}

/// The working memory of OpenBLAS: a buffer for each thread that multiplies at the same time.
///
/// OpenBLAS maps a buffer when a thread finds none free, and keeps it. Where the system refuses the
/// address space (`ulimit -v`, `ulimit -d`), it asks again for ever, or ends the process. So a job
/// takes all that it needs at its start, once the system has said that they are to be had.
private enum BLASBuffers {
  /// Bytes of address space of a buffer; memory is what is written to, a few MB.
  private static let byteCount = (128 << 20) + (64 << 10)
  /// More at once than OpenBLAS was built for would make it complain: 50 at the least. The buffers of
  /// further threads are asked for, but not held.
  private static let mostTaken = 32

  private static let taken = Mutex(0)

  private typealias Allocate = @convention(c) (CInt) -> UnsafeMutableRawPointer?
  private typealias Free = @convention(c) (UnsafeMutableRawPointer?) -> Void

  static func take(_ count: Int) throws(JobError) {
    let missing = taken.withLock { taken in
      let missing = max(0, count - taken)
      let (bytes, overflows) = missing.multipliedReportingOverflow(by: byteCount)
      guard !overflows, MachineLimits.hasAddressSpace(bytes) else { return missing }
      map(min(count, mostTaken))
      taken = max(taken, count)
      return 0
    }
    guard missing == 0 else { throw .threadsRefused(workers: count) }
  }

  /// Makes OpenBLAS map `count` buffers at least. Its functions for that are no part of its interface: where
  /// they are hidden, it maps each when it is first needed.
  private static func map(_ count: Int) {
    guard let allocate = dlsym(nil, "blas_memory_alloc"), let free = dlsym(nil, "blas_memory_free")
    else { return }
    let allocateBuffer = unsafeBitCast(allocate, to: Allocate.self)
    let freeBuffer = unsafeBitCast(free, to: Free.self)
    let buffers = (0..<count).map { _ in allocateBuffer(0) }
    buffers.forEach(freeBuffer)
  }
}
