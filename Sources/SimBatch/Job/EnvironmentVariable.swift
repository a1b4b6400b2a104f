internal import Glibc

/// Variables of the environment.
package enum EnvironmentVariable {
  /// What a variable says; nil where there is none, or an empty one, which is how shells and units take
  /// one back.
  package static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
