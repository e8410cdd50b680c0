internal import TotemKernel

/// What no plugin may be called: words that the core uses where a plugin's name can stand, as the source of an amount, the way of a
/// payment, who did something, what an event or a route is about, the component of a schema.
enum ReservedNames {
    static let all: Set<String> = itself.union(parts).union(people).union(things).union(ways).union(families)

    private static let itself: Set<String> = [
        "core", "kernel", "totem", "totemd", "system", "shop", "store", "storefront",
    ]

    /// The core's components.
    private static let parts: Set<String> = [
        "api", "attribute", "carts", "catalog", "catalogue", "copies", "customers", "events", "fulfilment",
        "fulfilments", "health", "hooks",
        "http", "import", "export", "inventory", "jobs", "mail", "metrics", "nodes", "option", "orders", "payments",
        "plugins", "pricing",
        "products", "reports", "retention", "scheduling", "search", "services", "settings", "shared", "users", "values",
        "webhooks",
    ]

    /// Who does something.
    private static let people: Set<String> = [
        "admin", "anyone", "customer", "guest", "key", "plugin", "staff", "store-manager", "user",
    ]

    /// The ways to pay of the core's own.
    private static let ways: Set<String> = [PaymentMethod.manual.name]

    /// What events are about.
    private static let things: Set<String> = Set(EventType.allCases.map(\.subject))

    /// What hooks are about: the hooks of plugins are named PLUGIN.HOOK.
    private static let families: Set<String> = Set(
        HookPoint.allCases.compactMap { $0.rawValue.split(separator: ".").first.map(String.init) }
    )
}
