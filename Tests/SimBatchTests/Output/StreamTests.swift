import Glibc
import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Streams and reports") struct Streams {
    let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      ClosedPipe.ignoreSignals()
    }

    /// Both ends of a pipe, which no process that another test starts inherits.
    func makePipe() throws -> (reading: Int32, writing: Int32) {
      let path = folder("made")
      try #require(mkfifo(path, 0o600) == 0)
      let reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      let writing = open(path, O_WRONLY | O_CLOEXEC)
      try #require(reading >= 0 && writing >= 0)
      return (reading, writing)
    }

    @Test("Standard output passes everything on, in order")
    func passesOn() throws {
      let (reading, writing) = try makePipe()
      let output = try StandardOutput(descriptor: writing)
      try output.append(Array("one ".utf8))
      try output.append(Array("two".utf8))
      try output.commit()
      close(writing)
      var buffer = [UInt8](repeating: 0, count: 100)
      let count = read(reading, &buffer, buffer.count)
      close(reading)
      #expect(String(decoding: buffer.prefix(count), as: UTF8.self) == "one two")
    }

    @Test("A reader that has gone is a closed pipe, which is a success")
    func closedPipe() throws {
      let (reading, writing) = try makePipe()
      close(reading)
      defer { close(writing) }
      let output = try StandardOutput(descriptor: writing)
      try output.append(Array("text".utf8))
      let error = #expect(throws: ClosedPipe.self) { try output.commit() }
      #expect(error?.exitCode == .success)
    }

    @Test("A reader of a FIFO that has gone is a closed pipe, too")
    func closedFIFO() throws {
      try #require(mkfifo(folder("pipe"), 0o600) == 0)
      let reading = open(folder("pipe"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
      try #require(reading >= 0)
      let sink = try NeighborOutput.open(folder("pipe"), for: Sample.table())
      close(reading)
      for rows in Sample.runs(of: 1) { try sink.write(rows) }
      #expect(throws: ClosedPipe.self) { try sink.finish() }
      #expect(try folder.names == ["pipe"])
    }

    @Test("A FIFO without an extension takes a csv and stays a FIFO")
    func fifo() throws {
      let received = try readingFIFO(folder("pipe")) { try Sample.write(to: folder("pipe")) }
      try Sample.write(to: folder("out.csv"))
      #expect(received == (try folder.bytes("out.csv")))
      #expect(try FileSystem.kind(of: folder("pipe")) == .special)
    }

    @Test("A pipe that does not block and is full is waited for")
    func nonBlockingPipe() throws {
      let reader = try #require(popen("sleep 0.1; cat > '\(folder("received"))'", "w"))
      let writing = fileno(reader)
      try #require(fcntl(writing, F_SETFL, O_NONBLOCK) == 0)
      let byteCount = 1 << 20  // more than a pipe holds
      let output = try StandardOutput(descriptor: writing)
      try output.append([UInt8](repeating: 7, count: byteCount))
      try output.commit()
      pclose(reader)
      #expect(try folder.bytes("received") == [UInt8](repeating: 7, count: byteCount))
    }

    @Test("A descriptor that cannot be written to is refused at once")
    func unwritable() throws {
      let (reading, writing) = try makePipe()
      defer { close(reading) }
      close(writing)
      for descriptor in [reading, -1] {
        let error = #expect(throws: OutputError.self) {
          try StandardOutput(descriptor: descriptor)
        }
        #expect(error == .cannotCreate(file: "standard output", reason: "Bad file descriptor"))
      }
    }

    struct Report: Encodable {
      let rows = 3
      let input = "data/in.bin"
      let worst = Float.nan
    }

    @Test("A report is sorted, indented JSON")
    func report() throws {
      let report = try JSONReport(folder("report.json"))
      #expect(try !folder.names.contains("report.json"))
      try report.finish(Report())
      #expect(try folder.names == ["report.json"])
      #expect(
        try folder.text("report.json") == """
          {
            "input" : "data/in.bin",
            "rows" : 3,
            "worst" : "NaN"
          }

          """
      )
    }

    @Test("A text takes the place of the old one whole, as UTF-8")
    func textReport() throws {
      try folder.put("an older and longer text", in: "report.html")
      let report = try TextReport(folder("report.html"))
      #expect(try folder.text("report.html") == "an older and longer text")
      try report.finish("<p>déjà</p>\n")
      #expect(try folder.names == ["report.html"])
      #expect(try folder.bytes("report.html") == Array("<p>déjà</p>\n".utf8))
    }

    @Test("A report that is not finished leaves nothing behind")
    func unfinishedReport() throws {
      _ = try JSONReport(folder("report.json"))
      _ = try TextReport(folder("report.html"))
      #expect(try folder.names.isEmpty)
      let error = #expect(throws: OutputError.self) { try JSONReport(folder("missing/r.json")) }
      #expect(error?.exitCode == .cannotCreate)
    }
  }
}
