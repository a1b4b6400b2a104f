/// A file of one text, such as a page, that appears whole or not at all.
///
/// Created before the job runs, so that a report that cannot be written is refused at once.
public final class TextReport {
  private let output: AtomicFile

  /// - Throws: ``OutputError/cannotCreate(file:reason:)``.
  public init(_ path: String) throws {
    output = try AtomicFile(path)
  }

  /// Puts `text` in place as UTF-8.
  public func finish(_ text: String) throws {
    try finish([UInt8](text.utf8))
  }

  func finish(_ text: [UInt8]) throws {
    try output.append(text)
    try output.commit()
  }
}
