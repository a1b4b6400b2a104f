import Glibc
import Testing

@testable import SimBatch

@Suite("Inputs come from files and from streams")
struct InputFileTests {
  @Test(
    "What cannot be read says so",
    arguments: [
      ("/tmp/simbatch-no-such-file.bin", ExitCode.noInput, "No such file"),
      ("/dev/null/a.bin", .noInput, "Not a directory"),
      ("", .noInput, "No such file"),
      ("/tmp/nul\u{0}.bin", .noInput, "No such file"),
      ("/tmp", .noInput, "Is a directory"),
      ("/proc/self/mem", .io, "reading failed"),
    ]
  )
  func unreadable(path: String, exitCode: ExitCode, reason: String) throws {
    let error = try #require(
      #expect(throws: InputError.self) { try StoredMatrix.open(path) }
    )
    #expect(error.exitCode == exitCode)
    #expect(error.name == path)
    #expect(error.description.contains(reason))
  }

  @Test(
    "A file without permission is no input",
    .disabled(if: geteuid() == 0, "root may read every file")
  )
  func forbidden() throws {
    let scratch = try InputScratch()
    let path = try scratch.file("a.fbin", InputSample().bin())
    chmod(path, 0)
    let error = #expect(throws: InputError.self) { try StoredMatrix.open(path) }
    #expect(error?.exitCode == .noInput)
    #expect(error?.description.hasPrefix("\(path): ") == true)
  }

  @Test("A line break in a file's name does not break the message")
  func controlCharacters() {
    let error = #expect(throws: InputError.self) { try StoredMatrix.open("/no\n\u{1B}[31m.bin") }
    #expect(error?.description == "/no\\n\\u{1B}[31m.bin: No such file or directory")
  }

  @Test("Options are judged before the file is opened")
  func optionsFirst() {
    let error = #expect(throws: InputError.self) {
      try StoredMatrix.open("-", options: .init(format: .raw))
    }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.hasPrefix("standard input: ") == true)
  }

  @Test("A pipe is read like a file of the same bytes")
  func pipe() throws {
    let sample = InputSample()
    for bytes in [sample.bin(), sample.npy(isColumnMajor: true), sample.vecs()] {
      var ends: [Int32] = [0, 0]
      try #require(Glibc.pipe(&ends) == 0)
      defer { close(ends[0]) }
      #expect(write(ends[1], bytes, bytes.count) == bytes.count)
      close(ends[1])
      #expect(sample.matches(try StoredMatrix.open("/dev/fd/\(ends[0])")))
    }
  }

  @Test(
    "A stream of any length arrives whole",
    arguments: [0, 1, 4096, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (5 << 20) + 3]
  )
  func spool(size: Int) throws {
    let scratch = try InputScratch()
    let sent = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 0x9E37_79B1 >> 11) }
    let descriptor = open(try scratch.file("stream", sent), O_RDONLY)
    defer { close(descriptor) }
    let source = DescriptorSource(OpenedDescriptor(borrowing: descriptor), name: "stream")
    let window = try ByteWindow(source, name: "stream")
    var spool = SpoolBuffer(limit: .max, scratch: nil)
    while try window.fill(1) {
      try spool.append(window.memory, window.unread)
      window.take(window.unread.count)
    }
    #expect(window.offset == size)
    let bytes = try spool.finish()
    #expect(bytes.count == size)
    #expect(bytes.prefix(size) == sent)
  }

  @Test("What an input holds is told of packed ones, too", arguments: ["a.fbin", "a.safetensors"])
  func packedContents(name: String) throws {
    let scratch = try InputScratch()
    let sample = InputSample()
    let header = Array(
      #"{"x":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]}}"#.utf8
    )
    let bytes =
      name == "a.fbin"
      ? sample.bin() : littleEndian(UInt64(header.count)) + header + sample.values()
    for packed in [gzip(bytes), zstd(bytes)] {
      let contents = try InputContents.open([try scratch.file(name, packed)])
      let matrix = try #require(contents.matrix)
      #expect(sample.matches(matrix))
      #expect((contents.container == nil) == (name == "a.fbin"))
    }
  }

  @Test("Only the rest of a descriptor that somebody read from is input")
  func partlyRead() throws {
    let scratch = try InputScratch()
    let descriptor = open(try scratch.file("a", [1, 2, 3, 4]), O_RDONLY)
    defer { close(descriptor) }
    lseek(descriptor, 3, SEEK_SET)
    let input = try OpenedInput(OpenedDescriptor(borrowing: descriptor), path: "a", name: "a")
    #expect(try input.whole(limit: 9).bytes.prefix(9) == [4])
  }

  @Test(
    "The extension is what follows the last dot of the name",
    arguments: [
      ("a.npy", "npy"), ("/x.y/a", ""), ("b.c/a.FBIN", "fbin"), ("a.tar.gz", "gz"), ("", ""),
      ("a.", ""), ("standard input", ""),
    ]
  )
  func fileExtension(name: String, expected: String) throws {
    #expect(InputFile(name: name, bytes: try anonymousCopy([])).fileExtension == expected)
  }
}
