import Testing

@testable import SimBatch

@Suite("No header of a safetensors file is trusted")
struct MalformedSafetensorsTests {
  private static let values = [UInt8](repeating: 1, count: 16)
  private static let good = tensor("x", "F32", [2, 2], 0, 16)

  private static func file(_ header: String, values: [UInt8] = values) -> MalformedFile {
    MalformedFile(name: "a.safetensors", bytes: safetensorsFile(header, values: values), says: "")
  }

  private static func file(_ header: String, values: [UInt8] = values, says: String)
    -> MalformedFile
  {
    var file = file(header, values: values)
    file.says = says
    return file
  }

  private static func raw(_ bytes: [UInt8], says: String) -> MalformedFile {
    MalformedFile(name: "a.safetensors", bytes: bytes, says: says)
  }

  private static let lengths = [
    raw([1, 2, 3], says: "expected a header's length of 8 bytes, found 3 bytes"),
    raw(littleEndian(UInt64(0)), says: "byte 0: expected a safetensors header of 2 to 100000000"),
    raw(littleEndian(UInt64(1)) + [0x7B], says: "found 1"),
    raw(littleEndian(UInt64(100_000_001)) + [0x7B], says: "found 100000001"),
    raw(littleEndian(UInt64.max) + [0x7B], says: "found 18446744073709551615"),
    raw(littleEndian(UInt64(100)) + [0x7B, 0x7D], says: "byte 8: expected a header of 100 bytes"),
    raw(safetensorsFile(" {}"), says: "byte 8: expected a header that starts with {"),
    raw(safetensorsFile("[]"), says: "a header that starts with {"),
    raw(safetensorsFile("{}", values: [1]), says: "byte 10: expected the end of the file"),
  ]

