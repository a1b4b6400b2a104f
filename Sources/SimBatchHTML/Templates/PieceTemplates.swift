/// Partials that sections are put together from. Words of the input may run from right to left:
/// `bdi` keeps them from turning what stands beside them.
extension PageTemplates {
  static let facts = """
    <dl class="facts">
    {{#facts}}<div><dt>{{name}}</dt><dd><bdi>{{value}}</bdi></dd></div>
    {{/facts}}
    </dl>
    """

  static let figure = """
    <figure>
    {{#drawing}}
    <svg viewBox="0 0 440 {{height}}" role="img" aria-labelledby="{{id}}-title {{id}}-desc">
    <title id="{{id}}-title">{{title}}</title>
    <desc id="{{id}}-desc">{{description}}</desc>
    {{#marks}}<path class="{{style}}" d="{{path}}"/>
    {{/marks}}
    {{#labels}}<text class="{{style}}" x="{{x}}" y="{{y}}" text-anchor="{{anchor}}">{{text}}</text>
    {{/labels}}
    </svg>
    {{/drawing}}
    <figcaption>{{caption}}</figcaption>
    </figure>
    """

  /// A box that scrolls has to be reachable by keyboard.
  static let table = """
    <div class="box" role="region" aria-label="{{caption}}" tabindex="0">
    <table class="{{style}}"><caption><span>{{caption}}</span></caption>
    <thead><tr>{{#heads}}<th scope="col" class="{{style}}">{{text}}</th>{{/heads}}</tr></thead>
    <tbody>
    {{#rows}}<tr>{{#head}}<th scope="row" class="{{style}}">{{>cell}}</th>{{/head}}{{#cells}}<td class="{{style}}">{{>cell}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody></table>
    </div>
    """

  static let cell = """
    <bdi>{{text}}</bdi>{{#note}}<small><bdi>{{.}}</bdi></small>{{/note}}
    """
}
