import CSimKernels

/// An order in which similar rows are near each other: rows by cluster, clusters along a chain.
enum RowOrdering {
  /// Leading axes that clusters are made on.
  private static let coordinateCount = 64
  private static let trainingCount = 8192
  private static let rounds = 2

  /// - Parameter rowsPerCluster: on average, as long as there are no more than 512 clusters.
  /// - Returns: by position, the prepared row.
  /// - Complexity: O(n · (d · 64 + clusters · 64)), in parallel.
  static func order(
    _ side: PreparedSide,
    axes: PrincipalAxes,
    rowsPerCluster: Int = 128,
    workers: Int
  ) throws(JobError) -> [UInt32] {
    let width = min(coordinateCount, side.dimensions)
    let coordinates = try coordinates(side, axes: axes, width: width, workers: workers)
    let count = side.rowCount
    let clusterCount = max(8, min(512, count / rowsPerCluster))
    var centres = try Memory<Float>(count: clusterCount * width)
    for cluster in 0..<clusterCount {
      let row = cluster * count / clusterCount
      (centres.pointer + cluster * width).update(
        from: coordinates.pointer + row * width,
        count: width
      )
    }
    let step = max(1, count / trainingCount)
    for _ in 0..<rounds {
      let nearest = try nearest(
        coordinates,
        count: (count + step - 1) / step,
        step: step,
        centres: centres,
        width: width,
        workers: workers
      )
      centres = try means(
        coordinates,
        nearest: nearest,
        step: step,
        centres: centres,
        width: width
      )
    }
    let nearest = try nearest(
      coordinates,
      count: count,
      step: 1,
      centres: centres,
      width: width,
      workers: workers
    )
    return sorted(nearest, rank: chain(centres, count: clusterCount, width: width))
  }

  /// Leading coordinates of all rows, n × width.
  private static func coordinates(
    _ side: PreparedSide,
    axes: PrincipalAxes,
    width: Int,
    workers: Int
  ) throws(JobError) -> Memory<Float> {
    let coordinates = try Memory<Float>(count: side.rowCount * width)
    Workers.forEachChunk(of: side.rowCount, size: 1024, workers: workers) { _, range in
      BLAS.multiply(
        left: side.values.pointer + range.lowerBound * side.stride,
        leftStride: side.stride,
        rows: range.count,
        right: axes.axes.pointer,
        rightStride: axes.dimensions,
        columns: width,
        dimensions: side.dimensions,
        sign: 1,
        tile: coordinates.pointer + range.lowerBound * width,
        tileStride: width
      )
      side.releasePages(of: range)
    }
    return coordinates
  }

  /// The nearest centre of every step-th row: the greatest x·c − ‖c‖²/2.
  private static func nearest(
    _ coordinates: Memory<Float>,
    count: Int,
    step: Int,
    centres: Memory<Float>,
    width: Int,
    workers: Int
  ) throws(JobError) -> Memory<UInt32> {
    let clusterCount = centres.count / width
    let chunk = 256
    let bias = try Memory<Float>(count: clusterCount)
    for cluster in 0..<clusterCount {
      let centre = centres.pointer + cluster * width
      bias[cluster] = -(0..<width).reduce(Float(0)) { $0 + centre[$1] * centre[$1] } / 2
    }
    let nearest = try Memory<UInt32>(count: count)
    let products = try Memory<Float>(count: workers * chunk * clusterCount)
    Workers.forEachChunk(of: count, size: chunk, workers: workers) { worker, range in
      let product = products.pointer + worker * chunk * clusterCount
      BLAS.multiply(
        left: coordinates.pointer + range.lowerBound * step * width,
        leftStride: step * width,
        rows: range.count,
        right: centres.pointer,
        rightStride: width,
        columns: clusterCount,
        dimensions: width,
        sign: 1,
        tile: product,
        tileStride: clusterCount
      )
      sim_greatest_of_rows(
        product,
        clusterCount,
        range.count,
        clusterCount,
        bias.pointer,
        nearest.pointer + range.lowerBound
      )
    }
    return nearest
  }

  /// The mean of the rows nearest to each centre; a centre without rows stays.
  private static func means(
    _ coordinates: Memory<Float>,
    nearest: Memory<UInt32>,
    step: Int,
    centres: Memory<Float>,
    width: Int
  ) throws(JobError) -> Memory<Float> {
    let clusterCount = centres.count / width
    let sums = try Memory<Float>(count: centres.count)
    var counts = [Float](repeating: 0, count: clusterCount)
    for index in 0..<nearest.count {
      let cluster = Int(nearest[index])
      let row = coordinates.pointer + index * step * width
      let sum = sums.pointer + cluster * width
      for l in 0..<width { sum[l] += row[l] }
      counts[cluster] += 1
    }
    for cluster in 0..<clusterCount {
      for l in cluster * width..<(cluster + 1) * width {
        sums[l] = counts[cluster] > 0 ? sums[l] / counts[cluster] : centres[l]
      }
    }
    return sums
  }

  /// From centre to nearest unvisited centre; by cluster, its place in the chain.
  private static func chain(_ centres: Memory<Float>, count: Int, width: Int) -> [Int] {
    func distance(_ a: Int, _ b: Int) -> Float {
      var sum: Float = 0
      for l in 0..<width {
        let difference = centres.pointer[a * width + l] - centres.pointer[b * width + l]
        sum += difference * difference
      }
      return sum
    }
    var rank = [Int](repeating: 0, count: count)
    var left = Array(1..<count)
    var last = 0
    for place in 1..<max(1, count) {
      guard let next = left.indices.min(by: { distance(last, left[$0]) < distance(last, left[$1]) })
      else { break }
      last = left[next]
      left.swapAt(next, left.count - 1)
      left.removeLast()
      rank[last] = place
    }
    return rank
  }

  /// Rows by the rank of their cluster, within a cluster by number.
  private static func sorted(_ nearest: Memory<UInt32>, rank: [Int]) -> [UInt32] {
    var starts = [Int](repeating: 0, count: rank.count + 1)
    for row in 0..<nearest.count { starts[rank[Int(nearest[row])] + 1] += 1 }
    for place in 0..<rank.count { starts[place + 1] += starts[place] }
    var order = [UInt32](repeating: 0, count: nearest.count)
    for row in 0..<nearest.count {
      let place = rank[Int(nearest[row])]
      order[starts[place]] = UInt32(row)
      starts[place] += 1
    }
    return order
  }
}
