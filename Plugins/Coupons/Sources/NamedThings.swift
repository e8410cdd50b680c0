import TotemPluginKit

/// The products, categories and segments that a coupon names.
enum NamedThings {
    private typealias Wrong = (field: String, message: String)

    /// Looks at the lists that a request has: what a coupon has named before may be gone since, and takes nothing off.
    /// - Throws: ``Veto`` naming every element that names what is not there.
    static func check(_ request: Request, _ call: Call) throws {
        let products = try missing(request, "product", ["products", "excluded_products", "get_products"]) { ids in
            try call.query("SELECT id FROM v1_products WHERE id = ANY($1)", SQLList(ids)) { $0.integer(0) }
        }
        let categories = try missing(request, "category", ["categories", "excluded_categories", "get_categories"]) {
            ids in
            try call.query("SELECT id FROM v1_product_categories WHERE id = ANY($1)", SQLList(ids)) { $0.integer(0) }
        }
        let segments = try missing(request, "segment", ["segments", "excluded_segments"]) { ids in
            try ids.filter { try Segments.isThere($0, call) }
        }
        let wrong = products + categories + segments
        guard wrong.isEmpty else { throw Veto(fields: Array(wrong.prefix(100))) }
    }

    /// - Parameter find: those of some ids that are there.
    private static func missing(
        _ request: Request,
        _ thing: String,
        _ fields: [StaticString],
        _ find: (_ ids: [Int64]) throws -> [Int64]
    ) throws -> [Wrong] {
        let lists = try fields.map { field in try request.optionalValue(field, request.integers) ?? [] }
        let ids = Set(lists.joined())
        guard !ids.isEmpty else { return [] }
        let there = Set(try find(ids.sorted()))
        return zip(fields, lists).flatMap { field, list in
            list.enumerated().filter { !there.contains($0.element) }.map { place, id -> Wrong in
                ("\(field)[\(place)]", "names no \(thing): \(id)")
            }
        }
    }
}
