/// What the first records of a table have in one column.
struct ColumnSample: Equatable {
  enum Kind {
    /// Numbers, or what is meant for numbers and refused where it is read, such as `0,5`.
    case number
    case vector, text
    /// No record has a value.
    case missing
    /// pgvector's `bit` and `sparsevec`, which are not read.
    case bits, sparse
  }

  private(set) var kind = Kind.missing
  /// Whether all numbers are whole, written without a point, and not all are 0.
  private(set) var isWhole = false
  /// Whether there are several numbers, and no two are the same.
  private(set) var isDistinct = false
  /// Whether each number is one more than the last.
  private(set) var countsUp = false
  /// The first number; magnitudes of the smallest and the largest.
  private(set) var first = 0.0
  private(set) var smallest = 0.0
  private(set) var largest = 0.0

  /// - Parameters:
  ///   - fields: without blanks around them.
  ///   - mayBeNames: whether half of them must not be numbers, since names stand here.
  init(_ fields: [TextSlice], mayBeNames: Bool = false) {
    let present = fields.filter { !$0.isMissing }
    guard !present.isEmpty else { return }
    let contents = present.map(Content.init)
    kind = Self.kind(contents, mayBeNames: mayBeNames)
    guard kind == .number else { return }
    if Self.areBits(present) { kind = .bits }
    let numbers = present.compactMap(\.number)
    guard let first = numbers.first else { return }
    self.first = first
    let magnitudes = numbers.map(\.magnitude)
    smallest = magnitudes.min() ?? 0
    largest = magnitudes.max() ?? 0
    isWhole = largest > 0 && contents.allSatisfy { $0 == .wholeNumber || $0 == .text }
    isDistinct = numbers.count > 1 && Set(numbers).count == numbers.count
    countsUp = numbers.count > 1 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 }
  }

  /// What most of the fields are.
  private static func kind(_ contents: [Content], mayBeNames: Bool) -> Kind {
    let vectors = contents.count { $0 == .vector }
    let sparse = contents.count { $0 == .sparse }
    let numbers = contents.count { $0 == .number || $0 == .wholeNumber }
    if 2 * vectors >= contents.count { return .vector }
    if 2 * sparse >= contents.count { return .sparse }
    return 2 * numbers >= contents.count + (mayBeNames ? 1 : 0) ? .number : .text
  }

  /// Whether all are strings of 0 and 1 of one length, which numbers would not be.
  private static func areBits(_ fields: [TextSlice]) -> Bool {
    let length = fields[0].count
    guard length > 1, fields.allSatisfy({ $0.count == length }) else { return false }
    let zero = UInt8(ascii: "0")
    return fields.allSatisfy { $0.end { $0 != zero && $0 != zero + 1 } == length }
      && (length >= 8 || fields.contains { $0[0] == zero })
  }

  /// What one field is.
  enum Content {
    case wholeNumber, number, vector, sparse, text

    /// - Parameter field: has a value.
    init(_ field: TextSlice) {
      if field.isNumber || field.isNumberBeyondRange {
        self = field.isWholeNumber ? .wholeNumber : .number
      } else if field.looksSparse {
        self = .sparse
      } else if VectorField(field) != nil {
        self = .vector
      } else {
        self = field.looksLikeNumber ? .number : .text
      }
    }
  }
}

extension TextSlice {
  private static let digits: ClosedRange<UInt8> = 0x30...0x39

  /// Whether all of it are digits, perhaps behind a sign.
  var isWholeNumber: Bool {
    guard !isEmpty else { return false }
    let isSigned = self[0] == UInt8(ascii: "-") || self[0] == UInt8(ascii: "+")
    let rest = dropFirst(isSigned ? 1 : 0)
    return !rest.isEmpty && rest.end { !Self.digits.contains($0) } == rest.count
  }

  /// Whether it is like `{1:0.5,3:1}/5`.
  fileprivate var looksSparse: Bool {
    guard starts(with: "{"), let end = firstIndex(of: UInt8(ascii: "}")), end + 2 < count,
      self[end + 1] == UInt8(ascii: "/")
    else { return false }
    return dropFirst(end + 2).isWholeNumber
  }

  /// Whether it is like a number in which commas, apostrophes or blanks part the digits: `0,5`.
  fileprivate var looksLikeNumber: Bool {
    let marks = ",' ".utf8
    guard !isEmpty, "+-.0123456789".utf8.contains(self[0]), Self.digits.contains(self[count - 1])
    else { return false }
    return end { !Self.digits.contains($0) && !"+-.eE".utf8.contains($0) && !marks.contains($0) }
      == count && end(where: marks.contains) < count
  }
}
