import SimBatch

/// The names of the packages that each package is most like, best first.
func similarPackages(in folder: String) throws -> [String: [String]] {
  let packages = try StoredMatrix.open("\(folder)/descriptions.bin")
  let names = try RowIds.open("\(folder)/descriptions.ids.txt", rowCount: packages.rowCount)

  var options = NeighborOptions(measure: .pearson, count: 3)
  options.limit = 0.6
  let nearest = try NeighborSearch(base: packages, options: options).neighbors()

  var similar: [String: [String]] = [:]
  for row in 0..<nearest.rowCount {
    similar[names[row]] = nearest.neighbors(of: row).map { names[$0.row] }
  }
  return similar
}
