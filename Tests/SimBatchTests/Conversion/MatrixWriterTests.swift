import Testing

@testable import SimBatch

extension ConversionTests {
  @Suite("Formats") struct Formats {
    /// 1.5 −2 / 0.1 1e-7, as `f32`.
    private static let small: [[Double]] = [[1.5, -2], [Double(Float(0.1)), Double(Float(1e-7))]]

    private static let oddNames = ["a,b", "say \"x\"\t"]

    private func text(
      _ rows: [[Double]],
      as format: MatrixOutputFormat,
      type: ElementType = .f32,
      names: [String]? = nil,
      dimensions: Int? = nil
    ) throws -> String {
      let matrix = try storedMatrix(rows, as: type, dimensions: dimensions)
      let bytes = try written(names.map(matrix.named) ?? matrix, as: format)
      return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Text is what it should be to the byte")
    func texts() throws {
      let small = Self.small
      let names = ["one", "zwölf"]
      #expect(try text(small, as: .csv) == "x0,x1\n1.5,-2\n0.1,1e-7\n")
      #expect(
        try text(small, as: .csv, names: Self.oddNames)
          == "id,x0,x1\n\"a,b\",1.5,-2\n\"say \"\"x\"\"\t\",0.1,1e-7\n"
      )
      #expect(try text(small, as: .tsv) == "x0\tx1\n1.5\t-2\n0.1\t1e-7\n")
      #expect(
        try text(small, as: .tsv, names: Self.oddNames)
          == "id\tx0\tx1\na,b\t1.5\t-2\nsay \"x\"\\t\t0.1\t1e-7\n"
      )
      #expect(
        try text(small, as: .jsonl) == "{\"embedding\":[1.5,-2]}\n{\"embedding\":[0.1,1e-7]}\n"
      )
      #expect(
        try text(small, as: .jsonl, names: Self.oddNames)
          == #"{"id":"a,b","embedding":[1.5,-2]}"# + "\n"
          + #"{"id":"say \"x\"\t","embedding":[0.1,1e-7]}"# + "\n"
      )
      #expect(try text(small, as: .glove) == "0 1.5 -2\n1 0.1 1e-7\n")
      #expect(try text(small, as: .glove, names: names) == "one 1.5 -2\nzwölf 0.1 1e-7\n")
      #expect(try text(small, as: .word2vecText) == "2 2\n0 1.5 -2\n1 0.1 1e-7\n")
      #expect(
        try text(small, as: .word2vecText, names: names) == "2 2\none 1.5 -2\nzwölf 0.1 1e-7\n"
      )
    }

    @Test("Text of each type, one or no row, one dimension")
    func textShapes() throws {
      #expect(try text([[-128], [127]], as: .csv, type: .i8) == "x0\n-128\n127\n")
      #expect(try text([[0], [255]], as: .glove, type: .u8) == "0 0\n1 255\n")
      #expect(try text([[0.1]], as: .jsonl, type: .f64) == "{\"embedding\":[0.1]}\n")
      // Readers of JSON take -0 for a whole number.
      #expect(try text([[-0.0, 0]], as: .jsonl) == "{\"embedding\":[-0.0,0]}\n")
      #expect(try text([[0.1]], as: .tsv, type: .f16) == "x0\n0.099975586\n")
      #expect(
        try text([[.nan, .infinity, -.infinity]], as: .csv) == "x0,x1,x2\nnan,inf,-inf\n"
      )
      #expect(try text([], as: .csv, dimensions: 3) == "x0,x1,x2\n")
      #expect(try text([], as: .jsonl, dimensions: 3) == "")
      #expect(try text([], as: .word2vecText, dimensions: 3) == "0 3\n")
    }

    @Test("Binary files are what they should be to the byte")
    func binaries() throws {
      let values = Self.small.map { row in row.flatMap { littleEndian(Float($0).bitPattern) } }
      let matrix = try storedMatrix(Self.small)
      let count = littleEndian(UInt32(2))
      for format in [MatrixOutputFormat.bin, .fbin] {
        #expect(try written(matrix, as: format) == count + count + values.joined())
      }
      #expect(try written(matrix, as: .raw) == Array(values.joined()))
      #expect(try written(matrix, as: .fvecs) == count + values[0] + count + values[1])
      #expect(
        try written(matrix.named(["ab", "c"]), as: .word2vec)
          == Array("2 2\nab ".utf8) + values[0] + Array("c ".utf8) + values[1]
      )
      #expect(
        try written(matrix, as: .npy)
          == npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }")
          + values.joined()
      )
      let head =
        #"{"embeddings":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}"#
      let padding = [UInt8](repeating: 0x20, count: 120 - head.utf8.count)
      #expect(
        try written(matrix, as: .safetensors)
          == littleEndian(UInt64(120)) + Array(head.utf8) + padding + values.joined()
      )
      let bytes = try storedMatrix([[0, 200], [7, 8]], as: .u8)
      #expect(try written(bytes, as: .bvecs) == count + [0, 200] + count + [7, 8])
      #expect(try written(bytes, as: .u8bin) == count + count + [0, 200, 7, 8])
    }

    /// Formats that keep every type, and those of one type with it.
    private static let readable: [(MatrixOutputFormat, String, ElementType)] =
      ElementType.allCases.flatMap { type in
        [(.bin, "bin", type), (.npy, "npy", type), (.raw, "raw", type)]
      } + [
        (.fbin, "fbin", .f32), (.hbin, "hbin", .f16), (.i8bin, "i8bin", .i8),
        (.u8bin, "u8bin", .u8), (.fvecs, "fvecs", .f32), (.bvecs, "bvecs", .u8),
        (.word2vec, "w2v.bin", .f32),
      ]

    @Test(
      "What is written is read back bit for bit, in any shape, by any number of threads",
      arguments: readable
    )
    func roundTrip(format: MatrixOutputFormat, ending: String, type: ElementType) throws {
      for (n, d) in [(1, 1), (1, 3), (5, 1), (3, 4), (700, 400)] {
        let sample = InputSample(rowCount: n, dimensionCount: d, elementType: type)
        let matrix = try readMatrix(
          sample.bin(),
          named: "in.bin",
          options: MatrixReadingOptions(format: .bin, elementType: InputType(type))
        )
        let bytes = try written(matrix, as: format)
        #expect(try written(matrix, as: format, threads: 3) == bytes)
        var options = MatrixReadingOptions()
        if format == .raw {
          options = MatrixReadingOptions(
            format: .raw,
            elementType: InputType(type),
            dimensionCount: d
          )
        } else if format == .bin {
          options = MatrixReadingOptions(format: .bin, elementType: InputType(type))
        }
        let back = try readMatrix(bytes, named: "out.\(ending)", options: options)
        #expect(sample.matches(back), "\(n) × \(d)")
        #expect((back.rowIds != nil) == (format == .word2vec))
        #expect(try written(back, as: format) == bytes)
      }
    }

    @Test(
      "Numbers in text are read back bit for bit, and names",
      arguments: [
        (.csv, .f32), (.csv, .f64), (.tsv, .f32), (.tsv, .f64), (.jsonl, .f32), (.jsonl, .f64),
        (.glove, .f32), (.glove, .f64), (.word2vecText, .f32), (.word2vecText, .f64),
        (.safetensors, .f16), (.safetensors, .f32), (.safetensors, .f64), (.safetensors, .i8),
        (.safetensors, .u8),
      ] as [(MatrixOutputFormat, ElementType)]
    )
    func textRoundTrip(format: MatrixOutputFormat, type: ElementType) throws {
      var random = SplitMix64(seed: 3)
      for (n, d) in [(1, 1), (1, 3), (5, 1), (300, 40)] {
        let isWhole = type == .i8 || type == .u8
        let rows = (0..<n).map { _ in
          (0..<d).map { _ in
            let scale = [1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000][Int(random.next() % 8)]
            return isWhole
              ? Double(random.next() % 100)
              : Double(random.nextSymmetricFloat()) * scale * 1.1
          }
        }
        let names = (0..<n).map { format == .jsonl ? "say \"\($0)\"" : "name\($0)" }
        let plain = try storedMatrix(rows, as: type)
        let matrix = format == .safetensors ? plain : plain.named(names)
        let bytes = try written(matrix, as: format)
        var options = MatrixReadingOptions(format: MatrixFormat(rawValue: format.rawValue))
        if type == .f64, format != .safetensors { options.elementType = .f64 }
        if format == .csv || format == .tsv { options.table.names = "id" }
        let back = try readMatrix(bytes, named: "out", options: options)
        #expect(back.elementType == type && back.dimensionCount == d)
        #expect(try written(back, as: .raw) == written(matrix, as: .raw), "\(n) × \(d)")
        #expect(back.rowIds == matrix.rowIds)
        #expect(try written(back, as: format) == bytes)
      }
    }

    @Test("The end of a name tells the format", arguments: MatrixOutputFormat.allCases)
    func endings(format: MatrixOutputFormat) {
      let special: [MatrixOutputFormat: String] = [
        .word2vec: "w2v.bin", .word2vecText: "w2v.txt", .glove: "glove.txt",
      ]
      let ending = special[format] ?? format.rawValue
      let expected = format == .raw ? nil : format
      #expect(MatrixOutputFormat(path: "some/out.\(ending)") == expected)
      #expect(MatrixOutputFormat(path: "OUT.\(ending.uppercased())") == expected)
      #expect(MatrixOutputFormat(path: "dir.\(ending)/out") == nil)
    }

    @Test("Bytes do not depend on whether n is known", arguments: MatrixOutputFormat.allCases)
    func unknownCount(format: MatrixOutputFormat) throws {
      let folder = try TemporaryFolder()
      for (n, d) in [(0, 3), (1, 1), (5, 3), (40_000, 40)] {
        let rows = (0..<n).map { row in (0..<d).map { Float((row * 7 + $0) % 100) } }
        let names = (0..<n).map { "name\($0)" }
        func stream() -> ListedRowStream {
          ListedRowStream(rows, dimensionCount: d, names: names)
        }
        let file = try AtomicFile(folder("out"))
        try written(StreamedRowSupply(stream()), as: format, to: file)
        let pipe = KeptBytes()
        let matrix = try StoredMatrix(reading: stream())
        try written(StoredRowSupply(matrix, statedRowCount: nil), as: format, to: pipe)
        #expect(try folder.bytes("out") == pipe.bytes, "\(n) × \(d)")
        if format == .word2vecText {
          let padding = String(repeating: " ", count: 10 - "\(n)".count)
          #expect(try folder.text("out").hasPrefix("\(padding)\(n) \(d)\n"))
        }
        guard n > 0, [.npy, .fbin, .word2vec].contains(format) else { continue }
        let back = try StoredMatrix.open(folder("out"))
        #expect(
          back.rowCount == n
            && back.value(row: n - 1, dimension: d - 1) == Double(rows[n - 1][d - 1])
        )
      }
    }
  }
}
