/// Names that are added and subtracted: `king - man + woman`.
///
/// A sign stands between blanks, so that `vice-president` is one name; it may stand before the
/// first name, too. A name that holds blanks, or is a sign, is put in quotes, single or double:
/// `"new york" - 'o"clock'`. Inside of a pair of quotes the other kind is an ordinary character.
public struct LookupExpression: Equatable, Sendable {
  /// A name, and what its row is multiplied by.
  public struct Term: Equatable, Sendable {
    public let name: String
    /// 1 or −1.
    public let sign: Double
  }

  public let terms: [Term]

  /// - Throws: ``JobError/usage(_:)`` that says where a name or a sign is missing.
  public init(_ text: String) throws(JobError) {
    var terms: [Term] = []
    var sign: Double? = 1
    for (index, part) in try Self.parts(of: text).enumerated() {
      switch (part, sign) {
      case (.sign(let next), nil):
        sign = next
      case (.sign(let next), _?) where index == 0:
        sign = next
      case (.sign, _?):
        throw Self.fault(text, "expected a name after a sign, found another sign")
      case (.name(let name), let own?):
        terms.append(Term(name: name, sign: own))
        sign = nil
      case (.name(let name), nil):
        throw Self.fault(
          text,
          """
          expected + or - between blanks before '\(name)'; a name that holds blanks stands in quotes
          """
        )
      }
    }
    guard sign == nil else {
      throw Self.fault(text, "expected a name at the end")
    }
    self.terms = terms
  }

  private enum Part {
    case sign(Double)
    case name(String)
  }

  /// What stands between blanks; quotes keep blanks together.
  private static func parts(of text: String) throws(JobError) -> [Part] {
    var parts: [Part] = []
    var rest = text[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      guard let first = rest.first else { return parts }
      guard first == "\"" || first == "'" else {
        let word = rest.prefix { !$0.isWhitespace }
        rest = rest[word.endIndex...]
        parts.append(word == "+" ? .sign(1) : word == "-" ? .sign(-1) : .name(String(word)))
        continue
      }
      let name = rest.dropFirst().prefix { $0 != first }
      guard name.endIndex < rest.endIndex else {
        throw fault(text, "the quote before '\(name)' is not closed")
      }
      rest = rest[name.endIndex...].dropFirst()
      guard rest.first?.isWhitespace ?? true else {
        throw fault(text, "expected a blank after the quoted name '\(name)'")
      }
      parts.append(.name(String(name)))
    }
  }

  private static func fault(_ text: String, _ detail: String) -> JobError {
    .usage("--like '\(text)': \(detail)")
  }
}
