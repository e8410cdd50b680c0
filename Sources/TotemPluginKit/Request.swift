internal import CTotem

/// A request to one of the plugin's routes.
public struct Request {
    private let raw: UnsafePointer<totem_request>
    private let call: Call

    init(_ raw: UnsafePointer<totem_request>, of call: Call) {
        self.raw = raw
        self.call = call
    }

    public var method: String { String(raw.pointee.method) }
    /// Below the plugin's root: `/coupons/12`.
    public var path: String { String(raw.pointee.path) }
    /// The path that the plugin registered: `/coupons/{id}`.
    public var route: String { String(raw.pointee.route) }
    /// Nil: a guest or an API key.
    public var userID: Int64? { raw.pointee.user_id == 0 ? nil : raw.pointee.user_id }

    /// The part of the path in braces, as an id. What is none is answered with 404.
    public func id(_ name: StaticString) throws -> Int64 {
        var value: Int64 = 0
        try HostError.check(totem_param_i64(call.raw, Text.pointer(name), &value))
        return value
    }

    /// A part of the path in braces.
    public func parameter(_ name: StaticString) throws -> String {
        var value = totem_str()
        try HostError.check(totem_param(call.raw, Text.pointer(name), &value))
        return String(value)
    }

    /// A value of the query string; nil when it is not there.
    public func query(_ name: StaticString) -> String? {
        var value = totem_str()
        guard totem_query(call.raw, Text.pointer(name), &value) == TOTEM_OK else { return nil }
        return String(value)
    }

    /// The body must be a JSON object with no other members than these, written with blanks between.
    public func allow(fields: StaticString) throws {
        try HostError.check(totem_body_fields(call.raw, Text.pointer(fields)))
    }

    /// What a field of the JSON body holds.
    public func kind(_ field: StaticString) -> FieldKind {
        switch Int(totem_body_kind(call.raw, Text.pointer(field))) {
        case TOTEM_ABSENT: .absent
        case TOTEM_NULL: .null
        default: .present
        }
    }

    /// A text of the body. What is missing or of another type is answered with 422 that names the field; the same goes
    /// for those that follow.
    public func text(_ field: StaticString) throws -> String {
        var value = totem_str()
        try HostError.check(totem_body_str(call.raw, Text.pointer(field), &value))
        return String(value)
    }

    /// A whole number.
    public func integer(_ field: StaticString) throws -> Int64 {
        var value: Int64 = 0
        try HostError.check(totem_body_i64(call.raw, Text.pointer(field), &value))
        return value
    }

    public func bool(_ field: StaticString) throws -> Bool {
        var value = false
        try HostError.check(totem_body_bool(call.raw, Text.pointer(field), &value))
        return value
    }

    /// An RFC 3339 time in milliseconds.
    public func time(_ field: StaticString) throws -> Int64 {
        var value: Int64 = 0
        try HostError.check(totem_body_time(call.raw, Text.pointer(field), &value))
        return value
    }
}

public enum FieldKind: Sendable {
    case absent
    case null
    case present
}

/// Answers of routes. A column named `"is_active:bool"`, `"created_at:time"` or `"notes:json"` is written as that.
extension Call {
    /// Answers without a body: 204.
    public func respondNothing() throws {
        try HostError.check(Text.with("") { totem_respond(raw, 204, $0) })
    }

    /// Answers with JSON text.
    public func respond(_ status: Int32 = 200, json: String) throws {
        try HostError.check(Text.with(json) { totem_respond(raw, status, $0) })
    }

    /// Answers with the statement's row as an object; 404 when there is none.
    public func respondRow(_ status: Int32 = 200, _ sql: StaticString, _ parameters: any SQLParameter...) throws {
        try HostError.check(totem_respond_row(raw, status, try start(sql, parameters)))
    }

    /// Answers with a page of rows, newest first. The statement is
    /// `… WHERE id < $1 … ORDER BY id DESC LIMIT $2` with its own parameters from `$3` on.
    public func respondPage(_ sql: StaticString, _ parameters: any SQLParameter...) throws {
        var page = totem_page()
        page.size = UInt32(MemoryLayout<totem_page>.size)
        try HostError.check(totem_page_read(raw, UInt32(TOTEM_DESCENDING), &page))
        let statement = try start(sql, [page.after, page.fetch] + parameters)
        try HostError.check(totem_respond_page(raw, statement, &page))
    }

    /// Answers with a page of rows in the order of a column, which is never NULL, and of the id among equals. The statement is
    /// `… WHERE ($1 = 1 OR (title, id) > ($2, $3)) … ORDER BY title, id LIMIT $4` with its own parameters from `$5` on.
    public func respondPage(
        by key: StaticString,
        _ sql: StaticString,
        _ parameters: any SQLParameter...
    ) throws {
        var page = totem_sorted_page()
        page.size = UInt32(MemoryLayout<totem_sorted_page>.size)
        try HostError.check(totem_sorted_page_read(raw, Text.pointer(key), &page))
        let nulls: [Int64?] = [nil, nil, nil, nil]
        let statement = try start(sql, nulls + parameters)
        try HostError.check(totem_bind_page(statement, 1, &page))
        try HostError.check(totem_respond_sorted_page(raw, statement, &page))
    }
}
