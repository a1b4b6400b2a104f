/// Why a job that could read its input cannot go on.
public enum JobError: SimBatchError, Equatable {
  /// The options contradict each other or the shape of the input.
  case usage(String)
  /// The rows cannot be judged by the measure, or do not fit each other.
  case data(String)
  /// The job needs more than `--memory` allows.
  case overBudget(needed: Int, budget: Int)
  /// The system refused memory.
  case outOfMemory(bytes: Int)
  /// The system refused the address space that so many threads need for products.
  case threadsRefused(workers: Int)
  /// What does not fit into memory does not fit into a scratch file either.
  case scratch(ScratchError)
  /// The job was asked to stop; `state` is where the same command goes on, if it saved anything.
  case interrupted(state: String?)
  /// BLAS gives wrong products.
  case brokenBLAS(kernel: String, detail: String)

  public var exitCode: ExitCode {
    switch self {
    case .usage, .overBudget: .usage
    case .data: .data
    case .scratch(let error): error.exitCode
    case .outOfMemory, .threadsRefused, .interrupted: .temporary
    case .brokenBLAS: .internal
    }
  }

  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .usage(let text), .data(let text):
      text
    case .overBudget(let needed, let budget):
      """
      this job needs at least \(ByteCount(needed)) of memory and may use \(ByteCount(budget)); \
      give it --memory \(ByteCount(needed).argument)
      """
    case .outOfMemory(let bytes):
      "the system refused \(ByteCount(bytes)) of memory"
    case .threadsRefused(let workers):
      """
      the system refused \(workers) × 128 MB of address space, which --threads \(workers) takes; \
      give it fewer, or a higher limit (ulimit -v, ulimit -d)
      """
    case .scratch(let error):
      error.description
    case .interrupted(let state):
      state.map { "interrupted; \($0) holds what was done: the same command goes on from there" }
        ?? "interrupted; no output was written, run it again"
    case .brokenBLAS(let kernel, let detail):
      """
      OpenBLAS kernel \(kernel) failed its self-test (\(detail)); \
      choose another by the environment variable OPENBLAS_CORETYPE, for example Haswell
      """
    }
  }
}

extension MappedBytes {
  /// Zeroed bytes: in memory up to `limit`, beyond it in a file of `scratch`, where there is one.
  static func zeroed(_ count: Int, limit: Int, scratch: ScratchFolder?) throws(JobError)
    -> MappedBytes
  {
    do throws(SpoolError) {
      return try spool(zeroed: count, limit: limit, scratch: scratch)
    } catch {
      if case .scratch(let error) = error { throw .scratch(error) }
      throw .outOfMemory(bytes: count)
    }
  }
}
