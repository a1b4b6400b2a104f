/// For each prepared row the best kept row so far that it is a duplicate of.
///
/// Old rows and rows to be decided share one numbering in keep order: old prepared row o is o, row j
/// is `oldCount + j`. Better is the greater key, then the lower number.
struct KeeperTable {
  /// A kept row, and how alike it is.
  struct Keeper {
    let number: UInt32
    let key: Float

    /// NaN never occurs: scores of good rows are numbers.
    func isBetter(than other: Keeper) -> Bool {
      key != other.key ? key > other.key : number < other.number
    }
  }

  private static let none = UInt32.max
  private let numbers: Memory<UInt32>
  private let keys: Memory<Float>

  init(count: Int) throws(JobError) {
    numbers = try Memory(count: count)
    keys = try Memory(count: count)
    for row in 0..<count { numbers[row] = Self.none }
  }

  /// Offers a kept row.
  func offer(_ keeper: Keeper, to row: UInt32) {
    if let present = self[row], !keeper.isBetter(than: present) { return }
    numbers[Int(row)] = keeper.number
    keys[Int(row)] = keeper.key
  }

  /// nil while the row counts as kept.
  subscript(row: UInt32) -> Keeper? {
    let number = numbers[Int(row)]
    return number == Self.none ? nil : Keeper(number: number, key: keys[Int(row)])
  }
}
