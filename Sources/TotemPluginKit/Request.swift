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

    /// The highest role of who asks.
    public var role: Role { Role(rawValue: raw.pointee.role) }
    /// The body as it came.
    public var body: [UInt8] {
        let body = raw.pointee.body
        return Array(UnsafeRawBufferPointer(start: body.ptr, count: body.ptr == nil ? 0 : body.len))
    }

    /// A header; nil when it is not there, or a secret of who asks.
    public func header(_ name: StaticString) -> String? {
        var value = totem_str()
        guard totem_request_header(call.raw, Text.pointer(name), &value) == TOTEM_OK else { return nil }
        return String(value)
    }

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

    /// A whole number of the query string; nil when it is not there. What is none is answered with 422.
    public func queryInteger(_ name: StaticString) throws -> Int64? {
        var value: Int64 = 0
        let status = totem_query_i64(call.raw, Text.pointer(name), &value)
        guard status != TOTEM_NOT_FOUND else { return nil }
        try HostError.check(status)
        return value
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

    /// The texts of an array. One that is none is named by its place: `countries[2]`.
    /// - Parameter limit: how many there may be; more are answered with 422.
    public func texts(_ field: StaticString, atMost limit: Int = .max) throws -> [String] {
        let count = try count(field)
        guard count <= limit else { throw Veto.field("\(field)", "must have at most \(limit) elements, not \(count)") }
        return try (0..<count).map { index in
            var value = totem_str()
            try HostError.check("\(field)[\(index)]".withCString { totem_body_str(call.raw, $0, &value) })
            return String(value)
        }
    }

    /// An array of whole numbers.
    public func integers(_ field: StaticString) throws -> [Int64] {
        try (0..<count(field)).map { place in
            var value: Int64 = 0
            try HostError.check("\(field)[\(place)]".withCString { totem_body_i64(call.raw, $0, &value) })
            return value
        }
    }

    /// How many elements an array has.
    public func count(_ field: StaticString) throws -> Int {
        var value = 0
        try HostError.check(totem_body_count(call.raw, Text.pointer(field), &value))
        return value
    }
}

public enum FieldKind: Sendable {
    case absent
    case null
    case present
}
