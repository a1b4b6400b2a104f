internal import Glibc

/// An input that was opened, before anybody knows its format.
///
/// It can be had in two ways: whole, as a mapped file or a stream read to its end, or through a
/// window from its start. Compressed inputs are unpacked on the way.
final class OpenedInput {
  /// The path as the user gave it, or `standard input`.
  let name: String
  /// What follows the last dot of the file's name, without the ending that compression added.
  let fileExtension: String
  /// The path of a regular file that is not compressed, for libraries that open files themselves.
  let path: String?
  /// All of it, once it is in memory: mapped, or read.
  private var content: MappedBytes?
  /// All of it, from the start.
  let window: ByteWindow

  /// Opens `path`, or standard input when it is `-`.
  ///
  /// Regular files are mapped. All else (pipes, `/dev/stdin`, process substitution, compressed
  /// files) is a stream, as is a file that states no size or cannot be mapped.
  static func open(_ path: String) throws(InputError) -> OpenedInput {
    let name = InputFile.displayName(of: path)
    guard path != "-" else {
      return try OpenedInput(OpenedDescriptor(borrowing: STDIN_FILENO), path: path, name: name)
    }
    guard !path.utf8.contains(0) else { throw .opening(name, errno: ENOENT) }
    return try OpenedInput(OpenedDescriptor(path: path, name: name), path: path, name: name)
  }

  /// What is left to read from `descriptor`.
  convenience init(_ descriptor: consuming OpenedDescriptor, path: String, name: String)
    throws(InputError)
  {
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else { throw .reading(name, errno: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .opening(name, errno: EISDIR) }
    // A shell may hand over a regular file of which somebody has read the head.
    let isWhole = lseek(descriptor.number, 0, SEEK_CUR) == 0
    var mapped: MappedBytes?
    if status.st_mode & S_IFMT == S_IFREG, status.st_size > 0, isWhole {
      mapped = MappedBytes(
        mapping: descriptor.number,
        count: Int(status.st_size),
        name: name
      )
    }
    let source: any ByteSource
    if let mapped {
      source = MemorySource(mapped)
    } else {
      source = DescriptorSource(descriptor, name: name)
    }
    // What standard input is has no path, whatever it is.
    let isFile = mapped != nil && path != "-"
    try self.init(source, mapped: mapped, path: path, isFile: isFile, name: name)
  }

  /// An input that is in memory already.
  convenience init(_ file: InputFile) throws(InputError) {
    try self.init(
      MemorySource(file.bytes),
      mapped: file.bytes,
      path: file.name,
      isFile: false,
      name: file.name
    )
  }

  /// - Parameters:
  ///   - mapped: all of it, where it is in memory.
  ///   - isFile: whether libraries may open `path` themselves.
  init(
    _ source: any ByteSource,
    mapped: MappedBytes?,
    path: String,
    isFile: Bool,
    name: String
  ) throws(InputError) {
    self.name = name
    let plain = try ByteWindow(source, name: name)
    if let compression = Compression(head: try plain.head(4)),
      !Self.isMatrix(mapped, name: path)
    {
      window = try ByteWindow(
        compression.unpack(WindowSource(plain), name: name),
        name: name
      )
      fileExtension = InputFile.fileExtension(of: compression.stem(of: path))
      (content, self.path) = (nil, nil)
    } else {
      window = plain
      fileExtension = InputFile.fileExtension(of: path)
      content = mapped
      self.path = isFile ? path : nil
    }
  }

  /// Whether a file is the matrix that its name promises, although it starts like compressed data:
  /// with 559,903 rows, say.
  private static func isMatrix(_ mapped: MappedBytes?, name: String) -> Bool {
    mapped.map { InputFile(name: name, bytes: $0).agreesWithName(nil) } ?? false
  }

  /// Whether this is a file, and the matrix that its name promises.
  func isMatrixOfItsName(_ elementType: InputType?) -> Bool {
    content.map {
      InputFile(name: name, fileExtension: fileExtension, bytes: $0).agreesWithName(elementType)
    } ?? false
  }

  /// All of it in memory: the mapped file, or what the window gives until its end.
  ///
  /// Where this reads a stream, nothing is left in the window.
  ///
  /// - Parameters:
  ///   - limit: bytes of a stream that may be in memory.
  ///   - scratch: where a longer one goes; nil to refuse it.
  func whole(limit: Int, scratch: ScratchFolder? = nil) throws(InputError) -> InputFile {
    if let content {
      return InputFile(name: name, fileExtension: fileExtension, bytes: content)
    }
    var spool = SpoolBuffer(limit: limit, scratch: scratch)
    while try window.fill(1) {
      do throws(SpoolError) { try spool.append(window.memory, window.unread) } catch {
        throw InputError(name: name, error, limit: limit)
      }
      window.take(window.unread.count)
    }
    do throws(SpoolError) {
      let bytes = try spool.finish()
      content = bytes
      return InputFile(name: name, fileExtension: fileExtension, bytes: bytes)
    } catch {
      throw InputError(name: name, error, limit: limit)
    }
  }

  /// All of it, within the memory that the options give to rows.
  func whole(_ options: MatrixReadingOptions) throws(InputError) -> InputFile {
    try whole(limit: options.memoryLimit, scratch: options.scratch)
  }
}

/// What is left of a window, as a source.
private final class WindowSource: ByteSource {
  private let window: ByteWindow

  init(_ window: ByteWindow) { self.window = window }

  func read(into bytes: MappedBytes, at offset: Int, count: Int) throws(InputError) -> Int {
    guard try window.fill(1) else { return 0 }
    let taken = min(count, window.unread.count)
    let rest = MemorySource(window.memory, from: window.unread.lowerBound)
    window.take(taken)
    return rest.read(into: bytes, at: offset, count: taken)
  }
}
