public import TotemStore

/// Prices orders that were placed once more, with one plugin as it is now in the place of what it did then.
///
/// The lines have the catalogue's prices of that time, the buyer, address, codes and moment are the order's. What other plugins
/// and the shop's settings made of it stays as it was; taxes alone are made anew where what is taxed has changed.
public struct ShadowPricing: Sendable {
    public static let largestCount = 10_000
    private static let pageSize = 100

    private let plugin: String
    private let hooks: any HookSet

    /// - Parameter hooks: the plugins that are on, and this one among them.
    public init(of plugin: String, among hooks: any HookSet) {
        self.plugin = plugin
        self.hooks = hooks
    }

    /// The newest orders, at most `count` of them.
    /// - Parameter next: only those that were placed before this one.
    /// - Throws: ``StoreError``; what goes wrong with an order is in its report.
    public func report(on count: Int, before next: Order.ID? = nil, in tx: Transaction) throws -> ShadowReport {
        let ids: [Order.ID] = try tx.query(
            "SELECT id FROM orders WHERE id < $2 ORDER BY id DESC LIMIT $1",
            Int64(count),
            next?.value ?? .max
        ) { row in try row.get(0) }
        let settings = try StoreSettings.values(in: tx)
        var orders: [ShadowedOrder] = []
        for start in stride(from: 0, to: ids.count, by: Self.pageSize) {
            let page = Array(ids[start..<min(start + Self.pageSize, ids.count)])
            let found = try OrderStore.get(page, in: tx)
            let origins = try OrderOrigins(of: found, in: tx)
            for order in found {
                orders.append(try price(order, origins, PricingRules(settings), in: tx))
            }
        }
        return ShadowReport(orders: orders)
    }

    private func price(
        _ order: Order,
        _ origins: OrderOrigins,
        _ rules: PricingRules,
        in tx: Transaction
    ) throws -> ShadowedOrder {
        var rules = rules
        rules.currency = order.currency
        rules.pricesIncludeTax = order.totals.pricesIncludeTax
        do {
            let bare = try origins.cart(of: order)
            let replayed = ReplayedHooks(of: order, with: plugin, among: hooks)
            let context = RequestContext(actor: order.buyer, now: order.createdAt, hooks: replayed)
            let priced = try tx.savepoint {
                try Pricing.price(bare, for: .order, by: rules, in: HookCall(tx, context))
            }
            return ShadowedOrder(order, pricedAs: priced)
        } catch let error as KernelError {
            return ShadowedOrder(order, problem: error.detail)
        }
    }
}

extension Order {
    /// Who bought, as far as that is known.
    var buyer: Actor { userID.map { .user($0, roles: [.customer]) } ?? .guest }
}

/// What orders came from and their own rows do not say.
struct OrderOrigins {
    private let weights: ProductWeights
    private var codes: [Order.ID: [CartCode]] = [:]
    private var rates: [Order.ID: String] = [:]

    init(of orders: [Order], in tx: Transaction) throws {
        weights = try ProductWeights(of: orders.flatMap { $0.items.compactMap(\.productID) }, in: tx)
        let list = SQLList(orders.map(\.id))
        let (codes, rates) = try tx.together { batch in
            (try Self.codes(list, in: batch), try Self.rates(list, in: batch))
        }
        for (order, code) in codes { self.codes[order, default: []].append(code) }
        for (order, rate) in rates { self.rates[order] = rate }
    }

    private static func codes(_ orders: SQLList, in batch: Batch) throws -> Queued<[(Order.ID, CartCode)]> {
        try batch.query(
            """
            SELECT orders.id, cart_codes.code, cart_codes.plugin
            FROM orders JOIN cart_codes ON cart_codes.cart_id = orders.cart_id
            WHERE orders.id = ANY($1) ORDER BY cart_codes.id
            """,
            orders
        ) { row in (try row.get(0), CartCode(code: try row.get(1), plugin: try row.get(2))) }
    }

    private static func rates(_ orders: SQLList, in batch: Batch) throws -> Queued<[(Order.ID, String)]> {
        try batch.query(
            """
            SELECT orders.id, carts.shipping_rate FROM orders JOIN carts ON carts.id = orders.cart_id
            WHERE orders.id = ANY($1) AND carts.shipping_rate IS NOT NULL
            """,
            orders
        ) { row in (try row.get(0), try row.get(1)) }
    }

    /// The order as the cart that it was before anything was made of its prices.
    func cart(of order: Order) throws -> Cart {
        var details = CartDetails()
        details.email = order.email.flatMap { try? Email($0) }
        details.locale = order.locale.flatMap { try? LanguageTag($0) }
        try details.setNote(order.note)
        details.metadata = order.metadata
        details.shippingAddress = order.shippingAddress
        details.billingAddress = order.billingAddress
        details.shippingRate = rates[order.id]
        let items = try order.items.map { try line($0, of: order) }
        return Cart(nil, details, user: order.userID, items: items, codes: codes[order.id] ?? [], order.currency)
    }

    private func line(_ item: OrderItem, of order: Order) throws -> CartItem {
        let changed = order.adjustments.filter { $0.kind == .price && $0.itemID?.value == item.id.value }
            .reduce(0) { $0 + $1.amount.amount }
        let price = Money((item.total.amount - changed) / item.quantity.value, order.currency)
        return CartItem(
            id: CartItem.ID(item.id.value),
            parentID: item.parentID.map { CartItem.ID($0.value) },
            productID: item.productID ?? Product.ID(0),
            variantID: item.variantID,
            sku: item.sku,
            name: item.name,
            quantity: item.quantity,
            price: price,
            total: try price * item.quantity,
            discount: .zero(order.currency),
            tax: .zero(order.currency),
            taxClass: item.taxClass,
            weight: weights.grams(of: item.productID, item.variantID),
            properties: item.properties,
            flags: item.ships ? [] : .noShipping,
            managesStock: false,
            isAvailable: true,
            catalogPrice: price.amount
        )
    }
}
