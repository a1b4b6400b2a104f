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
      between blanks, names with blanks in quotes. Answers come in the order rows, words, sums; \
      rows that a question used are left out unless --include-self is given.
      """,
      valueName: "sum"
    )
  )
  var like: [String] = []

  /// Rows, then words, then sums, each as they were typed.
  var questions: [LookupQuestion] {
    row.map { .row($0) } + word.map { .word($0) } + like.map { .like($0) }
  }
}
