/// A partial for each section of the page.
extension PageTemplates {
  static let findings = """
    <section id="findings" aria-labelledby="findings-head">
    <h2 id="findings-head">Findings</h2>
    <ul class="findings">
    {{#findings}}
    <li class="{{severity}}"><strong class="severity">{{word}}</strong>
    <p>{{text}}</p>{{#advice}}<p class="advice">{{.}}</p>{{/advice}}</li>
    {{/findings}}
    </ul>
    {{^findings}}<p>Nothing stands out.</p>{{/findings}}
    </section>
    """

  static let matrix = """
    <section id="matrix" aria-labelledby="matrix-head">
    <h2 id="matrix-head">The matrix</h2>
    {{>facts}}
    <div class="pair">{{#norms}}{{>figure}}{{/norms}}{{#normTable}}{{>table}}{{/normTable}}</div>
    <div class="pair">{{#spectrum}}{{>figure}}{{/spectrum}}{{#axisTable}}{{>table}}{{/axisTable}}</div>
    </section>
    """

  static let scores = """
    <section id="scores" aria-labelledby="scores-head">
    <h2 id="scores-head">What a {{valueName}} is worth</h2>
    <p>A {{valueName}} is no probability. It says something only beside those of random pairs: the
    percentile is the share of random pairs that are less alike, z how many standard deviations from
    their mean.</p>
    <div class="pair">{{#figure}}{{>figure}}{{/figure}}{{#scale}}{{>table}}{{/scale}}</div>
    <div class="pair">{{#quantiles}}{{>table}}{{/quantiles}}
    <div>{{#thresholds}}{{>table}}{{/thresholds}}
    {{#hasExtrapolated}}<p class="note">* beyond the sample: read off the tail fitted to it.</p>
    {{/hasExtrapolated}}</div></div>
    </section>
    """

  static let agreement = """
    <section id="agreement" aria-labelledby="agreement-head">
    <h2 id="agreement-head">Agreement between similarities</h2>
    <p>{{intro}}</p>
    {{#options}}{{>table}}{{/options}}
    {{#overlap}}{{>table}}{{/overlap}}
    {{#rankCorrelation}}{{>table}}{{/rankCorrelation}}
    {{#figure}}{{>figure}}{{/figure}}
    {{#enough}}<p>{{.}}</p>{{/enough}}
    </section>
    """

  static let hubness = """
    <section id="hubs" aria-labelledby="hubs-head">
    <h2 id="hubs-head">Hubs: rows that are everybody’s neighbor</h2>
    {{>facts}}
    <div class="pair">{{#figure}}{{>figure}}{{/figure}}{{#hubs}}{{>table}}{{/hubs}}</div>
    </section>
    """

  static let example = """
    <article>
    <h3><bdi>{{name}}</bdi>{{#number}} <small>{{.}}</small>{{/number}}</h3>
    {{#words}}<blockquote dir="auto">{{.}}</blockquote>{{/words}}
    <div class="pair">{{#nearest}}{{>table}}{{/nearest}}{{#farthest}}{{>table}}{{/farthest}}</div>
    </article>
    """

  static let texts = """
    <section id="texts" aria-labelledby="texts-head">
    <h2 id="texts-head">Texts: meaning or surface?</h2>
    <p>A correlation near 1 means that similarity follows letters or lengths, which is cheaper to
    have without vectors.</p>
    {{#correlations}}{{>table}}{{/correlations}}
    {{#alikeOnSurface}}{{>table}}{{/alikeOnSurface}}
    {{#alikeInMeaning}}{{>table}}{{/alikeInMeaning}}
    </section>
    """

  static let queries = """
    <section id="asked" aria-labelledby="asked-head">
    <h2 id="asked-head">Queries: do they live apart?</h2>
    {{>facts}}
    <div class="pair">{{#figure}}{{>figure}}{{/figure}}{{#quantiles}}{{>table}}{{/quantiles}}</div>
    </section>
    """

  static let settings = """
    <section id="settings" aria-labelledby="settings-head">
    <h2 id="settings-head">Settings</h2>
    <div class="pair"><div>{{>facts}}</div>{{#seconds}}{{>table}}{{/seconds}}</div>
    </section>
    """
}