  private static let json = [
    file("{\(good)", says: "byte 8: expected a header of JSON"),
    file("{\(good)}}", says: "JSON"), file("{\(good)} x", says: "JSON"), file("{\"a", says: "JSON"),
    file("{" + String(repeating: "\"a\":{", count: 100_000), says: "JSON"),
    file("{\"a\":" + String(repeating: "[", count: 100_000), says: "JSON"),
    file("{\(good), \(good)}", says: "same name"),
    file(#"{"x": 3}"#, says: "tensor 0"), file(#"{"x": {}}"#, says: "dtype"),
    file(#"{"x": {"dtype": "F32", "shape": [2, 2]}}"#, says: "data_offsets"),
    file(
      #"{"x": {"dtype": "F32", "dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}"#,
      says: "twice"
    ),
    file(
      #"{"x": {"dtype": "F32", "shape": [-2, -2], "data_offsets": [0, 16]}}"#,
      says: "whole numbers"
    ),
    file(
      #"{"x": {"dtype": "F32", "shape": [2.0, 2], "data_offsets": [0, 16]}}"#,
      says: "whole numbers"
    ),
    file(
      #"{"x": {"dtype": "F32", "shape": [2, 18446744073709551616], "data_offsets": [0, 16]}}"#,
      says: "expected a header"
    ),
    file(#"{"x": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0]}}"#, says: "data_offsets"),
    file("{\(tensor("x", "F32", [2, 2], 16, 0))}", says: "descend"),
    file("{\(tensor("x", "F32", [2, 2], -16, 0))}", says: "data_offsets"),
    file(#"{"__metadata__": {"a": 1}, \#(good)}"#, says: "__metadata__"),
  ]

  private static let shapes = [
    file("{\(tensor("x", "F32", [2, 3], 0, 16))}", says: "24 bytes for the shape [2, 3] of F32"),
    file("{\(tensor("x", "F64", [2, 2], 0, 16))}", says: "in tensor 'x', found 16"),
    file("{\(tensor("x", "F32", [1 << 62, 4], 0, 16))}", says: "fewer than 2^64 values"),
    file("{\(tensor("x", "F32", [1 << 61, 2], 0, 16))}", says: "fewer than 2^61"),
    file("{\(tensor("x", "F32", [1 << 32, 1 << 32], 0, 0))}", says: "fewer than 2^64"),
    file("{\(tensor("x", "F4", [3], 0, 1))}", says: "whole bytes"),
    file(
      "{\(tensor("x", "F32", [2, 2], 0, 16))}",
      values: [1],
      says: "expected 16 bytes of values"
    ),
    file("{\(good)}", values: values + [0], says: "found 1 byte more"),
    file("{\(tensor("x", "F32", [1, 3], 4, 16))}", says: "'x' to start where others end, at 0"),
    file(
      "{\(tensor("x", "F32", [1, 2], 0, 8)), \(tensor("y", "F32", [1, 3], 4, 16))}",
      says: "'y' to start where others end, at 8, found 4"
    ),
    file(
      "{\(tensor("x", "F32", [1, 1], 0, 4)), \(tensor("y", "F32", [1, 2], 8, 16))}",
      says: "at 4, found 8"
    ),
    file("{\(tensor("x", "X1", [1, 1], 0, 1 << 60))}", says: "bytes of values to the end of 'x'"),
    file("{\(tensor("x", "U8", [0, 1 << 23], 0, 0))}", values: [], says: "8388608 dimensions"),
    file("{\(tensor("x", "U8", [3, 0], 0, 0))}", values: [], says: "zero dimensions"),
    file("{\(tensor("x", "U8", [1 << 40, 0], 0, 0))}", values: [], says: "zero dimensions"),
  ]

  @Test("A fault is told in a line", arguments: lengths + json + shapes)
  func refused(file: MalformedFile) throws {
    let error = try #require(
      #expect(throws: InputError.self) { try readMatrix(file.bytes, named: file.name) }
    )
    #expect(error.exitCode == .data)
    #expect(error.description.hasPrefix("\(file.name): "))
    #expect(error.description.contains(file.says), "\(error.description)")
    #expect(!error.description.contains("\n"))
  }

  @Test("A file cut short at any byte is refused")
  func truncated() throws {
    let whole = InputSample().safetensors(padding: 3)
    for length in 1..<whole.count {
      let error = #expect(throws: InputError.self, "\(length) bytes") {
        try readMatrix(Array(whole.prefix(length)), named: "a.safetensors")
      }
      #expect(error?.exitCode == .data)
    }
  }

  private static let words = [
    "{", "}", "[", "]", ",", ":", "\"", "-1", "0", "1e3", "4194305", "2147483648", "1.5",
    "18446744073709551615", "9223372036854775808", "null", "BF16", "F64", "U8", "F8_E4M3", "I4",
    "\\u0000",
    "\\ud800", "__metadata__", "\u{FF}", "shape", " ",
  ]

  @Test("A damaged file gives an error or a matrix within its bytes", arguments: 0..<4)
  func damaged(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let valid = [
      InputSample().safetensors(),
      safetensorsFile(
        "{\(tensor("b", "BF16", [2, 3], 0, 12)), \(tensor("i", "I64", [1, 1], 12, 20))}",
        values: [UInt8](repeating: 3, count: 20)
      ),
    ]
    var opened = 0
    for number in 0..<1_000 {
      var bytes = valid[number % valid.count]
      for _ in 0..<Int.random(in: 1...2, using: &random) { damage(&bytes, &random) }
      do throws(InputError) {
        let matrix = try read(bytes)
        opened += 1
        guard matrix.rowCount > 0 else { continue }
        #expect(matrix.rowCount * matrix.rowStride <= 2 * bytes.count)
        _ = matrix.value(row: matrix.rowCount - 1, dimension: matrix.dimensionCount - 1)
      } catch {
        let isOneLine = error.description.hasPrefix("a.safetensors: ")
        if !isOneLine || ![.data, .usage].contains(error.exitCode) {
          Issue.record("case \(number) of seed \(seed): \(error)")
        }
      }
    }
    // Were all refused or none, the cases would be worthless.
    #expect((20...800).contains(opened))
  }

  private func read(_ bytes: [UInt8]) throws(InputError) -> StoredMatrix {
    guard let copy = MappedBytes(copying: bytes) else { throw .reading("a", errno: 0) }
    let file = InputFile(name: "a.safetensors", bytes: copy)
    return try StoredMatrix(reading: OpenedInput(file), options: .init(format: .safetensors))
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
    case 2:
      let head = min(8, bytes.count)
      bytes[Int.random(in: 0..<head, using: &random)] = UInt8.random(in: 0...255, using: &random)
    default:
      let word = Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
      let end = min(place + Int.random(in: 0...4, using: &random), bytes.count)
      let growth = word.utf8.count - (end - place)
      bytes.replaceSubrange(place..<end, with: word.utf8)
      // Mostly the header's length is right again, so that what is behind it is reached.
      guard bytes.count > 8, place >= 8, Bool.random(using: &random) else { return }
      let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      bytes.replaceSubrange(0..<8, with: littleEndian(length &+ UInt64(bitPattern: Int64(growth))))
    }
  }
}
