import CSimKernels

/// The C kernels of one instruction set.
struct Kernels: @unchecked Sendable {
  let table: UnsafePointer<sim_kernels>

  var name: String { String(cString: table.pointee.name) }

  /// The fastest this CPU runs, or those that the environment variable `SIMBATCH_KERNELS` names
  /// (`scalar`, `avx2`, `avxvnni`, `avx512`, `avx512vnni`).
  ///
  /// - Throws: ``JobError/usage(_:)`` for a name that this machine does not have.
  static func selected() throws(JobError) -> Kernels {
    guard let wanted = EnvironmentVariable.value("SIMBATCH_KERNELS") else {
      return Kernels(table: sim_kernels_best())
    }
    guard let kernels = Kernels(named: wanted) else {
      throw .usage(
        "SIMBATCH_KERNELS=\(wanted): this machine has \(available.map(\.name).joined(separator: ", "))"
      )
    }
    return kernels
  }

  /// Those this machine can run, slowest first.
  static var available: [Kernels] {
    ["scalar", "avx2", "avxvnni", "avx512", "avx512vnni"].compactMap { Kernels(named: $0) }
  }

  init(table: UnsafePointer<sim_kernels>) { self.table = table }

  init?(named name: String) {
    guard let table = sim_kernels_named(name) else { return nil }
    self.table = table
  }
}
