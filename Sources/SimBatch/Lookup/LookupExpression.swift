/// Names that are added and subtracted: `king - man + woman`.
///
/// A sign stands between blanks, so that `vice-president` is one name; it may stand before the
/// first name, too. A name that holds blanks, begins with a quote, is a sign or is empty stands in
/// quotes, single or double: `"new york" - 'o"clock' + ""`. Between quotes the other kind is an
/// ordinary character, and the own kind is doubled, as in CSV: `""""` is the name `"`.
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
  ///
  /// Scalars are read, not characters: a quote before a combining mark is still a quote.
  private static func parts(of text: String) throws(JobError) -> [Part] {
    var parts: [Part] = []
    var rest = text.unicodeScalars[...]
    while true {
      rest = rest.drop(while: \.properties.isWhitespace)
      guard let first = rest.first else { return parts }
      guard first == "\"" || first == "'" else {
        let word = String(rest.prefix { !$0.properties.isWhitespace })
        rest = rest.dropFirst(word.unicodeScalars.count)
        parts.append(word == "+" ? .sign(1) : word == "-" ? .sign(-1) : .name(word))
        continue
      }
      parts.append(.name(try quotedName(in: &rest, of: text)))
    }
  }

  /// Takes the name in quotes that `rest` starts with.
  private static func quotedName(in rest: inout Substring.UnicodeScalarView, of text: String)
    throws(JobError) -> String
  {
    guard let quote = rest.popFirst() else { preconditionFailure("nothing is left") }
    var name = ""
    while true {
      let part = rest.prefix { $0 != quote }
      name.unicodeScalars += part
      rest = rest[part.endIndex...]
      guard rest.popFirst() != nil else {
        throw fault(
          text,
          """
          the quote before '\(name)' is not closed; a quote that belongs to a name is doubled \
          between quotes: \"\"\"\" is the name \"
          """
        )
      }
      guard rest.first == quote else { break }
      rest.removeFirst()
      name.unicodeScalars.append(quote)
    }
    guard rest.first?.properties.isWhitespace ?? true else {
      throw fault(
        text,
        "expected a blank after the quoted name '\(name)'; a quote that belongs to it is doubled"
      )
    }
    return name
  }

  private static func fault(_ text: String, _ detail: String) -> JobError {
    .usage("--like '\(text)': \(detail)")
  }
}
