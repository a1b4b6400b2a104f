// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who builds simbatch builds this. `scripts/fuzz` sets
// `SIMBATCH_FUZZ_HDF5` where libhdf5 is there.
let readsHDF5 = Context.environment["SIMBATCH_FUZZ_HDF5"] == "1"

let package = Package(
  name: "fuzzing",
  dependencies: [
    .package(
      name: "simbatch",
      path: "../..",
      traits: readsHDF5 ? [.trait(name: "HDF5")] : []
    )
  ],
  targets: [
    .systemLibrary(name: "CFuzzer"),
    .executableTarget(
      name: "SimbatchFuzz",
      dependencies: ["CFuzzer", .product(name: "SimBatch", package: "simbatch")],
      swiftSettings: [.enableUpcomingFeature("ExistentialAny")]
        + (readsHDF5 ? [.define("HDF5")] : [])
    ),
  ],
  swiftLanguageModes: [.v6]
)
