import Foundation
import Testing

/// Real embeddings from the folder that `SIMBATCH_DATA` names; these are too large to ship.
@Suite(.enabled(if: TestConditions.data != nil, "SIMBATCH_DATA names no folder of real data"))
struct RealDataTests {
  @Test(
    arguments: ["digits.npy", "debian-5k.fbin"],
    ["pearson", "cosine", "dot", "euclidean"]
  )
  func `sampled rows of real data agree with a brute force`(name: String, metric: String) throws {
    let folder = try #require(TestConditions.data)
    let path = URL(fileURLWithPath: folder).appendingPathComponent(name).path
    let matrix = try Self.matrix([UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
    let sandbox = try Sandbox()
    for direction in [[], ["--farthest"]] {
      let outcome = try sandbox.simbatch([path, "--metric", metric, "-o", "out.bin"] + direction)
      try #require(outcome.exitCode == 0, "\(outcome.error)")
      let answer = try Answer(bin: sandbox.read("out.bin"))
      try #require(answer.rows.count == matrix.rowCount)
      let truth = BruteForce(metric: metric, base: matrix, farthest: !direction.isEmpty)
      for row in stride(from: 0, to: matrix.rowCount, by: matrix.rowCount / 13) {
        let fault = truth.fault(in: answer.rows[row], of: row, top: 10, tolerance: 0x1p-22)
        #expect(fault == nil)
      }
    }
  }

  /// The two layouts that these files have: `.fbin`, and `.npy` of `<f4` or `<f8` in C order.
  private static func matrix(_ bytes: [UInt8]) throws -> Matrix {
    guard bytes[0] == 0x93 else {
      let head = Bytes.values(UInt32.self, in: bytes[..<8]).map(Int.init)
      let values = Bytes.values(Float.self, in: bytes[8...])
      return Matrix(
        (0..<head[0]).map { Array(values[$0 * head[1]..<($0 + 1) * head[1]]) }
      )
    }
    let end = 10 + Int(Bytes.values(UInt16.self, in: bytes[8..<10])[0])
    let header = String(decoding: bytes[10..<end], as: UTF8.self)
    let shape = header.components(separatedBy: "(")[1].components(separatedBy: ")")[0]
    let counts = shape.components(separatedBy: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    try #require(counts.count == 2 && header.contains("False"), "\(header)")
    let values: [Float] =
      header.contains("<f8")
      ? Bytes.values(Double.self, in: bytes[end...]).map { Float($0) }
      : Bytes.values(Float.self, in: bytes[end...])
    try #require(values.count == counts[0] * counts[1], "\(header)")
    return Matrix((0..<counts[0]).map { Array(values[$0 * counts[1]..<($0 + 1) * counts[1]]) })
  }
}
