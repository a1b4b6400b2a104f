import CSimKernels

/// What a plan knows of the rows of its job, so that no shard has to read rows that it does not
/// compare: the file `rows` in the plan's folder.
struct PlannedRows {
  let examined: ExaminedSides
  /// See ``Frame/origin``.
  let origin: Memory<Double>?
  /// By row that collects neighbors, the key that its answers must reach; nil for other jobs.
  let seeds: Memory<Float>?

  /// Writes the file; it is mapped by every shard.
  static func write(
    _ examined: ExaminedSides,
    origin: Memory<Double>?,
    seeds: Memory<Float>?,
    to path: String
  ) throws {
    let (base, queries) = (examined.base, examined.queries)
    let lines = [
      NamedValue("rows", base.source.rowCount),
      NamedValue("query rows", queries?.source.rowCount ?? 0),
      NamedValue("mean", base.source.columnMean?.count ?? 0),
      NamedValue("origin", origin?.count ?? 0),
      NamedValue("seeds", seeds?.count ?? 0),
    ]
    try StateFile.write(.rows, lines, to: path, isPrivate: false) { file in
      try append(base.source.columnMean, to: &file)
      try append(origin, to: &file)
      for rows in [base, queries].compactMap({ $0 }) {
        try append(rows.info, to: &file)
        try append(rows.hashes, to: &file)
        try append(rows.states, to: &file)
      }
      try append(seeds, to: &file)
    }
  }

  /// Sections start at multiples of this.
  private static let alignment = 64
  private static let chunk = 1 << 16

  private static func append<Value>(_ values: Memory<Value>?, to file: inout StateWriter) throws {
    guard let values else { return }
    for first in stride(from: 0, to: values.count, by: chunk) {
      try file.append((first..<min(first + chunk, values.count)).map { values[$0] })
    }
    let size = byteCount(Value.self, values.count)
    try file.append(
      [UInt8](repeating: 0, count: size - values.count * MemoryLayout<Value>.stride)
    )
  }

  private static func byteCount<Value>(_: Value.Type, _ count: Int) -> Int {
    (count * MemoryLayout<Value>.stride + alignment - 1) / alignment * alignment
  }

  /// What a plan knows of the rows of a job, once it is sure that the job is the plan's.
  ///
  /// - Parameter settings: of the job with such rows.
  /// - Throws: ``JobError/data(_:)`` where the file is damaged, or the plan is of another job.
  init(
    of plan: ShardPlan,
    in folder: PlanFolder,
    base: StoredMatrix,
    queries: StoredMatrix?,
    _ measure: Measure,
    _ options: RowOptions,
    settings: (ExaminedSides) -> JobSettings
  ) throws {
    try self.init(folder.rowsPath, base: base, queries: queries, measure, options)
    try plan.require(settings(examined), in: folder)
  }

  /// Reads the file for the matrices of the job.
  ///
  /// - Throws: ``JobError/data(_:)`` where it is damaged, or the matrices have other shapes.
  private init(
    _ path: String,
    base: StoredMatrix,
    queries: StoredMatrix?,
    _ measure: Measure,
    _ options: RowOptions
  ) throws {
    let file = try StateFile(.rows, InputFile.open(path))
    var sections = Sections(file)
    func count(_ name: String, _ allowed: Set<Int>) throws(JobError) -> Int {
      guard let count = file.value(name).flatMap({ Int($0) }), allowed.contains(count) else {
        throw file.damaged("the plan is of matrices of another shape")
      }
      return count
    }
    let dimensions = options.dimensions ?? base.dimensionCount
    let counts = (base: base.rowCount, queries: queries?.rowCount ?? 0)
    _ = try (count("rows", [counts.base]), count("query rows", [counts.queries]))
    let seeded = try count("seeds", [0, queries == nil ? counts.base : counts.queries])
    let mean = try sections.next(
      Double.self,
      count("mean", [options.centerColumns ? dimensions : 0])
    )
    origin = try sections.next(Double.self, count("origin", [0, dimensions]))
    func examined(_ matrix: StoredMatrix, _ sections: inout Sections) throws(JobError)
      -> ExaminedRows
    {
      ExaminedRows(
        RowSource(
          matrix: matrix,
          dimensions: dimensions,
          columnMean: mean,
          releasesPages: true
        ),
        measure: measure,
        info: try sections.memory(sim_row_info.self, matrix.rowCount),
        hashes: try sections.memory(UInt64.self, matrix.rowCount),
        states: try sections.memory(UInt8.self, matrix.rowCount)
      )
    }
    let base = try examined(base, &sections)
    let queries = try queries.map { try examined($0, &sections) }
    self.examined = ExaminedSides(base: base, queries: queries)
    seeds = try sections.next(Float.self, seeded)
  }

  /// The sections of a file in turn.
  private struct Sections {
    let file: StateFile
    private var offset: Int

    init(_ file: StateFile) {
      self.file = file
      offset = file.payload.lowerBound
    }

    /// nil for none.
    mutating func next<Value>(_ type: Value.Type, _ count: Int) throws(JobError) -> Memory<Value>? {
      count == 0 ? nil : try memory(type, count)
    }

    mutating func memory<Value>(_ type: Value.Type, _ count: Int) throws(JobError)
      -> Memory<Value>
    {
      let size = PlannedRows.byteCount(type, count)
      guard size <= file.payload.upperBound - offset else {
        throw file.damaged("the file is too short")
      }
      defer { offset += size }
      return Memory(viewing: file.bytes, at: offset, count: count)
    }
  }
}
