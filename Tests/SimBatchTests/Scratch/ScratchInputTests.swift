import Testing

@testable import SimBatch

/// Rows that are read beyond the memory that they may take.
@Suite("Scratch files take inputs")
struct ScratchInputTests {
  private func options(memory: Int) -> MatrixReadingOptions {
    var options = MatrixReadingOptions()
    options.memory = memory
    options.scratch = ScratchFolder("/tmp")
    return options
  }

  @Test(
    "A stream arrives whole, in memory up to the limit",
    arguments: [0, 1, 4096, (1 << 20) + 1, (17 << 20) + 3],
    [0, 4096, 3 << 20, 1 << 30]
  )
  func spool(size: Int, limit: Int) throws {
    let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 0x9E37_79B1 >> 11) }
    let source = try anonymousCopy(sent)
    var spool = SpoolBuffer(limit: limit, scratch: ScratchFolder("/tmp"))
    for start in stride(from: 0, to: size, by: 300_001) {
      try spool.append(source, start..<min(start + 300_001, size))
    }
    let bytes = try spool.finish()
    #expect(bytes.count == size)
    #expect((bytes.scratchByteCount > 0) == (size > limit))
    #expect(bytes.memoryByteCount == (size > limit ? 0 : size))
    #expect(bytes.prefix(size) == sent)
  }

  @Test("What is written stays when its pages leave memory")
  func releasing() throws {
    let bytes = try MappedBytes(zeroed: 100_000, in: ScratchFolder("/tmp"))
    let values = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    bytes.store(values, at: 0)
    for range in [5..<6, 4000..<9000, 0..<100_000, 99_999..<100_000, 99_999..<200_000] {
      bytes.releasePages(range)
      #expect(bytes.prefix(100_000) == values)
    }
  }

  @Test("Every format gives the same rows and names", arguments: TextSample.formats)
  func formats(format: MatrixFormat) throws {
    let sample = TextSample(format)
    for packed in [sample.bytes(format), gzip(sample.bytes(format))] {
      let name = "a.\(format.rawValue)"
      var options = options(memory: 4 * 1024)
      options.format = format
      let whole = try readMatrix(packed, named: name, options: options)
      // Names stay in memory; no room is left for values.
      options.memory = 2 * (whole.rowIds?.byteCount ?? 0)
      let found = try readMatrix(packed, named: name, options: options)
      #expect(found.bytes.scratchByteCount > 0)
      #expect(values(of: found) == values(of: whole))
      for row in 0..<found.rowCount { #expect(found.rowIds?[row] == whole.rowIds?[row]) }
    }
  }

  @Test("Names do not go to a file")
  func names() throws {
    let text = (0..<200).map { "a-rather-long-name-of-row-\($0) 1 2\n" }.joined()
    var options = options(memory: 1000)
    options.format = .glove
    let error = #expect(throws: InputError.self) {
      try readMatrix(Array(text.utf8), named: "a.txt", options: options)
    }
    #expect(error?.problem == .tooLarge(limit: 500))
  }

  @Test("Rows that are joined, selected or rearranged go there, too")
  func copies() throws {
    let folder = try InputScratch()
    let sample = InputSample(rowCount: 5000, dimensionCount: 3)
    let plain = values(of: try readMatrix(sample.bin(), named: "a.fbin"))
    let paths = [try folder.file("a.fbin", sample.bin()), try folder.file("b.fbin", sample.bin())]
    let joined = try StoredMatrix.open(paths, options: options(memory: 20))
    #expect(joined.bytes.scratchByteCount == 2 * 5000 * 12)
    #expect(values(of: joined) == plain + plain)

    let listed = RowSelection(sampleCount: 4500, seed: 3)
    let whole = try joined.selecting(listed)
    let selected = try joined.selecting(listed, options(memory: 20))
    #expect(selected.bytes.scratchByteCount == 4500 * 12)
    #expect(values(of: selected) == values(of: whole))

    for isBigEndian in [false, true] {
      let columns = sample.npy(isColumnMajor: true, isBigEndian: isBigEndian)
      let turned = try readMatrix(columns, named: "a.npy", options: options(memory: 20))
      #expect(turned.bytes.scratchByteCount == 5000 * 12)
      #expect(values(of: turned) == plain)
    }
  }

  @Test("A folder that is not there or has no room is named")
  func folders() throws {
    let missing = #expect(throws: SimBatch.ScratchError.self) {
      try ScratchFolder("/tmp/nobody made this").check()
    }
    #expect(missing?.exitCode == .cannotCreate)
    #expect(missing?.description.hasPrefix("/tmp/nobody made this: no scratch file") == true)
    let full = #expect(throws: SimBatch.ScratchError.self) {
      _ = try MappedBytes(zeroed: 1 << 60, in: ScratchFolder("/tmp"))
    }
    #expect(full?.exitCode == .io)
    #expect(full?.description.contains("/tmp: no room for a scratch file of") == true)

    var options = options(memory: 10)
    options.scratch = ScratchFolder("/proc")
    let error = #expect(throws: InputError.self) {
      try readMatrix(gzip(InputSample().bin()), named: "a.fbin.gz", options: options)
    }
    #expect(error?.exitCode == .cannotCreate)
    #expect(error?.description.hasPrefix("a.fbin.gz: /proc: ") == true)
  }
}
