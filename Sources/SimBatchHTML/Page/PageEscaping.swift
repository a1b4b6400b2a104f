import Mustache

/// How Mustache escapes what it puts into a page or a picture.
///
/// Mustache's own way looks at characters as a reader sees them, so that a quote with a combining
/// accent is no quote to it, and would end an attribute. This one looks at code points. What HTML
/// forbids, control characters, shows as U+FFFD.
struct PageEscaping: MustacheContentType {
  private static let name = "PAGE"
  private static let registered: Void = MustacheContentTypes.register(
    PageEscaping(),
    named: name
  )

  /// The template, escaping in this way. Each partial has to ask for it.
  static func template(_ text: String) throws -> MustacheTemplate {
    registered
    return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(name)}}" + text)
  }

  func escapeText(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
      case "\t", "\n": escaped.append(scalar)
      case _ where Self.isForbidden(scalar): escaped.append("\u{FFFD}")
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// Controls, and code points that are no characters in any text.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.properties.isNoncharacterCodePoint
  }
}
