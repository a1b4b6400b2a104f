import Glibc
import Testing

@testable import SimBatch
@testable import SimBatchHTML

/// Pages to look at, for `scripts/check-pages`: SIMBATCH_PAGES names the folder that they go to.
@Suite("Written pages") struct WrittenPages {
  static var folder: String? { getenv("SIMBATCH_PAGES").map { String(cString: $0) } }

  @Test(
    "Pages are written for browsers to open",
    .enabled(if: folder != nil),
    arguments: Samples.all
  )
  func write(_ sample: Samples) throws {
    let folder = try #require(Self.folder)
    let file = try TextReport("\(folder)/\(sample.rawValue).html")
    try file.finish(AuditPage.html(for: sample.report))
  }
}
