import Glibc
import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Opening an output") struct Opening {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
      "The extension chooses the format",
      arguments: [
        ("a.csv", .csv), ("a.TSV", .tsv), ("b.c/a.jsonl", .jsonl), ("a.x.bin", .bin),
        ("a.npy", .npy), ("a.ivecs", .ivecs), ("a.mtx", .mtx), ("a.NPZ", .npz), ("a", nil),
        ("a.txt", nil), ("a.csv/b", nil),
        (".csv", nil), ("csv", nil), ("a.", nil), ("", nil),
      ] as [(String, NeighborFormat?)]
    )
    func extensions(path: String, format: NeighborFormat?) {
      #expect(NeighborFormat(path: path) == format)
    }

    @Test(
      "An unknown extension is a usage error that lists the formats",
      arguments: ["a", "a.txt"]
    )
    func unknownExtension(name: String) throws {
      let error = #expect(throws: OutputError.self) { try Sample.write(to: folder(name)) }
      #expect(error?.exitCode == .usage)
      let description = try #require(error?.description)
      for format in NeighborFormat.allCases { #expect(description.contains(".\(format)")) }
      #expect(try folder.names.isEmpty)
    }

    @Test("A chosen format overrides the extension")
    func override() throws {
      try Sample.write(to: folder("out.txt"), format: .tsv)
      try Sample.write(to: folder("out.csv"), format: .tsv)
      #expect(try folder.text("out.txt") == folder.text("out.csv"))
      try Sample.write(to: folder("plain"), format: .npy)
      try Sample.write(to: folder("v.fvecs"), format: .ivecs)
      #expect(
        try folder.names == [
          "out.csv", "out.txt", "plain.neighbors.npy", "plain.scores.npy", "v.fvecs", "v.ivecs",
        ]
      )
    }

    @Test(
      "Two files cannot go to one stream",
      arguments: [NeighborFormat.npy, .ivecs],
      ["-", "/dev/stdout", "/dev/null"]
    )
    func twoFiles(format: NeighborFormat, destination: String) throws {
      let error = #expect(throws: OutputError.self) {
        try NeighborOutput.open(destination, format: format, for: Sample.table())
      }
      #expect(error?.exitCode == .usage)
      #expect(try #require(error?.description).contains("two files"))
    }

    @Test("Nothing appears before the job is done, and nothing stays if it never is")
    func early() throws {
      for format in NeighborFormat.allCases {
        do {
          let sink = try NeighborOutput.open(
            folder("out.\(format)"),
            format: format,
            for: Sample.table()
          )
          try sink.write(Sample.runs(of: 2)[0])
          // Where the file system has no files without names, they have passing ones.
          #expect(try folder.names.allSatisfy { $0.hasPrefix(".simbatch-") })
        }
        #expect(try folder.names.isEmpty)
      }
    }

    @Test("A missing folder is refused before the job", arguments: NeighborFormat.allCases)
    func missingFolder(format: NeighborFormat) {
      let error = #expect(throws: OutputError.self) {
        try NeighborOutput.open(folder("missing/x.\(format)"), for: Sample.table())
      }
      #expect(error?.exitCode == .cannotCreate)
    }

    @Test(
      "A full disk is an I/O error",
      arguments: [NeighborFormat.csv, .tsv, .jsonl, .bin, .mtx, .npz]
    )
    func fullDisk(format: NeighborFormat) {
      let error = #expect(throws: OutputError.self) {
        try Sample.write(to: "/dev/full", format: format)
      }
      #expect(error == .cannotWrite(file: "/dev/full", reason: "No space left on device"))
    }

    @Test("A table that the format cannot count is a usage error")
    func tooLarge() {
      let table = NeighborTable(rowCount: 1 << 32, neighborCount: 1, valueName: .score)
      let error = #expect(throws: OutputError.self) {
        try NeighborOutput.open(folder("out.bin"), for: table)
      }
      #expect(error?.exitCode == .usage)
      #expect(NeighborFormat.npy.fits(table) && NeighborFormat.ivecs.fits(table))
      let overflowing = NeighborTable(rowCount: .max, neighborCount: 2, valueName: .score)
      #expect(NeighborFormat.allCases.allSatisfy { !$0.fits(overflowing) })
    }

    @Test(
      "Messages are one line",
      arguments: [
        OutputError.unknownFormat(file: "x"),
        .cannotCreate(file: "x", reason: "y"), .cannotWrite(file: "x", reason: "y"),
        .interrupted(file: "x"), .needsTwoFiles(.npy, file: "x"),
        .doesNotFit(.bin, file: "x", rowCount: 1, neighborCount: 1),
        .needsGraph(.mutual, .csv, file: "x"),
      ]
    )
    func messages(error: OutputError) {
      #expect(error.description.hasPrefix("x: "))
      #expect(!error.description.contains("\n") && !error.description.hasSuffix("."))
    }
  }
}
