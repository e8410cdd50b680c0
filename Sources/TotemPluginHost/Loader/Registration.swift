internal import CTotem
internal import TotemKernel

/// What a plugin registers while it starts. Nothing of it takes effect before all of it was checked.
final class Registration {
    private static let largestRouteCount = 200

    let manifest: PluginManifest
    private(set) var hooks: [RegisteredHook] = []
    private(set) var routes: [RegisteredRoute] = []
    var services: [RegisteredService] = []
    var definedHooks: [DefinedHook] = []
    var listeners: [RegisteredListener] = []
    private(set) var problem: String?
    private let slot: UnsafeMutablePointer<RegistrySlot>

    /// What a `totem_registry *` points to. Like a call's, its memory is never given back.
    struct RegistrySlot {
        var head: totem_registry
        var registration: Unmanaged<Registration>?
        var thread: UInt
    }

    private static let pool = SlotPool<RegistrySlot> {
        RegistrySlot(
            head: totem_registry(
                size: UInt32(MemoryLayout<totem_registry>.size),
                kind: HandleKind.registry,
                host: HostTable.pointer
            ),
            registration: nil,
            thread: 0
        )
    }

    init(_ manifest: PluginManifest) {
        self.manifest = manifest
        slot = Self.pool.take()
        slot.pointee.registration = Unmanaged.passUnretained(self)
        slot.pointee.thread = CurrentThread.id
    }

    deinit {
        slot.pointee.registration = nil
        slot.pointee.thread = 0
        Self.pool.giveBack(slot)
    }

    var raw: UnsafeMutablePointer<totem_registry> {
        UnsafeMutableRawPointer(slot).assumingMemoryBound(to: totem_registry.self)
    }

    static func of(_ registry: UnsafeMutablePointer<totem_registry>?) -> Registration? {
        guard let registry else { return nil }
        let slot = UnsafeMutableRawPointer(registry).assumingMemoryBound(to: RegistrySlot.self)
        guard slot.pointee.head.kind == HandleKind.registry, slot.pointee.thread == CurrentThread.id else { return nil }
        return slot.pointee.registration?.takeUnretainedValue()
    }

    func on(_ name: totem_str, _ function: totem_function?, _ priority: Int32) -> totem_status {
        let name = name.string(atMost: 100) ?? ""
        guard let point = HookPoint(rawValue: name) else {
            return refuse("it registers the hook '\(name)', which this Totem does not have")
        }
        guard let function else { return refuse("it registers the hook \(name) without a function") }
        guard let declared = manifest.hooks[name] else {
            return refuse("it registers the hook \(name), which its plugin.json does not name under \"hooks\"")
        }
        guard !hooks.contains(where: { $0.point == point }) else {
            return refuse("it registers the hook \(name) twice")
        }
        hooks.append(RegisteredHook(point: point, function: function, priority: priority, manifest: declared))
        return HostTable.ok
    }

    func route(
        _ method: totem_str,
        _ path: totem_str,
        _ role: totem_role,
        _ access: UInt32,
        _ function: totem_route_fn?
    ) -> totem_status {
        let method = method.string(atMost: 10) ?? ""
        let path = path.string(atMost: 200) ?? ""
        guard ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
            return refuse("it registers a route with the method '\(method)'")
        }
        guard let pattern = RoutePattern(path) else {
            return refuse("it registers the route '\(path)'; a path is like /coupons/{id}")
        }
        guard let function else { return refuse("it registers the route \(path) without a function") }
        guard Role.isKnown(abi: role), access <= UInt32(TOTEM_WRITES) else {
            return refuse("it registers the route \(path) with a role or an access that there is not")
        }
        guard routes.count < Self.largestRouteCount else {
            return refuse("it registers more than \(Self.largestRouteCount) routes")
        }
        guard !routes.contains(where: { $0.method == method && $0.pattern.collides(with: pattern) }) else {
            return refuse("it registers \(method) \(path) twice")
        }
        routes.append(
            RegisteredRoute(
                method: method,
                pattern: pattern,
                role: Role(abi: role),
                writes: access == UInt32(TOTEM_WRITES),
                function: function
            )
        )
        return HostTable.ok
    }

    func fail(_ message: totem_str) -> totem_status {
        problem = problem ?? message.string(atMost: 500) ?? "it refused to start with a message that is no UTF-8"
        return totem_status(TOTEM_ERROR)
    }

    func refuse(_ message: String) -> totem_status {
        problem = problem ?? message
        return totem_status(TOTEM_INVALID)
    }
}

/// A hook of one plugin.
struct RegisteredHook: @unchecked Sendable {
    let point: HookPoint
    /// Code of a library that is never unloaded: it can be called from every thread.
    let function: totem_function
    let priority: Int32
    let manifest: HookManifest
    let meter = HookMeter()
}

/// A route of one plugin; its function is such code too.
struct RegisteredRoute: @unchecked Sendable {
    let method: String
    let pattern: RoutePattern
    let role: Role?
    let writes: Bool
    let function: totem_route_fn
}

extension Role {
    static func isKnown(abi role: totem_role) -> Bool { Int(role) == TOTEM_ANYONE || Role(abi: role) != nil }

    /// Nil: anyone.
    init?(abi role: totem_role) {
        switch Int(role) {
        case TOTEM_CUSTOMER: self = .customer
        case TOTEM_STAFF: self = .staff
        case TOTEM_STORE_MANAGER: self = .storeManager
        case TOTEM_ADMIN: self = .admin
        default: return nil
        }
    }
}

extension Actor {
    /// The highest role of who asks.
    var abiRole: totem_role {
        if holds(.admin) { return totem_role(TOTEM_ADMIN) }
        if holds(.storeManager) { return totem_role(TOTEM_STORE_MANAGER) }
        if holds(.staff) { return totem_role(TOTEM_STAFF) }
        return totem_role(holds(.customer) ? TOTEM_CUSTOMER : TOTEM_ANYONE)
    }
}
