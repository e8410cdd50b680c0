private import Crypto
import TotemStore

/// `cart.fetch`: what a plugin needs of others to price a cart, such as a carrier's rates or a tax.
public struct CartFetch: OutsideHook {
    public typealias Answer = FetchedQuotes

    /// As it is priced without.
    public let cart: Cart
}

/// What a plugin has fetched for a cart.
public struct FetchedQuotes: Sendable {
    /// JSON by the plugin's own keys.
    public var quotes: [String: JSONValue]
    /// How long they are good, in seconds.
    public var seconds: Int64

    public init(_ quotes: [String: JSONValue], seconds: Int64) {
        self.quotes = quotes
        self.seconds = seconds
    }
}

/// A row of what a plugin has fetched.
struct CartFetchRow: Sendable {
    let plugin: String
    /// Of the cart that it was asked about: ``Cart/contentDigest()``.
    let content: String
    /// Of that cart: ``Cart/rateKey``; nil: it does not depend on it.
    let rate: String?
    /// JSON by the plugin's keys.
    let quotes: [String: JSONValue]
    /// It could not be fetched, and nothing is sold without it.
    let hasFailed: Bool
    let until: Timestamp

    func isGood(for rate: String) -> Bool { self.rate ?? rate == rate }
}

enum CartQuotes {
    /// Of one cart, whatever was in it.
    static func rows(of cart: Cart.ID, in tx: Transaction) throws -> [CartFetchRow] {
        try tx.query(
            "SELECT plugin, content, rate, quotes, has_failed, until FROM cart_fetches WHERE cart_id = $1 ORDER BY plugin",
            cart
        ) { row in
            var quotes: [String: JSONValue] = [:]
            if case .object(let kept) = try JSONValue(text: try row.get(3)) { quotes = kept }
            return CartFetchRow(
                plugin: try row.get(0),
                content: try row.get(1),
                rate: try row.get(2),
                quotes: quotes,
                hasFailed: try row.get(4),
                until: try row.get(5)
            )
        }
    }

    /// What is known for what is in a cart, where any plugin fetches something.
    /// - Parameter cart: with its lines, and nothing else made of them.
    static func known(for cart: Cart, in call: HookCall) throws -> [CartFetchRow] {
        guard let id = cart.id, !call.context.hooks.plugins(asking: CartFetch.self).isEmpty else { return [] }
        let content = cart.contentDigest()
        return try rows(of: id, in: call.tx).filter { $0.content == content }
    }

    /// Writes what was fetched. What is other than before raises the cart's version.
    static func write(_ rows: [CartFetchRow], for record: CartRecord, in tx: Transaction, at now: Timestamp) throws {
        let old = Dictionary(uniqueKeysWithValues: try self.rows(of: record.id, in: tx).map { ($0.plugin, $0) })
        let isNews = rows.contains { row in
            row.hasFailed ? old[row.plugin]?.hasFailed == false : old[row.plugin]?.quotes != row.quotes
        }
        var record = record
        record.version += 1
        try tx.together { batch in
            for row in rows {
                try batch.execute(
                    """
                    INSERT INTO cart_fetches (cart_id, plugin, content, rate, quotes, has_failed, until)
                    VALUES ($1, $2, $3, $4, $5, $6, $7)
                    ON CONFLICT (cart_id, plugin) DO UPDATE SET content = excluded.content, rate = excluded.rate,
                      quotes = excluded.quotes, has_failed = excluded.has_failed, until = excluded.until
                    """,
                    record.id,
                    row.plugin,
                    row.content,
                    row.rate,
                    JSONValue.object(row.quotes).text(),
                    row.hasFailed,
                    row.until
                )
            }
            if isNews { try record.writeVersion(in: batch, at: now) }
        }
    }

    /// - Throws: ``KernelError``: the cart was changed since what plugins fetch was asked for.
    static func refuseUnknown(for cart: Cart, in call: HookCall) throws {
        let plugins = call.context.hooks.plugins(asking: CartFetch.self)
        guard cart.id != nil, cart.wantsQuotes, !Set(plugins).isSubset(of: cart.quotes.keys) else { return }
        throw KernelError(
            .conflict,
            "cart-changed",
            "The cart has changed since it was shown. Show it to the buyer again, and repeat with what is agreed.",
            retryAfter: 1,
            cart: try cart.extended(in: call.tx, call.context)
        )
    }
}

extension Cart {
    /// Whether it goes somewhere: without an address nobody says what that costs.
    public var wantsQuotes: Bool { details.shippingAddress != nil && items.contains(where: \.isAvailable) }

    /// How it is shipped, as far as that is known.
    var rateKey: String { shippingRate.map { "\($0.id) \($0.amount.amount)" } ?? "" }

    /// What plugins have fetched for it as it is: JSON by plugin and key.
    public var quotes: [String: [String: JSONValue]] { quotes(of: fetched.filter { $0.isGood(for: rateKey) }) }

    /// The same before it is known how it is shipped, for those who say what that costs.
    public var quotesOfContent: [String: [String: JSONValue]] { quotes(of: fetched) }

    private func quotes(of rows: [CartFetchRow]) -> [String: [String: JSONValue]] {
        Dictionary(rows.filter { !$0.hasFailed }.map { ($0.plugin, $0.quotes) }) { one, _ in one }
    }

    /// Tells one content from another: what is bought, at the catalog's prices, by whom, with which codes, and where it goes.
    func contentDigest() -> String {
        var parts: [String?] = [
            currency.code, userID?.description, details.locale?.text, details.shippingAddress?.keptText(),
            details.billingAddress?.keptText(),
        ]
        for code in codes { parts += [code.plugin, code.code] }
        for item in items where item.isAvailable {
            parts += [
                item.id.description, item.productID.description, item.variantID?.description,
                "\(item.quantity.value) \(item.catalogPrice) \(item.weight) \(item.flags.rawValue)", item.taxClass,
                item.properties.text, item.parentID?.description,
            ]
        }
        let text = JSONValue.array(parts.map { $0.map(JSONValue.string) ?? .null }).text()
        return Base64URL.encode(Array(SHA256.hash(data: Array(text.utf8))))
    }
}
