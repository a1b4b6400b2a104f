import Testing

/// A part of the rows, and several inputs as one.
@Suite struct SelectionTests {
  private static let matrix = Matrix.random(rows: 60, dimensions: 7, seed: 91)
  private static let chosen = [3, 4, 5, 20, 33, 34, 59]
  private static let rows = "33-34,3-5,20,59"

  /// The chosen rows alone, as a matrix of their own.
  private static var alone: Matrix { Matrix(chosen.map { Array(matrix[$0]) }) }

  private func answer(_ sandbox: Sandbox, _ arguments: [String], rowCount: Int = 60) throws
    -> Answer
  {
    let run = try sandbox.simbatch(arguments)
    #expect(run.exitCode == 0, "\(run.error)")
    return try Answer(table: String(decoding: run.output, as: UTF8.self), rowCount: rowCount)
  }

  @Test
  func `selected rows have the neighbors that they have alone, under the numbers of the input`()
    throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Self.alone.fbin, to: "alone.fbin")
    let some = try answer(sandbox, ["in.fbin", "--rows", Self.rows, "--top", "4"])
    let alone = try answer(sandbox, ["alone.fbin", "--top", "4"], rowCount: 7)
    for (position, number) in Self.chosen.enumerated() {
      let expected = alone.rows[position].map {
        Answer.Neighbor(row: Self.chosen[$0.row], value: $0.value)
      }
      #expect(some.rows[number] == expected)
    }
    #expect(some.rows.count { !$0.isEmpty } == Self.chosen.count)

    #expect(
      try sandbox.simbatch(["in.fbin", "--rows", Self.rows, "--top", "4", "-o", "out.bin"]).exitCode
        == 0
    )
    let binary = try Answer(bin: sandbox.read("out.bin"))
    #expect(binary.rows == Self.chosen.map { some.rows[$0] })
  }

  @Test func `names, texts and numbers to keep by are those of the whole input`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write((0..<60).map { "name \($0)\n" }.joined(), to: "ids.txt")
    let named = try sandbox.simbatch([
      "in.fbin", "--ids", "ids.txt", "--rows", Self.rows, "--top", "2",
    ])
    #expect(named.exitCode == 0, "\(named.error)")
    for line in String(decoding: named.output, as: UTF8.self).split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",")
      #expect(fields[1] == "name \(fields[0])" && fields[4] == "name \(fields[3])")
    }

    // Rows 3 and 20 are made alike; the greater number says that 20 stays.
    var twins = Self.matrix
    twins.values.replaceSubrange(20 * 7..<21 * 7, with: Array(twins[3]))
    try sandbox.write(twins.fbin, to: "twins.fbin")
    try sandbox.write((0..<60).map { "\($0)\n" }.joined(), to: "keep.txt")
    let decided = try sandbox.simbatch([
      "duplicates", "twins.fbin", "--rows", Self.rows, "--min-score", "0.999", "--keep",
      "score:keep.txt", "--ids", "ids.txt", "--texts", "ids.txt", "--pairs-output", "pairs.csv",
      "--kept-rows", "kept.txt",
    ])
    #expect(decided.exitCode == 0, "\(decided.error)")
    let lines = String(decoding: decided.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 8)
    #expect(
      lines.contains {
        $0.hasPrefix("3,name 3,") && $0.contains(",false,20,name 20,1,name 3,name 20,")
      }
    )
    let pairs = String(decoding: try sandbox.read("pairs.csv"), as: UTF8.self)
    #expect(pairs.contains("\n3,20,1,name 3,name 20\n"))
    let kept = String(decoding: try sandbox.read("kept.txt"), as: UTF8.self)
    #expect(kept == [4, 5, 20, 33, 34, 59].map { "name \($0)\n" }.joined())
  }

  @Test func `a graph of some rows has a row for each of the input`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    let arguments = ["in.fbin", "--rows", Self.rows, "--top", "2"]
    let table = try answer(sandbox, arguments)
    #expect(try sandbox.simbatch(arguments + ["-o", "out.mtx"]).exitCode == 0)
    let lines = String(decoding: try sandbox.read("out.mtx"), as: UTF8.self).split(separator: "\n")
    #expect(lines[2] == "60 60 14")
    let entries = table.rows.enumerated().flatMap { row, neighbors in
      neighbors.sorted { $0.row < $1.row }.map {
        "\(row + 1) \($0.row + 1) \($0.value.description)"
      }
    }
    #expect(lines.dropFirst(3).map(String.init) == entries)
  }

  @Test func `several inputs, patterns and lists are one matrix`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "whole.fbin")
    func part(_ rows: Range<Int>) -> Matrix { Matrix(rows.map { Array(Self.matrix[$0]) }) }
    try sandbox.write(part(0..<25).fbin, to: "day-1.fbin")
    try sandbox.write(part(25..<26).fbin, to: "day-2.fbin")
    try sandbox.write(part(26..<60).npy, to: "day-3.fbin")
    try sandbox.write("day-1.fbin\n\nday-[23].fbin\r\n", to: "list.txt")
    let whole = try sandbox.simbatch(["whole.fbin"]).output
    for inputs in [
      ["day-1.fbin", "day-2.fbin", "day-3.fbin"], ["day-*.fbin"], ["@list.txt"],
      ["day-1.fbin", "day-[2-3].fbin"],
    ] {
      let run = try sandbox.simbatch(inputs)
      #expect(run.exitCode == 0, "\(run.error)")
      #expect(run.output == whole)
    }
    let across = try answer(sandbox, ["day-*.fbin", "--rows", "24-27", "--top", "1"])
    #expect(across.rows.indices.filter { !across.rows[$0].isEmpty } == [24, 25, 26, 27])
  }

  @Test(arguments: [
    (["in.fbin", "--rows", "60"], 64, "its rows are 0 to 59"),
    (["in.fbin", "--rows", "5-x"], 64, "--rows"),
    (["in.fbin", "--sample", "61"], 64, "the input has 60 rows"),
    (["in.fbin", "--sample", "0"], 64, "at least 1"),
    (["none-*.fbin"], 66, "no file matches"), (["@none.txt"], 66, "none.txt"),
    (["@empty.txt"], 66, "names no file"),
    (["in.fbin", "other.fbin"], 65, "expected 7 dimensions"),
    (["in.fbin", "half.hbin"], 65, "values of f32"), (["in.fbin", "none.fbin"], 66, "none.fbin"),
  ])
  func `what cannot be selected or joined is named`(
    arguments: [String],
    exitCode: Int32,
    says: String
  ) throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.matrix.fbin, to: "in.fbin")
    try sandbox.write(Matrix.random(rows: 2, dimensions: 6, seed: 1).fbin, to: "other.fbin")
    try sandbox.write(Bytes.of([UInt32(1), 7]) + [UInt8](repeating: 1, count: 14), to: "half.hbin")
    try sandbox.write("\n", to: "empty.txt")
    let run = try sandbox.simbatch(arguments)
    #expect(run.exitCode == exitCode && run.error.contains(says), "\(run.error)")
    #expect(run.output.isEmpty)
  }
}
