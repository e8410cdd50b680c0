internal import CTotem

/// What a plugin registers its hooks and routes with, inside `start` only. A plugin registers each hook once.
/// Hooks of one name run by priority, lowest first, then by plugin name.
public struct Registry {
    let raw: UnsafeMutablePointer<totem_registry>
    let handlers = Handlers()

    init(_ raw: UnsafeMutablePointer<totem_registry>) {
        self.raw = raw
    }

    /// Answers requests below `/v1/x/NAME`. A part of the path in braces takes one segment: `/coupons/{id}`.
    /// - Parameter role: who may use it.
    public func route(
        _ method: Method,
        _ path: StaticString,
        for role: Role,
        _ body: @escaping @Sendable (Call, Request) throws -> Void
    ) throws {
        handlers.routes["\(method.rawValue) \(path)"] = body
        try HostError.check(
            method.rawValue.withCString {
                totem_route(raw, $0, Text.pointer(path), role.rawValue, method.access, Trampolines.route)
            }
        )
    }
}

/// The method of a route. A GET runs in a transaction that can only read.
public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    var access: UInt32 { UInt32(self == .get ? TOTEM_READS : TOTEM_WRITES) }
}

/// Who may use a route, or asks; a role includes those of lower numbers.
public struct Role: RawRepresentable, Hashable, Sendable, Comparable {
    public static let anyone = Role(rawValue: UInt32(TOTEM_ANYONE))
    public static let customer = Role(rawValue: UInt32(TOTEM_CUSTOMER))
    public static let staff = Role(rawValue: UInt32(TOTEM_STAFF))
    public static let storeManager = Role(rawValue: UInt32(TOTEM_STORE_MANAGER))
    public static let admin = Role(rawValue: UInt32(TOTEM_ADMIN))

    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static func < (one: Role, other: Role) -> Bool { one.rawValue < other.rawValue }
}
