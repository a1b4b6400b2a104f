import Testing

@testable import SimBatch

@Suite("Limits of the machine")
struct MachineLimitsTests {
  private static let jobs: [([String: String], Int?)] = [
    ([:], nil),
    (["SLURM_MEM_PER_NODE": "300"], 300 << 20),
    (["SLURM_MEM_PER_CPU": "200", "SLURM_CPUS_ON_NODE": "3"], 600 << 20),
    (["SLURM_MEM_PER_CPU": "200"], 200 << 20),
    (["SLURM_MEM_PER_NODE": "0"], nil),
    (["SLURM_MEM_PER_NODE": "-1", "SLURM_CPUS_ON_NODE": "2"], nil),
    (["SLURM_MEM_PER_CPU": "9223372036854775807", "SLURM_CPUS_ON_NODE": "9"], nil),
    (["SLURM_MEM_PER_NODE": "much"], nil),
  ]

  @Test("memory that Slurm grants, by its variables", arguments: jobs)
  func slurm(_ variables: [String: String], bytes: Int?) {
    #expect(MachineLimits.slurmMemory { variables[$0] } == bytes)
  }
}
