import Foundation
import Testing

@testable import SimBatchCommand

@Suite("The README's commands")
struct ReadmeCommandTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func isFolder(_ path: String) -> Bool {
    let values = try? root.appending(path: path).resourceValues(forKeys: [.isDirectoryKey])
    return values?.isDirectory ?? false
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The arguments of every `simbatch` that is run in a shell block, a crontab or a unit.
  private static func commands() throws -> [String] {
    try text("README.md").matches(
      of:
        /(?m)^(?:.*[ =|\/])?simbatch ((?:--|(?:info|neighbors|duplicates|store|matrix|audit|convert|evaluate|fit|submit|plan|run|merge|status) )[^#|>`\n]*)(?:$|[#|>])/
    ).map { String($0.1) }
  }

  @Test("are understood by the program")
  func parse() throws {
    let commands = try Self.commands()
    #expect(commands.count >= 25)
    for command in commands {
      // As a shell does: blanks in quotes are part of a word.
      let words = command.matches(of: /"([^"]*)"|(\S+)/).map { String($0.1 ?? $0.2 ?? "") }
      #expect(throws: Never.self, "simbatch \(command)") { try Simbatch.parseAsRoot(words) }
    }
  }

  @Test("name options that some help names")
  func options() throws {
    let help =
      Simbatch.helpMessage(for: Neighbors.self, columns: 200)
      + Simbatch.helpMessage(for: Info.self, columns: 200)
      + Simbatch.helpMessage(for: Duplicates.self, columns: 200)
      + Simbatch.helpMessage(for: Store.self, columns: 200)
      + Simbatch.helpMessage(for: FullMatrixCommand.self, columns: 200)
      + Simbatch.helpMessage(for: Audit.self, columns: 200)
      + Simbatch.helpMessage(for: Fit.self, columns: 200)
      + Simbatch.helpMessage(for: Convert.self, columns: 200)
      + Simbatch.helpMessage(for: Evaluate.self, columns: 200)
      + Simbatch.helpMessage(for: Submit.self, columns: 200)
      + Simbatch.helpMessage(for: PlanOf<Neighbors>.self, columns: 200)
      + Simbatch.helpMessage(for: Run.self, columns: 200)
      + Simbatch.helpMessage(for: Merge.self, columns: 200)
      + Simbatch.helpMessage(for: Status.self, columns: 200)
    var count = 0
    for line in try Self.text("README.md").split(separator: "\n") {
      // A line about a script names that script's options, which its head explains.
      let script = line.firstMatch(of: /scripts\/(?!(?:simbatch|benchmark-results)\b)\w[\w-]*/)
        .map { String($0.0) }
        .flatMap { Self.isFolder($0) ? nil : $0 }
      let known = try script.map(Self.text) ?? help
      // Options of other programs.
      guard !line.contains("systemctl"), !line.contains("--filter") else { continue }
      for option in line.matches(of: /(?:^|[\s`(])(--[a-z][a-z-]*)/) {
        count += 1
        let isNamed = known.contains(try Regex("\(option.1)(?![a-z-])"))
        #expect(isNamed, "\(option.1), in: \(line)")
      }
    }
    #expect(count >= 40)
  }
}
