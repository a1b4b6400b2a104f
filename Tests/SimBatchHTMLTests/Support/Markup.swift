/// A page taken apart: enough of HTML to see whether what we write is sound.
struct Markup {
  struct Element {
    let name: String
    let attributes: [String: String]
    /// Places of those around it in `elements`, the outermost first.
    let ancestors: [Int]
    /// What it holds as text, with that of the elements inside.
    var text = ""
  }

  private(set) var elements: [Element] = []
  /// What is not sound, in words.
  private(set) var faults: [String] = []

  private static let void = ["meta", "br", "link", "img"]
  private var open: [Int] = []
  private var rest: Substring

  init(_ page: String) {
    // By code points, as a browser does.
    rest = Substring(page)
    while let next = rest.unicodeScalars.firstIndex(of: "<") {
      take(text: String(rest[..<next]))
      rest = rest[next...]
      takeTag()
    }
    take(text: String(rest))
    if !open.isEmpty { faults.append("not closed: \(open.map { elements[$0].name })") }
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

  private mutating func take(text: String) {
    let inStyle = open.last.map { elements[$0].name == "style" } ?? false
    if !inStyle, text.unicodeScalars.contains(where: { $0 == ">" }) {
      faults.append("bare >: \(text)")
    }
    for place in open { elements[place].text += text }
  }

  private mutating func takeTag() {
    guard let end = rest.unicodeScalars.firstIndex(of: ">") else {
      faults.append("a tag without an end")
      rest = ""
      return
    }
    let scalars = rest.unicodeScalars
    let tag = String(scalars[scalars.index(after: scalars.startIndex)..<end])
    rest = Substring(scalars[scalars.index(after: end)...])
    if tag.hasPrefix("!") { return }
    if tag.hasPrefix("/") {
      guard let last = open.popLast(), elements[last].name == tag.dropFirst() else {
        faults.append("</\(tag.dropFirst())> closes something else")
        return
      }
      return
    }
    let name = String(tag.prefix { $0.isLetter || $0.isNumber })
    let attributes = attributes(tag.dropFirst(name.count))
    elements.append(Element(name: name, attributes: attributes, ancestors: open))
    if !Self.void.contains(name) && !tag.hasSuffix("/") { open.append(elements.count - 1) }
  }

  private mutating func attributes(_ text: Substring) -> [String: String] {
    var found: [String: String] = [:]
    var parts = text.unicodeScalars.split(separator: "\"", omittingEmptySubsequences: false)
      .map { String($0) }
    let tail = parts.popLast() ?? ""
    if !["", "/"].contains(tail.filter { $0 != " " }) {
      faults.append("odd end of a tag: \(tail)")
    }
    for place in stride(from: 0, to: parts.count - 1, by: 2) {
      let key = parts[place].filter { $0 != " " }
      if !key.hasSuffix("=") || key.dropLast().contains(where: { !$0.isLetter && $0 != "-" }) {
        faults.append("odd attribute: \(key)")
      }
      if found.updateValue(parts[place + 1], forKey: String(key.dropLast())) != nil {
        faults.append("attribute given twice: \(key)")
      }
    }
    return found
  }
}
