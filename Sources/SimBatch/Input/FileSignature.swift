/// The bytes near the start of a file by which its format is known, whatever the file is called.
struct FileSignature {
  /// What a file with these bytes is read as.
  enum Kind: Equatable {
    case matrix(MatrixFormat)
    case compressed(Compression)
    /// Nothing that is read.
    case foreign
  }

  let kind: Kind
  /// The file's kind in words, for an error message, and perhaps what to do.
  let description: String
  private let offset: Int
  private let bytes: [UInt8]
  /// Whether what follows fits, too, of bytes that other files may start with.
  private let fits: @Sendable (_ head: [UInt8]) -> Bool

  private init(
    _ kind: Kind,
    _ bytes: [UInt8],
    at offset: Int = 0,
    _ description: String,
    where fits: @escaping @Sendable ([UInt8]) -> Bool = { _ in true }
  ) {
    (self.kind, self.bytes, self.offset, self.description) = (kind, bytes, offset, description)
    self.fits = fits
  }

  /// The signature of a file that starts with `head`, or nil where it has none of those known.
  static func of(_ head: [UInt8]) -> FileSignature? {
    all.first { $0.isAtStart(of: head) }
  }

  /// Whether the signature is a word that the first line of a text may start with, too.
  var mayStartText: Bool { bytes.count < 8 }

  private func isAtStart(of head: [UInt8]) -> Bool {
    head.dropFirst(offset).starts(with: bytes) && fits(head)
  }

  private static let all = [
    FileSignature(.matrix(.npy), [0x93] + Array("NUMPY".utf8), "a .npy file"),
    FileSignature(
      .matrix(.hdf5),
      [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A],
      "an HDF5 file"
    ),
    FileSignature(.matrix(.sqlite), Array("SQLite format 3\0".utf8), "an SQLite database"),
    FileSignature(
      .compressed(.gzip),
      [0x1F, 0x8B, 8],
      "gzip data in compressed data (unpack it)",
      // Its flags leave three bits clear.
      where: { $0.count < 4 || $0[3] < 0x20 }
    ),
    FileSignature(
      .compressed(.zstd),
      [0x28, 0xB5, 0x2F, 0xFD],
      "zstd data in compressed data (unpack it)"
    ),
    FileSignature(
      .foreign,
      [0x50, 0x4B, 0x03, 0x04],
      """
      a zip archive, as .npz, .xlsx and PyTorch files are (unpack it, or save .npy, .csv or \
      .safetensors)
      """
    ),
    FileSignature(.foreign, Array("BZh".utf8), "bzip2 data (unpack it)"),
    FileSignature(.foreign, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz data (unpack it)"),
    FileSignature(.foreign, Array("ustar".utf8), at: 257, "a tar archive (unpack it)"),
    FileSignature(
      .foreign,
      Array("PAR1".utf8),
      "a Parquet file (scripts/parquet-to-npy reads it)"
    ),
    FileSignature(
      .foreign,
      Array("ARROW1".utf8),
      "an Arrow file (save it as Parquet, .npy or .csv)"
    ),
    FileSignature(
      .foreign,
      [0xFF, 0xFF, 0xFF, 0xFF],
      "an Arrow stream (save it as Parquet, .npy or .csv)",
      // A length in whole eights of less than 2²⁴ follows; a matrix may say that it has 2³² − 1 rows.
      where: { $0.count > 8 && $0[4].isMultiple(of: 8) && $0[4..<7] != [0, 0, 0] && $0[7] == 0 }
    ),
    FileSignature(.foreign, Array("ORC".utf8), "an ORC file (save it as Parquet, .npy or .csv)"),
    FileSignature(
      .foreign,
      Array("DUCK".utf8),
      at: 8,
      "a DuckDB database (export it by COPY … TO 'rows.csv')"
    ),
    FileSignature(.foreign, [0x80, 0x04, 0x95], "a Python pickle (save .npy or .csv)"),
    FileSignature(.foreign, [0x80, 0x05, 0x95], "a Python pickle (save .npy or .csv)"),
    FileSignature(.foreign, [0x80, 0x02, 0x63], "a Python pickle (save .npy or .csv)"),
    FileSignature(.foreign, Array("MATLAB 5.0".utf8), "a MATLAB file (save .npy or .csv)"),
    FileSignature(
      .foreign,
      Array("%%MatrixMarket".utf8),
      "a file of Matrix Market (save .npy or .csv)"
    ),
    FileSignature(
      .foreign,
      Array("PGCOPY\n".utf8) + [0xFF],
      "PostgreSQL's binary COPY (leave out its format: text is read)"
    ),
  ]
}
