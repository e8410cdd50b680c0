// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

internal import CTotem

/// The closures of a plugin: its state, which the host hands back with every call.
///
/// They are set while the plugin starts and only read afterwards.
final class Handlers {
    var cartCodeValidate: (@Sendable (Call, CodeEvent) throws -> Void)?
    var cartDiscounts: (@Sendable (Call, CartEvent) throws -> Void)?
    var orderPlacing: (@Sendable (Call, OrderEvent) throws -> Void)?
    var orderPlaced: (@Sendable (Call, OrderEvent) throws -> Void)?
    var orderTransition: (@Sendable (Call, Transition) throws -> Void)?
    var pluginEnabled: (@Sendable (Call, PluginEvent) throws -> Void)?
    var pluginDisabled: (@Sendable (Call, PluginEvent) throws -> Void)?
    var settingsValidate: (@Sendable (Call, SettingsEvent) throws -> Void)?
    /// By method and path as registered: `GET /coupons/{id}`.
    var routes: [String: @Sendable (Call, Request) throws -> Void] = [:]
    /// Services by their name, listeners by their hook's: `loyalty.points_awarded`.
    var invoked: [String: @Sendable (Call, Invocation) throws -> Void] = [:]
}

/// The C functions that the host calls: each finds its closure in the state and turns what it throws into a status.
extension Trampolines {
    static let cartCodeValidate: totem_cart_code_validate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartCodeValidate?(call, CodeEvent(payload))
        }
    }

    static let cartDiscounts: totem_cart_discounts_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.cartDiscounts?(call, CartEvent(payload))
        }
    }

    static let orderPlacing: totem_order_placing_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderPlacing?(call, OrderEvent(payload))
        }
    }

    static let orderPlaced: totem_order_placed_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderPlaced?(call, OrderEvent(payload))
        }
    }

    static let orderTransition: totem_order_transition_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.orderTransition?(call, Transition(payload))
        }
    }

    static let pluginEnabled: totem_plugin_enabled_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.pluginEnabled?(call, PluginEvent(payload))
        }
    }

    static let pluginDisabled: totem_plugin_disabled_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.pluginDisabled?(call, PluginEvent(payload))
        }
    }

    static let settingsValidate: totem_settings_validate_fn = { call, payload, state in
        run(call, payload, state) { call, payload, handlers in
            try handlers.settingsValidate?(call, SettingsEvent(payload))
        }
    }
}
