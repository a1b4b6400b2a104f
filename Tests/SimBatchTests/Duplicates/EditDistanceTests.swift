import Testing

@testable import SimBatch

@Suite("Edit distance")
struct EditDistanceTests {
  /// The table of distances, in full.
  private func table(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = next
      }
    }
    return row[b.count]
  }

  @Test("equals the full table over lengths around whole words", arguments: [2, 4, 26])
  func exact(letters: Int) {
    var random = SplitMix64(seed: 4)
    let lengths = [0, 1, 2, 5, 63, 64, 65, 127, 128, 129, 200]
    for first in lengths {
      for second in lengths {
        func text(_ length: Int) -> String {
          String(
            (0..<length).map { _ in
              Character(UnicodeScalar(UInt8(97 + random.next() % UInt64(letters))))
            }
          )
        }
        let (a, b) = (text(first), text(second))
        let distance = EditDistance(a, b)
        #expect(distance.edits == table(Array(a), Array(b)))
        #expect(distance.length == max(first, second))
      }
    }
  }

  @Test("counts characters, not bytes")
  func characters() {
    #expect(EditDistance("kitten", "sitting") == EditDistance("sitting", "kitten"))
    #expect(EditDistance("kitten", "sitting").edits == 3)
    #expect(EditDistance("naïve", "naive").edits == 1)
    #expect(EditDistance("caf\u{e9}", "cafe\u{301}").edits == 0)
    #expect(EditDistance("👩‍👩‍👧", "👩").edits == 1)
    #expect(EditDistance("日本語", "日本").share == Float(1) / 3)
    #expect(EditDistance("", "").share == 0)
    #expect(EditDistance("", "ab").share == 1)
  }
}
