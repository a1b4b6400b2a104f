/// A layout that matrices are written in.
public enum MatrixOutputFormat: String, CaseIterable, Sendable {
  /// u32 n, u32 d, then n·d values of any type.
  case bin
  /// The same with values of `f32`, `f16`, `i8`, `u8`.
  case fbin, hbin, i8bin, u8bin
  /// NumPy's array file, version 1, C order.
  case npy
  /// Per row i32 d, then d values of `f32`.
  case fvecs
  /// Per row i32 d, then d values of `u8`.
  case bvecs
  /// n·d values and nothing else.
  case raw
  /// A line `N D`, then per row its name, a space and d values of `f32`, without a line feed.
  case word2vec
  /// A line `N D`, then per row a line of its name and d numbers.
  case word2vecText = "word2vec-text"
  /// Per row a line of its name and d numbers.
  case glove
  /// A header `id,x0,x1,…`, without `id` where rows have no names, then a line a row (RFC 4180).
  case csv
  /// As ``csv`` with tabs; tab, line breaks and backslash in names are `\t`, `\n`, `\r`, `\\`.
  case tsv
  /// An object a row: `{"id":"a","embedding":[0.5,1]}`, without `id` where rows have no names.
  case jsonl
  /// One tensor, `embeddings`.
  case safetensors

  /// Endings of names, longer ones before those that they end in.
  private static let endings: [(ending: String, format: MatrixOutputFormat)] = [
    (".w2v.bin", .word2vec), (".w2v.txt", .word2vecText), (".glove.txt", .glove),
    (".vec", .word2vecText), (".bin", .bin), (".fbin", .fbin), (".hbin", .hbin),
    (".i8bin", .i8bin), (".u8bin", .u8bin), (".npy", .npy), (".fvecs", .fvecs),
    (".bvecs", .bvecs), (".csv", .csv), (".tsv", .tsv), (".jsonl", .jsonl),
    (".safetensors", .safetensors),
  ]

  /// The format that the end of a file's name tells, in upper or lower case.
  public init?(path: String) {
    let name = path.lowercased()
    guard let found = Self.endings.first(where: { name.hasSuffix($0.ending) }) else { return nil }
    self = found.format
  }

  /// The one that a matrix of `format` was read from, or nil where nothing writes that.
  init?(like format: MatrixFormat) {
    guard let same = Self(rawValue: format.rawValue) else { return nil }
    self = same
  }

  /// `.w2v.bin, .w2v.txt … or .safetensors`, for messages.
  static var listed: String { endings.map(\.ending).listed("or") }

  /// The only type that values can have, or nil where they can have any.
  public var fixedType: ElementType? {
    switch self {
    case .fbin, .fvecs, .word2vec: .f32
    case .hbin: .f16
    case .i8bin: .i8
    case .u8bin, .bvecs: .u8
    case .bin, .npy, .raw, .word2vecText, .glove, .csv, .tsv, .jsonl, .safetensors: nil
    }
  }

  /// Whether rows have names.
  public var keepsNames: Bool {
    switch self {
    case .word2vec, .word2vecText, .glove, .csv, .tsv, .jsonl: true
    case .bin, .fbin, .hbin, .i8bin, .u8bin, .npy, .fvecs, .bvecs, .raw, .safetensors: false
    }
  }

  /// Whether each row must have a name: where there are none, their numbers are.
  var needsNames: Bool { [.word2vec, .word2vecText, .glove].contains(self) }

  /// Whether n stands before the rows.
  var countsRows: Bool {
    switch self {
    case .bin, .fbin, .hbin, .i8bin, .u8bin, .npy, .word2vec, .word2vecText, .safetensors: true
    case .fvecs, .bvecs, .raw, .glove, .csv, .tsv, .jsonl: false
    }
  }
}
