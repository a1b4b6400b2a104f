import Glibc

/// A moment of the machine's clock, which may have been set.
package struct WallTime: Sendable {
  /// Since 1970 began, in UTC.
  private let whole: Int
  private let nanoseconds: Int

  package static var now: WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return WallTime(whole: time.tv_sec, nanoseconds: time.tv_nsec)
  }

  /// Seconds since 1970 began.
  package var seconds: Double { Double(whole) + Double(nanoseconds) * 1e-9 }

  /// `2026-01-31T03:15:00Z` (RFC 3339).
  package var text: String { date + "Z" }

  /// `2026-01-31T03:15:00.042Z` (RFC 3339).
  package var textWithMilliseconds: String {
    let digits = String(nanoseconds / 1_000_000)
    return "\(date).\(String(repeating: "0", count: 3 - digits.count))\(digits)Z"
  }

  private var date: String {
    var (seconds, parts) = (time_t(whole), tm())
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
