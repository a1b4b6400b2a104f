internal import CSimJSON

/// A field of an object in JSON lines.
struct JSONField {
  /// `outer.inner` for a field of an object in a field.
  let name: String
  let kind: sim_json_kind
  let isInner: Bool
  /// The place of its name among those that vectors usually have; nil for others.
  let rank: Int?

  fileprivate var isMissing: Bool { kind == SIM_JSON_NULL || kind == SIM_JSON_NULLS }

  /// The field that names the row: of the strings and numbers of the object itself, the one whose name
  /// is the best of ``KeyName``.
  static func key(among fields: [JSONField]) -> String? {
    fields.filter { !$0.isInner && [SIM_JSON_STRING, SIM_JSON_NUMBER].contains($0.kind) }
      .compactMap { field in KeyName.rank(field.name, column: 1).map { (field.name, $0) } }
      .min { $0.1 < $1.1 }?.0
  }
}

/// The field that the vectors of JSON lines are in.
struct JSONVectorField {
  let name: String
  /// Whether nothing but its kind, in a first line, says that it holds the vectors.
  let isGuess: Bool

  /// Finds the field of the vectors in the fields of an object.
  ///
  /// 1. A field that is called as vectors usually are (`embedding`, `embeddings`, `vector`, `vectors`,
  ///    `emb`, `vec`, `values`, `features`), the most usual name first, and that holds numbers or
  ///    nothing;
  /// 2. else the only array of numbers.
  ///
  /// - Parameter file: what errors call the input.
  /// - Returns: nil where the object has no such field.
  /// - Throws: ``InputError`` with exit code 64 where two fields may be meant.
  static func find(in fields: [JSONField], of file: String) throws(InputError) -> JSONVectorField? {
    let named = fields.filter { $0.rank != nil && ($0.kind == SIM_JSON_NUMBERS || $0.isMissing) }
    let full = named.filter { $0.kind == SIM_JSON_NUMBERS }
    guard let best = first(of: full) ?? first(of: named) else {
      let arrays = fields.filter { $0.kind == SIM_JSON_NUMBERS }
      guard arrays.count < 2 else { throw several(arrays, file) }
      return arrays.first.map { JSONVectorField(name: $0.name, isGuess: true) }
    }
    // A better name that holds nothing here, or the same one elsewhere.
    let rivals = named.filter { isBefore($0, best) || !isBefore(best, $0) }
    // An inner field is further away, but has a better name.
    let betterNamed = full.filter { ($0.rank ?? 0) < (best.rank ?? 0) }
    let meant = fields.filter { field in
      (rivals + betterNamed).contains { $0.name == field.name } || field.name == best.name
    }
    guard Set(meant.map(\.name)).count == 1 else { throw several(meant, file) }
    return JSONVectorField(name: best.name, isGuess: false)
  }

  private static func isBefore(_ a: JSONField, _ b: JSONField) -> Bool {
    (a.isInner ? 1 : 0, a.rank ?? 0) < (b.isInner ? 1 : 0, b.rank ?? 0)
  }

  private static func first(of fields: [JSONField]) -> JSONField? {
    fields.min { isBefore($0, $1) }
  }

  private static func several(_ fields: [JSONField], _ file: String) -> InputError {
    .usage(
      file,
      """
      several fields may hold the vectors: \(list(fields)); choose one by --vector-field, such as \
      --vector-field \(fields[0].name)
      """
    )
  }

  /// The names of some fields, quoted.
  static func list(_ fields: [JSONField]) -> String {
    let names = fields.prefix(12).map { "'\($0.name)'" }.joined(separator: ", ")
    return fields.isEmpty ? "none" : names
  }
}
