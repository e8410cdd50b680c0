internal import CTotem
internal import TotemKernel

/// What a plugin registers while it starts. Nothing of it takes effect before all of it was checked.
final class Registration {
    private static let largestRouteCount = 200
    private static let largestJobCount = 50

    let manifest: PluginManifest
    private(set) var hooks: [RegisteredHook] = []
    private(set) var routes: [RegisteredRoute] = []
    private(set) var jobs: [RegisteredJob] = []
    var paymentMethods: [RegisteredPaymentMethod] = []
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
        guard !point.isOfCustomers || manifest.permissions.may(.customersRead) else {
            let action = PluginAction.customersRead.rawValue
            return refuse(
                "it registers the hook \(name), which tells who customers are; ask for that with \"permissions\": {\"do\": "
                    + "[\"\(action)\"]} in its plugin.json"
            )
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
        guard Role.isKnown(abi: role), let access = PluginRouteAccess(abi: access) else {
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
                access: access,
                schema: manifest.routes["\(method) \(path)"],
                function: function
            )
        )
        return HostTable.ok
    }

    func job(_ name: totem_str, _ schedule: totem_str, _ function: totem_job_fn?) -> totem_status {
        guard let name = name.string(atMost: 60), RegisteredJob.isName(name) else {
            return refuse("it registers a job whose name is not 1 to 60 lower case letters, digits, '-' and '_'")
        }
        guard let function else { return refuse("it registers the job \(name) without a function") }
        guard jobs.count < Self.largestJobCount else {
            return refuse("it registers more than \(Self.largestJobCount) jobs")
        }
        guard !jobs.contains(where: { $0.name == name }) else { return refuse("it registers the job \(name) twice") }
        let text = schedule.string(atMost: 200)
        let parsed = text.flatMap { JobSchedule($0) }
        guard schedule.ptr == nil || parsed != nil else {
            return refuse(
                "it registers the job \(name) with the schedule '\(text ?? "")'; write \"every 5m\", or five fields as cron "
                    + "has them, such as \"30 2 * * 1-5\""
            )
        }
        jobs.append(RegisteredJob(name: name, schedule: parsed, function: function))
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

extension HookPoint {
    /// Whether it is about a person, and tells nothing without who that is.
    fileprivate var isOfCustomers: Bool {
        switch self {
        case .customerSaving, .customerErasing, .customerExporting: true
        default: false
        }
    }
}

/// A hook of one plugin.
struct RegisteredHook: @unchecked Sendable {
    let point: HookPoint
    /// Code of a library that is never unloaded: it can be called from every thread.
    let function: totem_function
    let priority: Int32
    private(set) var manifest: HookManifest
    /// Of how many events it is told at once.
    private(set) var eventCount = 1
    let meter = HookMeter()

    init(point: HookPoint, function: @escaping totem_function, priority: Int32, manifest: HookManifest) {
        self.point = point
        self.function = function
        self.priority = priority
        self.manifest = manifest
    }

    /// How long it may compute, in milliseconds: longer is told to its owner, and far longer is a failure (``HookRunner``).
    var budget: Int64 { manifest.budgetMilliseconds * Int64(eventCount) }

    /// How many milliseconds it may compute before the process that it runs in is ended, however many events it is told of.
    var limit: Int {
        // Who waits for these has a limit of its own; nobody's writes wait.
        guard point.context != .outside else { return Mark.limitOfOutsideHook }
        return Int(max(manifest.budgetMilliseconds * HookRunner.patience, HookRunner.leastLimit))
    }

    /// The same for being told of so many events at once. Of several it is not known which is to blame
    /// for a failure, and the others are not to be passed over with it.
    func telling(_ count: Int) -> RegisteredHook {
        var copy = self
        copy.manifest = HookManifest(
            failsOpen: manifest.failsOpen && count == 1,
            budgetMilliseconds: manifest.budgetMilliseconds,
            writes: manifest.writes
        )
        copy.eventCount = count
        return copy
    }
}

/// A route of one plugin; its function is such code too.
struct RegisteredRoute: @unchecked Sendable {
    let method: String
    let pattern: RoutePattern
    let role: Role?
    let access: PluginRouteAccess
    /// What the manifest says of it.
    let schema: RouteSchema?
    let function: totem_route_fn
}

/// A job of one plugin; its function is such code too.
struct RegisteredJob: @unchecked Sendable {
    let name: String
    let schedule: JobSchedule?
    let function: totem_job_fn

    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
            }
    }
}

extension PluginRouteAccess {
    /// Nil: there is no such access.
    fileprivate init?(abi access: UInt32) {
        switch Int(access) {
        case TOTEM_READS: self = .reads
        case TOTEM_WRITES: self = .writes
        case TOTEM_OUTSIDE: self = .outside
        default: return nil
        }
    }
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
