import Synchronization

/// A number that threads count up together.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  /// The value before it is raised by one.
  func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }

  func add(_ amount: Int) { value.wrappingAdd(amount, ordering: .relaxed) }

  var current: Int { value.load(ordering: .relaxed) }
}
