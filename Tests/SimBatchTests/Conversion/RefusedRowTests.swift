import Testing

@testable import SimBatch

extension ConversionTests {
  @Suite("Rows that do not fit") struct Refusals {
    private func error(_ names: [String], as format: MatrixOutputFormat) throws -> InputError? {
      let rows = names.indices.map { [Double($0), 0.5] }
      let matrix = try storedMatrix(rows).named(names)
      do {
        _ = try written(matrix, as: format)
        return nil
      } catch let error as InputError {
        return error
      }
    }

    @Test(
      "A name that could not be read back is refused, and its row named",
      arguments: [
        (.word2vec, "a b"), (.word2vec, ""), (.word2vec, "a\n"), (.word2vec, "\tb"),
        (.word2vec, "a\r"), (.word2vec, String(repeating: "x", count: 65_537)),
        (.word2vecText, "a b"), (.word2vecText, ""), (.word2vecText, "a\nb"),
        (.glove, ""), (.glove, "a\nb"), (.glove, "a\r"), (.glove, " a"), (.glove, "a\t"),
        (.glove, "foo 1.5"), (.glove, "windows 10"), (.glove, "to inf"), (.glove, "x 1e999"),
        (.glove, "Not a NaN"),
      ] as [(MatrixOutputFormat, String)]
    )
    func badNames(format: MatrixOutputFormat, name: String) throws {
      let error = try #require(try error(["fine", name, "x y z 1"], as: format))
      #expect(error.exitCode == .data)
      guard case .malformed(_, _, .row(1, _)) = error.problem else {
        Issue.record("\(error)")
        return
      }
      #expect(!error.description.contains("\n"))
    }

    @Test(
      "Other odd names are fine",
      arguments: [
        (.word2vec, ["1.5", "ä", "a,b", "\"", String(repeating: "x", count: 65_536)]),
        (.word2vecText, ["1.5", "nan", "\u{2028}", "#"]),
        (.glove, ["1.5", ". . .", "at name@domain.com", "1.5 foo", "10 windows", "x 1e5y"]),
        (.csv, ["", "\n", "a\r\nb", "1"]), (.tsv, ["", "\n", "\\", "\t"]),
        (.jsonl, ["", "\n", "\u{1}", "\u{1F600}"]), (.npy, ["a b", ""]),
      ] as [(MatrixOutputFormat, [String])]
    )
    func oddNames(format: MatrixOutputFormat, names: [String]) throws {
      #expect(try error(names, as: format) == nil)
    }

    @Test("The first value that does not fit is named, whichever thread finds it")
    func firstValue() throws {
      var rows = [[Double]](repeating: [1, 2, 3], count: 100_000)
      rows[60_000][1] = 0.5
      rows[70_000][0] = 300
      rows[99_999][2] = -1
      let matrix = try storedMatrix(rows)
      for threads in [1, 4] {
        let error = #expect(throws: InputError.self) {
          _ = try written(matrix, as: .u8bin, threads: threads)
        }
        #expect(
          error?.description == """
            test rows: row 60000: expected a number that fits u8 (whole, from 0 to 255) in dimension 1, \
            found 0.5
            """
        )
      }
    }

    @Test("JSON has no infinity", arguments: [Double.infinity, -.infinity])
    func json(value: Double) throws {
      for type in [ElementType.f16, .f32, .f64] {
        let matrix = try storedMatrix([[1, 2], [3, value]], as: type)
        let error = #expect(throws: InputError.self) { _ = try written(matrix, as: .jsonl) }
        #expect(error?.exitCode == .data)
        #expect(error?.description.contains("row 1: ") == true)
        #expect(error?.description.contains("dimension 1") == true)
      }
    }

    @Test func `a missing value is null in JSON`() throws {
      for type in [ElementType.f16, .f32, .f64] {
        let matrix = try storedMatrix([[1, 2], [3, .nan]], as: type)
        let text = String(decoding: try written(matrix, as: .jsonl), as: UTF8.self)
        #expect(text == "{\"embedding\":[1,2]}\n{\"embedding\":[3,null]}\n")
      }
    }

    @Test("A type that the format does not have is refused", arguments: ElementType.allCases)
    func types(type: ElementType) throws {
      let matrix = try storedMatrix([[1, 2]])
      for format in MatrixOutputFormat.allCases {
        let isFine = format.fixedType == nil || format.fixedType == type
        if isFine {
          #expect(throws: Never.self) { _ = try written(matrix, as: format, type: type) }
        } else {
          let error = #expect(throws: JobError.self) {
            _ = try written(matrix, as: format, type: type)
          }
          #expect(error?.exitCode == .usage)
        }
      }
    }
  }
}
