import FoundationEssentials
import Glibc
import Testing

@testable import SimBatch

extension OutputTests {
  @Suite("Locks of outputs") struct Locks {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func holder(_ output: String) -> String? {
      do {
        try OutputLock.whileHolding([output]) {}
        return nil
      } catch OutputError.locked(_, let holder) {
        return holder
      } catch {
        return "\(error)"
      }
    }

    @Test("An output has one holder at a time, who is named, and then none")
    func oneHolder() throws {
      try OutputLock.whileHolding([folder("out")]) {
        #expect(try folder.names == ["out.simbatch-lock"])
        let found = try #require(holder(folder("out")))
        #expect(found.hasPrefix("process \(getpid()) on ") && found.contains(" since 20"))
        #expect(holder(folder("other")) == nil)
      }
      #expect(try folder.names == [])
      #expect(holder(folder("out")) == nil)
    }

    @Test("A file that a killed run has left locks nothing")
    func stale() throws {
      try folder.put("process 1 on somewhere since 2001\n", in: "out.simbatch-lock")
      #expect(holder(folder("out")) == nil)
      #expect(try folder.names == [])
    }

    @Test("A failure lets go of the lock")
    func failure() throws {
      struct Failure: Error {}
      #expect(throws: Failure.self) {
        try OutputLock.whileHolding([folder("a"), folder("b")]) { throw Failure() }
      }
      #expect(try folder.names == [])
    }

    @Test("Names that lead to one file are one lock, taken once")
    func sameFile() throws {
      try #require(symlink("out", folder("link")) == 0)
      try OutputLock.whileHolding([folder("link"), folder("out"), folder("./out")]) {
        let names = try folder.names
        #expect(names == ["link", "out.simbatch-lock"])
        #expect(holder(folder("out")) != nil && holder(folder("link")) != nil)
      }
      #expect(try folder.names == ["link"])
    }

    @Test("Streams, devices and places that do not exist are not locked")
    func unlocked() throws {
      try OutputLock.whileHolding(["-", nil, "/dev/null", folder("none/out"), folder.path]) {
        let names = try folder.names
        #expect(names == [])
      }
      #expect(!FileManager.default.fileExists(atPath: "/dev/null.simbatch-lock"))
    }

    @Test("What somebody planted in the lock's place is refused, and not written to")
    func planted() throws {
      try folder.put("precious", in: "victim")
      try #require(symlink(folder("victim"), folder("a.simbatch-lock")) == 0)
      try #require(link(folder("victim"), folder("b.simbatch-lock")) == 0)
      try #require(mkfifo(folder("c.simbatch-lock"), 0o600) == 0)
      for name in ["a", "b", "c"] {
        let error = #expect(throws: OutputError.self) {
          try OutputLock.whileHolding([folder(name)]) {}
        }
        #expect(error?.exitCode == .cannotCreate)
        #expect(error?.description.contains("\(name).simbatch-lock") == true)
      }
      #expect(try folder.text("victim") == "precious")
      #expect(try folder.names.count == 4)
    }

    @Test("Of many who come and go, never two are in at once")
    func comingAndGoing() throws {
      let (inside, most, entered) = (Counter(), Synchronized(0), Counter())
      let path = folder("out")
      Workers.run(8) { _ in
        for _ in 0..<300 {
          try? OutputLock.whileHolding([path]) {
            inside.add(1)
            let now = inside.current
            most.update { $0 = max($0, now) }
            entered.add(1)
            inside.add(-1)
          }
        }
      }
      #expect(most.value == 1)
      #expect(entered.current > 0)
      #expect(try folder.names == [])
    }

    @Test("The end of the process removes the lock, and nobody gets one afterwards")
    func removeAll() throws {
      let registry = TemporaryFiles()
      let lock = try OutputLock("out", place: folder("out"), registry: registry)
      #expect(try folder.names == ["out.simbatch-lock"])
      registry.removeAll()
      #expect(try folder.names == [])
      #expect(throws: OutputError.interrupted(file: "b")) {
        try OutputLock("b", place: folder("b"), registry: registry)
      }
      withExtendedLifetime(lock) {}
    }
  }
}
