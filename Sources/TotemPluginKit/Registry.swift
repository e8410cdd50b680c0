internal import CTotem

/// What a plugin registers its hooks and routes with, inside `start` only. A plugin registers each hook once.
/// Hooks of one name run by priority, lowest first, then by plugin name.
public struct Registry {
    let raw: UnsafeMutablePointer<totem_registry>
    let starting = StartingPlugin()
    /// The plugin as it runs, for threads of its own.
    public let instance: Instance

    init(_ raw: UnsafeMutablePointer<totem_registry>, _ instance: Instance) {
        self.raw = raw
        self.instance = instance
    }

    /// A table of draft functions by its name, such as `totem.draft.pos/1`; nil when this host does not have it.
    public func draft(_ name: StaticString) -> UnsafeRawPointer? { totem_extension(raw, Text.pointer(name)) }

    /// Answers requests below `/v1/x/NAME`. A part of the path in braces takes one segment: `/coupons/{id}`.
    /// - Parameters:
    ///   - role: who may use it.
    ///   - access: what it runs in; nil: a GET reads, others write.
    public func route(
        _ method: Method,
        _ path: StaticString,
        for role: Role,
        in access: RouteAccess? = nil,
        _ body: @escaping @Sendable (Call, Request) throws -> Void
    ) throws {
        starting.handlers.routes["\(method.rawValue) \(path)"] = body
        try HostError.check(
            method.rawValue.withCString {
                totem_route(
                    raw,
                    $0,
                    Text.pointer(path),
                    role.rawValue,
                    (access ?? method.access).rawValue,
                    Trampolines.route
                )
            }
        )
    }
}

/// What a plugin has registered until now.
final class StartingPlugin {
    var handlers = Handlers()
}

/// The method of a route. A GET runs in a transaction that can only read, unless the route says otherwise.
public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"

    var access: RouteAccess { self == .get ? .reads : .writes }
}

/// What a route runs in.
public struct RouteAccess: RawRepresentable, Hashable, Sendable {
    /// A transaction that can only read.
    public static let reads = RouteAccess(rawValue: UInt32(TOTEM_READS))
    /// One that may write.
    public static let writes = RouteAccess(rawValue: UInt32(TOTEM_WRITES))
    /// None: ``Call/transaction(_:)`` opens one, and ``Call/send(_:)`` may be used.
    public static let outside = RouteAccess(rawValue: UInt32(TOTEM_OUTSIDE))

    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }
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
