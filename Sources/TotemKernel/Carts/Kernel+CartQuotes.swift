import TotemStore

/// Why plugins are asked for quotes of a cart.
public enum QuotePurpose: Sendable {
    /// It is shown: they are asked when they were not about what is in it, and it is shown without what they do not say.
    case showing
    /// It is about to be bought with these details: they are asked as well when what they have said is too old.
    case checkout(CheckoutRequest)
}

extension Kernel {
    /// A plugin that fails is not asked again about the same cart for so long when it is shown.
    private static let secondsOfFailure: Int64 = 30

    /// Asks plugins, outside of transactions and all at once, what they fetch for a cart, and keeps it with the cart. When that
    /// makes it known what shipping costs, those are asked a second time whose hooks come after that.
    /// - Throws: ``KernelError`` at checkout, when a plugin fails that the shop does not go on without.
    public func fetchQuotes(of token: String, for purpose: QuotePurpose, _ context: RequestContext) async throws {
        let plugins = context.hooks.plugins(asking: CartFetch.self)
        guard !plugins.isEmpty else { return }
        guard try await fetchDue(plugins, token, purpose, context) else { return }
        _ = try await fetchDue(plugins, token, purpose, context)
    }

    /// - Returns: whether anybody was asked.
    private func fetchDue(
        _ plugins: [String],
        _ token: String,
        _ purpose: QuotePurpose,
        _ context: RequestContext
    ) async throws -> Bool {
        let seen = try await read(now(context)) { tx, context in
            try FetchableCart.find(token, for: purpose, plugins, in: tx, context)
        }
        guard let seen else { return false }
        var rows: [CartFetchRow] = []
        var failure: KernelError?
        for asked in await ask(seen.plugins, about: seen.cart, context) {
            rows.append(row(of: asked, seen))
            if case .failure(let error) = asked.outcome { failure = failure ?? error }
        }
        try await write(now(context)) { [rows] tx, context in
            let (record, _) = try CartStore.heldWithRows(token, in: tx)
            // Of a cart that was changed meanwhile they are of no use to anybody.
            guard record.orderID == nil, record.version == seen.version else { return }
            try CartQuotes.write(rows, for: record, in: tx, at: context.now)
        }
        if case .checkout = purpose, let failure { throw failure }
        return true
    }

    private func ask(
        _ plugins: [String],
        about cart: Cart,
        _ context: RequestContext
    ) async -> [AskedPlugin] {
        await withTaskGroup(of: AskedPlugin.self) { group in
            for plugin in plugins {
                group.addTask {
                    do {
                        let quotes = try await context.hooks.ask(CartFetch(cart: cart), of: plugin, context)
                        return AskedPlugin(name: plugin, outcome: .success(quotes))
                    } catch {
                        let failure = error as? KernelError ?? .notFetched(plugin)
                        return AskedPlugin(name: plugin, outcome: .failure(failure))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func row(of asked: AskedPlugin, _ seen: FetchableCart) -> CartFetchRow {
        let fetched = (try? asked.outcome.get()) ?? FetchedQuotes([:], seconds: Self.secondsOfFailure)
        return CartFetchRow(
            plugin: asked.name,
            content: seen.content,
            rate: seen.late.contains(asked.name) ? seen.cart.rateKey : nil,
            quotes: fetched.quotes,
            hasFailed: (try? asked.outcome.get()) == nil,
            until: clock.now.adding(milliseconds: fetched.seconds * 1000)
        )
    }
}

/// What came of asking one plugin. No tuple: optimized code of Swift 6.3.1 crashes where a task of a group returns a tuple, one
/// element of which it has awaited in place.
private struct AskedPlugin: Sendable {
    let name: String
    let outcome: Result<FetchedQuotes, KernelError>
}

/// A cart that plugins are to be asked about.
private struct FetchableCart: Sendable {
    let cart: Cart
    let content: String
    let version: Int64
    /// Who is to be asked.
    let plugins: [String]
    /// Those who have a say after it is known how the cart is shipped.
    let late: Set<String>

    /// Nil where there is nothing to ask about.
    static func find(
        _ token: String,
        for purpose: QuotePurpose,
        _ plugins: [String],
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> FetchableCart? {
        let (found, rows) = try tx.together { batch in
            (try CartRecord.find(token, in: batch), try CartRows.read(token, in: batch))
        }
        guard let record = found, record.orderID == nil else { return nil }
        let rules = try PricingRules(rows.settings)
        var bare = try Cart(record, record.details, rows, rules.currency, context.hooks)
        if case .checkout(let request) = purpose { bare.details = try record.details.agreed(in: request) }
        guard bare.wantsQuotes else { return nil }
        let cart = try Pricing.price(bare, by: rules, in: HookCall(tx, context))
        let fresh = cart.fetched.filter { row in
            guard row.isGood(for: cart.rateKey) else { return false }
            return switch purpose {
            case .showing: !row.hasFailed || row.until > context.now
            case .checkout: !row.hasFailed && row.until > context.now
            }
        }
        let due = plugins.filter { plugin in !fresh.contains { $0.plugin == plugin } }
        guard !due.isEmpty else { return nil }
        let hooks = context.hooks
        let late =
            hooks.plugins(having: CartFees.self) + hooks.plugins(having: CartTaxes.self)
            + hooks.plugins(having: CartTenders.self)
        return FetchableCart(
            cart: cart,
            content: bare.contentDigest(),
            version: record.version,
            plugins: due,
            late: Set(late)
        )
    }
}

extension KernelError {
    fileprivate static func notFetched(_ plugin: String) -> KernelError {
        KernelError(
            .unavailable,
            "plugin-failed",
            "The plugin \(plugin) does not say what the cart costs; try again.",
            retryAfter: 5
        )
    }
}
