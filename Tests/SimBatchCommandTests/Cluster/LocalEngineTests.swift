import Foundation
import Testing

/// Shards as processes, each of them a script that plays simbatch.
@Suite("submit --engine local")
struct LocalEngineTests {
  /// An engine whose pieces note their names and then do as `body` says; `$piece` is plan, merge or the
  /// number of a shard, `$run` the number of its run.
  private func engine(_ body: String) throws -> Engine {
    let engine = try Engine()
    try engine.install(
      "piece",
      """
      piece=$1
      [ "$1" != run ] || piece=$4
      echo "$piece" >> "$SANDBOX/pieces"
      run=$(grep -cx "$piece" "$SANDBOX/pieces")
      \(body)
      """
    )
    return engine
  }

  @Test("runs the plan, then the shards, then the merge", arguments: [1, 2, 4])
  func order(width: Int) throws {
    let engine = try engine("sleep 0.1")
    let outcome = try engine.submit("local", ["--max-running", "\(width)"])
    #expect(outcome.exitCode == 0 && outcome.saidOneLine, "\(outcome.error)")
    let pieces = engine.lines("pieces")
    #expect(pieces.first == "plan" && pieces.last == "merge")
    #expect(pieces.dropFirst().dropLast().sorted() == ["0", "1", "2", "3"])
    if width == 1 { #expect(pieces == ["plan", "0", "1", "2", "3", "merge"]) }
  }

  @Test("never runs more shards at once than it may")
  func width() throws {
    let engine = try engine(
      """
      mkdir "$SANDBOX/at-$piece"; ls -d "$SANDBOX"/at-* | wc -l >> "$SANDBOX/counts"
      sleep 0.2; rmdir "$SANDBOX/at-$piece"
      """
    )
    #expect(try engine.submit("local", ["--max-running", "2"]).exitCode == 0)
    let counts = engine.lines("counts").compactMap { Int($0) }
    #expect(counts.count == 6 && counts.max() == 2)
  }

  @Test("runs again what was interrupted or killed", arguments: ["exit 75", "kill -9 $$"])
  func retry(end: String) throws {
    let engine = try engine(
      #"if [ "$piece" = 2 -o "$piece" = merge ] && [ "$run" -lt 3 ]; then \#(end); fi"#
    )
    #expect(try engine.submit("local").exitCode == 0)
    #expect(engine.lines("pieces").count { $0 == "2" } == 3)
    #expect(engine.lines("pieces").suffix(3) == ["merge", "merge", "merge"])
  }

  @Test("gives up after so many times, and says which shard it was")
  func givenUp() throws {
    let engine = try engine(#"[ "$piece" != 2 ] || kill -9 $$"#)
    let outcome = try engine.submit("local", ["--retries", "1"])
    #expect(outcome.exitCode == 75)
    #expect(outcome.saidOneLine && outcome.error.contains("shard 2"), "\(outcome.error)")
    #expect(engine.lines("pieces").count { $0 == "2" } == 2)
    #expect(!engine.lines("pieces").contains("merge"))
  }

  @Test(
    "ends with the error of a piece, in its words",
    arguments: [("plan", 66), ("3", 65), ("merge", 74)]
  )
  func failure(piece: String, code: Int32) throws {
    let engine = try engine(
      #"if [ "$piece" = \#(piece) ]; then echo 'simbatch: the reason' >&2; exit \#(code); fi"#
    )
    let outcome = try engine.submit("local")
    #expect(outcome.exitCode == code)
    #expect(outcome.saidOneLine && outcome.error.contains("failed: the reason; see "))
    #expect(outcome.error.contains(piece == "3" ? "shard 3" : piece), "\(outcome.error)")
    #expect(engine.lines("pieces").count { $0 == piece } == 1)
  }

  @Test("stops all of its processes when it is stopped", arguments: [SIGTERM, SIGINT])
  func stop(signal: Int32) throws {
    let engine = try engine(
      """
      trap 'echo "$piece" >> "$SANDBOX/stopped"; exit 75' TERM
      [ "$piece" = plan ] || while :; do sleep 0.05; done
      """
    )
    let program = try engine.sandbox.start(
      engine.words("local", ["--max-running", "3"]),
      environment: engine.environment
    )
    for _ in 0..<1000 where engine.lines("pieces").count < 4 { usleep(10_000) }
    usleep(100_000)
    program.send(signal)
    let outcome = try program.outcome()
    #expect(outcome.exitCode == 75 && outcome.saidOneLine, "\(outcome.error)")
    #expect(engine.lines("stopped").sorted() == ["0", "1", "2"])
    #expect(engine.lines("pieces").count == 4)
  }

  @Test("with --dry-run shows the commands, and does nothing")
  func dryRun() throws {
    let engine = try engine("true")
    let before = try engine.sandbox.names
    let outcome = try engine.submit("local", ["--dry-run"])
    #expect(outcome.exitCode == 0)
    #expect(try engine.sandbox.names == before)
    try engine.sandbox.write(outcome.output, to: "shown.sh")
    let run = try engine.sandbox.shell("bash ./shown.sh", environment: engine.environment)
    #expect(run.exitCode == 0)
    #expect(engine.lines("pieces") == ["plan", "0", "1", "2", "3", "merge"])
  }
}
