/// A number of bytes as people write and read it: binary units, `512M`, `2G`.
public struct ByteCount: Sendable, Equatable, CustomStringConvertible {
  public let bytes: Int

  public init(_ bytes: Int) { self.bytes = bytes }

  /// Reads `1048576`, `512M`, `2G`, `1.5GiB`, `64 kB`: a number and a binary unit, in any case.
  public init?(argument: String) {
    let text = argument.lowercased().filter { $0 != " " }
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count)
    let shifts = ["": 0, "b": 0, "k": 10, "m": 20, "g": 30, "t": 40]
    let plain =
      unit.hasSuffix("ib") ? unit.dropLast(2) : unit.hasSuffix("b") ? unit.dropLast() : unit
    guard let value = Double(number), value.isFinite, let shift = shifts[String(plain)] else {
      return nil
    }
    let bytes = value * Double(1 << shift)
    guard bytes < 0x1p62 else { return nil }
    self.bytes = Int(bytes)
  }

  public var description: String {
    let units = ["bytes", "kB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let rounded = value < 10 && unit > 0 ? (value * 10).rounded(.up) / 10 : value.rounded(.up)
    let digits = rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    return "\(digits) \(units[unit])"
  }

  /// The least whole number of megabytes that holds it, as an option's value.
  var argument: String { "\((bytes + (1 << 20) - 1) >> 20)M" }
}
