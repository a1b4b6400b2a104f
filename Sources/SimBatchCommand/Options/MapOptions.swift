import ArgumentParser
import SimBatch

/// A linear map of the rows, before any measure.
struct MapOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Multiply each row by this d × d' matrix first (npy, of simbatch fit or your own); after --dims.
      """,
      valueName: "file.npy"
    )
  )
  var map: String?

  /// Opens a map, and says how it was read where its file leaves a choice.
  static func open(_ path: String) throws -> LinearMap {
    let map = try LinearMap.open(path)
    InputNotes.announce(reading: map.reading, of: map.name)
    return map
  }

  /// The rows of a command, and what is left to do about their dimensions.
  ///
  /// - Parameters:
  ///   - base: as it was opened.
  ///   - queries: likewise; they are mapped by the same map unless `queryMap` names their own.
  ///   - scratch: where mapped rows go that do not fit into memory.
  func apply(
    to base: StoredMatrix,
    queries: StoredMatrix? = nil,
    queryMap: String? = nil,
    rows: RowOptions,
    resources: CommonResourceFlags,
    scratch: ScratchFolder?
  ) throws -> MappedInputs {
    var options = rows
    var means = resources.options
    means.scratch = scratch
    guard map != nil || queryMap != nil else {
      return MappedInputs(base: base, queries: queries, rows: options)
    }
    if map == nil, options.dimensions != nil {
      throw JobError.usage("--query-map with --dims needs --map, which maps what --dims leaves")
    }
    func mapped(_ matrix: StoredMatrix, by map: LinearMap?) throws -> StoredMatrix {
      guard let map else { return matrix }
      return try matrix.mapped(
        by: map,
        dimensions: options.dimensions,
        resources: means
      )
    }
    let baseMap = try map.map { try Self.open($0) }
    let ownMap = try queryMap.map { try Self.open($0) }
    let mappedBase = try mapped(base, by: baseMap)
    let mappedQueries = try queries.map { try mapped($0, by: ownMap ?? baseMap) }
    options.dimensions = nil
    return MappedInputs(base: mappedBase, queries: mappedQueries, rows: options)
  }
}

/// The rows that a command compares, and which part of them.
struct MappedInputs {
  let base: StoredMatrix
  let queries: StoredMatrix?
  let rows: RowOptions
}

/// Linear maps of rows and of queries.
struct PairedMapOptions: ParsableArguments {
  @OptionGroup var base: MapOptions

  @Option(help: ArgumentHelp("Another map for the rows of --queries.", valueName: "file.npy"))
  var queryMap: String?

  /// As ``MapOptions/apply(to:queries:queryMap:rows:resources:scratch:)``.
  func apply(
    to matrix: StoredMatrix,
    queries: StoredMatrix?,
    rows: RowOptions,
    resources: CommonResourceFlags,
    scratch: ScratchFolder?
  ) throws -> MappedInputs {
    if queryMap != nil, queries == nil { throw JobError.usage("--query-map needs --queries") }
    return try base.apply(
      to: matrix,
      queries: queries,
      queryMap: queryMap,
      rows: rows,
      resources: resources,
      scratch: scratch
    )
  }
}
