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
