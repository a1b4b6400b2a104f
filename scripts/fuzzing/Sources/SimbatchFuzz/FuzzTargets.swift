import Glibc

@testable import SimBatch

/// What is fuzzed, by name.
enum FuzzTargets {
  typealias Run = (inout FuzzCase) -> Void

  /// Formats that are read from bytes, with names that their files have.
  private static let matrices: [(name: String, format: MatrixFormat, names: [String])] = [
    ("bin", .bin, ["a.fbin", "a.bin", "a.hbin", "a.i8bin", "a.u8bin", "a"]),
    ("npy", .npy, ["a.npy", "a"]),
    ("fvecs", .fvecs, ["a.fvecs"]),
    ("bvecs", .bvecs, ["a.bvecs"]),
    ("raw", .raw, ["a.f32"]),
    ("safetensors", .safetensors, ["a.safetensors"]),
    ("word2vec", .word2vec, ["a.bin"]),
    ("word2vec-text", .word2vecText, ["a.vec"]),
    ("glove", .glove, ["a.txt"]),
    ("csv", .csv, ["a.csv"]),
    ("tsv", .tsv, ["a.tsv"]),
    ("copy", .copy, ["a.copy"]),
    ("jsonl", .jsonl, ["a.jsonl"]),
  ]

  /// Names that say what any content may be.
  private static let anyNames = [
    "a", "a.bin", "a.fbin", "a.npy", "a.csv", "a.tsv", "a.txt", "a.jsonl", "a.vec", "a.fvecs",
    "a.safetensors", "standard input",
  ]

  static let names: [String] =
    matrices.map(\.name) + ["any", "gzip", "zstd", "sqlite"] + containers
    + ["lines", "expressions", "pairs", "answers", "state", "store", "search"]

  #if HDF5
    private static let containers = ["hdf5"]
  #else
    private static let containers: [String] = []
  #endif

  static func run(_ name: String) -> Run? {
    for matrix in matrices where matrix.name == name {
      return MatrixTarget(format: matrix.format, names: matrix.names).run(_:)
    }
    switch name {
    case "any": return MatrixTarget(format: nil, names: anyNames).run(_:)
    case "gzip": return MatrixTarget(format: nil, names: ["a.csv.gz", "a.fbin.gz", "a"]).run(_:)
    case "zstd": return MatrixTarget(format: nil, names: ["a.csv.zst", "a.fbin.zst", "a"]).run(_:)
    case "sqlite": return ContainerTarget(.sqlite).run(_:)
    case "hdf5" where containers.contains(name): return ContainerTarget(.hdf5).run(_:)
    case "lines": return LinesTarget().run(_:)
    case "expressions": return ExpressionTarget().run(_:)
    case "pairs": return JudgementTarget(.pairs).run(_:)
    case "answers": return JudgementTarget(.answers).run(_:)
    case "state": return StateTarget().run(_:)
    case "store": return StoreTarget().run(_:)
    case "search": return SearchTarget().run(_:)
    default: return nil
    }
  }
}
