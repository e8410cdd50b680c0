/// Writes the text that Prometheus reads (exposition format 0.0.4,
/// https://prometheus.io/docs/instrumenting/exposition_formats).
struct PrometheusText {
    enum Kind: String {
        case counter
        case gauge
        case histogram
        case summary
    }

    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Begins a metric; its samples follow.
    mutating func begin(_ name: StaticString, _ kind: Kind, _ help: StaticString) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(
        _ name: String,
        _ labels: KeyValuePairs<StaticString, String>,
        _ value: some Numeric & CustomStringConvertible
    ) {
        let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs)} \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
