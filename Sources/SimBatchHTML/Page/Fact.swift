/// A figure with its name: a line of a list of terms.
struct Fact {
  let name: String
  let value: String

  init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// A picture with the words under it.
struct PageFigure {
  let drawing: Drawing
  let caption: String

  /// Nil if there is nothing to draw.
  init?(_ drawing: Drawing?, caption: String) {
    guard let drawing else { return nil }
    (self.drawing, self.caption) = (drawing, caption)
  }
}
