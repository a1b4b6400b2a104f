import Testing

@testable import SimBatch

@Suite("Every format gives back the values that were stored")
struct MatrixFormatTests {
  private static let names: [(name: String, type: ElementType)] = [
    ("a.fbin", .f32), ("a.hbin", .f16), ("a.i8bin", .i8), ("a.u8bin", .u8),
    ("a.bin", .f32), ("a.bin", .f16), ("a.bin", .f64), ("a", .f32), ("A.FBIN", .f32),
  ]

  @Test("A bin file is read with either width of header", arguments: names, [false, true])
  func bin(file: (name: String, type: ElementType), isWide: Bool) throws {
    let sample = InputSample(elementType: file.type)
    let scratch = try InputScratch()
    let path = try scratch.file(file.name, sample.bin(isWide: isWide))
    let matrix = try StoredMatrix.open(path)
    #expect(matrix.format == .bin)
    #expect(matrix.name == path)
    #expect(sample.matches(matrix))
  }

  @Test("A bin file of bytes is read with --dtype", arguments: [ElementType.i8, .u8])
  func binOfBytes(type: ElementType) throws {
    let sample = InputSample(elementType: type)
    let matrix = try readMatrix(
      sample.bin(),
      named: "a.bin",
      options: .init(elementType: InputType(type))
    )
    #expect(sample.matches(matrix))
  }

  @Test(
    "A npy file is read in every version, order and type",
    arguments: ElementType.allCases,
    [UInt8(1), 2, 3]
  )
  func npy(type: ElementType, version: UInt8) throws {
    let sample = InputSample(elementType: type)
    for isColumnMajor in [false, true] {
      for isBigEndian in [false, true] {
        let scratch = try InputScratch()
        let bytes = sample.npy(
          version: version,
          isColumnMajor: isColumnMajor,
          isBigEndian: isBigEndian
        )
        let matrix = try StoredMatrix.open(scratch.file("a.npy", bytes))
        #expect(matrix.format == .npy)
        #expect(sample.matches(matrix), "column major \(isColumnMajor), big end \(isBigEndian)")
      }
    }
  }

  @Test(
    "Fortran order is turned around at every edge of a block",
    arguments: [1, 2, 255, 256, 257],
    [1, 7, 8, 9, 16, 31, 33, 65]
  )
  func transposition(rowCount: Int, dimensionCount: Int) throws {
    for type in ElementType.allCases {
      let sample = InputSample(
        rowCount: rowCount,
        dimensionCount: dimensionCount,
        elementType: type
      )
      for isBigEndian in [false, true] {
        let bytes = sample.npy(isColumnMajor: true, isBigEndian: isBigEndian)
        #expect(sample.matches(try readMatrix(bytes, named: "a.npy")))
      }
    }
  }

  @Test("Rows with their own counts are read where they are", arguments: [ElementType.f32, .u8])
  func vecs(type: ElementType) throws {
    let sample = InputSample(rowCount: 5, elementType: type)
    let format: MatrixFormat = type == .f32 ? .fvecs : .bvecs
    for name in ["a.\(format)", "a", "a.bin"] {
      let file = InputFile(name: name, bytes: try anonymousCopy(sample.vecs()))
      let matrix = try StoredMatrix(reading: OpenedInput(file))
      #expect(matrix.format == format)
      #expect(matrix.bytes === file.bytes)
      #expect(matrix.firstValueOffset == 4)
      #expect(matrix.rowStride == 4 + sample.dimensionCount * type.byteCount)
      #expect(sample.matches(matrix))
    }
  }

  @Test("One row with its own count is read where the name says so")
  func singleVec() throws {
    for dimensionCount in [1, 2, 8] {
      let sample = InputSample(rowCount: 1, dimensionCount: dimensionCount)
      #expect(sample.matches(try readMatrix(sample.vecs(), named: "a.fvecs")))
      let options = MatrixReadingOptions(format: .fvecs)
      #expect(sample.matches(try readMatrix(sample.vecs(), named: "a", options: options)))
    }
  }

  @Test("Raw values are read in the stated shape", arguments: ElementType.allCases)
  func raw(type: ElementType) throws {
    let sample = InputSample(elementType: type)
    let options = MatrixReadingOptions(
      format: .raw,
      elementType: InputType(type),
      dimensionCount: 4
    )
    let matrix = try readMatrix(sample.values(), named: "a.npy", options: options)
    #expect(matrix.format == .raw)
    #expect(sample.matches(matrix))
  }

  @Test("Raw values are f32 unless stated")
  func rawDefault() throws {
    let options = MatrixReadingOptions(format: .raw, dimensionCount: 4)
    let sample = InputSample()
    #expect(sample.matches(try readMatrix(sample.values(), named: "a", options: options)))
  }

  @Test("The content decides against a misleading extension")
  func contentDecides() throws {
    let sample = InputSample()
    #expect(sample.matches(try readMatrix(sample.npy(), named: "a.fbin")))
    #expect(sample.matches(try readMatrix(sample.bin(), named: "a.npy")))
    #expect(sample.matches(try readMatrix(sample.vecs(), named: "a.bvecs")))
  }

  @Test("A stated format is believed instead of the content")
  func statedFormat() throws {
    let bytes = InputSample().npy()
    let options = MatrixReadingOptions(format: .raw, elementType: .u8, dimensionCount: 1)
    #expect(try readMatrix(bytes, named: "a.npy", options: options).rowCount == bytes.count)
    #expect(throws: InputError.self) {
      try readMatrix(bytes, named: "a.npy", options: .init(format: .bin))
    }
  }

  @Test("A matrix without rows is a matrix")
  func noRows() throws {
    let sample = InputSample(rowCount: 0)
    #expect(sample.matches(try readMatrix(sample.bin(), named: "a.fbin")))
    #expect(sample.matches(try readMatrix(sample.bin(isWide: true), named: "a.fbin")))
    #expect(sample.matches(try readMatrix(sample.npy(isColumnMajor: true), named: "a.npy")))
    let raw = MatrixReadingOptions(format: .raw, dimensionCount: 4)
    #expect(sample.matches(try readMatrix([], named: "a", options: raw)))
  }

  @Test(
    "A npy header is read however it is written",
    arguments: [
      "{'shape': (3, 4), 'fortran_order': False, 'descr': '<f4'}",
      "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(3,4)}",
      "  { 'descr' :\t'=f4' , 'fortran_order' : False , 'shape' : ( 3 , 4 , ) , }  ",
      "{'descr': 'f4', 'fortran_order': False, 'shape': (3L, 4L), }",
      "{'descr': '|f4',\n 'fortran_order': False,\n 'shape': (03, 4)}",
    ]
  )
  func npyHeaderStyles(text: String) throws {
    let sample = InputSample()
    #expect(sample.matches(try readMatrix(npyFile(text) + sample.values(), named: "a.npy")))
  }

  @Test("A native npy file is not copied")
  func npyInPlace() throws {
    for sample in [InputSample(), InputSample(rowCount: 1), InputSample(dimensionCount: 1)] {
      let bytes = try anonymousCopy(sample.npy(isColumnMajor: sample.rowCount == 1))
      let matrix = try StoredMatrix(reading: OpenedInput(InputFile(name: "a.npy", bytes: bytes)))
      #expect(matrix.bytes === bytes)
      #expect(sample.matches(matrix))
    }
  }
}
