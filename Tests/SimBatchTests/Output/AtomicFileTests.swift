import FoundationEssentials
import Glibc
import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Atomic files") struct AtomicFiles {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Whether the file system of the folder has nameless files.
    private var hasNameless: Bool {
      let descriptor = open(folder.path, O_WRONLY | OpenFlags.nameless, 0o600)
      if descriptor >= 0 { close(descriptor) }
      return descriptor >= 0
    }

    @Test("A file that is not committed leaves nothing behind", arguments: [true, false])
    func abandoned(prefersNameless: Bool) throws {
      let registry = TemporaryFiles(prefersNameless: prefersNameless)
      try folder.put("old", in: "out")
      do {
        let file = try AtomicFile(folder("out"), registry: registry)
        try file.append(Array("new".utf8))
        // Without a name, there is nothing that a killed process could leave.
        #expect(try folder.names.count == (prefersNameless && hasNameless ? 1 : 2))
        #expect(try folder.text("out") == "old")
      }
      #expect(try folder.names == ["out"])
      #expect(try folder.text("out") == "old")
    }

    @Test("A committed file replaces the old one whole", arguments: [true, false])
    func replaced(prefersNameless: Bool) throws {
      try folder.put("an old and longer text", in: "out")
      let registry = TemporaryFiles(prefersNameless: prefersNameless)
      let file = try AtomicFile(folder("out"), registry: registry)
      try file.append(Array("new".utf8))
      #expect(try folder.text("out") == "an old and longer text")
      try file.commit()
      #expect(try folder.names == ["out"])
      #expect(try folder.text("out") == "new")
    }

    @Test("Pieces written at offsets land where they belong")
    func offsets() throws {
      let file = try AtomicFile(folder("out"))
      try file.write(Array("cd".utf8), at: 2)
      try file.write(Array("ab".utf8), at: 0)
      try file.commit()
      #expect(try folder.text("out") == "abcd")
    }

    @Test("Room is reserved, and threads fill it at once")
    func pieces() throws {
      let count = 300_000
      let values = try Memory((0..<count).map { UInt32($0) })
      let file = try AtomicFile(folder("out"))
      try file.reserve(count * 4)
      let pieces = file.pieces
      let failure = Synchronized<(any Error)?>(nil)
      Workers.forEachChunk(of: count, size: 777, workers: 4) { _, range in
        do {
          try pieces.write(values, range, at: range.lowerBound * 4)
        } catch {
          failure.update { $0 = error }
        }
      }
      #expect(failure.value == nil)
      #expect(try !folder.names.contains("out"))
      try file.commit()
      let bytes = try folder.bytes("out")
      #expect(bytes.count == count * 4)
      #expect((0..<count).allSatisfy { bytes[$0 * 4] == UInt8($0 & 255) })
      #expect((0..<count).allSatisfy { bytes[$0 * 4 + 2] == UInt8($0 >> 16) })
    }

    @Test("Room that no disk has is refused at once")
    func noRoom() throws {
      try folder.put("old", in: "out")
      let file = try AtomicFile(folder("out"))
      let error = #expect(throws: OutputError.self) { try file.reserve(1 << 56) }
      #expect(error?.exitCode == .io)
      #expect(throws: OutputError.self) { try file.commit() }
      #expect(try folder.names == ["out"] && folder.text("out") == "old")
    }

    @Test("A file that another program puts in place meanwhile is replaced")
    func overtaken() throws {
      let file = try AtomicFile(folder("out"))
      try file.append(Array("new".utf8))
      try folder.put("from elsewhere", in: "out")
      try file.commit()
      #expect(try folder.names == ["out"])
      #expect(try folder.text("out") == "new")
    }

    @Test("A private file is the user's alone, and replaces nothing but the user's own")
    func privateFile() throws {
      for _ in 0..<2 {
        let file = try AtomicFile(folder("state"), isPrivate: true)
        try file.append(Array("mine".utf8))
        try file.commit()
      }
      var status = stat()
      try #require(stat(folder("state"), &status) == 0)
      #expect(status.st_mode & 0o777 == 0o600)
      try folder.put("precious", in: "victim")
      try #require(symlink(folder("victim"), folder("planted")) == 0)
      try #require(mkfifo(folder("pipe"), 0o600) == 0)
      for (name, found) in [("planted", "a symbolic link"), ("pipe", "a device or a pipe")] {
        let refusal = OutputError.notOurs(file: folder(name), found: found)
        #expect(throws: refusal) { try AtomicFile(folder(name), isPrivate: true) }
        #expect(throws: refusal) { try PrivateFile.open(folder(name)) }
      }
      #expect(try folder.text("victim") == "precious")
      #expect(try PrivateFile.open(folder("nothing")) == nil)
      #expect(try PrivateFile.open(folder("state"))?.bytes.prefix(9) == Array("mine".utf8))
    }

    @Test("A file of another user's is refused as a private one", .enabled(if: geteuid() == 0))
    func foreignFile() throws {
      try folder.put("theirs", in: "state")
      try #require(chown(folder("state"), 65534, 65534) == 0)
      let refusal = OutputError.notOurs(file: folder("state"), found: "a file of another user")
      #expect(throws: refusal) { try AtomicFile(folder("state"), isPrivate: true) }
      #expect(throws: refusal) { try PrivateFile.open(folder("state")) }
    }

    @Test("Permissions are those of any new file", arguments: [true, false])
    func permissions(prefersNameless: Bool) throws {
      let plain = creat(folder("plain"), 0o666)
      try #require(plain >= 0)
      close(plain)
      let registry = TemporaryFiles(prefersNameless: prefersNameless)
      try AtomicFile(folder("out"), registry: registry).commit()
      var (expected, actual) = (stat(), stat())
      try #require(stat(folder("plain"), &expected) == 0 && stat(folder("out"), &actual) == 0)
      #expect(actual.st_mode == expected.st_mode)
    }

    @Test("A symbolic link stays, and what it leads to is replaced", arguments: [true, false])
    func symbolicLink(targetExists: Bool) throws {
      try FileManager.default.createDirectory(
        atPath: folder("elsewhere"),
        withIntermediateDirectories: false
      )
      if targetExists { try folder.put("old", in: "elsewhere/target") }
      try #require(symlink("elsewhere/target", folder("middle")) == 0)
      try #require(symlink(folder("middle"), folder("link")) == 0)
      let file = try AtomicFile(folder("link"))
      try file.append(Array("new".utf8))
      try file.commit()
      #expect(try folder.text("elsewhere/target") == "new")
      #expect(try folder.names == ["elsewhere", "link", "middle"])
      var status = stat()
      try #require(lstat(folder("link"), &status) == 0)
      #expect(status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test("A device is written to and stays a device")
    func device() throws {
      let file = try AtomicFile("/dev/null")
      #expect(!file.isSeekable)
      try file.append([UInt8](repeating: 0, count: 1 << 20))
      try file.commit()
      #expect(try FileSystem.kind(of: "/dev/null") == .special)
    }

    @Test(
      "What cannot be created is refused at once",
      arguments: [
        ("missing/out", "No such file or directory"), ("file/out", "Not a directory"),
        ("", "Is a directory"), (".", "Is a directory"), ("loop", "Too many levels"),
        (String(repeating: "x", count: 256), "File name too long"),
      ]
    )
    func refused(name: String, reason: String) throws {
      try folder.put("", in: "file")
      try #require(symlink("loop", folder("loop")) == 0)
      let error = #expect(throws: OutputError.self) { try AtomicFile(folder(name)) }
      let description = try #require(error?.description)
      #expect(error?.exitCode == .cannotCreate)
      #expect(description.hasPrefix(folder(name)) && description.contains(reason))
      #expect(try folder.names == ["file", "loop"])
    }

    @Test("A folder or file without permission is refused at once", .disabled(if: geteuid() == 0))
    func noPermission() throws {
      try folder.put("keep", in: "readonly")
      try #require(chmod(folder("readonly"), 0o400) == 0)
      let overFile = #expect(throws: OutputError.self) { try AtomicFile(folder("readonly")) }
      #expect(overFile?.exitCode == .cannotCreate)
      try #require(chmod(folder.path, 0o500) == 0)
      defer { chmod(folder.path, 0o700) }
      let inFolder = #expect(throws: OutputError.self) { try AtomicFile(folder("new")) }
      #expect(inFolder?.exitCode == .cannotCreate)
    }

    @Test("A full disk is an I/O error that names the file and the reason")
    func fullDisk() throws {
      let file = try AtomicFile("/dev/full")
      try file.append(Array("text".utf8))
      let error = #expect(throws: OutputError.self) { try file.commit() }
      #expect(error?.exitCode == .io)
      #expect(
        error == .cannotWrite(file: "/dev/full", reason: "No space left on device")
      )
      #expect(throws: OutputError.self) { try file.commit() }
    }

    @Test("Removing all files lets no output appear afterwards", arguments: [true, false])
    func removeAll(prefersNameless: Bool) throws {
      let registry = TemporaryFiles(prefersNameless: prefersNameless)
      try folder.put("old", in: "a")
      let files = try ["a", "b"].map { try AtomicFile(folder($0), registry: registry) }
      try files[0].append(Array("new".utf8))
      registry.removeAll()
      #expect(try folder.names == ["a"])
      let error = #expect(throws: OutputError.self) { try AtomicFile.commit(files) }
      #expect(error?.exitCode == .temporary)
      let late = #expect(throws: OutputError.self) {
        try AtomicFile(folder("c"), registry: registry)
      }
      #expect(late?.exitCode == .temporary)
      #expect(try folder.names == ["a"])
      #expect(try folder.text("a") == "old")
    }

    @Test("Of two files, neither appears if the second cannot")
    func pair() throws {
      let files = try FilePair(neighbors: folder("n"), scores: folder("s"))
      // A folder takes the second one's place while the job runs.
      try FileManager.default.createDirectory(
        atPath: folder("s"),
        withIntermediateDirectories: false
      )
      let error = #expect(throws: OutputError.self) { try files.commit() }
      #expect(error?.exitCode == .cannotCreate)
      #expect(try !folder.names.contains("n"))
    }
  }
}
