/// What a user says about a file beyond what the file says itself.
public struct MatrixReadingOptions: Equatable, Sendable {
  /// The layout, instead of finding it in the content (`--input-format`).
  public var format: MatrixFormat?
  /// The layout that was found in the content by an earlier look, which need not be found again.
  var foundFormat: MatrixFormat?
  /// The type of a value (`--dtype`): for ``MatrixFormat/raw`` (where it is `f32` if not given), for
  /// a ``MatrixFormat/bin`` whose name does not say it, for blobs of an ``MatrixFormat/sqlite``
  /// database, and for text, where it is `f32` or `f64`.
  public var elementType: InputType?
  /// d (`--dim`): for ``MatrixFormat/raw`` only, and required there.
  public var dimensionCount: Int?
  /// Which columns of a table hold what.
  public var table = TableColumns()
  /// The fields of JSON objects: their names (`--id-field`), their vectors (`--vector-field`).
  public var idField: String?
  public var vectorField: String?
  /// The tensor of a ``MatrixFormat/safetensors`` file (`--tensor`).
  public var tensor: String?
  /// The path of a dataset in an ``MatrixFormat/hdf5`` file (`--dataset`).
  public var dataset: String?
  /// The query of an ``MatrixFormat/sqlite`` database (`--sql`).
  public var query: String?
  /// Bytes that rows which cannot be mapped may take; nil for half of what is free.
  public var memory: Int?
  /// Where such rows go that need more; nil to refuse them. With it, half of the memory is for rows,
  /// and the other half is left to the job.
  public var scratch: ScratchFolder?
  /// Lets options be that do not apply to the format, since they are meant for another input.
  public var ignoresForeignOptions = false

  public init(
    format: MatrixFormat? = nil,
    elementType: InputType? = nil,
    dimensionCount: Int? = nil
  ) {
    self.format = format
    self.elementType = elementType
    self.dimensionCount = dimensionCount
  }

  /// Bytes of such rows that may be in memory.
  var memoryLimit: Int {
    get {
      let most = memory ?? MachineLimits.availableMemory / 2
      return scratch == nil ? most : most / 2
    }
    set { memory = scratch == nil ? newValue : 2 * newValue }
  }

  /// Refuses options that contradict each other, whatever the file called `name` holds.
  func check(for name: String) throws(InputError) {
    if let dimensionCount {
      guard format == .raw else {
        throw .usage(name, "--dim applies to --input-format raw only; other formats state theirs")
      }
      guard MatrixLayout.dimensionLimits.contains(dimensionCount) else {
        let limit = MatrixLayout.dimensionLimits.upperBound
        throw .usage(name, "--dim must be 1 to \(limit), not \(dimensionCount)")
      }
    } else if format == .raw {
      throw .usage(name, "--input-format raw needs --dim, since raw values state no shape")
    }
    if let format { try check(for: name, readAs: format) }
  }

  /// Refuses options that contradict the format that the file called `name` turned out to have.
  func check(for name: String, readAs format: MatrixFormat) throws(InputError) {
    guard !ignoresForeignOptions else { return }
    if let elementType, !format.takesType {
      throw .usage(
        name,
        """
        --dtype \(elementType.rawValue) is the type of what the input holds, and \(format.rawValue) \
        states its own; the type that convert and matrix write is --output-dtype
        """
      )
    }
    if let foreign = options.first(where: { !$0.formats.contains(format) }) {
      let listed = foreign.formats.map(\.rawValue).listed("and")
      throw .usage(
        name,
        "\(foreign.name) applies to \(listed) only; this is read as \(format.rawValue)"
      )
    }
    if let elementType, format.isText, ![.f32, .f64].contains(elementType) {
      throw .usage(
        name,
        """
        --dtype \(elementType.rawValue): text is read as f32 or f64; the type that convert and matrix \
        write is --output-dtype
        """
      )
    }
  }

  /// The options that were given and do not apply to every format.
  private var options: [(name: String, formats: [MatrixFormat])] {
    let tables: [MatrixFormat] = [.csv, .tsv, .copy]
    var given: [(name: String, formats: [MatrixFormat])] = []
    if table.names != nil { given.append(("--id-column", tables)) }
    if table.values != nil { given.append(("--columns", tables)) }
    if let header = table.hasHeader {
      given.append((header ? "--header" : "--no-header", [.csv, .tsv]))
    }
    if idField != nil { given.append(("--id-field", [.jsonl])) }
    if vectorField != nil { given.append(("--vector-field", [.jsonl])) }
    if tensor != nil { given.append(("--tensor", [.safetensors])) }
    if dataset != nil { given.append(("--dataset", [.hdf5])) }
    if query != nil { given.append(("--sql", [.sqlite])) }
    return given
  }
}

/// Which columns of a table (csv, tsv, copy) hold what.
public struct TableColumns: Equatable, Sendable {
  /// The column of the names (`--id-column`): its name, or its number from 1.
  public var names: String?
  /// The columns of the values (`--columns`), such as `3-386`, `x0-x9` or `a,b,7-9`; or the one
  /// column of vectors `[0.1,0.2]`.
  public var values: String?
  /// Whether the first line names the columns; nil to find out.
  public var hasHeader: Bool?

  public init() {}
}

extension MatrixFormat {
  /// Whether numbers are written out.
  var isText: Bool {
    switch self {
    case .word2vecText, .glove, .csv, .tsv, .jsonl, .copy: true
    case .bin, .npy, .fvecs, .bvecs, .raw, .word2vec, .safetensors, .hdf5, .sqlite: false
    }
  }
}

extension MatrixFormat {
  /// Whether a row may lack its vector, or a vector one of its values.
  var hasMissingValues: Bool { isText || self == .sqlite }

  /// Whether the type of values may be said by the user.
  var takesType: Bool { isText || [.raw, .bin, .sqlite].contains(self) }
}

extension InputError {
  static func usage(_ name: String, _ reason: String) -> InputError {
    InputError(name: name, problem: .usage(reason))
  }
}
