/// Fields of a body that changes something which is there already. Each is read with one of the request's functions:
///
/// ```swift
/// review.rating = try request.value("rating", else: review.rating, request.integer)
/// review.title = try request.optionalValue("title", else: review.title, request.text)
/// ```
extension Request {
    /// What is absent stays as it is.
    public func value<Value>(
        _ field: StaticString,
        else old: Value,
        _ read: (StaticString) throws -> Value
    ) rethrows -> Value {
        kind(field) == .absent ? old : try read(field)
    }

    /// What is absent stays as it is, what is null is cleared.
    public func optionalValue<Value>(
        _ field: StaticString,
        else old: Value? = nil,
        _ read: (StaticString) throws -> Value
    ) rethrows -> Value? {
        switch kind(field) {
        case .absent: old
        case .null: nil
        case .present: try read(field)
        }
    }

    /// What the id in the path leads to.
    /// - Parameter kind: what is not found else: "coupon".
    /// - Throws: ``Veto``: 404 where there is nothing.
    public func found<Thing>(_ kind: String, _ find: (Int64) throws -> Thing?) throws -> Thing {
        let id = try id("id")
        guard let thing = try find(id) else { throw Veto.notFound("\(kind) \(id)") }
        return thing
    }
}
