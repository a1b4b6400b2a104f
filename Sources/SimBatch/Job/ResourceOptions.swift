/// Threads, memory and screen of a job. None of it changes a byte of the answer.
public struct ResourceOptions: Sendable {
  /// Worker threads; nil for as many as there are processors to use.
  public var threads: Int?
  /// Rows and columns of a tile; nil for a good choice.
  public var tileSide: Int?
  /// Rows of a block, of which two are in memory at a time; nil for all rows where they fit.
  public var blockSide: Int?
  /// How pairs are bounded.
  public var screen = ScreenChoice.auto
  /// Bytes the job may use; nil for half of what is free.
  public var memory: Int?
  /// Where rows, prepared or made on the way, go that do not fit into memory; nil to refuse a job that has some.
  public var scratch: ScratchFolder?

  public init() {}

  /// Threads that work.
  var workerCount: Int { max(1, threads ?? MachineLimits.processorCount) }

  /// Bytes that may be used.
  var memoryBudget: Int { memory ?? MachineLimits.availableMemory / 2 }

  /// Bytes of rows that are made on the way to a job and may stay in memory; without a scratch folder
  /// there is nowhere else.
  var heldLimit: Int { scratch == nil ? .max : memoryBudget / 2 }

  /// Bytes of the budget that matrices take before a job starts. What is free does not count them.
  func heldBytes(_ matrices: StoredMatrix?...) -> Int {
    memory == nil ? 0 : matrices.reduce(0) { $0 + ($1?.bytes.memoryByteCount ?? 0) }
  }
}

/// What a part of a job's memory is for.
public struct MemoryItem: Encodable, Equatable, Sendable {
  public let name: String
  public let bytes: Int

  init(_ name: String, _ bytes: Int) {
    self.name = name
    self.bytes = bytes
  }
}

extension [MemoryItem] {
  var byteCount: Int { reduce(0) { $0 + $1.bytes } }
}
