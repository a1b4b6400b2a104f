import SimBatch

/// Whether queries and base live apart.
struct QueryPart {
  let facts: [Fact]
  let figure: PageFigure?
  let quantiles: Table?

  init(_ queries: QuerySection, valueName: String) {
    facts = [
      Fact(
        "Queries",
        "\(Figure.rows(queries.rows)) of \(ShownText.cut(queries.name, to: 80))"
      ),
      Fact("Distance of the means of unit rows", Figure.estimate(queries.meanDistance)),
      Fact(
        "Told apart by the difference of means (area under ROC; 0.5 is chance)",
        Figure.estimate(queries.separability)
      ),
      Fact(
        "Queries whose nearest row is another query",
        "\(Figure.share(queries.questionsFindQuestions)); by chance "
          + Figure.share(queries.expectedShare)
      ),
    ]
    let plot = HistogramPlot(
      id: "queries",
      title: "\(valueName.capitalizedFirst)s of queries with the nearest base row and query",
      description: "\(Figure.share(queries.questionsFindQuestions)) of queries are nearest to "
        + "another query, where chance would give \(Figure.share(queries.expectedShare)). The median "
        + "\(valueName) is \(Figure.estimate(queries.nearestBase.quantile(0.5))) with the nearest "
        + "base row and \(Figure.estimate(queries.nearestQuery.quantile(0.5))) with the nearest query.",
      xName: valueName,
      unit: "queries",
      filled: .init(name: "base", histogram: queries.nearestBase.histogram),
      line: .init(name: "queries", histogram: queries.nearestQuery.histogram)
    )
    figure = PageFigure(
      plot.drawing,
      caption: "Filled: each query with its nearest base row. Line: with its nearest other query."
    )
    quantiles = QuantileTable.of(
      [("nearest base row", queries.nearestBase), ("nearest query", queries.nearestQuery)],
      caption: "\(valueName.capitalizedFirst)s of queries"
    )
  }
}
