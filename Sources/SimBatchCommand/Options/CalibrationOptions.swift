import ArgumentParser
import SimBatch

/// Whether scores are rated by those of random pairs.
struct CalibrationOptions: ParsableArguments {
  @Flag(
    help: """
      Add the share of random pairs that score lower, as percentile from 0 to 1; --seed draws \
      other pairs.
      """
  )
  var calibrate = false

  /// - Parameter seed: that of `--seed`, with which samples are drawn, too.
  func calibration(seed: UInt64) -> Calibration? { calibrate ? Calibration(seed: seed) : nil }
}
