import ArgumentParser

@main
struct Simbatch: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "simbatch")
}
