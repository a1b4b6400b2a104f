import Glibc

/// A file of figures for node_exporter's textfile collector, which appears whole or not at all.
package struct MetricsFile: Sendable {
  package static let fileExtension = ".prom"
  /// More than any of these files has.
  private static let largestByteCount = 1 << 16

  private let path: String
  private let labels: [MetricLabel]

  /// - Parameter labels: of every figure.
  package init(_ path: String, labels: [MetricLabel]) {
    self.path = path
    self.labels = labels
  }

  /// The figure `name` of these labels in the file as it is now; nil where there is none, or no file
  /// that can be read.
  package func value(of name: String) -> Double? {
    let start = Array(MetricFamily.series(name, labels).utf8) + [UInt8(ascii: " ")]
    let line = content?.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: start) }
    return line.flatMap { Double(String(decoding: $0.dropFirst(start.count), as: UTF8.self)) }
  }

  /// What the file begins with; nil where there is none, or none that can be read, or a device.
  private var content: [UInt8]? {
    // Not blocking, so that a pipe without a writer holds nobody up.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes = [UInt8](repeating: 0, count: Self.largestByteCount)
    let count = read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : Array(bytes[..<count])
  }

  /// Puts the figures in place, readable by everyone: the exporter runs as another user.
  ///
  /// Works after the process was asked to stop, too, when other outputs may not appear any more.
  ///
  /// - Throws: ``OutputError/cannotCreate(file:reason:)``, ``OutputError/cannotWrite(file:reason:)``.
  package func write(_ families: [MetricFamily]) throws {
    // A mistyped command line comes here, too, and may name an input or an output.
    if let content, !content.isEmpty, !content.starts(with: MetricFamily.firstBytes) {
      throw OutputError.cannotCreate(file: path, reason: "it holds something else than metrics")
    }
    let file = try AtomicFile(path, registry: TemporaryFiles())
    try file.makeReadableByAll()
    try file.append(Array(families.map { $0.text(labels) }.joined().utf8))
    try file.commit()
  }
}
