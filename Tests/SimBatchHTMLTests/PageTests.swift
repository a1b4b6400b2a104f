import Testing

@testable import SimBatch
@testable import SimBatchHTML

@Suite("The page of an audit") struct PageTests {
  @Test(
    "Every element is closed, every attribute quoted, every id given once",
    arguments: Samples.all
  )
  func sound(_ sample: Samples) throws {
    let markup = try Markup(AuditPage.html(for: sample.report))
    #expect(markup.faults == [])
    let ids = markup.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = markup.all("a").compactMap { $0.attributes["href"] }
    #expect(!links.isEmpty)
    for link in links { #expect(ids.contains(String(link.dropFirst())), "\(link)") }
  }

  @Test("Nothing runs, and nothing is fetched", arguments: Samples.all)
  func alone(_ sample: Samples) throws {
    let page = try AuditPage.html(for: sample.report)
    let markup = Markup(page)
    for name in ["script", "img", "iframe", "object", "form", "link"] {
      #expect(markup.all(name).isEmpty, "\(name)")
    }
    for element in markup.elements {
      #expect(!element.attributes.keys.contains { $0.hasPrefix("on") || $0 == "src" })
    }
    #expect(!page.contains("http") && !page.contains("url(") && !page.contains("@import"))
  }

  @Test("The texts of the input arrive as they are", arguments: Samples.hostileTexts)
  func escaped(_ text: String) throws {
    let markup = try Markup(AuditPage.html(for: Samples.hostile.report))
    let shown = markup.all("li").map { Self.unescaped($0.text) }
    let expected = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          $0.properties.generalCategory == .control && $0 != "\t" && $0 != "\n" ? "\u{FFFD}" : $0
        }
      )
    )
    #expect(shown.contains { Array($0.unicodeScalars).contains(Array(expected.unicodeScalars)) })
  }

  private static func unescaped(_ text: String) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      .reduce(text) { text, pair in
        var rest = Array(text.unicodeScalars)
        let (from, to) = (Array(pair.0.unicodeScalars), Array(pair.1.unicodeScalars))
        var place = 0
        while place + from.count <= rest.count {
          if Array(rest[place..<place + from.count]) == from {
            rest.replaceSubrange(place..<place + from.count, with: to)
          }
          place += 1
        }
        return String(String.UnicodeScalarView(rest))
      }
  }

  @Test("Every picture says in words what it shows", arguments: Samples.all)
  func textAlternatives(_ sample: Samples) throws {
    let markup = try Markup(AuditPage.html(for: sample.report))
    for (place, picture) in markup.elements.enumerated() where picture.name == "svg" {
      #expect(picture.attributes["role"] == "img")
      let names = picture.attributes["aria-labelledby"]?.split(separator: " ").map(String.init)
      let parts = markup.elements.filter { $0.ancestors.contains(place) }
      let described = try #require(names).map { name in
        parts.first { $0.attributes["id"] == name }?.text ?? ""
      }
      #expect(described.count == 2 && described.allSatisfy { $0.count > 10 })
    }
  }

  @Test("A usual report has all its pictures, captions and heads")
  func complete() throws {
    let markup = try Markup(AuditPage.html(for: Samples.usual.report))
    #expect(markup.all("svg").count == 6)
    #expect(markup.all("figcaption").count == markup.all("figure").count)
    #expect(markup.all("caption").count == markup.all("table").count)
    #expect(markup.all("th").allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    #expect(markup.all("h1").count == 1)
    #expect(
      markup.all("h2").map(\.text) == [
        "Findings", "The matrix", "What a score is worth", "Agreement between similarities",
        "Hubs: rows that are everybody’s neighbor", "Examples", "Texts: meaning or surface?",
        "Queries: do they live apart?", "Settings",
      ]
    )
  }

  @Test("Sections that a report has not are not on its page, nor pictures of nothing")
  func missing() throws {
    let plain = try Markup(AuditPage.html(for: Samples.plain.report))
    let heads = plain.all("h2").map(\.text)
    #expect(!heads.contains { $0.hasPrefix("Texts") || $0.hasPrefix("Queries") })
    let findings = try #require(plain.all("section").first)
    #expect(findings.text.contains("Nothing stands out."))
    let empty = try Markup(AuditPage.html(for: Samples.empty.report))
    let drawn = empty.all("title").compactMap { $0.attributes["id"] }
    #expect(drawn == ["dimensions-title"])
  }

  @Test("The severity of a finding is a word, and warnings stand where the report has them")
  func severity() throws {
    let markup = try Markup(AuditPage.html(for: Samples.usual.report))
    #expect(markup.all("strong").map(\.text) == ["Warning", "Note"])
  }

  @Test("Long texts are cut, and the page stays small")
  func long() throws {
    let page = try AuditPage.html(for: Samples.long.report)
    #expect(page.utf8.count < 150_000)
    #expect(page.contains(String(repeating: "x", count: 80) + "…"))
    #expect(!page.contains(String(repeating: "x", count: 81)))
    #expect(try AuditPage.html(for: Samples.wide.report).utf8.count < 150_000)
  }

  @Test("Figures that are none show as a dash, never as NaN")
  func notANumber() throws {
    let markup = try Markup(AuditPage.html(for: Samples.nothing.report))
    for name in ["td", "th", "dd", "desc", "text", "p", "figcaption"] {
      for element in markup.all(name) {
        let words = element.text.lowercased().split { !$0.isLetter }
        #expect(!words.contains("nan") && !words.contains("inf"), "\(element.text)")
      }
    }
    #expect(markup.all("dd").contains { $0.text == "–" })
  }

  @Test("The same report gives the same page")
  func reproducible() throws {
    let report = Samples.usual.report
    #expect(try AuditPage.html(for: report) == AuditPage.html(for: report))
  }
}

extension Array where Element: Equatable {
  fileprivate func contains(_ part: [Element]) -> Bool {
    part.count <= count
      && (0...count - part.count).contains { Array(self[$0..<$0 + part.count]) == part }
  }
}
