import CZlib
import CZstd
import Testing

@testable import SimBatch

/// Random rows with names, and their text in each format.
struct TextSample {
  var names: [String]
  var values: [[Double]]
  let type: ElementType

  static let formats = MatrixFormat.allCases.filter(\.isText)

  /// Names hold all that has a meaning in some format, as far as `format` can write it.
  init(
    _ format: MatrixFormat,
    rows: Int = 20,
    dimensions: Int = 5,
    type: ElementType = .f32,
    seed: UInt64 = 1
  ) {
    var generator = RandomSource(seed: seed)
    let isLine = [.glove, .word2vecText].contains(format)
    let letters: [String] =
      ["a", "Z", "é", "漢", ";", "-", "x"]
      + (isLine ? [" "] : [" ", "\t", "\n", "\\", "\"", ",", "{"])
    self.type = type
    names = (0..<rows).map { row in
      let middle = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        letters[Int.random(in: 0..<letters.count, using: &generator)]
      }
      return "n\(row)" + middle.joined() + "e"
    }
    values = (0..<rows).map { _ in
      (0..<dimensions).map { _ in
        let value = Double.random(in: -2...2, using: &generator)
        return type == .f64 ? value : Double(Float(value))
      }
    }
  }

  private func text(_ value: Double) -> String { type == .f64 ? "\(value)" : "\(Float(value))" }

  func bytes(_ format: MatrixFormat, lineBreak: String = "\n", isLastBroken: Bool = true) -> [UInt8]
  {
    var lines: [String] = []
    let columns = (0..<values[0].count).map { "x\($0)" }
    switch format {
    case .word2vecText: lines.append("\(names.count) \(values[0].count)")
    case .csv: lines.append((["id"] + columns).joined(separator: ","))
    case .tsv: lines.append((["id"] + columns).joined(separator: "\t"))
    default: break
    }
    for (name, row) in zip(names, values) {
      let numbers = row.map(text)
      var field: [UInt8] = []
      switch format {
      case .csv: field.append(csvField: Array(name.utf8))
      case .tsv, .copy: field.append(tsvField: Array(name.utf8))
      case .jsonl: field.append(jsonString: Array(name.utf8))
      default: field = Array(name.utf8)
      }
      let written = String(decoding: field, as: UTF8.self)
      switch format {
      case .csv: lines.append(([written] + numbers).joined(separator: ","))
      case .tsv: lines.append(([written] + numbers).joined(separator: "\t"))
      case .copy: lines.append("\(written)\t[\(numbers.joined(separator: ","))]")
      case .jsonl:
        lines.append(#"{"id":\#(written),"embedding":[\#(numbers.joined(separator: ", "))]}"#)
      default: lines.append(([written] + numbers).joined(separator: " "))
      }
    }
    return Array((lines.joined(separator: lineBreak) + (isLastBroken ? lineBreak : "")).utf8)
  }

  /// Whether `matrix` has these names and, bit for bit, these values.
  func matches(_ matrix: StoredMatrix) -> Bool {
    matrix.rowNames == names && matrix.elementType == type && matrix.allValues == values
  }
}

extension StoredMatrix {
  var rowNames: [String]? { rowIds.map { ids in (0..<ids.count).map { ids[$0] } } }

  var allValues: [[Double]] {
    (0..<rowCount).map { row in (0..<dimensionCount).map { value(row: row, dimension: $0) } }
  }
}

/// A text read from memory as `format`.
func readText(
  _ text: some Sequence<UInt8>,
  _ format: MatrixFormat,
  options: MatrixReadingOptions = .init()
) throws -> StoredMatrix {
  var options = options
  options.format = format
  return try readMatrix(Array(text), named: "a.txt", options: options)
}

/// SplitMix64.
struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// `bytes` as a gzip member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream,
    6,
    Z_DEFLATED,
    15 + 16,
    8,
    Z_DEFAULT_STRATEGY,
    ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size)
  )
  defer { deflateEnd(&stream) }
  var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  var input = bytes
  let made = input.withUnsafeMutableBufferPointer { source in
    packed.withUnsafeMutableBufferPointer { target in
      (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
      (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
      precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      return target.count - Int(stream.avail_out)
    }
  }
  return Array(packed.prefix(made))
}

/// `bytes` as a Zstandard frame.
func zstd(_ bytes: [UInt8]) -> [UInt8] {
  var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let made = ZSTD_compress(&packed, packed.count, bytes, bytes.count, 3)
  precondition(ZSTD_isError(made) == 0)
  return Array(packed.prefix(made))
}

/// A source that gives `bytes` in pieces of random sizes.
final class PieceSource: ByteSource {
  private let bytes: [UInt8]
  private let largest: Int
  private var position = 0
  private var generator: RandomSource

  init(_ bytes: [UInt8], largest: Int, seed: UInt64 = 1) {
    (self.bytes, self.largest, generator) = (bytes, largest, RandomSource(seed: seed))
  }

  func read(into target: MappedBytes, at offset: Int, count: Int) -> Int {
    let size = min(count, bytes.count - position, Int.random(in: 1...largest, using: &generator))
    target.withMutableBytes { memory in
      memory[offset..<offset + size].copyBytes(from: bytes[position..<position + size])
    }
    position += size
    return size
  }
}

/// A source without end: `start`, then `pattern` again and again.
final class EndlessSource: ByteSource {
  private let start: [UInt8]
  private let block: [UInt8]
  private(set) var given = 0

  init(_ start: String, then pattern: String) {
    self.start = Array(start.utf8)
    block = Array(String(repeating: pattern, count: 1 << 15).utf8)
  }

  func read(into target: MappedBytes, at offset: Int, count: Int) -> Int {
    let bytes = given == 0 ? start[...] : block.prefix(count)
    target.withMutableBytes { $0[offset..<offset + bytes.count].copyBytes(from: bytes) }
    given += bytes.count
    return bytes.count
  }
}

/// All rows that `source` holds, read through a window as `format`.
func readStream(
  _ source: any ByteSource,
  _ format: MatrixFormat,
  options: MatrixReadingOptions = .init()
) throws -> (names: [String], bytes: [UInt8]) {
  let window = try ByteWindow(source, name: "a.txt")
  let stream: any RowStream
  let type = (options.elementType ?? .f32).elementType
  let lines = try TextLines(window)
  switch format {
  case .word2vecText: stream = try NamedLineRows(word2vec: lines, type: type)
  case .glove: stream = try NamedLineRows(glove: lines, type: type)
  case .jsonl:
    stream = try JSONRows(
      lines,
      idField: options.idField,
      vectorField: options.vectorField,
      type: type
    )
  default:
    stream = try TableRows(
      TableRecords(lines, TableDialect(format)),
      options: options.table,
      type: type
    )
  }
  let batch = RowBatch(rowByteCount: stream.rowByteCount, limit: .max, name: "a.txt")
  while try stream.appendRow(to: batch) {}
  for _ in 0..<3 { #expect(try !stream.appendRow(to: batch)) }
  return (
    (0..<batch.names.count).map { batch.names[$0] },
    (0..<batch.rowCount).flatMap { batch.storedBytes(ofRow: $0) }
  )
}
