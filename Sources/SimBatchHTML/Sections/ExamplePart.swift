import SimBatch

/// A row with its nearest and farthest.
struct ExampleItem {
  let name: String
  let number: String?
  let words: String?
  let nearest: Table?
  let farthest: Table?

  init(_ example: ExampleSection.Example, valueName: String) {
    name = ShownText.name(example.row)
    number = ShownText.number(example.row)
    words = example.text.map { ShownText.cut($0, to: 300) }
    nearest = Self.table("Nearest", example.nearest, valueName)
    farthest = Self.table("Farthest (arbitrary)", example.farthest, valueName)
  }

  private static func table(
    _ caption: String,
    _ neighbors: [ExampleSection.Neighbor],
    _ valueName: String
  ) -> Table? {
    Table(
      caption,
      [.text("row"), .number(valueName), .number("percentile")],
      neighbors.map { neighbor in
        .init(
          head: .quoted(
            ShownText.name(neighbor.row),
            note: neighbor.text.map { ShownText.cut($0, to: 160) } ?? ShownText.number(neighbor.row)
          ),
          cells: [
            .number(Figure.number(Double(neighbor.score))),
            .number(Figure.share(neighbor.percentile)),
          ]
        )
      }
    )
  }
}
