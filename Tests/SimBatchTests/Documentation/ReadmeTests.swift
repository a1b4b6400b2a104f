import Foundation
import SimBatch
import Testing

@Suite("The README")
struct ReadmeTests {
  private let readme: String

  init() throws { readme = try Documents.text("README.md") }

  @Test("shows an example that runs")
  func example() throws {
    let similar = try similarPackages(in: Documents.fixtures)
    #expect(similar.count == 600)
    #expect(similar["vim"] == ["vim-tiny", "vim-athena", "vim-nox"])
    #expect(similar["amphetamine"]?.isEmpty == true)
  }

  @Test("and the library's page show this example", arguments: ["README.md", "SimBatch.md"])
  func sameExample(page: String) throws {
    let path = page == "README.md" ? page : "Sources/SimBatch/SimBatch.docc/\(page)"
    let example = try Documents.text("Tests/SimBatchTests/Documentation/LibraryExample.swift")
    #expect(Documents.blocks("swift", in: try Documents.text(path)) == [example])
  }

  @Test("shows what the program prints")
  func output() throws {
    let plain = try csv(named: false)
    let named = try csv(named: true)
    let blocks = Documents.blocks("csv", in: readme)
    try #require(blocks.count == 2)
    #expect(plain.hasPrefix(blocks[0]))
    #expect(plain.split(separator: "\n").count == 6001)
    for line in blocks[1].split(separator: "\n") { #expect(named.contains("\n\(line)\n")) }
  }

  /// What `simbatch --top 10 Tests/Fixtures/descriptions.bin` writes.
  private func csv(named: Bool) throws -> String {
    let rows = try StoredMatrix.open(Documents.fixtures + "/descriptions.bin")
    let ids = try RowIds.open(Documents.fixtures + "/descriptions.ids.txt", rowCount: rows.rowCount)
    let search = try NeighborSearch(base: rows, options: NeighborOptions(count: 10))
    let place = FileManager.default.temporaryDirectory
      .appending(path: "readme-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: place) }
    let sink = try NeighborOutput.open(
      place.path,
      for: NeighborTable(
        rowCount: search.rowCount,
        neighborCount: search.neighborCount,
        valueName: .score,
        rowIds: named ? ids : nil,
        neighborIds: named ? ids : nil
      )
    )
    _ = try search.run(to: sink)
    return try String(contentsOf: place, encoding: .utf8)
  }

  @Test("tells how scores are spread in the sample")
  func spread() throws {
    let rows = try StoredMatrix.open(Documents.fixtures + "/descriptions.bin")
    for measure in [Measure.pearson, .cosine] {
      let options = NeighborOptions(measure: measure, count: rows.rowCount - 1)
      let scores = try NeighborSearch(base: rows, options: options).neighbors().scores.sorted()
      #expect((0.10..<0.11).contains(scores[scores.count / 2]))
      #expect((0.58..<0.59).contains(scores[scores.count * 99 / 100]))
    }
    #expect(readme.contains("above 0.1 and one in a hundred above 0.58"))
  }

  @Test("names no file that is not there")
  func paths() {
    let links = readme.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
    let named = readme.matches(
      of: /(?:^|[\s`(])(?:\.\/)?((?:scripts|Sources|Tests|\.ci)\/[\w.+\/-]*)/
    ).map { String($0.1) }
    #expect(links.count >= 3 && named.count >= 10)
    for path in links where !path.contains("://") { #expect(Documents.exists(path), "\(path)") }
    for path in named { #expect(Documents.exists(path), "\(path)") }
  }

  @Test("lists every exit code, and no other")
  func exitCodes() {
    let listed = readme.matches(of: /\n\| (\d+) \|/).compactMap { Int32($0.1) }
    #expect(listed == (0..<256).filter { ExitCode(rawValue: $0) != nil })
  }

  @Test("lists every format that is written", arguments: MatrixOutputFormat.allCases)
  func writtenFormats(format: MatrixOutputFormat) throws {
    let start = try #require(readme.range(of: "## Converting\n")).upperBound
    let names = readme[start...].matches(of: /`(\.[a-z0-9.]+|--to [a-z0-9-]+)`/).map(\.1)
    #expect(
      names.contains {
        $0 == "--to \(format.rawValue)" || MatrixOutputFormat(path: "x\($0)") == format
      }
    )
  }

  @Test("lists every measure and every format")
  func choices() {
    for measure in Measure.allCases { #expect(readme.contains("\n| `\(measure)`"), "\(measure)") }
    for format in NeighborFormat.allCases { #expect(readme.contains("`.\(format)`"), "\(format)") }
    for format in MatrixFormat.allCases {
      let names = ["\n| raw |", "`.\(format.rawValue)`", "\n| `\(format.rawValue)` "]
      let isListed = names[format == .raw ? 0..<1 : 1..<3].contains { readme.contains($0) }
      #expect(isListed, "\(format)")
    }
  }
}
