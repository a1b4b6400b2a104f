// swift-tools-version: 6.1
import PackageDescription

// `SIMBATCH_STRICT=1` (set by `scripts/test`) turns warnings into errors. It stays off for
// everyone else: unsafe flags would forbid the library as a dependency.
let strict = Context.environment["SIMBATCH_STRICT"] == "1"
let swiftSettings: [SwiftSetting] =
  [.enableUpcomingFeature("ExistentialAny")]
  + (strict ? [.unsafeFlags(["-warnings-as-errors"])] : [])
// A library's own imports are no business of those who import it.
let librarySettings = swiftSettings + [.enableUpcomingFeature("InternalImportsByDefault")]
let warnings = ["-Wall", "-Wextra", "-Werror"]
let cSettings: [CSetting] = strict ? [.unsafeFlags(warnings)] : []
let cxxSettings: [CXXSetting] = strict ? [.unsafeFlags(warnings)] : []

let package = Package(
  name: "simbatch",
  products: [
    .library(name: "SimBatch", targets: ["SimBatch"]),
    .library(name: "SimBatchHTML", targets: ["SimBatchHTML"]),
    .executable(name: "simbatch", targets: ["SimBatchCommand"]),
  ],
  traits: [
    .trait(name: "HDF5", description: "Reads HDF5 files, by libhdf5 (Debian: libhdf5-dev).")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]
    ),
    // SQLite's own interface: GRDB would bring all of Foundation to everyone who imports the library.
    .systemLibrary(
      name: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]
    ),
    .systemLibrary(
      name: "CHDF5",
      pkgConfig: "hdf5",
      providers: [.apt(["libhdf5-dev"])]
    ),
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"])]
    ),
    .systemLibrary(
      name: "CZstd",
      pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"])]
    ),
    .target(name: "CSimKernels", cSettings: cSettings),
    // Apart from the kernels: a signal handler and its table are all state.
    .target(name: "CSimSignals", cSettings: cSettings),
    // Of the program only: a shared library may not hold code that runs before all libraries.
    .target(name: "CSimStart", cSettings: cSettings),
    // C++ inside, C outside: who imports the library need not interoperate with C++. No system
    // library with `pkgConfig`: each build would warn of a definition that simdjson.pc asks for.
    .target(
      name: "CSimJSON",
      dependencies: ["CSimKernels"],
      cxxSettings: cxxSettings,
      linkerSettings: [.linkedLibrary("simdjson")]
    ),
    .target(
      name: "SimBatch",
      dependencies: [
        "COpenBLAS", "CSQLite", "CSimJSON", "CSimKernels", "CSimSignals", "CZlib", "CZstd",
        .target(name: "CHDF5", condition: .when(traits: ["HDF5"])),
      ],
      swiftSettings: librarySettings
    ),
    // Apart from SimBatch, because Mustache brings Foundation, which importers of the library should
    // not have to take.
    .target(
      name: "SimBatchHTML",
      dependencies: ["SimBatch", .product(name: "Mustache", package: "swift-mustache")],
      swiftSettings: librarySettings
    ),
    .executableTarget(
      name: "SimBatchCommand",
      dependencies: [
        "CSimStart", "SimBatch", "SimBatchHTML",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "SimBatchTests",
      dependencies: ["SimBatch", "CSimJSON", "CSimKernels", "CZlib", "CZstd"],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "SimBatchHTMLTests",
      dependencies: ["SimBatch", "SimBatchHTML"],
      swiftSettings: swiftSettings
    ),
    .testTarget(
      name: "SimBatchCommandTests",
      dependencies: ["SimBatch", "SimBatchCommand"],
      swiftSettings: swiftSettings
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
