/// What an input holds that can hold several matrices: tensors, datasets, or tables.
public struct ContainerListing: Sendable, Equatable {
  /// A tensor, a dataset, or a table.
  public struct Entry: Sendable, Equatable {
    public let name: String
    /// The type of its values, in the format's own words; of a table, its columns.
    public let type: String
    /// Sizes of its dimensions, none for a scalar; nil for a table.
    public let shape: [UInt64]?
    /// The type of its values where they can be read.
    let inputType: InputType?

    /// `F32, 3 × 4`.
    public var content: String {
      guard let shape else { return type }
      return "\(type), \(shape.isEmpty ? "scalar" : Self.text(of: shape))"
    }

    fileprivate var is2D: Bool { shape?.count == 2 }

    private static func text(of shape: [UInt64]) -> String {
      shape.map { "\($0)" }.joined(separator: " × ")
    }
  }

  /// What entries are, such as `tensor`.
  public enum Noun: String, Sendable {
    case tensor, dataset, table
  }

  public let noun: Noun
  public let entries: [Entry]

  /// Entries that fit into a line.
  private static let shownCount = 12

  /// `it has 2 tensors: a (F32, 3 × 4), b (F32, 4)`.
  var summary: String {
    guard !entries.isEmpty else { return "it has no \(noun.rawValue)" }
    let shown = entries.prefix(Self.shownCount).map { "\($0.name) (\($0.content))" }
    let rest = entries.count > shown.count ? " and \(entries.count - shown.count) more" : ""
    return "it has \(entries.count.counted(noun.rawValue)): \(shown.joined(separator: ", "))\(rest)"
  }

  /// Lines for people, an entry each: `tensors           a  F32, 3 × 4`.
  public var table: String {
    let names = entries.map(\.name.onOneLine)
    let width = names.map(\.count).max() ?? 0
    let lines = zip(names, entries).map { name, entry in
      name + String(repeating: " ", count: width - name.count + 2) + entry.content.onOneLine
    }
    let heading = "\(noun.rawValue)s"
    let start = heading + String(repeating: " ", count: Self.indent - heading.count)
    let separator = "\n" + String(repeating: " ", count: Self.indent)
    return start + (lines.isEmpty ? "none" : lines.joined(separator: separator))
  }

  /// Where ``MatrixInfo`` starts its values.
  private static let indent = 18

  /// The index of the entry that is called exactly so, or nil.
  func index(of name: String) -> Int? {
    // Strings compare equal where Unicode holds them so.
    entries.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The index of the only entry with 2 dimensions; of several, that of the only one whose values are
  /// those of embeddings, floating-point numbers or bytes: labels and neighbors are wider whole
  /// numbers. Else nil.
  var onlyMatrix: Int? {
    let flat = entries.indices.filter { entries[$0].is2D }
    let likely = flat.filter { entries[$0].inputType?.isUsualForEmbeddings == true }
    return likely.count == 1 ? likely[0] : likely.isEmpty && flat.count == 1 ? flat[0] : nil
  }

  /// See ``RowStream/reading``: nil where `name` says which entry is read, or there is no other.
  func reading(_ index: Int, chosen name: String?) -> String? {
    let entry = entries[index]
    guard name == nil, entries.count > 1, let shape = entry.shape, let type = entry.inputType
    else { return nil }
    let dimensions = Int(clamping: shape[1]).counted("dimension")
    return
      "\(dimensions) from \(noun.rawValue) '\(entry.name)' of \(entries.count), \(type.rawValue)"
  }

  /// The index of the entry that `name` (given by `option`) chooses, or of the only matrix.
  ///
  /// - Parameter file: what errors call the input.
  /// - Throws: ``InputError`` with exit code 64 where that leaves a choice, or it is no matrix.
  func choose(_ name: String?, option: String, in file: String) throws(InputError) -> Int {
    guard let name else {
      guard let only = onlyMatrix else {
        let hint = entries.isEmpty ? "" : "; choose one with 2 dimensions by \(option)"
        throw .usage(file, summary + hint)
      }
      return try require(only, in: file)
    }
    guard let index = index(of: name) else {
      throw .usage(file, "no \(noun.rawValue) is called '\(name)'; \(summary)")
    }
    return try require(index, in: file)
  }

  private func require(_ index: Int, in file: String) throws(InputError) -> Int {
    let entry = entries[index]
    guard entry.is2D else {
      throw .usage(
        file,
        "\(noun.rawValue) '\(entry.name)' (\(entry.content)) has not 2 dimensions, rows and columns"
      )
    }
    guard entry.inputType != nil else {
      throw .usage(
        file,
        "\(noun.rawValue) '\(entry.name)' (\(entry.content)) has values of a type that is not read"
      )
    }
    return index
  }
}
