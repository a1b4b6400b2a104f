import ArgumentParser
import SimBatch

/// Questions about a few rows, instead of a comparison of all.
struct LookupOptions: ParsableArguments {
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only the neighbors of this row; may be repeated.", valueName: "number")
  )
  var row: [Int] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Only those of the row of this name; may be repeated.", valueName: "name")
  )
  var word: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      """
      Only those of a sum of named rows, such as "king - man + woman"; may be repeated. Signs stand \
      between blanks, names with blanks in quotes, where quotes are doubled. Answers come in the order \
      rows, words, sums; rows that a question used are left out unless --self says otherwise.
      """,
      valueName: "sum"
    )
  )
  var like: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take their neighbors from these rows of INPUT only, written as for --rows; they may lie outside.",
      valueName: "ranges"
    )
  )
  var among: RowSelection.Ranges?

  /// Rows, then words, then sums, each as they were typed.
  var questions: [LookupQuestion] {
    row.map { .row($0) } + word.map { .word($0) } + like.map { .like($0) }
  }

  /// - Parameter selection: the rows of INPUT that take part.
  /// - Throws: ``JobError/usage(_:)`` where `--among` has no meaning.
  func checkAmong(_ selection: RowSelection) throws {
    guard among != nil else { return }
    guard !questions.isEmpty else {
      throw JobError.usage(
        """
        --among is for --row, --word and --like; for neighbors of all rows among some, give INPUT as \
        --queries too, and --rows
        """
      )
    }
    guard selection.isEverything else {
      throw JobError.usage("--among counts rows of the whole INPUT; it needs no --rows or --sample")
    }
  }
}
