import Glibc

@testable import SimBatch

/// Good inputs to start from, for each target.
struct Seeds {
  /// Where they go, a folder a target.
  let folder: String
  /// `Tests/Fixtures`.
  let fixtures: String

  func write() throws {
    for target in FuzzTargets.names { mkdir("\(folder)/\(target)", 0o700) }
    try writeConverted()
    try writeArrays()
    try writeCompressed()
    try writeContainers()
    try writeTexts()
    try writeStates()
    for target in ["bin", "npy", "csv", "jsonl", "word2vec", "glove", "safetensors", "fvecs"] {
      try copy(from: target, to: "any")
    }
  }

  /// Adds a case; the choices at its end are the first ones, or so many turns further.
  private func add(_ bytes: [UInt8], to target: String, choices: UInt32 = 0) throws {
    let files = try Self.files(in: "\(folder)/\(target)").count
    let end = (0..<FuzzCase.choiceSize).map { UInt8(truncatingIfNeeded: choices >> (8 * $0)) }
    let file = try AtomicFile("\(folder)/\(target)/seed-\(files)")
    try file.append(bytes + end)
    try file.commit()
  }

  private func bytes(of path: String) throws -> [UInt8] {
    let file = try InputFile.open(path)
    return file.bytes.prefix(file.bytes.count)
  }

  /// Names of the files in a folder, in order.
  private static func files(in path: String) throws -> [String] {
    guard let listing = opendir(path) else { throw SystemError(code: errno) }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  private func copy(from source: String, to target: String) throws {
    for name in try Self.files(in: "\(folder)/\(source)") {
      let seed = try bytes(of: "\(folder)/\(source)/\(name)")
      try add(Array(seed.dropLast(FuzzCase.choiceSize)), to: target)
    }
  }
}

extension Seeds {
  /// Some rows of the sample in every format that is written.
  private func writeConverted() throws {
    let sources: [(MatrixOutputFormat, target: String)] = [
      (.bin, "bin"), (.hbin, "bin"), (.i8bin, "bin"), (.npy, "npy"), (.fvecs, "fvecs"),
      (.bvecs, "bvecs"), (.raw, "raw"), (.safetensors, "safetensors"), (.word2vec, "word2vec"),
      (.word2vecText, "word2vec-text"), (.glove, "glove"), (.csv, "csv"), (.tsv, "tsv"),
      (.jsonl, "jsonl"), (.raw, "search"),
    ]
    for (format, target) in sources {
      let converted = try converted(to: format)
      try add(converted, to: target)
      try add(converted, to: target, choices: 12_345)
    }
    for type in [ElementType.f16, .f64, .i8, .u8] {
      try add(converted(to: .npy, type: type), to: "npy")
      try add(converted(to: .safetensors, type: type), to: "safetensors")
    }
  }

  private func converted(to format: MatrixOutputFormat, type: ElementType? = nil) throws -> [UInt8]
  {
    // Whole numbers, which every type holds.
    let rows: [[Float]] = (0..<6).map { row in
      (0..<4).map { Float(($0 * 37 + row * 11) % 101) }
    }
    let plain = "\(folder)/plain.csv"
    let file = try AtomicFile(plain)
    try file.append(Array("id,a,b,c,d\n".utf8))
    for (number, row) in rows.enumerated() {
      let line = "name\(number)," + row.map { "\($0)" }.joined(separator: ",") + "\n"
      try file.append(Array(line.utf8))
    }
    try file.commit()
    var options = ConversionOptions()
    options.format = format
    options.elementType = type
    options.idsOutput = format.keepsNames ? nil : "\(folder)/names"
    options.threads = 1
    let output = "\(folder)/converted"
    _ = try MatrixConversion([plain], to: output, options: options).run()
    defer { for path in [plain, output, "\(folder)/names"] { unlink(path) } }
    return try bytes(of: output)
  }

