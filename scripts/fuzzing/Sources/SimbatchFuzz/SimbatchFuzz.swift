import Glibc

// libFuzzer has `main`; it calls these two.

/// What each case is given to. Set before the first one; libFuzzer runs cases on one thread.
nonisolated(unsafe) private var target: FuzzTargets.Run?

/// `SimbatchFuzz TARGET [options of libFuzzer] [folders or files]`; `SimbatchFuzz --list`;
/// `SimbatchFuzz --seeds FOLDER FIXTURES`. libFuzzer sees the words after the first.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> Int32 {
  let arguments = (1..<Int(count.pointee)).compactMap { index in
    words.pointee[index].map { String(cString: $0) }
  }
  switch (arguments.first, arguments.count) {
  case ("--list", 1):
    for name in FuzzTargets.names { print(name) }
    exit(0)
  case ("--seeds", 3):
    do {
      try Seeds(folder: arguments[1], fixtures: arguments[2]).write()
      exit(0)
    } catch {
      fatalError("no seeds: \(error)")
    }
  default:
    guard let name = arguments.first, let run = FuzzTargets.run(name) else {
      print("expected --list, --seeds FOLDER FIXTURES, or one of \(FuzzTargets.names)")
      exit(64)
    }
    target = run
  }
  words.pointee[1] = words.pointee[0]
  words.pointee += 1
  count.pointee -= 1
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  var fuzz = FuzzCase(UnsafeBufferPointer(start: data, count: size))
  target?(&fuzz)
  return 0
}
