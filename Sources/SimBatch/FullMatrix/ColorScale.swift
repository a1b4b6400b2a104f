import Glibc

/// Colours for numbers, such that equal steps look equally far apart.
///
/// Scores: from blue over near-white at 0 to red, as far in either direction. Distances: from dark
/// blue (near) over green to light yellow (far). Colours are interpolated in Oklab (B. Ottosson,
/// 2020), whose lightness is even to the eye. The ends stand for all that is beyond.
struct ColorScale: Sendable {
  /// Values at the ends.
  let low: Double
  let high: Double
  /// Values that are labelled.
  let ticks: [Double]
  private let isDiverging: Bool

  /// Entries of the palette that are no values.
  static let background: UInt8 = 0
  static let ink: UInt8 = 1
  static let nothing: UInt8 = 2
  private static let firstColor = 3
  private static let colorCount = 253

  /// The scale that shows 98 of 100 values apart.
  init(of values: [Float], measure: Measure) {
    let step = max(1, values.count >> 18)
    let sample = stride(from: 0, to: values.count, by: step).map { Double(values[$0]) }
      .filter(\.isFinite)
    isDiverging = !measure.isDistance
    guard isDiverging else {
      let sorted = sample.sorted()
      let least = sorted.isEmpty ? 0 : sorted[sorted.count / 100]
      let greatest = sorted.isEmpty ? 1 : sorted[sorted.count - 1 - sorted.count / 100]
      let range = greatest - least
      let step = Self.roundNumber(
        from: (range > 0 ? range : max(1, greatest)) / 5,
        among: [1, 2, 5]
      )
      let first = (least / step).rounded(.down)
      let last = max(first + 1, (greatest / step).rounded(.up))
      (low, high) = (first * step, last * step)
      ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
      return
    }
    let sorted = sample.map(\.magnitude).sorted()
    let greatest = sorted.isEmpty ? 1 : sorted[sorted.count - 1 - sorted.count / 100]
    let limit = greatest > 0 ? Self.roundNumber(from: greatest) : 1
    (low, high) = (-limit, limit)
    ticks = [-limit, -limit / 2, 0, limit / 2, limit]
  }

  /// The least of `factors`, times a power of ten, that is not less.
  static func roundNumber(
    from value: Double,
    among factors: [Double] = [1, 1.5, 2, 3, 4, 5, 6, 8]
  ) -> Double {
    let power = power(below: value)
    let factor = factors.first { $0 * power >= value * (1 - 1e-9) } ?? 10
    return factor * power
  }

  /// The greatest power of ten that is not greater.
  static func power(below value: Double) -> Double { pow(10, log10(value).rounded(.down)) }

  /// The entry of the palette for a value.
  func index(_ value: Double) -> UInt8 {
    guard !value.isNaN else { return Self.nothing }
    let share = min(1, max(0, (value - low) / (high - low)))
    return UInt8(Self.firstColor + Int((share * Double(Self.colorCount - 1)).rounded()))
  }

  /// 256 colours of three bytes.
  var palette: [UInt8] {
    var bytes: [UInt8] = [255, 255, 255, 30, 30, 30, 190, 190, 190]
    for color in 0..<Self.colorCount {
      bytes += Self.color(
        Double(color) / Double(Self.colorCount - 1),
        isDiverging ? Self.diverging : Self.sequential
      )
    }
    return bytes
  }

  /// Lightness, and the two axes green–red and blue–yellow of Oklab, at even distances.
  private typealias Stop = (lightness: Double, red: Double, yellow: Double)
  private static let diverging: [Stop] = [
    (0.36, 0.01, -0.15), (0.68, -0.03, -0.11), (0.97, 0, 0.005), (0.68, 0.12, 0.06),
    (0.36, 0.13, 0.05),
  ]
  private static let sequential: [Stop] = [
    (0.24, 0.02, -0.10), (0.425, -0.01, -0.11), (0.61, -0.08, -0.02), (0.795, -0.09, 0.08),
    (0.97, -0.03, 0.12),
  ]

  private static func color(_ share: Double, _ stops: [Stop]) -> [UInt8] {
    let position = share * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(position))
    let (a, b, t) = (stops[index], stops[index + 1], position - Double(index))
    func mixed(_ x: Double, _ y: Double) -> Double { x + (y - x) * t }
    return sRGB(
      lightness: mixed(a.lightness, b.lightness),
      red: mixed(a.red, b.red),
      yellow: mixed(a.yellow, b.yellow)
    )
  }

  /// Oklab to sRGB: cubes of three cone responses, then linear light, then its encoding.
  private static func sRGB(lightness l: Double, red a: Double, yellow b: Double) -> [UInt8] {
    func cube(_ x: Double) -> Double { x * x * x }
    let long = cube(l + 0.3963377774 * a + 0.2158037573 * b)
    let medium = cube(l - 0.1055613458 * a - 0.0638541728 * b)
    let short = cube(l - 0.0894841775 * a - 1.2914855480 * b)
    let linear = [
      4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
      -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
      -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    ]
    return linear.map { light in
      let light = min(1, max(0, light))
      let encoded = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
      return UInt8((encoded * 255).rounded())
    }
  }
}
