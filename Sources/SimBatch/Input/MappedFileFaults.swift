internal import CSimSignals

/// Files that cannot be read any more while they are mapped: shortened by somebody, or on a device
/// that fails. The system then sends SIGBUS to the thread that reads.
public enum MappedFileFaults {
  /// Stops the thread that meets such a fault, and writes the byte `mark` to `descriptor` instead, a
  /// pipe on which a thread waits that ends the process. Faults elsewhere take their default course.
  public static func report(_ mark: UInt8, to descriptor: Int32) {
    sim_mapping_report_faults(descriptor, mark)
  }

  /// Which file could not be read, once `mark` has come.
  public static var error: InputError? {
    guard let name = sim_mapping_fault_name() else { return nil }
    return InputError(
      name: String(cString: name),
      problem: .readFailed("it became shorter while the job read it, or its device failed")
    )
  }
}
