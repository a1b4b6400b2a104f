import Testing

/// A matrix product that lies is found out before anything is believed.
@Suite(.enabled(if: TestConditions.compiler != nil, "a C compiler builds the faulty product"))
struct BLASSelfTestTests {
  /// Stands in front of OpenBLAS. `FAULT(value, row, column)` is what it makes of a right value.
  private static let source = """
    #include <stddef.h>
    void cblas_sgemm(int order, int ta, int tb, int m, int n, int k, float alpha, const float *a,
                     int lda, const float *b, int ldb, float beta, float *c, int ldc) {
      (void)order; (void)ta; (void)tb; (void)beta;
      for (int i = 0; i < m; ++i) {
        for (int j = 0; j < n; ++j) {
          double sum = 0;
          for (int l = 0; l < k; ++l)
            sum += (double)a[(size_t)i * lda + l] * (double)b[(size_t)j * ldb + l];
          double value = alpha * sum;
          c[(size_t)i * ldc + j] = (float)(FAULT);
        }
        if (SPILLS && i == m - 1) c[(size_t)i * ldc + n] = 0;
      }
    }
    """

  private func sandbox(fault: String, spills: Bool = false) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.source, to: "fault.c")
    let compiler = try #require(TestConditions.compiler)
    let built = try sandbox.shell(
      "'\(compiler)' -O1 -shared -fPIC '-DFAULT=\(fault)' -DSPILLS=\(spills ? 1 : 0) "
        + "fault.c -o fault.so"
    )
    try #require(built.exitCode == 0, "\(built.error)")
    try sandbox.write(Matrix.random(rows: 50, dimensions: 9, seed: 91).fbin, to: "in.fbin")
    return sandbox
  }

  private func preload(_ sandbox: Sandbox) -> [String: String] {
    ["LD_PRELOAD": sandbox.directory.appendingPathComponent("fault.so").path]
  }

  @Test(arguments: [
    "value * 1.001", "value + 1e-3", "i == 16 && j == 100 ? value + 0.01 : value",
    "k > 300 ? value * (1 + 1e-4) : value", "0.0 / 0.0",
  ])
  func `a wrong product ends the job with exit code 70 and names the kernel`(fault: String) throws {
    let sandbox = try sandbox(fault: fault)
    let outcome = try sandbox.simbatch(
      ["in.fbin", "-o", "out.csv"],
      environment: preload(sandbox)
    )
    #expect(outcome.exitCode == 70)
    #expect(outcome.saidOneLine, "\(outcome.error)")
    #expect(outcome.error.contains("kernel") && outcome.error.contains("OPENBLAS_CORETYPE"))
    #expect(try sandbox.names == ["fault.c", "fault.so", "in.fbin"])

    let stream = try sandbox.simbatch(
      ["in.fbin", "--output-format", "bin"],
      environment: preload(sandbox)
    )
    #expect(stream.exitCode == 70 && stream.output.isEmpty)
    let info = try sandbox.simbatch(["info"], environment: preload(sandbox))
    #expect(info.exitCode == 70 && info.saidOneLine && info.output.isEmpty)
  }

  @Test func `a product that writes outside of its tile is found out, too`() throws {
    let sandbox = try sandbox(fault: "value", spills: true)
    let outcome = try sandbox.simbatch(
      ["in.fbin", "-o", "out.csv"],
      environment: preload(sandbox)
    )
    #expect(outcome.exitCode == 70)
    #expect(outcome.saidOneLine && outcome.error.contains("outside"), "\(outcome.error)")
  }

  /// So that the tests above fail for what they say: the same library without a fault is believed,
  /// and since the answer does not come from the product, it is the same.
  @Test func `another right product gives the same bytes`() throws {
    let sandbox = try sandbox(fault: "value")
    let outcome = try sandbox.simbatch(["in.fbin"], environment: preload(sandbox))
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    #expect(outcome.output == (try sandbox.simbatch(["in.fbin"]).output))
    // An error that rounding explains in products of some length must not show, either.
    let rounding = try self.sandbox(fault: "k > 8 ? value * (1 + 1e-7) : value")
    let rounded = try rounding.simbatch(["in.fbin"], environment: preload(rounding))
    #expect(rounded.exitCode == 0, "\(rounded.error)")
    #expect(rounded.output == outcome.output)
  }
}
