internal import CTotem

/// The C functions that the host calls: each finds its closure in the plugin's state, and turns what it throws into a status.
enum Trampolines {
    static let route: totem_route_fn = { call, request, state in
        run(call, request, state) { call, request, handlers in
            let request = Request(request, of: call)
            guard let body = handlers.routes["\(request.method) \(request.route)"] else {
                throw HostError(status: totem_status(TOTEM_NOT_FOUND))
            }
            try body(call, request)
        }
    }

    static let invoked: totem_boxed_fn = { call, invocation, state in
        run(call, invocation, state) { call, invocation, handlers in
            guard let body = handlers.invoked[String(invocation.pointee.name)] else {
                throw HostError(status: totem_status(TOTEM_NOT_FOUND))
            }
            try body(call, Invocation(raw: invocation))
        }
    }

    static func run<Argument>(
        _ call: UnsafeMutablePointer<totem_call>?,
        _ argument: UnsafePointer<Argument>?,
        _ state: UnsafeMutableRawPointer?,
        _ body: (Call, UnsafePointer<Argument>, Handlers) throws -> Void
    ) -> totem_status {
        // The host passes all three, and holds the plugin until the last of its functions has returned: to ask would cost a
        // third of the way to a closure.
        let call = call.unsafelyUnwrapped
        return Unmanaged<StartedPlugin>.fromOpaque(state.unsafelyUnwrapped)._withUnsafeGuaranteedRef { plugin in
            do {
                try body(Call(call), argument.unsafelyUnwrapped, plugin.handlers)
                return totem_status(TOTEM_OK)
            } catch {
                return report(error, to: call)
            }
        }
    }

    /// Apart, so that a hook which throws nothing makes no room for it.
    @inline(never)
    private static func report(_ error: any Error, to call: UnsafeMutablePointer<totem_call>) -> totem_status {
        switch error {
        case let veto as Veto: veto.report(to: call)
        case let error as HostError: error.status
        default: Text.with("\(error)") { totem_fail(call, $0) }
        }
    }
}

/// A plugin's state, which the host hands back with every call. What is in it never changes, so that a call counts no reference
/// on its way to a closure: two that are counted cost more than the call.
final class StartedPlugin: Sendable {
    let handlers: Handlers

    init(_ handlers: Handlers) {
        self.handlers = handlers
    }
}
