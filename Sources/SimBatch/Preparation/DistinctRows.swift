import CSimKernels

/// The good rows of a matrix, each set of identical ones counted once.
///
/// Identical rows have identical scores with every other row. Comparing one of them is enough,
/// and tens of thousands of equal rows cost no more than one.
struct DistinctRows: Sendable {
  /// The first stored row of each set, in the order that sets were met in. Its index is the number
  /// of the prepared row.
  let firstRows: Memory<UInt32>
  /// By stored row: its prepared row, or `none` for a bad row or one that was left out.
  let preparedRow: Memory<UInt32>
  /// By prepared row, for sets of more than one: their rows, in the order they were met in.
  let twins: [UInt32: [UInt32]]

  /// By stored row: whether it is the first of a set of more than one.
  private let leadsTwins: Memory<Bool>

  static let none = UInt32.max
  /// Rows that are met before mapped ones leave memory.
  private static let releasedRun = 1 << 14

  var count: Int { firstRows.count }

  /// Whether the first row of a set has twins.
  func hasTwins(firstRow: UInt32) -> Bool { leadsTwins[Int(firstRow)] }

  /// All stored rows of a set, in the order they were met in.
  func members(of prepared: UInt32) -> [UInt32] {
    twins[prepared] ?? [firstRows[Int(prepared)]]
  }

  /// - Parameter merging: false keeps identical rows apart, as for queries, which are never
  ///   neighbors themselves.
  /// - Parameter order: the stored rows that take part, each at most once, in the order that
  ///   prepared rows are to have; nil for all, ascending.
  /// - Complexity: O(n) expected; equal hashes are confirmed byte by byte.
  init(_ examined: ExaminedRows, merging: Bool, order: [UInt32]? = nil) throws(JobError) {
    let rowCount = order?.count ?? examined.source.rowCount
    let preparedRow = try Memory<UInt32>(count: examined.source.rowCount)
    if order != nil { for row in 0..<preparedRow.count { preparedRow[row] = Self.none } }
    var firsts: [UInt32] = []
    firsts.reserveCapacity(rowCount)
    var twins: [UInt32: [UInt32]] = [:]
    var table = RowTable(capacity: merging ? rowCount : 0)
    var rows = examined.source.kernelRows
    for index in 0..<rowCount {
      // Rows that may be identical are read.
      if index.isMultiple(of: Self.releasedRun) { examined.source.releasePages() }
      let row = order.map { Int($0[index]) } ?? index
      guard examined.isGood(row) else {
        preparedRow[row] = Self.none
        continue
      }
      let next = UInt32(firsts.count)
      let found =
        merging
        ? table.insert(next, hash: examined.hashes[row]) { candidate in
          let first = Int(firsts[Int(candidate)])
          return examined.hashes[first] == examined.hashes[row] && sim_rows_equal(&rows, first, row)
        } : next
      preparedRow[row] = found
      if found == next {
        firsts.append(UInt32(row))
      } else {
        twins[found, default: [firsts[Int(found)]]].append(UInt32(row))
      }
    }
    let leadsTwins = try Memory<Bool>(count: examined.source.rowCount)
    for members in twins.values { leadsTwins[Int(members[0])] = true }
    self.leadsTwins = leadsTwins
    self.firstRows = try Memory(firsts)
    self.preparedRow = preparedRow
    self.twins = twins
  }
}

/// A hash table of row numbers with linear probing, at most half full.
private struct RowTable {
  private var slots: [UInt32]
  private let mask: Int

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = [UInt32](repeating: DistinctRows.none, count: size)
    mask = size - 1
  }

  /// The number already there for which `isEqual` holds, else `number`, which is inserted.
  mutating func insert(_ number: UInt32, hash: UInt64, isEqual: (UInt32) -> Bool) -> UInt32 {
    var index = Int(truncatingIfNeeded: hash) & mask
    while slots[index] != DistinctRows.none {
      if isEqual(slots[index]) { return slots[index] }
      index = (index + 1) & mask
    }
    slots[index] = number
    return number
  }
}
