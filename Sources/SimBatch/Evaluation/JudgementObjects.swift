import FoundationEssentials

/// Judgements in JSON, an object a line.
final class JudgementObjects: JudgementRecords {
  private let lines: TextLines
  private let columns: [String]
  private var fields: [[UInt8]] = []

  var name: String { lines.window.name }

  init(_ lines: TextLines, columns: [String]) {
    (self.lines, self.columns) = (lines, columns)
  }

  func next() throws(InputError) -> Bool {
    guard try lines.next() else { return false }
    let bytes = lines.line.withBytes { Array($0) }
    guard let object = try? JSONDecoder().decode([String: Scalar].self, from: Data(bytes)) else {
      throw fault(nil, expected: "an object in JSON", found: lines.line.quoted)
    }
    fields.removeAll(keepingCapacity: true)
    for column in columns {
      guard let scalar = object[column] else {
        throw fault(nil, expected: "the field '\(column)'", found: "none")
      }
      guard let text = scalar.text else {
        throw fault(
          nil,
          expected: "a string or a number in '\(column)'",
          found: "something else"
        )
      }
      fields.append(Array(text.utf8))
    }
    return true
  }

  func text(of field: Int) -> [UInt8] { fields[field] }

  func fault(_ field: Int?, expected: String, found: String) -> InputError {
    lines.fault(at: 0, expected: expected, found: found)
  }

  /// A value as text, where it is a string or a number.
  private struct Scalar: Decodable {
    /// Of a number: all of its digits, since an id may have more than `Double` and `Int` hold.
    let text: String?

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let string = try? value.decode(String.self) {
        text = string
      } else if let number = try? value.decode(Decimal.self) {
        text = "\(number)"
      } else {
        text = (try? value.decode(Double.self)).map { "\($0)" }
      }
    }
  }
}
