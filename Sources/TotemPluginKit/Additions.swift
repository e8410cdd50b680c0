internal import CTotem

/// What plugins add to what is shown, and audiences.
extension Call {
    /// Adds JSON to what is shown or exported of the thing with this id. Only in `view.extend` and `customer.exporting`.
    /// - Parameter json: JSON text.
    public func extend(_ id: Int64, json: String) throws {
        try HostError.check(Text.with(json) { totem_extend(raw, id, $0) })
    }

    /// What the plugin adds to this thing's answers has changed: what is kept of them is forgotten with the commit.
    /// - Parameter kind: `product`, `cart`, `order` or `customer`.
    public func touch(_ kind: StaticString, _ id: Int64) throws {
        try HostError.check(totem_touch(raw, Text.pointer(kind), id))
    }

    /// Tells of something that the plugin knows of, with the commit: in the shop's feed it is `x.PLUGIN.EVENT`.
    /// - Parameters:
    ///   - event: one of plugin.json's `events`.
    ///   - subject: the kind of thing that it is about, such as `product`.
    ///   - json: JSON text of an object of at most 8 KiB.
    public func emit(_ event: StaticString, about subject: StaticString, _ id: Int64, json: String = "{}") throws {
        try HostError.check(
            Text.with(json) { totem_emit(raw, Text.pointer(event), Text.pointer(subject), id, $0) }
        )
    }

    /// Who asks belongs to this audience. Only in `request.context`.
    public func addAudience(_ name: String) throws {
        try HostError.check(name.withCString { totem_add_audience(raw, $0) })
    }

    /// Whether any plugin has said that who asks belongs to the audience.
    public func isInAudience(_ name: String) -> Bool { name.withCString { totem_in_audience(raw, $0) } }
}
