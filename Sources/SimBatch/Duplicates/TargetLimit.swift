/// The limit at which few enough rows are kept.
///
/// The number of rows kept by representatives does not fall steadily with the limit: a pair that
/// drops a row may bring back rows that this row dropped. So *the highest limit that leaves at most
/// N rows* is taken literally. Pairs are added one score after another, best first, and the first
/// score after which at most N rows are kept is the limit; a stricter one always keeps more than
/// N. Between two scores of pairs nothing changes, so scores are all the limits there are.
///
/// Each pair changes the decisions of the rows after it only where it must, in keep order.
struct TargetLimit {
  /// Two sets of identical rows (equal numbers: the members of one set with each other).
  struct Pair {
    let key: Float
    let row: UInt32
    /// nil: an old row, which is always kept.
    let keeper: UInt32?
  }

  private let weights: [Int]
  private let grouping: DuplicateGrouping
  /// By set: earlier kept sets that reach the limit with it.
  private var keepers: [Int32]
  private var isMerged: [Bool]
  private var neighbors: [[UInt32]]
  private var sets: DisjointSets
  private(set) var keptCount: Int

  /// - Parameter weights: by set of identical rows in keep order, its members.
  init(weights: [Int], grouping: DuplicateGrouping) {
    self.weights = weights
    self.grouping = grouping
    keepers = Array(repeating: 0, count: weights.count)
    isMerged = weights.map { $0 == 1 }
    neighbors = Array(repeating: [], count: grouping == .representative ? weights.count : 0)
    sets = DisjointSets(count: grouping == .connected ? weights.count : 0)
    keptCount = weights.reduce(0, +)
  }

  /// The key of the limit, or nil when all of `pairs` leave more than `target` rows.
  ///
  /// - Parameter pairs: all pairs of at least some key, by descending key.
  mutating func key(target: Int, pairs: [Pair]) -> Float? {
    var index = 0
    while index < pairs.count {
      let key = pairs[index].key
      while index < pairs.count, pairs[index].key == key {
        switch grouping {
        case .representative: add(pairs[index])
        case .connected: join(pairs[index])
        }
        index += 1
      }
      if keptCount <= target { return key }
    }
    return nil
  }

  /// What a set has left when it is kept.
  private func rest(of set: UInt32) -> Int { isMerged[Int(set)] ? 1 : weights[Int(set)] }

  private mutating func merge(_ set: UInt32, isKept: Bool) {
    guard !isMerged[Int(set)] else { return }
    if isKept { keptCount -= weights[Int(set)] - 1 }
    isMerged[Int(set)] = true
  }

  private mutating func join(_ pair: Pair) {
    guard let keeper = pair.keeper else { return }
    // Rows of a set that has a partner are connected through it.
    merge(pair.row, isKept: true)
    merge(keeper, isKept: true)
    if keeper != pair.row, sets.join(keeper, pair.row) { keptCount -= 1 }
  }

  private mutating func add(_ pair: Pair) {
    guard let keeper = pair.keeper else { return change(pair.row, by: 1) }
    guard keeper != pair.row else {
      return merge(pair.row, isKept: keepers[Int(pair.row)] == 0)
    }
    neighbors[Int(keeper)].append(pair.row)
    if keepers[Int(keeper)] == 0 { change(pair.row, by: 1) }
  }

  /// One kept row more (or less) drops `row`; rows after it follow, each once it is certain.
  private mutating func change(_ row: UInt32, by amount: Int32) {
    guard flips(row, by: amount) else { return }
    var flipped = SortedQueue(row)
    while let row = flipped.popLeast() {
      let isKept = keepers[Int(row)] == 0
      keptCount += isKept ? rest(of: row) : -rest(of: row)
      for neighbor in neighbors[Int(row)] where flips(neighbor, by: isKept ? 1 : -1) {
        flipped.toggle(neighbor)
      }
    }
  }

  /// - Returns: whether the row is decided otherwise than before.
  private mutating func flips(_ row: UInt32, by amount: Int32) -> Bool {
    let wasKept = keepers[Int(row)] == 0
    keepers[Int(row)] += amount
    return wasKept != (keepers[Int(row)] == 0)
  }
}

/// Few numbers, of which the least is wanted next.
private struct SortedQueue {
  private var numbers: [UInt32]  // descending

  init(_ number: UInt32) { numbers = [number] }

  mutating func popLeast() -> UInt32? { numbers.popLast() }

  /// Puts a number in, or takes it out where it is in: what flips twice is as it was.
  mutating func toggle(_ number: UInt32) {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] > number { low = middle + 1 } else { high = middle }
    }
    if low < numbers.count, numbers[low] == number {
      numbers.remove(at: low)
    } else {
      numbers.insert(number, at: low)
    }
  }
}
