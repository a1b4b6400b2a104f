import SimBatch

/// What is in the matrix: counts, lengths of rows, spectrum.
struct MatrixPart {
  let facts: [Fact]
  let norms: PageFigure?
  let normTable: Table?
  let spectrum: PageFigure?
  let axisTable: Table?

  init(_ matrix: MatrixSection) {
    facts = Self.facts(matrix)
    norms = Self.norms(matrix)
    normTable = QuantileTable.of([("length", matrix.norms)], caption: "Lengths of rows")
    spectrum = Self.spectrum(matrix)
    axisTable = Table(
      "Principal axes that hold a share of the variance",
      [.text("share of variance"), .number("axes"), .number("of all dimensions")],
      matrix.axesForShare.map { wanted in
        .init(
          head: .text(Figure.share(wanted.share)),
          cells: [
            .number(Figure.count(wanted.axes)),
            .number(Figure.share(Double(wanted.axes) / Double(matrix.dimensions))),
          ]
        )
      }
    )
  }

  private static func facts(_ matrix: MatrixSection) -> [Fact] {
    [
      Fact("Shape", "\(Figure.rows(matrix.rows)) × \(Figure.count(matrix.dimensions)) dimensions"),
      Fact("Stored as", "\(matrix.format), \(matrix.elementType)"),
      Fact("Rows with a missing value, NaN or infinity", Figure.count(matrix.notFiniteRows)),
      Fact("Rows of zeros", Figure.count(matrix.zeroRows)),
      Fact("Constant rows", Figure.count(matrix.constantRows)),
      Fact("Rows that repeat an earlier one", Figure.count(matrix.repeatedRows)),
      Fact("Variation of lengths (deviation ÷ mean)", Figure.share(matrix.normVariation)),
      Fact(
        "Common direction (length of the mean of unit rows: 0 all directions, 1 one)",
        Figure.estimate(matrix.commonDirection)
      ),
      Fact(
        "Share of a row along (1, …, 1) (0: cosine is Pearson)",
        Figure.estimate(matrix.componentMeanShare)
      ),
      Fact("Effective dimension", Figure.estimate(matrix.effectiveDimension)),
    ]
  }

  private static func norms(_ matrix: MatrixSection) -> PageFigure? {
    let norms = matrix.norms
    let mean = Figure.estimate(norms.mean)
    let plot = HistogramPlot(
      id: "norms",
      title: "Histogram of the lengths of \(Figure.rows(norms.count))",
      description:
        "Mean length \(mean), standard deviation \(Figure.number(norms.standardDeviation))"
        + ", \(Figure.share(matrix.normVariation)) of the mean. \(QuantileTable.middle(norms))",
      xName: "length of a row",
      unit: "rows",
      filled: .init(name: "rows", histogram: norms.histogram),
      markers: [.init(name: "mean \(Figure.central(norms.mean))", value: norms.mean.value)]
    )
    return PageFigure(
      plot.drawing,
      caption: "Lengths of rows. Where they are all alike, dot product, cosine and Euclidean "
        + "distance rank alike."
    )
  }

  private static func spectrum(_ matrix: MatrixSection) -> PageFigure? {
    let effective = matrix.effectiveDimension
    // Below a millionth of the first they are rounding, and would take most of the height.
    let least = (matrix.spectrum.first ?? 0) * 1e-6
    let points = matrix.spectrum.enumerated().filter { $0.element >= least && $0.element > 0 }
    let axes = matrix.axesForShare.map {
      "\(Figure.share($0.share)) of the variance lies on the first \(Figure.count($0.axes))"
    }
    let plot = LinePlot(
      id: "spectrum",
      title: "Share of the variance on each principal axis, strongest first",
      description: "The effective dimension is \(Figure.estimate(effective)) of "
        + "\(Figure.count(matrix.dimensions))."
        + (axes.isEmpty ? "" : " \(axes.joined(separator: "; ")) axes."),
      xName: "number of the axis",
      yName: "% of the variance",
      xScale: .logarithmic,
      yScale: .logarithmic,
      yUnit: "%",
      series: [
        .init(
          style: .first,
          points: points.map { .init(x: Double($0.offset + 1), y: 100 * $0.element) },
          hasDots: false
        )
      ],
      markers: [
        .init(
          name: "effective dimension \(Figure.central(effective))",
          value: effective.value,
          interval: effective.range
        )
      ]
    )
    return PageFigure(
      plot.drawing,
      caption: "Variance on the principal axes, strongest first, both scales logarithmic. A level "
        + "line means that all directions matter alike; the effective dimension is the number of "
        + "equal axes that would spread as much."
    )
  }
}

extension Estimate {
  /// Its interval, if it has one.
  var range: ClosedRange<Double>? { low < high && high.isFinite && low.isFinite ? low...high : nil }
}
