import Glibc

/// What this process may use of the machine: processors and memory, as the scheduler, the
/// affinity mask, the control groups and Slurm grant them.
public enum MachineLimits {
  /// Processors this process may keep busy: its affinity mask, cut to the control group's quota.
  public static var processorCount: Int {
    // A bit for each processor in hexadecimal words: "ff" or "00000000,0000000f".
    let mask = text("/proc/self/status")?.split(separator: "\n")
      .first { $0.hasPrefix("Cpus_allowed:") }?.dropFirst("Cpus_allowed:".count)
    var count = mask?.compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount } ?? 0
    count = count > 0 ? count : Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    if let quota = controlGroupProcessors { count = min(count, max(1, Int(quota.rounded(.up)))) }
    return max(1, count)
  }

  /// Bytes of memory that can be had without swapping: what the kernel calls available, and what
  /// is left below the limit of every enclosing control group, of this process (`ulimit -v`,
  /// `ulimit -d`) and of its Slurm job, whichever is least.
  public static var availableMemory: Int {
    var available = kilobytes("MemAvailable", in: "/proc/meminfo") ?? Int.max
    for group in controlGroups {
      guard let limit = number(in: group + "/memory.max") else { continue }
      let used = number(in: group + "/memory.current") ?? 0
      available = min(available, max(0, limit - used))
    }
    // Version 1 of control groups.
    if let limit = number(in: "/sys/fs/cgroup/memory/memory.limit_in_bytes") {
      let used = number(in: "/sys/fs/cgroup/memory/memory.usage_in_bytes") ?? 0
      available = min(available, max(0, limit - used))
    }
    for (limit, use) in [("Max address space", "VmSize"), ("Max data size", "VmData")] {
      guard let limit = processLimit(limit) else { continue }
      let used = kilobytes(use, in: "/proc/self/status") ?? 0
      available = min(available, max(0, limit - used))
    }
    if let granted = slurmMemory(EnvironmentVariable.value) {
      let used = kilobytes("VmRSS", in: "/proc/self/status") ?? 0
      available = min(available, max(0, granted - used))
    }
    return available
  }

  /// Bytes that Slurm lets a job have on this node, which clusters without control groups enforce by
  /// killing it; nil outside of a job, or where it may have all.
  ///
  /// Source: `man sbatch`, "OUTPUT ENVIRONMENT VARIABLES"; both are in megabytes.
  static func slurmMemory(_ environment: (String) -> String?) -> Int? {
    /// Zero megabytes stand for all memory.
    func count(_ name: String, atMost most: Int) -> Int? {
      environment(name).flatMap { Int($0) }.flatMap { 1...most ~= $0 ? $0 : nil }
    }
    let mostMegabytes = 1 << 30
    let perNode = count("SLURM_MEM_PER_NODE", atMost: mostMegabytes)
    let perProcessor = count("SLURM_MEM_PER_CPU", atMost: mostMegabytes)
    let processors = count("SLURM_CPUS_ON_NODE", atMost: 1 << 12) ?? 1
    return (perNode ?? perProcessor.map { $0 * processors }).map { $0 << 20 }
  }

  /// Whether this process has a limit of address space or of data (`ulimit -v`, `ulimit -d`).
  private static let boundsAddressSpace =
    processLimit("Max address space") != nil || processLimit("Max data size") != nil

  /// What the large memory of a job leaves to everything small, under a limit: Swift ends the process
  /// where it gets no memory for an array, so that a refusal has to come before.
  private static let headroom = 32 << 20

  /// Whether `byteCount` bytes may be taken for the large memory of a job: under a limit, only
  /// where some are left for everything else.
  static func leavesHeadroom(_ byteCount: Int) -> Bool {
    guard boundsAddressSpace else { return true }
    let (bytes, overflows) = byteCount.addingReportingOverflow(headroom)
    return !overflows && hasAddressSpace(bytes)
  }

  /// Whether `byteCount` more bytes of address space can be had now. Takes no memory.
  static func hasAddressSpace(_ byteCount: Int) -> Bool {
    guard byteCount > 0 else { return true }
    // Writable, as `ulimit -d` counts no other.
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let place = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0),
      place != MAP_FAILED
    else { return false }
    munmap(place, byteCount)
    return true
  }

  /// A limit in bytes of this process; nil where there is none.
  private static func processLimit(_ name: String) -> Int? {
    let line = text("/proc/self/limits")?.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
  }

  /// The most bytes of memory that this process has had at once, or nil.
  public static var peakMemory: Int? { kilobytes("VmHWM", in: "/proc/self/status") }

  /// The control group of this process and those around it (version 2), innermost first.
  private static var controlGroups: [String] {
    guard
      let line = text("/proc/self/cgroup")?.split(separator: "\n").first(where: {
        $0.hasPrefix("0::")
      })
    else { return [] }
    var groups: [String] = []
    var path = line.dropFirst(3)
    while true {
      groups.append("/sys/fs/cgroup" + (path == "/" ? "" : path))
      guard let slash = path.lastIndex(of: "/"), path.count > 1 else { return groups }
      path = slash == path.startIndex ? "/" : path[..<slash]
    }
  }

  private static var controlGroupProcessors: Double? {
    controlGroups.compactMap { group in
      guard let fields = text(group + "/cpu.max")?.split(whereSeparator: \.isWhitespace),
        fields.count == 2, let quota = Double(fields[0]), let period = Double(fields[1]), period > 0
      else { return nil }
      return quota / period
    }.min()
  }

  /// A line `key: number kB` of one of the kernel's files, in bytes.
  private static func kilobytes(_ key: String, in path: String) -> Int? {
    text(path)?.split(separator: "\n").first { $0.hasPrefix(key + ":") }
      .flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }
      .flatMap { Int($0) }
      .map { $0 * 1024 }
  }

  private static func number(in path: String) -> Int? {
    text(path).flatMap { Int($0.filter { !$0.isWhitespace }) }
  }

  /// The text of a small file of the kernel's, or nil.
  private static func text(_ path: String) -> String? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
