/// Options, and values of options, as other programs call them.
enum OptionWords {
  private static let foreign = [
    "--threshold": "--min-score", "--min-similarity": "--min-score",
    "--similarity-threshold": "--min-score", "--min-sim": "--min-score", "--cutoff": "--min-score",
    "--radius": "--max-distance",
    "--eps": "--max-distance", "--epsilon": "--max-distance",
    "-k": "--top", "--k": "--top", "--topk": "--top", "--top-k": "--top", "--top_k": "--top",
    "--neighbors": "--top", "--n-neighbors": "--top", "--n_neighbors": "--top",
    "--num-neighbors": "--top",
    "--similarity": "--metric", "--distance": "--metric", "--measure": "--metric", "-m": "--metric",
    "--out": "--output", "--output-file": "--output", "--outfile": "--output",
    "--format": "--output-format", "-i": "INPUT, without an option",
    "--input": "INPUT, without an option", "--base": "INPUT, without an option",
    "--query": "--queries", "--names": "--ids", "--labels": "--ids",
    "-j": "--threads", "-t": "--threads", "--jobs": "--threads", "--n-jobs": "--threads",
    "--n_jobs": "--threads", "--num-threads": "--threads", "--workers": "--threads",
    "--cores": "--threads", "--mem": "--memory", "--ram": "--memory", "--max-memory": "--memory",
    "--tmp": "--scratch", "--tmpdir": "--scratch", "--temp-dir": "--scratch",
    "--random-state": "--seed", "--random-seed": "--seed", "-q": "--quiet", "--silent": "--quiet",
    "-V": "--version", "--resume": "the same command again, which resumes by itself",
  ]

  /// Those that other programs, and earlier versions, have where a command here means something else.
  private static let foreignToCommand = [
    "duplicates": ["--pairs": "--pairs-output"]
  ]

  private static let foreignMetrics = [
    "l2": "euclidean", "euclid": "euclidean", "l2sq": "euclidean, whose distances are not squared",
    "sqeuclidean": "euclidean, whose distances are not squared", "cos": "cosine",
    "angular": "cosine", "cosine-similarity": "cosine", "ip": "dot", "inner": "dot",
    "inner_product": "dot", "inner-product": "dot", "innerproduct": "dot", "dotproduct": "dot",
    "dot-product": "dot", "correlation": "pearson", "corr": "pearson",
  ]

  /// What is meant by an option that `command` does not have.
  static func meaning(of option: String, command: String) -> String? {
    foreignToCommand[command]?[option] ?? foreign[option]
  }

  /// What is meant by a value that `--metric` does not have.
  static func meaning(ofMetric value: String) -> String? { foreignMetrics[value.lowercased()] }
}
