import Glibc
import SimBatch

/// Tries OpenBLAS kernels other than the one it chose: its choice is made when it is loaded, so
/// each trial is a process of its own.
enum BLASKernelTrial {
  /// The value of `OPENBLAS_CORETYPE` that is at least 15% faster than the present kernel, with
  /// its rate in GFLOP/s; nil if there is none.
  static func faster(than info: MachineInfo) -> (coreType: String, gigaflops: Double)? {
    let trials = info.otherBLASKernels.compactMap { name in
      rate(coreType: name).map { (coreType: name, gigaflops: $0) }
    }
    guard let best = trials.max(by: { $0.gigaflops < $1.gigaflops }),
      best.gigaflops > 1.15 * info.productGigaflops
    else { return nil }
    return best
  }

  private static func rate(coreType: String) -> Double? {
    guard let program = ProgramPath.current else { return nil }
    guard
      let output = popen(
        "OPENBLAS_CORETYPE=\(coreType) \(ShellWord.quoted(program)) info --product-rate 2>/dev/null",
        "r"
      )
    else { return nil }
    var line = [CChar](repeating: 0, count: 64)
    let read = fgets(&line, Int32(line.count), output) != nil
    guard pclose(output) == 0, read else { return nil }
    let text = line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:))
    return Double(String(decoding: text, as: UTF8.self))
  }
}
