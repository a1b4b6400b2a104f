import ArgumentParser
import SimBatch

extension MatrixFormat: ExpressibleByArgument {}
extension ElementType: ExpressibleByArgument {}
extension InputType: ExpressibleByArgument {}

/// Where rows go that do not fit into memory.
struct ScratchOption: ExpressibleByArgument {
  /// nil to refuse such rows.
  let folder: ScratchFolder?

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    folder = argument == "none" ? nil : ScratchFolder(argument)
  }
}

extension RowSelection.Ranges: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

/// The rows that a command is about.
struct MatrixInputs: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      """
      Matrix of rows in any format (see the README), or - for standard input; several, patterns and \
      @list.txt are one matrix.
      """,
      valueName: "input"
    )
  )
  var inputs: [String]
}

/// The rows that a command is about, and their names.
struct MatrixArguments: ParsableArguments {
  @OptionGroup var matrix: MatrixInputs

  @Option(help: ArgumentHelp("Names of the rows of INPUT, one a line.", valueName: "file"))
  var ids: String?

  var inputs: [String] { matrix.inputs }

  /// The names of all rows of the input: those of `--ids`, or its own.
  func names(for matrix: StoredMatrix) throws -> RowIds? {
    guard let ids else { return matrix.rowIds }
    return try RowIds.open(ids, rowCount: matrix.rowNumbers.wholeCount)
  }
}

/// Which rows of the input take part.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only these rows of INPUT: 1000-2000 (both included), 5, 10-, or several with commas.",
      valueName: "ranges"
    )
  )
  var rows: RowSelection.Ranges?

  @Option(help: ArgumentHelp("Only so many rows of INPUT, at random.", valueName: "n"))
  var sample: Int?

  @Option(help: ArgumentHelp("Another number, another random draw.", valueName: "number"))
  var seed: UInt64 = 0

  func validate() throws {
    if let sample, sample < 1 { throw ValidationError("--sample \(sample): expected at least 1") }
  }

  var selection: RowSelection {
    RowSelection(ranges: rows, sampleCount: sample, seed: seed)
  }
}

/// How files of rows are read.
struct InputOptions: ParsableArguments {
  @OptionGroup var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "Layout of the input, instead of what its content says.",
      valueName: "format"
    )
  )
  var inputFormat: MatrixFormat?

  @Option(help: ArgumentHelp("Dimensions of raw rows.", valueName: "d"))
  var dim: Int?

  @Option(
    help: ArgumentHelp(
      """
      Type of the values that the input holds, where it does not say so: raw, an undecided .bin, blobs \
      of sqlite, or (f32, f64) numbers in text.
      """,
      valueName: "type"
    )
  )
  var dtype: InputType?

  @OptionGroup var fields: FieldOptions

  @Option(
    help: ArgumentHelp(
      """
      Folder where rows go that do not fit into --memory, or none; default: TMPDIR or /tmp. Their \
      files have no names and are gone with the job.
      """,
      valueName: "folder"
    )
  )
  var scratch: ScratchOption?

  /// nil where rows that do not fit are to be refused.
  var scratchFolder: ScratchFolder? {
    guard let scratch else { return .ofSystem }
    return scratch.folder
  }

  /// Opens the input, and leaves the rows that are wanted.
  ///
  /// - Parameters:
  ///   - memory: what rows may take that cannot be mapped.
  ///   - others: further inputs that these options are for; options that one of them needs may not
  ///     apply to another.
  func open(
    _ inputs: [String],
    memory: ByteCount?,
    others: [String?] = []
  ) throws -> StoredMatrix {
    var options = try reading(memory: memory)
    options.ignoresForeignOptions = others.contains { $0 != nil }
    return try announced(
      StoredMatrix.open(inputs, options: options).selecting(selection.selection, options)
    )
  }

  /// Opens one of those further inputs.
  func open(other path: String, memory: ByteCount?) throws -> StoredMatrix {
    var options = try reading(memory: memory)
    options.ignoresForeignOptions = true
    return try announced(StoredMatrix.open([path], options: options))
  }

  private func announced(_ matrix: StoredMatrix) throws -> StoredMatrix {
    InputNotes.announce(reading: matrix.reading, of: matrix.name)
    InputNotes.warn(try matrix.suspicions(), of: matrix.name)
    return matrix
  }

  /// - Throws: ``ScratchError`` where nothing can be put into the folder that `--scratch` names.
  func reading(memory: ByteCount?) throws -> MatrixReadingOptions {
    var options = MatrixReadingOptions(
      format: inputFormat,
      elementType: dtype,
      dimensionCount: dim
    )
    fields.apply(to: &options)
    options.memory = memory?.bytes
    try scratch?.folder?.check()
    options.scratch = scratchFolder
    return options
  }
}

/// Where names and values are in tables, objects and containers.
struct FieldOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "csv, tsv, copy: the column of names, by name or number from 1; default: id, user_id, name, …",
      valueName: "column"
    )
  )
  var idColumn: String?

  @Option(
    help: ArgumentHelp(
      "csv, tsv, copy: columns of values (3-386, x0-x9, a,b) or of vectors [0.1,0.2]; default: those alike.",
      valueName: "list"
    )
  )
  var columns: String?

  @Flag(
    inversion: .prefixedNo,
    help: "csv, tsv: whether the first line names the columns; default: if it has no number."
  )
  var header: Bool?

  @Option(help: ArgumentHelp("jsonl: the field of names; default: id.", valueName: "field"))
  var idField: String?

  @Option(
    help: ArgumentHelp(
      "jsonl: the field of vectors, such as meta.embedding; default: by its name, see the README.",
      valueName: "field"
    )
  )
  var vectorField: String?

  @Option(
    help: ArgumentHelp("safetensors: default: the only one of two dimensions.", valueName: "name")
  )
  var tensor: String?

  @Option(
    help: ArgumentHelp("hdf5: default: the only one of two dimensions.", valueName: "path")
  )
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "sqlite: what to read, such as 'select id, embedding from docs'.",
      valueName: "query"
    )
  )
  var sql: String?

  func apply(to options: inout MatrixReadingOptions) {
    options.table.names = idColumn
    options.table.values = columns
    options.table.hasHeader = header
    options.idField = idField
    options.vectorField = vectorField
    options.tensor = tensor
    options.dataset = dataset
    options.query = sql
  }
}
