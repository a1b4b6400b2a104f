extension ShardStatus {
  /// For people: counts, time left, and the shards that are neither done nor waiting.
  public var text: String {
    let counts = State.allCases.filter { count($0) > 0 }.map { "\(count($0)) \($0.rawValue)" }
    var lines = ["\(shards.count.counted("shard")) of \(job): " + counts.joined(separator: ", ")]
    if let secondsLeft { lines.append("about \(Self.duration(secondsLeft)) left") }
    for shard in shards where shard.state != .done && shard.state != .waiting {
      let place = [shard.host, shard.engineJob].compactMap { $0 }.joined(separator: ", ")
      let share = Int((shard.share * 100).rounded(.down))
      let message = shard.message.map { ": \($0)" } ?? ""
      lines.append(
        "shard \(shard.shard): \(shard.state.rawValue), \(share)% done, attempt \(shard.attempts) "
          + "(\(place))\(message)"
      )
    }
    return lines.joined(separator: "\n")
  }

  private static func duration(_ seconds: Double) -> String {
    let seconds = Int(min(seconds.rounded(.up), 1e15))
    if seconds < 120 { return "\(seconds) s" }
    let minutes = (seconds + 59) / 60
    return minutes < 120 ? "\(minutes) min" : "\((minutes + 59) / 60) h"
  }
}
