internal import CTotem

/// What a plugin registers its hooks and routes with, inside `start` only. A plugin registers each hook once.
/// Hooks of one name run by priority, lowest first, then by plugin name.
public struct Registry {
    private let raw: UnsafeMutablePointer<totem_registry>
    let handlers = Handlers()

    init(_ raw: UnsafeMutablePointer<totem_registry>) {
        self.raw = raw
    }

    /// `cart.code.validate`: return true when the code is yours and good, throw a ``Veto`` when it is yours and can't be
    /// used now, return false when it is not yours.
    public func onCartCodeValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Cart, _ code: String) throws -> Bool
    ) throws {
        handlers.cartCodeValidate = body
        try HostError.check(totem_on_cart_code_validate(raw, Trampolines.cartCodeValidate, priority))
    }

    /// `cart.discounts`: take something off with ``Call/takeOff(_:of:label:rule:)``. It writes nothing.
    public func onCartDiscounts(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Cart) throws -> Void
    ) throws {
        handlers.cartDiscounts = body
        try HostError.check(totem_on_cart_discounts(raw, Trampolines.cartDiscounts, priority))
    }

    /// `order.placing`: priced, nothing written. Veto, or add metadata.
    public func onOrderPlacing(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Order) throws -> Void
    ) throws {
        handlers.orderPlacing = body
        try HostError.check(totem_on_order_placing(raw, Trampolines.orderPlacing, priority))
    }

    /// `order.placed`: written, not committed. Write your own rows, or veto.
    public func onOrderPlaced(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Order) throws -> Void
    ) throws {
        handlers.orderPlaced = body
        try HostError.check(totem_on_order_placed(raw, Trampolines.orderPlaced, priority))
    }

    /// `order.transition`: before one of an order's three states goes to the next. Write your own rows, or veto.
    public func onOrderTransition(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call, Transition) throws -> Void
    ) throws {
        handlers.orderTransition = body
        try HostError.check(totem_on_order_transition(raw, Trampolines.orderTransition, priority))
    }

    /// `plugin.enabled`: the plugin is being switched on, its tables are there. A veto keeps it off.
    public func onPluginEnabled(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call) throws -> Void
    ) throws {
        handlers.pluginEnabled = body
        try HostError.check(totem_on_plugin_enabled(raw, Trampolines.pluginEnabled, priority))
    }

    /// `plugin.disabled`: the plugin is being switched off where it runs, so not by `totem plugin disable`. A veto keeps it
    /// on.
    public func onPluginDisabled(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call) throws -> Void
    ) throws {
        handlers.pluginDisabled = body
        try HostError.check(totem_on_plugin_disabled(raw, Trampolines.pluginDisabled, priority))
    }

    /// `settings.validate`: the plugin's settings are about to be saved and fit the schema. Veto by field.
    public func onSettingsValidate(
        priority: Int32 = 100,
        _ body: @escaping @Sendable (Call) throws -> Void
    ) throws {
        handlers.settingsValidate = body
        try HostError.check(totem_on_settings_validate(raw, Trampolines.settingsValidate, priority))
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

/// Who may use a route; a role includes those before it.
public enum Role: UInt32, Sendable {
    case anyone
    case customer
    case staff
    case storeManager
    case admin
}
