import SimBatch
import Testing

@Suite("A matrix of rows in memory")
struct InMemoryMatrixTests {
  @Test("holds the rows' values")
  func rows() throws {
    let matrix = try StoredMatrix(rows: [[1, -2, .infinity], [0.1, 5, 6]])
    #expect(matrix.rowCount == 2 && matrix.dimensionCount == 3 && matrix.elementType == .f32)
    #expect(matrix.value(row: 0, dimension: 1) == -2)
    #expect(matrix.value(row: 0, dimension: 2) == .infinity)
    #expect(matrix.value(row: 1, dimension: 0) == Double(Float(0.1)))
  }

  @Test("holds values one row after another")
  func values() throws {
    let matrix = try StoredMatrix(values: [1, 2, 3, 4, 5, 6], dimensionCount: 2)
    #expect(matrix.rowCount == 3 && matrix.dimensionCount == 2)
    #expect(matrix.value(row: 2, dimension: 0) == 5)
    #expect(try StoredMatrix(values: [], dimensionCount: 7).rowCount == 0)
  }

  @Test("refuses what is no matrix")
  func malformed() {
    func problem(_ make: () throws -> StoredMatrix) -> String {
      #expect(throws: JobError.self) { _ = try make() }.map(\.description) ?? ""
    }
    #expect(
      problem { try StoredMatrix(rows: [[1, 2], [3, 4], [5]]) }
        == "rows in memory: row 2: expected 2 values, found 1"
    )
    #expect(problem { try StoredMatrix(rows: []) }.hasSuffix("at least one row, found none"))
    #expect(problem { try StoredMatrix(rows: [[], []]) }.hasSuffix("4194304 dimensions, found 0"))
    #expect(
      problem { try StoredMatrix(values: [1, 2, 3], dimensionCount: 2, name: "pairs") }
        == "pairs: expected a multiple of 2 values, found 3, which end in row 1"
    )
    #expect(
      problem { try StoredMatrix(values: [1], dimensionCount: -1) }.hasSuffix("found -1")
    )
  }
}
