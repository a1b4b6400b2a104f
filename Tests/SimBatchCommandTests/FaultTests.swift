import Foundation
import Testing

/// Files and limits that change or fail under a running job. Faults of single system calls are injected
/// by `scripts/check-faults`.
@Suite struct FaultTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Matrix.random(rows: 900, dimensions: 12, seed: 3).fbin, to: "in.fbin")
    try sandbox.write("old", to: "out.csv")
    return sandbox
  }

  @Test(arguments: ["", "--block 100"])
  func `an input that shrinks while it is mapped is named, with exit code 74`(
    option: String
  ) throws {
    let sandbox = try sandbox()
    // Queries come through a pipe, which the program opens when it has mapped the rows.
    let outcome = try sandbox.shell(
      """
      cp in.fbin queries; mkfifo q.fbin
      "$simbatch" in.fbin --queries q.fbin \(option) -o out.csv & job=$!
      exec 3>q.fbin; : > in.fbin; cat queries >&3; exec 3>&-
      wait $job
      """
    )
    #expect(outcome.exitCode == 74)
    #expect(outcome.saidOneLine && outcome.error.contains("in.fbin: reading failed"))
    #expect(try sandbox.read("out.csv") == Array("old".utf8))
    #expect(try sandbox.names == ["in.fbin", "out.csv", "q.fbin", "queries"])
  }

  @Test(.enabled(if: TestConditions.addressSpaceHolds, "a sanitizer needs all of it"))
  func `a limit on address space is taken for the memory there is`() throws {
    let sandbox = try sandbox()
    let outcome = try sandbox.shell(
      #"ulimit -v 1000000; exec "$simbatch" in.fbin --report report.json --quiet -o out.csv"#
    )
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    let report = try JSONSerialization.jsonObject(with: Data(sandbox.read("report.json")))
    let settings = (report as? [String: Any])?["settings"] as? [String: Any]
    let budget = try #require(settings?["memoryBudget"] as? Int)
    #expect(budget < 500 * 1024 * 1024)
  }

  /// OpenBLAS, when it is loaded and when it multiplies, asks for address space until it gets it.
  @Test(
    .enabled(if: TestConditions.addressSpaceHolds, "a sanitizer needs all of it"),
    arguments: ["v 150000", "v 250000", "d 60000", "d 200000"]
  )
  func `a job that has too little address space ends, whatever OpenBLAS is told`(
    limit: String
  ) throws {
    let sandbox = try sandbox()
    for threads in ["", "OPENBLAS_NUM_THREADS=4 "] {
      let outcome = try sandbox.shell(
        "ulimit -\(limit); \(threads)exec timeout 60 \"$simbatch\" in.fbin --threads 2 -o out.csv"
      )
      #expect([64, 75].contains(outcome.exitCode), "\(outcome)")
      #expect(outcome.saidOneLine, "\(outcome.error)")
      #expect(try sandbox.read("out.csv") == Array("old".utf8))
    }
  }

  /// OpenBLAS takes a buffer of 128 MB while it is loaded, whatever the program is asked to do.
  @Test(
    .enabled(if: TestConditions.addressSpaceHolds, "a sanitizer needs all of it"),
    arguments: ["v 250000", "d 60000"]
  )
  func `a program without room for a buffer of OpenBLAS says so before the library is started`(
    limit: String
  ) throws {
    let outcome = try Sandbox().shell(
      #"ulimit -\#(limit); exec timeout 60 "$simbatch" --version"#
    )
    #expect(outcome.exitCode == 75)
    #expect(outcome.output.isEmpty)
    #expect(outcome.saidOneLine && outcome.error.contains("160 MB of address space"))
  }

  @Test func `a link in the place of the state is refused before anything is computed`() throws {
    let sandbox = try sandbox()
    try sandbox.write("precious", to: "victim")
    let outcome = try sandbox.shell(
      """
      ln -s victim out.csv.simbatch-state
      exec "$simbatch" in.fbin --block 100 --checkpoint 0 -o out.csv
      """
    )
    #expect(outcome.exitCode == 73)
    #expect(outcome.saidOneLine && outcome.error.contains("out.csv.simbatch-state"))
    #expect(outcome.error.contains("a symbolic link"), "\(outcome.error)")
    #expect(try sandbox.read("victim") == Array("precious".utf8))
    #expect(try sandbox.read("out.csv") == Array("old".utf8))
  }

  @Test(arguments: [64, 200])
  func `more threads than tiles, or than rows, give the same bytes`(threads: Int) throws {
    let sandbox = try sandbox()
    try sandbox.write(Matrix.random(rows: 40, dimensions: 12, seed: 3).fbin, to: "small.fbin")
    for input in ["in.fbin", "small.fbin"] {
      let one = try sandbox.simbatch([input, "--threads", "1", "--quiet"])
      let many = try sandbox.simbatch([input, "--threads", "\(threads)", "--quiet"])
      #expect(one.exitCode == 0 && many.exitCode == 0, "\(many.error)")
      #expect(one.output == many.output)
    }
  }
}
