/// The file of a map, a `.npy` of `f8`.
public final class MapOutput {
  let file: AtomicFile
  private let path: String

  /// - Throws: ``JobError/usage(_:)`` for another ending, which a device or a pipe need not have;
  ///   ``OutputError``: what cannot be written is refused before the job.
  public init(_ path: String) throws {
    guard MatrixOutputFormat(path: path) == .npy || !NeighborOutput.isReplaceable(path) else {
      throw JobError.usage("\(path): expected a name that ends in .npy, for the map")
    }
    self.path = path
    file = try AtomicFile(path)
  }

  /// Writes rows × columns values; the file appears with its commit.
  func write(_ values: Memory<Double>, rows: Int, columns: Int) throws {
    let shape = try WrittenShape(
      format: .npy,
      elementType: .f64,
      source: .f64,
      dimensionCount: columns,
      hasNames: false,
      isRowCountStated: true,
      path: path
    )
    try file.append(shape.head(rowCount: rows))
    for row in 0..<rows {
      try file.append((0..<columns).map { values[row * columns + $0] })
    }
  }
}
