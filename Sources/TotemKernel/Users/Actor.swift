/// What a user or an API key may do, from most to least.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Everything.
    case admin
    /// Catalogue, stock, orders, plugins.
    case storeManager = "store_manager"
    /// Reads everything but secrets; works on orders and stock.
    case staff
    /// Its own things.
    case customer
}

/// Who asks. Every feature decides by it what may be seen and done.
public enum Actor: Sendable, Hashable {
    case guest
    case user(User.ID, roles: Set<Role>)
    case key(APIKey.ID, role: Role)
    /// A plugin that does something of its own accord, as far as its owner has allowed it.
    case plugin(String)
    /// The program itself: the command line, the scheduler.
    case system

    public var userID: User.ID? {
        guard case .user(let id, _) = self else { return nil }
        return id
    }

    /// Who it is, for those who read later who did something: `user:12`, `key:3`, `plugin:coupons`,
    /// `system`, `guest`.
    public var name: String {
        switch self {
        case .guest: "guest"
        case .user(let id, _): "user:\(id)"
        case .key(let id, _): "key:\(id)"
        case .plugin(let name): "plugin:\(name)"
        case .system: "system"
        }
    }

    /// By which way it comes to the shop; nil: it is the program itself.
    var channel: OrderSource? {
        switch self {
        case .guest: .storefront
        case .plugin: .plugin
        case .system: nil
        case .user, .key: holds(.staff) ? .staff : .storefront
        }
    }

    /// Whether it may do what `role` may do.
    public func holds(_ role: Role) -> Bool {
        switch self {
        case .guest: false
        // What it may do is decided before. Nothing makes it an administrator.
        case .plugin: role != .admin
        case .system: true
        case .key(_, let own): own.includes(role)
        case .user(_, let roles): roles.contains { $0.includes(role) }
        }
    }

    /// - Throws: ``KernelError``: unauthenticated for a guest, forbidden for a known actor without the role.
    public func require(_ role: Role) throws(KernelError) {
        guard !holds(role) else { return }
        guard self != .guest else {
            throw KernelError(.unauthenticated, "unauthenticated", "Log in, or send an API key as a Bearer token.")
        }
        throw KernelError(.forbidden, "forbidden", "This needs the role \(role.rawValue).")
    }
}

extension Role {
    /// A role includes all that come after it.
    func includes(_ other: Role) -> Bool {
        rank <= other.rank
    }

    private var rank: Int {
        switch self {
        case .admin: 0
        case .storeManager: 1
        case .staff: 2
        case .customer: 3
        }
    }
}
