import TotemPluginKit

/// Whether what criteria name is there.
enum CriteriaCheck {
    /// Products, categories, segments, and what other plugins know.
    /// - Throws: ``Veto`` naming the place.
    static func things(_ criteria: Criteria, _ call: Call) throws {
        var wrong: [(field: String, message: String)] = []
        let products = criteria.numbers(comparedWith: .boughtProduct)
        if !products.isEmpty {
            let there = try call.query("SELECT id FROM v1_products WHERE id IN (\(list: products))") { $0.integer(0) }
            wrong += missing("product", .boughtProduct, of: criteria, among: Set(there))
        }
        if criteria.mentions(.boughtCategory) {
            let there = try call.query("SELECT id FROM v1_product_categories" as StaticString) { $0.integer(0) }
            wrong += missing("category", .boughtCategory, of: criteria, among: Set(there))
        }
        let segments = criteria.numbers(comparedWith: .segment)
        if !segments.isEmpty {
            let there = try call.query("SELECT id FROM customer_segments WHERE id IN (\(list: segments))") {
                $0.integer(0)
            }
            wrong += missing("segment", .segment, of: criteria, among: Set(there))
        }
        guard wrong.isEmpty else { throw Veto(fields: wrong) }
        if let condition = criteria.conditions.first(where: { $0.field == .reviewsCount }) {
            do {
                try ReviewCounts.check(call)
            } catch let off as ReviewsOff {
                throw Veto.impossible(condition.place, off.description)
            }
        }
    }

    /// Segments, which are there: that none depends on itself.
    /// - Parameter graph: what names what; it is told what this one names.
    /// - Throws: ``Veto`` naming the place.
    static func segments(
        _ references: [Condition],
        of id: Int64,
        _ name: String,
        among names: [Int64: String],
        in graph: inout SegmentGraph
    ) throws {
        graph.named[id] = []
        for condition in references {
            guard case .numbers(let named) = condition.operands else { continue }
            for other in named {
                graph.named[id, default: []].insert(other)
                if let circle = graph.circle(through: id) {
                    let way = circle.map { "'\($0 == id ? name : names[$0] ?? "")'" }.joined(separator: " → ")
                    throw Veto.field(condition.place, "a segment can't depend on itself: \(way)")
                }
                guard graph.dependants(of: id).allSatisfy({ graph.depth(of: $0) <= SegmentGraph.largestDepth }) else {
                    throw Veto.field(
                        condition.place,
                        "names a segment that names one, and so on: at most \(SegmentGraph.largestDepth) deep"
                    )
                }
            }
        }
    }

    private static func missing(
        _ thing: String,
        _ field: Field,
        of criteria: Criteria,
        among there: Set<Int64>
    ) -> [(field: String, message: String)] {
        criteria.conditions.filter { $0.field == field }.flatMap { condition in
            guard case .numbers(let ids) = condition.operands else { return [(field: String, message: String)]() }
            return ids.filter { !there.contains($0) }.map { (condition.place, "there is no \(thing) \($0)") }
        }
    }
}
