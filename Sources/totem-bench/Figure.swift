import FoundationEssentials

/// One measured value beside its limit.
struct Figure: Codable {
    let name: String
    let value: Double
    /// Nil: it has none, and is shown.
    let limit: Double?
    /// Whether more is better; otherwise the limit must not be passed.
    let isAtLeast: Bool
    /// What was measured, for people.
    let detail: String

    var isMet: Bool { limit.map { isAtLeast ? value >= $0 : value <= $0 } ?? true }

    static func shown(_ name: String, _ value: Double, _ detail: String) -> Figure {
        Figure(name: name, value: value, limit: nil, isAtLeast: true, detail: detail)
    }

    static func atLeast(_ limit: Double, _ name: String, _ value: Double, _ detail: String) -> Figure {
        Figure(name: name, value: value, limit: limit, isAtLeast: true, detail: detail)
    }

    static func atMost(_ limit: Double, _ name: String, _ value: Double, _ detail: String) -> Figure {
        Figure(name: name, value: value, limit: limit, isAtLeast: false, detail: detail)
    }

    static func json(_ figures: [Figure]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(figures), as: UTF8.self)
    }

    static func table(_ figures: [Figure]) -> String {
        let rows =
            [["figure", "value", "limit", "", "measured"]]
            + figures.map { figure in
                [
                    figure.name, "\(figure.value.hundredths)×",
                    figure.limit.map { "\(figure.isAtLeast ? "≥" : "≤") \($0.hundredths)×" } ?? "",
                    figure.limit == nil ? "" : figure.isMet ? "pass" : "FAIL",
                    figure.detail,
                ]
            }
        let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Double {
    /// With two decimals.
    var hundredths: String {
        let whole = Int((self * 100).rounded())
        let cents = whole % 100
        return "\(whole / 100).\(cents < 10 ? "0" : "")\(cents)"
    }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// Runs `body` and gives how long it took, in seconds.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let duration = try await ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}
