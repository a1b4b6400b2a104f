/// How many characters must be inserted, deleted or replaced to make one text of another
/// (Levenshtein distance), over Unicode characters as people count them: an accent written as a
/// character of its own is no difference.
public struct EditDistance: Equatable, Sendable {
  /// Characters that change.
  public let edits: Int
  /// Characters of the longer text.
  public let length: Int

  /// The changed share of the longer text, from 0 (equal) to 1; 0 for two empty texts.
  public var share: Float { length == 0 ? 0 : Float(edits) / Float(length) }

  /// - Complexity: O(a · b / 64): a column of the table of distances is kept as bits that say
  ///   where neighbors in it differ (Myers, J. ACM 46, 1999; Hyyrö 2003).
  public init(_ a: String, _ b: String) {
    if a == b {
      self.init(edits: 0, length: a.count)
      return
    }
    var (first, second) = (Array(a)[...], Array(b)[...])
    let length = max(first.count, second.count)
    while let x = first.first, x == second.first {
      first.removeFirst()
      second.removeFirst()
    }
    while let x = first.last, x == second.last {
      first.removeLast()
      second.removeLast()
    }
    let (pattern, text) = first.count <= second.count ? (first, second) : (second, first)
    self.init(edits: Self.distance(Array(pattern), Array(text)), length: length)
  }

  private init(edits: Int, length: Int) {
    self.edits = edits
    self.length = length
  }

  private static func distance(_ pattern: [Character], _ text: [Character]) -> Int {
    guard !pattern.isEmpty else { return text.count }
    let words = (pattern.count + 63) / 64
    var places: [Character: [UInt64]] = [:]
    for (index, character) in pattern.enumerated() {
      places[character, default: Array(repeating: 0, count: words)][index / 64] |= 1 << (index % 64)
    }
    let nowhere = [UInt64](repeating: 0, count: words)
    // Bit i: the distance grows (falls) by one from row i − 1 to row i of the column.
    var grows = [UInt64](repeating: .max, count: words)
    var falls = nowhere
    let lastBit: UInt64 = 1 << ((pattern.count - 1) % 64)
    var distance = pattern.count
    for character in text {
      let equal = places[character] ?? nowhere
      // The first row of the table counts up, so the step into row 0 is +1 in every column.
      var (carryUp, carryDown): (UInt64, UInt64) = (1, 0)
      for word in 0..<words {
        let (up, down) = (grows[word], falls[word])
        let level = equal[word] | down
        let matches = equal[word] | carryDown
        let diagonal = (((matches & up) &+ up) ^ up) | matches
        var right = down | ~(diagonal | up)
        var left = up & diagonal
        if word == words - 1 {
          if right & lastBit != 0 { distance += 1 }
          if left & lastBit != 0 { distance -= 1 }
        }
        let (nextUp, nextDown) = (right >> 63, left >> 63)
        right = right << 1 | carryUp
        left = left << 1 | carryDown
        grows[word] = left | ~(level | right)
        falls[word] = right & level
        (carryUp, carryDown) = (nextUp, nextDown)
      }
    }
    return distance
  }
}
