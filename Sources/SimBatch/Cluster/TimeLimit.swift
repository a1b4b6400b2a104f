/// How long a piece of work may take, as Slurm writes it: `90` (minutes), `90:00`, `1:30:00`, `1-12`,
/// `1-12:30`, `1-12:30:00` (days first).
public struct TimeLimit: Sendable, Equatable {
  /// As it was written.
  public let text: String
  public let seconds: Int

  public init?(argument: String) {
    let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
    let fields = parts.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    let numbers = fields.compactMap(Self.number)
    guard (1...2).contains(parts.count), numbers.count == fields.count else { return nil }
    var units = [60, 1]
    var total = 0
    if parts.count == 2 {
      guard let days = Self.number(parts[0]) else { return nil }
      total = days * 86_400
      units = [3600, 60, 1]
    } else if numbers.count == 3 {
      units = [3600, 60, 1]
    }
    guard (1...units.count).contains(numbers.count) else { return nil }
    for (number, unit) in zip(numbers, units) { total += number * unit }
    guard total > 0 else { return nil }
    text = argument
    seconds = total
  }

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.count <= 6, text.allSatisfy({ ("0"..."9").contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}
