/// Columns of values and of names, in words.
extension ColumnNames {
  /// `384 dimensions x0 … x383, ids from user_id`, or in columns 2 … 385 where they have no names.
  ///
  /// - Parameter dimensions: d, where one column has them all.
  func description(values: [Int], names: Int?, dimensions: Int? = nil) -> String {
    let count = dimensions ?? values.count
    let place = header == nil ? "in \(list(values))" : list(values)
    let isVector = dimensions != nil
    return
      "\(count) dimension\(count == 1 ? "" : "s") \(isVector && header != nil ? "in " : "")\(place)"
      + (names.map { ", ids from \(list([$0]))" } ?? "")
  }

  /// `x0 … x383`, or `columns 2 … 385` where they have no names.
  func list(_ columns: [Int]) -> String {
    guard let header else {
      return columns.count == 1
        ? "column \(columns[0] + 1)" : "columns \(Self.ranges(columns, dash: " … "))"
    }
    let names = columns.map { header[$0].isEmpty ? "column \($0 + 1)" : "\(header[$0].prefix(40))" }
    return names.count > 3 ? "\(names[0]) … \(names[names.count - 1])" : names.listed("and")
  }

  /// The options that choose them: `--columns 2-4 --id-column 1`.
  func options(values: [Int], names: Int?) -> String {
    "--columns \(Self.ranges(values, dash: "-"))" + (names.map { " --id-column \($0 + 1)" } ?? "")
  }

  /// Numbers of columns from 1, as `2-4,7`.
  private static func ranges(_ columns: [Int], dash: String) -> String {
    var ranges: [ClosedRange<Int>] = []
    for column in columns {
      if let last = ranges.last, last.upperBound + 1 == column {
        ranges[ranges.count - 1] = last.lowerBound...column
      } else {
        ranges.append(column...column)
      }
    }
    let texts = ranges.map {
      $0.count == 1 ? "\($0.lowerBound + 1)" : "\($0.lowerBound + 1)\(dash)\($0.upperBound + 1)"
    }
    return texts.count > 8
      ? texts.prefix(8).joined(separator: ",") + "…" : texts.joined(separator: ",")
  }
}
