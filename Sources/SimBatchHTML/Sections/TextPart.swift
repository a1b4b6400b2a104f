import SimBatch

/// Meaning against surface.
struct TextPart {
  let correlations: Table?
  let alikeOnSurface: Table?
  let alikeInMeaning: Table?

  init(_ texts: TextSection, valueName: String) {
    correlations = Table(
      "Rank correlation of the \(valueName) with likeness on the surface",
      [.text("likeness of"), .number("random pairs"), .number("nearest neighbors")],
      [
        Self.row("letters (1 − Levenshtein share)", texts.letters, texts.nearestLetters),
        Self.row("lengths (shorter ÷ longer)", texts.lengths, texts.nearestLengths),
        .init(
          head: .text("pairs compared"),
          cells: [.number(Figure.count(texts.pairs)), .number(Figure.count(texts.nearestPairs))]
        ),
      ]
    )
    alikeOnSurface = Self.pairs(
      "Alike in letters, far in meaning",
      texts.alikeOnSurface,
      valueName
    )
    alikeInMeaning = Self.pairs(
      "Near in meaning, unlike in letters",
      texts.alikeInMeaning,
      valueName
    )
  }

  private static func row(_ name: String, _ random: Estimate, _ nearest: Estimate) -> Table.Row {
    .init(
      head: .text(name),
      cells: [random, nearest].map {
        .number(Figure.central($0), note: Figure.interval($0))
      }
    )
  }

  private static func pairs(
    _ caption: String,
    _ pairs: [TextSection.TextPair],
    _ valueName: String
  ) -> Table? {
    Table(
      caption,
      [.text("a row"), .text("another"), .number(valueName), .number("letters alike")],
      pairs.map { pair in
        .init(
          head: .quoted(ShownText.cut(pair.rowText, to: 160), note: ShownText.name(pair.row)),
          cells: [
            .quoted(ShownText.cut(pair.otherText, to: 160), note: ShownText.name(pair.other)),
            .number(
              Figure.number(Double(pair.score)),
              note: "above \(Figure.share(pair.percentile))"
            ),
            .number(Figure.share(pair.letters)),
          ]
        )
      },
      style: "wordy"
    )
  }
}
