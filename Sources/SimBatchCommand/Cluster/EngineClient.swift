import Glibc
import SimBatch

/// A short run of one of an engine's own programs (`sbatch`, `kubectl`), which may hang.
enum EngineClient {
  /// How long the engine has for an answer.
  static let seconds = 60.0

  enum Answer {
    case done(output: String)
    case failed(reason: String)
    case none
  }

  /// Runs a program to its end, or to that of its time.
  ///
  /// - Throws: ``ClusterError/noClient(_:reason:)``.
  static func ask(_ words: [String], without foreign: Set<String> = []) throws -> Answer {
    let output = try Pipe()
    let error = try Pipe()
    let child = try ChildProcess(
      words,
      output: .pipe(output.writingEnd),
      error: .pipe(error.writingEnd),
      without: foreign
    )
    let texts = read([output.leaveReading(), error.leaveReading()], for: seconds)
    guard let texts else {
      child.send(SIGKILL)
      _ = child.end()
      return .none
    }
    switch child.end() {
    case .exit(0): return .done(output: texts[0])
    case .exit(let code):
      return .failed(reason: texts[1].isEmpty ? "exit code \(code)" : texts[1])
    case .signal(let signal): return .failed(reason: "ended by signal \(signal)")
    }
  }

  /// All that comes from the descriptors until all of them are closed, on one line each; nil where time is
  /// over before.
  private static func read(_ descriptors: [Int32], for seconds: Double) -> [String]? {
    defer { for descriptor in descriptors { close(descriptor) } }
    let deadline = StageClock.now + seconds
    var contents = descriptors.map { _ in [UInt8]() }
    var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    var chunk = [UInt8](repeating: 0, count: 4096)
    // A descriptor below zero is one that poll leaves alone.
    while requests.contains(where: { $0.fd >= 0 }) {
      let left = deadline - StageClock.now
      guard left > 0 else { return nil }
      guard poll(&requests, nfds_t(requests.count), Int32(min(left, 60) * 1000) + 1) > 0 else {
        continue
      }
      for index in requests.indices where requests[index].revents != 0 {
        let count = Glibc.read(requests[index].fd, &chunk, chunk.count)
        if count > 0 {
          contents[index] += chunk[..<count]
        } else if count == 0 || errno != EINTR {
          requests[index].fd = -1
        }
      }
    }
    return contents.map { bytes in
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      return lines.joined(separator: "; ")
    }
  }
}

/// Two ends, closed with their owner; a child gets what is given to it and no other.
private struct Pipe: ~Copyable {
  private let readingEnd: Int32
  let writingEnd: Int32

  init() throws(ClusterError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw .noClient("a program", reason: String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (readingEnd, writingEnd) = (ends[0], ends[1])
  }

  /// Closes the writing end, so that the child's end is the end; the reading end is the caller's.
  consuming func leaveReading() -> Int32 {
    let readingEnd = readingEnd
    close(writingEnd)
    discard self
    return readingEnd
  }

  deinit {
    close(readingEnd)
    close(writingEnd)
  }
}
