internal import CTotem

/// The closures of a plugin: its state, which the host hands back with every call.
///
/// They are set while the plugin starts and only read afterwards.
final class Handlers {
    var cartCodeValidate: (@Sendable (Call, Cart, String) throws -> Bool)?
    var cartDiscounts: (@Sendable (Call, Cart) throws -> Void)?
    var orderPlacing: (@Sendable (Call, Order) throws -> Void)?
    var orderPlaced: (@Sendable (Call, Order) throws -> Void)?
    var orderTransition: (@Sendable (Call, Transition) throws -> Void)?
    var pluginEnabled: (@Sendable (Call) throws -> Void)?
    var pluginDisabled: (@Sendable (Call) throws -> Void)?
    var settingsValidate: (@Sendable (Call) throws -> Void)?
    /// By method and path as registered: `GET /coupons/{id}`.
    var routes: [String: @Sendable (Call, Request) throws -> Void] = [:]
}

/// The C functions that the host calls: each finds its closure in the state and turns what it throws into a status.
enum Trampolines {
    static let cartCodeValidate: totem_cart_code_validate_fn = { call, cart, code, state in
        run(call, cart, state) { call, cart, handlers in
            guard let body = handlers.cartCodeValidate else { return }
            guard try body(call, Cart(cart), String(code)) else { return }
            try HostError.check(totem_claim(call.raw))
        }
    }

    static let cartDiscounts: totem_cart_discounts_fn = { call, cart, state in
        run(call, cart, state) { call, cart, handlers in try handlers.cartDiscounts?(call, Cart(cart)) }
    }

    static let orderPlacing: totem_order_placing_fn = { call, order, state in
        run(call, order, state) { call, order, handlers in try handlers.orderPlacing?(call, Order(order)) }
    }

    static let orderPlaced: totem_order_placed_fn = { call, order, state in
        run(call, order, state) { call, order, handlers in try handlers.orderPlaced?(call, Order(order)) }
    }

    static let orderTransition: totem_order_transition_fn = { call, transition, state in
        run(call, transition, state) { call, transition, handlers in
            try handlers.orderTransition?(call, Transition(transition))
        }
    }

    static let pluginEnabled: totem_plugin_enabled_fn = { call, state in
        run(call, UnsafePointer(call), state) { call, _, handlers in try handlers.pluginEnabled?(call) }
    }

    static let pluginDisabled: totem_plugin_disabled_fn = { call, state in
        run(call, UnsafePointer(call), state) { call, _, handlers in try handlers.pluginDisabled?(call) }
    }

    static let settingsValidate: totem_settings_validate_fn = { call, _, state in
        run(call, UnsafePointer(call), state) { call, _, handlers in try handlers.settingsValidate?(call) }
    }

    static let route: totem_route_fn = { call, request, state in
        run(call, request, state) { call, request, handlers in
            let request = Request(request, of: call)
            guard let body = handlers.routes["\(request.method) \(request.route)"] else {
                throw HostError(status: totem_status(TOTEM_NOT_FOUND))
            }
            try body(call, request)
        }
    }

    private static func run<Argument>(
        _ call: UnsafeMutablePointer<totem_call>?,
        _ argument: UnsafePointer<Argument>?,
        _ state: UnsafeMutableRawPointer?,
        _ body: (Call, UnsafePointer<Argument>, Handlers) throws -> Void
    ) -> totem_status {
        guard let call, let argument, let state else { return totem_status(TOTEM_INVALID) }
        do {
            try body(Call(call), argument, Unmanaged<Handlers>.fromOpaque(state).takeUnretainedValue())
            return totem_status(TOTEM_OK)
        } catch let veto as Veto {
            return veto.report(to: call)
        } catch let error as HostError {
            return error.status
        } catch {
            return Text.with("\(error)") { totem_fail(call, $0) }
        }
    }
}
