import Synchronization

/// A value that threads change one after the other.
final class Synchronized<Value: Sendable>: Sendable {
  private let storage: Mutex<Value>

  init(_ value: Value) { storage = Mutex(value) }

  var value: Value { storage.withLock { $0 } }

  func update(_ change: (inout Value) -> Void) { storage.withLock { change(&$0) } }
}