  /// What simbatch reads and does not write: wide headers, other versions and orders of npy, COPY.
  private func writeArrays() throws {
    let values = [UInt8](repeating: 0x3F, count: 6 * 4 * 4)
    try add([6, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0] + values, to: "bin")
    for (version, order, isColumnMajor) in [
      (UInt8(1), ">", "False"), (2, "<", "True"), (3, ">", "True"),
    ] {
      let text = "{'descr': '\(order)f4', 'fortran_order': \(isColumnMajor), 'shape': (6, 4), }"
      let head = text + String(repeating: " ", count: 117 - text.utf8.count) + "\n"
      let size = UInt8(head.utf8.count)
      let length = version == 1 ? [size, 0] : [size, 0, 0, 0]
      try add(
        [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(head.utf8) + values,
        to: "npy"
      )
    }
    try add(Array("a\t[1,2,3]\nb\t[4,5,6]\n".utf8), to: "copy")
    try add(Array("1\tname\\tx\t{0.5,-1e3,NaN}\n2\t\\N\t{1,2,3}\n\\.\n".utf8), to: "copy")
    try add(
      Array("id,\"vec\"\r\n\"a \"\"b\"\"\",\"[1, 2e-3]\"\r\nc,\"[3, inf]\"\r\n".utf8),
      to: "csv"
    )
    let object = #"{"id":"\u00e9\ud83d\ude00","n":[1],"embedding":[1.5,-0,3e2],"x":{"y":null}}"#
    try add(Array("\(object)\n\n{\"embedding\":[1,2,3],\"id\":7}\n".utf8), to: "jsonl")
    let header =
      #"{"__metadata__":{"a":"b"},"b":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]}}"#
    try add(
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
        + [UInt8](repeating: 0x40, count: 12),
      to: "safetensors"
    )
  }

  /// Stored, not packed: what stands in the blocks can then be changed. The zlib and libzstd below
  /// have fuzzers of their own.
  private func writeCompressed() throws {
    for content in [try converted(to: .csv), try converted(to: .fbin)] {
      let size = UInt16(content.count)
      let ends = [UInt8(size & 0xFF), UInt8(size >> 8)]
      let sum = CRC32(of: content).value
      let trailer = (0..<4).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
      let member =
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1] + ends + ends.map { ~$0 } + content + trailer
        + ends + [0, 0]
      try add(member, to: "gzip")
      try add(member + member, to: "gzip", choices: 1)
      // RFC 8878: one raw block, the last, in a frame of unknown size.
      let block = UInt32(content.count) << 3 | 1
      let frame =
        [0x28, 0xB5, 0x2F, 0xFD, 0, 0x58]
        + (0..<3).map { UInt8(truncatingIfNeeded: block >> (8 * $0)) }
        + content
      try add(frame, to: "zstd")
      try add(frame + frame, to: "zstd", choices: 1)
    }
  }
}

extension Seeds {
  private func writeContainers() throws {
    let path = "\(folder)/docs.sqlite"
    do {
      let database = try SQLiteDatabase(path, mode: .created)
      try database.execute(
        """
        PRAGMA page_size = 512;
        CREATE TABLE docs (id TEXT PRIMARY KEY, embedding, text TEXT);
        INSERT INTO docs VALUES ('a', x'0000803f00000040', '[1, 2]'), ('b', '[3, 4]', '[0.5,1]');
        """
      )
    }
    for choices in 0..<3 { try add(bytes(of: path), to: "sqlite", choices: UInt32(choices)) }
    unlink(path)
    guard FuzzTargets.names.contains("hdf5") else { return }
    for name in try Self.files(in: "\(fixtures)/hdf5") {
      try add(bytes(of: "\(fixtures)/hdf5/\(name)"), to: "hdf5")
    }
  }

  private func writeTexts() throws {
    let lines = [
      "a\nb\nc\nd\ne\nf\n", "1\n2\n4\n5\n\n", "5\n2\n1\n4\n", "a\tb\nc\td\ne\tf\ng\th\n\t\n\ti",
      "0.5\n-1e9\ninf\n 3\n1\n0\n", "\u{FEFF}x\r\ny\r\n",
    ]
    for text in lines {
      for choices in [0, 2] { try add(Array(text.utf8), to: "lines", choices: UInt32(choices)) }
    }
    let expressions = [
      "king - man + woman", "\"new york\" - 'o\"clock'", "512M", "1.5GiB", "64 kB", "int8:160",
      "prefix", "1000-2000", "5,0-2,4-", "a.w2v.bin", "9223372036854775807", "1-1,1-9999999999999",
    ]
    for text in expressions { try add(Array(text.utf8), to: "expressions") }
    let pairs = [
      "row_a,row_b,label\nb,c,1\nc,d,0\n1,3,1\n", "label,x,row_b,row_a\n0.5,,\"2\",1\n-3e2,y,3,4\n",
    ]
    for text in pairs { try addTable(text, to: "pairs") }
    try add(
      Array(#"{"row_a":"b","row_b":2,"label":1}\#n{"row_a":3,"row_b":"d","label":0.5}\#n"#.utf8),
      to: "pairs",
      choices: 2
    )
    for text in ["query,answer_row\nb,c\nb,d\n3,1\n", "answer_row,query\n5,d\n2,1\n"] {
      try addTable(text, to: "answers")
    }
    try add(Array(#"{"query":"b","answer_row":2}\#n"#.utf8), to: "answers", choices: 2)
  }

  /// A table as csv, and as tsv; their rows with names, and without.
  private func addTable(_ text: String, to target: String) throws {
    for choices in [0, 3] { try add(Array(text.utf8), to: target, choices: UInt32(choices)) }
    try add(text.utf8.map { $0 == 0x2C ? 0x09 : $0 }, to: target, choices: 1)
  }

  private func writeStates() throws {
    let state = "\(folder)/state.bytes"
    let search = try StateTarget.search(statePath: nil)
    let kernels = try Kernels.selected()
    let examined = try ExaminedSides(
      base: search.base,
      queries: nil,
      measure: search.options.measure,
      rows: search.options.rows,
      releasingPages: false,
      kernels: kernels,
      workers: 1
    )
    let answers = try search.emptyAnswers([0..<search.rowCount])
    var done = BlockWork.none
    done.add(BlockLoop.Cost(work: .none, verified: 3, bytesRead: 0), seconds: 0, bytesRead: 0)
    try StateFile.write(
      .state,
      [NamedValue("block rows", 3)] + done.lines + JobSettings(search, examined).values,
      to: state,
      isPrivate: true,
      payload: answers.write
    )
    // The target appends the checksum.
    try add(Array(bytes(of: state).dropLast(8)), to: "state")
    unlink(state)
    let store = "\(folder)/store.folder"
    try add(StoreTarget.make(in: store), to: "store")
    for change in StoreTarget.forgeries {
      try add(StoreTarget.forged(change, in: store), to: "store")
    }
    for name in ["store.sqlite", "lock", "segments/000001.npy"] { unlink("\(store)/\(name)") }
    rmdir("\(store)/segments")
    rmdir(store)
  }
}
