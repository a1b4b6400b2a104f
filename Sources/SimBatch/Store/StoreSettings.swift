/// What is fixed when a store is made: scores of different settings cannot be compared.
public struct StoreSettings: Equatable, Sendable {
  public let measure: Measure
  /// Pairs reach at least this score, or are at most this far apart.
  public let limit: Float
  /// Values of a stored row.
  public let dimensionCount: Int
  /// Leading values that are compared (`--dims`).
  public let comparedDimensions: Int
  public let elementType: ElementType
  /// The checksum of the map of the rows (`--map`); nil where they are as they were read.
  public let map: String?

  /// Names and values, as they are stored and as messages name them.
  var fields: [(name: String, value: String)] {
    [
      ("measure", measure.rawValue),
      ("limit", "\(limit)"),
      ("dimensions", "\(dimensionCount)"),
      ("compared dimensions", "\(comparedDimensions)"),
      ("type", elementType.rawValue),
      ("map", map ?? Self.noMap),
    ]
  }

  /// What stands for no map; stores made before there were maps have no such field.
  private static let noMap = "none"

  init(measure: Measure, limit: Float, matrix: StoredMatrix, comparedDimensions: Int?) {
    self.measure = measure
    self.limit = limit
    dimensionCount = matrix.dimensionCount
    self.comparedDimensions = comparedDimensions ?? matrix.dimensionCount
    elementType = matrix.elementType
    map = matrix.map?.checksum
  }

  /// nil where a value is missing or no value of this version.
  init?(_ values: [String: String]) {
    guard let measure = values["measure"].flatMap(Measure.init),
      let limit = values["limit"].flatMap({ Float($0) }),
      let dimensionCount = values["dimensions"].flatMap({ Int($0) }), dimensionCount > 0,
      let compared = values["compared dimensions"].flatMap({ Int($0) }),
      (1...dimensionCount).contains(compared),
      let elementType = values["type"].flatMap(ElementType.init(rawValue:))
    else { return nil }
    self.measure = measure
    self.limit = limit
    self.dimensionCount = dimensionCount
    comparedDimensions = compared
    self.elementType = elementType
    map = values["map"].flatMap { $0 == Self.noMap ? nil : $0 }
  }

  /// - Throws: ``StoreError/differs(_:setting:stored:asked:)`` for the first that differs.
  func require(_ asked: StoreSettings, store: String) throws(StoreError) {
    for (own, other) in zip(fields, asked.fields) where own.value != other.value {
      throw .differs(store, setting: own.name, stored: own.value, asked: other.value)
    }
  }
}
