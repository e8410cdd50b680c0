internal import CTotem
internal import TotemKernel
internal import TotemStore

extension ActivePlugin {
    /// Whether a function of the host that does this may be called.
    func may(_ action: PluginAction) -> Bool { instance.manifest.permissions.may(action) }
}

/// What every function on the core's data has in common.
extension CallFrame {
    /// Runs what changes something of the core's, as the plugin's own act: it is done whole or not at all, and fires no hook
    /// that runs already.
    /// - Parameter action: nil: it needs no permission.
    func act(
        _ function: String,
        needing action: PluginAction?,
        _ body: (Transaction, RequestContext) throws -> Void
    ) -> totem_status {
        if let refusal = refuseToWrite(function) ?? refuse(function, needing: action) { return refusal }
        let (tx, own) = (call.tx, own)
        let author = tx.author
        do {
            try willWrite()
            try hostWorks {
                try tx.savepoint {
                    tx.author = own.actor.name
                    defer { tx.author = author }
                    try suspended { try body(tx, own) }
                }
            }
            return HostTable.ok
        } catch {
            return refuse(core: error)
        }
    }

    /// The same for what can't be done while an order or a cart is being changed: of that change, the order as it was is known
    /// already.
    func change(
        _ function: String,
        needing action: PluginAction?,
        _ body: (Transaction, RequestContext) throws -> Void
    ) -> totem_status {
        if let point = hooksAround.first(where: { $0.context == .tx && $0.changesOrder }) {
            return refuse(
                TOTEM_MISUSE,
                "\(function) means nothing in \(point.rawValue): something is being changed already"
            )
        }
        return act(function, needing: action, body)
    }

    /// Runs what only reads.
    func look(
        _ function: String,
        needing action: PluginAction?,
        _ body: (Transaction, RequestContext) throws -> Void
    ) -> totem_status {
        if let refusal = refuse(function, needing: action) { return refusal }
        do {
            try hostWorks { try suspended { try body(call.tx, own) } }
            return HostTable.ok
        } catch {
            return refuse(core: error)
        }
    }

    /// The request as the plugin goes on with it.
    private var own: RequestContext {
        let hooks = call.context.hooks
        return call.context.acting(
            as: plugin.name,
            with: hook == nil && running.isEmpty ? hooks : MutedHooks(hooks, around: self)
        )
    }

    /// Hooks that `body` fires can't use this call.
    private func suspended(_ body: () throws -> Void) rethrows {
        let thread = slot.pointee.thread
        slot.pointee.thread = 0
        defer { slot.pointee.thread = thread }
        try body()
    }

    private func refuse(_ function: String, needing action: PluginAction?) -> totem_status? {
        guard let action, !plugin.may(action) else { return nil }
        return refuse(TOTEM_DENIED, "\(function) needs \"\(action.rawValue)\" in permissions.do of plugin.json")
    }

    private func refuse(core error: any Error) -> totem_status {
        guard let error = error as? KernelError else { return refuse(error) }
        let status =
            switch error.kind {
            // The core names the field that is wrong; a veto is another plugin's, whatever it names.
            case _ where error.isAboutFields: TOTEM_INVALID
            case .notFound: TOTEM_NOT_FOUND
            case .unauthenticated, .forbidden: TOTEM_DENIED
            case .invalid, .paymentRequired, .conflict, .stale, .throttled, .unavailable: TOTEM_REFUSED
            }
        let fields = error.fields.map { "\($0.field): \($0.message)" }.joined(separator: "; ")
        let what = fields.isEmpty ? error.detail : fields
        return refuse(status, error.plugin.map { "the plugin \($0) says no: \(what)" } ?? what)
    }
}

extension HookPoint {
    /// Whether it is about an order or a cart.
    var changesOrder: Bool {
        ["cart", "checkout", "inventory", "order", "refund", "fulfilment", "payment"].contains { family in
            rawValue.hasPrefix(family + ".")
        }
    }

    /// Whether something is being priced in it, or about to be.
    var prices: Bool { context != .after && (changesOrder || self == .priceResolve) }
}
