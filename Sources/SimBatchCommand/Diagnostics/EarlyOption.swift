/// Options that count before the command line is parsed, so that what the parser complains of is said
/// and counted as they ask.
enum EarlyOption {
  /// Whether the flag `option` is given.
  static func isGiven(_ option: String, in arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains(option)
  }

  /// The value of `option` (last, if there are several) as the parser will read it; nil without one.
  static func value(of option: String, in arguments: [String]) -> String? {
    let options = arguments.prefix { $0 != "--" }
    var value: String?
    for (index, argument) in options.enumerated() {
      if argument.hasPrefix(option + "=") {
        value = String(argument.dropFirst(option.count + 1))
      } else if argument == option, index + 1 < options.count, !options[index + 1].hasPrefix("-") {
        value = options[index + 1]
      }
    }
    return value
  }
}
