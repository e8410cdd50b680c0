private import Crypto
public import TotemStore

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
    let content: String
    /// JSON text: an object by the plugin's keys.
    let quotes: String
    /// It could not be fetched, and nothing is sold without it.
    let hasFailed: Bool
    let until: Timestamp

    /// Whether it holds for a cart with this content.
    func isShown(for content: String) -> Bool { self.content == content && !hasFailed }
}

enum CartQuotes {
    static func rows(of cart: Cart.ID, in tx: Transaction) throws -> [CartFetchRow] {
        try tx.query(
            "SELECT plugin, content, quotes, has_failed, until FROM cart_fetches WHERE cart_id = $1 ORDER BY plugin",
            cart
        ) { row in
            CartFetchRow(
                plugin: try row.get(0),
                content: try row.get(1),
                quotes: try row.get(2),
                hasFailed: try row.get(3),
                until: try row.get(4)
            )
        }
    }

    /// What is known for a cart, where any plugin fetches something.
    /// - Parameter cart: with its lines at the catalog's prices, and nothing else made of them.
    static func known(for cart: Cart, in call: HookCall) throws -> [String: [String: String]] {
        guard let id = cart.id, !call.context.hooks.plugins(asking: CartFetch.self).isEmpty else { return [:] }
        let content = try cart.contentDigest()
        let rows = try rows(of: id, in: call.tx).filter { $0.isShown(for: content) }
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                guard case .object(let quotes) = try JSONValue(text: row.quotes) else { return (row.plugin, [:]) }
                return (row.plugin, try quotes.mapValues { try $0.text() })
            }
        )
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
                    INSERT INTO cart_fetches (cart_id, plugin, content, quotes, has_failed, until)
                    VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT (cart_id, plugin) DO UPDATE SET content = excluded.content, quotes = excluded.quotes,
                      has_failed = excluded.has_failed, until = excluded.until
                    """,
                    record.id,
                    row.plugin,
                    row.content,
                    row.quotes,
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
        guard let id = cart.id, !plugins.isEmpty, cart.wantsQuotes else { return }
        let content = try cart.contentDigest()
        let known = Set(try rows(of: id, in: call.tx).filter { $0.isShown(for: content) }.map(\.plugin))
        guard known.isSuperset(of: plugins) else {
            throw KernelError(
                .conflict,
                "cart-changed",
                "The cart has changed since it was shown. Show it to the buyer again, and repeat with what is agreed.",
                retryAfter: 1,
                cart: try cart.extended(in: call.tx, call.context)
            )
        }
    }
}

extension Cart {
    /// Whether it goes somewhere: without an address nobody says what that costs.
    public var wantsQuotes: Bool { details.shippingAddress != nil && items.contains(where: \.isAvailable) }

    /// Tells one content from another: what is bought, at the catalog's prices, by whom, with which codes, and where it goes.
    func contentDigest() throws -> String {
        var parts: [String?] = [
            currency.code, userID?.description, details.locale?.text, try details.shippingAddress?.keptText(),
            try details.billingAddress?.keptText(), details.shippingRate,
        ]
        for code in codes { parts += [code.plugin, code.code] }
        for item in items where item.isAvailable {
            parts += [
                item.id.description, item.productID.description, item.variantID?.description,
                "\(item.quantity.value) \(item.catalogPrice) \(item.weight) \(item.flags.rawValue)", item.taxClass,
                item.properties.text, item.parentID?.description,
            ]
        }
        let text = try JSONValue.array(parts.map { $0.map(JSONValue.string) ?? .null }).text()
        return Base64URL.encode(Array(SHA256.hash(data: Array(text.utf8))))
    }
}
