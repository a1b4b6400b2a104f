/// What a job would cost on a number of machines like this one.
///
/// A model, not a promise: pairs cost what those of a sample did on this machine, rows too; folders
/// are read at an assumed rate; every machine has one shard, and waits for the slowest. Where a
/// sample is smaller than the job its rows find fewer neighbors that let others be dropped, so pairs
/// of the job cost rather less.
public struct ShardEstimate: Encodable, Sendable {
  /// Bytes a second that a machine is assumed to read from a shared folder.
  public static let bytesPerSecond = 200e6
  /// The numbers of machines that are looked at.
  public static let machineCounts = [1, 4, 16, 64, 256, 1000]

  /// What a run on a sample took on this machine.
  public struct Sample: Encodable, Sendable {
    public let rows: Int
    public let pairs: Int
    /// Seconds of examining and preparing a row, and of comparing a pair.
    public let secondsByRow: Double
    public let secondsByPair: Double

    /// - Parameter seconds: of the stages of a job on the sample.
    init(rows: Int, pairs: Int, seconds: [String: Double]) {
      func sum(_ stages: [String]) -> Double { stages.reduce(0) { $0 + (seconds[$1] ?? 0) } }
      self.rows = rows
      self.pairs = pairs
      secondsByRow = sum(["prepare", "order"]) / Double(max(1, rows))
      secondsByPair = sum(["compare", "verify"]) / Double(max(1, pairs))
    }
  }

  /// Rows that a sample has, at most.
  static let sampledRows = 16_384

  /// The job on some machines.
  public struct Line: Encodable, Sendable {
    public let machines: Int
    /// Operations of all products, if no pair were dropped early.
    public let operations: Double
    /// Of the machine with the most: rows that it reads, bytes that it reads, bytes of memory that it
    /// needs to do so once.
    public let rowsOfShard: Int
    public let bytesReadByShard: Int
    public let memoryOfShard: Int
    /// Bytes that all machines read, and bytes of all parts.
    public let bytesRead: Int
    public let bytesOfParts: Int
    public let planSeconds: Double
    public let shardSeconds: Double
    public let mergeSeconds: Double
    public var seconds: Double { planSeconds + shardSeconds + mergeSeconds }
    /// Seconds of one machine, divided by those of all machines together.
    public let efficiency: Double
  }

  /// What is known of a job.
  struct Shape {
    var whole: PairRegion
    var dimensions: Int
    /// Bytes of a stored row.
    var rowByteCount: Int
    /// Bytes of a part: by row that collects, and by pair.
    var partBytesByRow = 0.0
    var partBytesByPair = 0.0
    var granularity = 1
    /// Pairs by row that a plan compares to find thresholds.
    var seedPairsByRow = 0
    /// Bytes of the output, where they are not few.
    var outputBytes = 0.0
  }

  public let rows: Int
  public let dimensions: Int
  public let threads: Int
  public let sample: Sample
  public let lines: [Line]

  /// - Parameter machines: a number of machines to be looked at as well.
  init(_ shape: Shape, sample: Sample, threads: Int, machines also: Int?) {
    rows = shape.whole.columns.upperBound
    dimensions = shape.dimensions
    self.threads = threads
    self.sample = sample
    var lines: [Line] = []
    for machines in Set(Self.machineCounts + (also.map { [$0] } ?? [])).sorted() {
      lines.append(Self.line(shape, sample, machines: machines, alone: lines.first?.seconds))
    }
    self.lines = lines
  }

  /// The least number of machines of which twice as many, or so, would take more than three quarters of
  /// the time; nil if all pay.
  public var enough: Int? {
    zip(lines, lines.dropFirst()).first { $1.seconds > 0.75 * $0.seconds }?.0.machines
  }

  /// What a plan knows of a row: see ``PlannedRows``.
  private static let plannedBytes = 37
  private static let fixedMemory = 48 << 20
  /// Starting a program, testing BLAS, opening files.
  private static let startSeconds = 0.5

  private static func line(_ shape: Shape, _ sample: Sample, machines: Int, alone: Double?) -> Line
  {
    let whole = shape.whole
    let allRows = whole.isSelfJoin ? whole.columns.count : whole.rows.count + whole.columns.count
    let split = RegionSplit(costs: .even, granularity: shape.granularity)
    let regions = split.regions(of: whole, count: machines)
    let most = regions.max { $0.pairCount < $1.pairCount } ?? whole
    let rowsOfShard = regions.map(\.rowCount).max() ?? 0
    let rowsRead = regions.reduce(0) { $0 + $1.rowCount }
    let planned = machines == 1 ? 0 : allRows * plannedBytes
    let bytesByShard = rowsOfShard * shape.rowByteCount + planned
    func compare(_ region: PairRegion) -> Double {
      Double(region.pairCount) * sample.secondsByPair + Double(region.rowCount)
        * sample.secondsByRow
    }
    let collecting = regions.reduce(0) { $0 + $1.collectingRows.reduce(0) { $0 + $1.count } }
    let parts =
      machines == 1
      ? 0
      : Double(collecting) * shape.partBytesByRow + Double(whole.pairCount) * shape.partBytesByPair
    let reading = Double(bytesByShard) / bytesPerSecond
    let shard = startSeconds + reading + compare(most) + parts / Double(machines) / bytesPerSecond
    let seeds = Double(allRows * shape.seedPairsByRow) * sample.secondsByPair
    let plan =
      startSeconds + Double(allRows * (shape.rowByteCount + plannedBytes)) / bytesPerSecond
      + Double(allRows) * sample.secondsByRow + seeds
    let merge = startSeconds + (parts + shape.outputBytes + Double(planned)) / bytesPerSecond
    let undivided = shard + shape.outputBytes / bytesPerSecond
    let total = machines == 1 ? undivided : plan + shard + merge
    let prepared = 2 * PreparedSide.byteCount(rowCount: 1, dimensions: shape.dimensions)
    return Line(
      machines: machines,
      operations: 2 * Double(whole.pairCount) * Double(shape.dimensions),
      rowsOfShard: rowsOfShard,
      bytesReadByShard: bytesByShard,
      memoryOfShard: fixedMemory + rowsOfShard * prepared
        + Int(Double(rowsOfShard) * shape.partBytesByRow),
      bytesRead: rowsRead * shape.rowByteCount + machines * planned,
      bytesOfParts: Int(parts),
      planSeconds: machines == 1 ? 0 : plan,
      shardSeconds: machines == 1 ? total : shard,
      mergeSeconds: machines == 1 ? 0 : merge,
      efficiency: alone.map { $0 / total / Double(machines) } ?? 1
    )
  }
}
