import Foundation
import SimBatch

/// What the machine must have for some tests to mean anything.
enum TestConditions {
  /// Permissions do not stop the superuser.
  static let permissionsHold = geteuid() != 0

  /// Bounds of the address space mean something: a sanitizer's shadow is larger than any.
  /// `scripts/sanitize` says that there is one.
  static let addressSpaceHolds = ProcessInfo.processInfo.environment["SIMBATCH_SANITIZER"] == nil

  /// A C compiler, or nil.
  static let compiler: String? = ["cc", "clang", "gcc"].lazy.compactMap(path(of:)).first

  /// A pseudo terminal for the program (util-linux), or nil.
  static let script: String? = path(of: "script")

  /// systemd's checker of units, or nil.
  static let systemdAnalyze: String? = path(of: "systemd-analyze")

  /// The folder of larger real data that `SIMBATCH_DATA` names, or nil.
  static let data = EnvironmentVariable.value("SIMBATCH_DATA")

  /// Where a program lies, as a shell would find it.
  private static func path(of program: String) -> String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
