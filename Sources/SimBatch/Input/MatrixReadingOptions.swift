/// What a user says about a file beyond what the file says itself.
public struct MatrixReadingOptions: Equatable, Sendable {
  /// The layout, instead of finding it in the content (`--input-format`).
  public var format: MatrixFormat?
  /// The type of a value (`--dtype`): for ``MatrixFormat/raw`` (where it is `f32` if not given) and
  /// for a ``MatrixFormat/bin`` whose name does not say it.
  public var elementType: ElementType?
  /// d (`--dim`): for ``MatrixFormat/raw`` only, and required there.
  public var dimensionCount: Int?

  public init(
    format: MatrixFormat? = nil,
    elementType: ElementType? = nil,
    dimensionCount: Int? = nil
  ) {
    self.format = format
    self.elementType = elementType
    self.dimensionCount = dimensionCount
  }

  /// Refuses options that contradict each other, whatever the file called `name` holds.
  func check(for name: String) throws(InputError) {
    if let dimensionCount {
      guard format == .raw else {
        throw .usage(name, "--dim applies to --input-format raw only; other formats state theirs")
      }
      guard MatrixLayout.dimensionLimits.contains(dimensionCount) else {
        let limit = MatrixLayout.dimensionLimits.upperBound
        throw .usage(name, "--dim must be 1 to \(limit), not \(dimensionCount)")
      }
    } else if format == .raw {
      throw .usage(name, "--input-format raw needs --dim, since raw values state no shape")
    }
    if let format { try check(for: name, readAs: format) }
  }

  /// Refuses options that contradict the format that the file called `name` turned out to have.
  func check(for name: String, readAs format: MatrixFormat) throws(InputError) {
    guard let elementType, format != .raw, format != .bin else { return }
    throw .usage(
      name,
      "--dtype \(elementType.rawValue) applies to raw and bin only; "
        + "\(format.rawValue) states its type"
    )
  }
}

extension InputError {
  static func usage(_ name: String, _ reason: String) -> InputError {
    InputError(name: name, problem: .usage(reason))
  }
}
