import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// A shop with Taxes on.
struct TaxShop {
    let shop: PluginShop

    /// - Parameters:
    ///   - settings: of the plugin.
    ///   - store: of the shop, before the plugin is on.
    static func open(_ settings: JSONValue? = nil, store: [String: String] = [:]) async throws -> TaxShop {
        let shop = try await PluginShop.open()
        for (key, value) in store { try await shop.set(key, value) }
        try PluginFixtures.assemble("Taxes", library: "Taxes", into: shop.folder)
        try await shop.enable("taxes", settings: settings)
        return TaxShop(shop: shop)
    }

    /// The same with the prices that include tax.
    static func including(_ settings: JSONValue? = nil, store: [String: String] = [:]) async throws -> TaxShop {
        try await open(settings, store: store.merging(["prices_include_tax": "true"]) { $1 })
    }

    // MARK: - What the owner makes

    func set(_ settings: JSONValue) async throws {
        _ = try await shop.host.change("taxes", to: PluginChange(settings: settings), by: .system)
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:]
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "taxes", body, query: query)
    }

    /// - Returns: the new zone's id.
    @discardableResult
    func zone(_ name: String, _ countries: [String], _ more: [String: JSONValue] = [:]) async throws -> Int64 {
        let members: [String: JSONValue] = ["name": .string(name), "countries": .array(countries.map { .string($0) })]
        return try await make("/zones", .object(members.merging(more) { $1 }))
    }

    /// - Returns: the new rate's id.
    @discardableResult
    func rate(_ zone: Int64, _ name: String, _ percent: String, _ more: [String: JSONValue] = [:]) async throws -> Int64
    {
        let members: [String: JSONValue] = [
            "zone_id": .integer(zone), "name": .string(name), "percent": .string(percent),
        ]
        return try await make("/rates", .object(members.merging(more) { $1 }))
    }

    func make(_ path: String, _ body: JSONValue) async throws -> Int64 {
        let answer = try await send("POST", path, body)
        guard answer.status == 201, let id = answer["id"].integer else {
            throw KernelError.notFound("id in the answer")
        }
        return id
    }

    func product(_ sku: String, _ price: Int64, _ taxClass: String? = nil) async throws {
        guard let currency = Currency("USD") else { throw KernelError.notFound("USD") }
        let draft = ProductDraft(sku: sku, name: sku, price: Money(price, currency), taxClass: taxClass)
        try await shop.files.store.write { tx in
            var catalog = try CatalogWriter(in: tx)
            _ = try catalog.save(draft, in: tx, at: TestClock().now)
        }
    }

    func customer(_ email: String = "ada@example.com") async throws -> User {
        let new = try NewUser(email: try Email(email), passwordHash: "x")
        return try await shop.kernel.write(as: .guest) { tx, context in
            try CustomerStore.register(new, in: tx, context)
        }
    }

    // MARK: - Buying

    static func address(
        _ country: String,
        state: String? = nil,
        _ postalCode: String? = "10115",
        taxID: String? = nil
    ) throws -> Address {
        try Address(
            taxID: taxID,
            addressLine1: "1 Clay Lane",
            city: "Town",
            state: state,
            postalCode: postalCode,
            country: country
        )
    }

    /// A cart that is sent somewhere.
    func cart(
        _ lines: [(sku: String, quantity: Int64)] = [("POT-1", 1)],
        to address: Address? = nil,
        billing: Address? = nil,
        codes: [String] = [],
        by actor: TotemKernel.Actor = .guest
    ) async throws -> Cart {
        let cart = try await shop.cart(lines, codes: codes, by: actor)
        return try await change(cart) {
            $0.shippingAddress = address
            $0.billingAddress = billing
        }
    }

    func change(_ cart: Cart, _ edit: @escaping @Sendable (inout CartDetails) -> Void) async throws -> Cart {
        try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.change(cart.token, in: tx, context, edit)
        }
    }

    func order(_ cart: Cart, to address: Address, by actor: TotemKernel.Actor = .guest) async throws -> Order {
        let checkout = CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: address,
            billingAddress: cart.details.billingAddress,
            paymentMethod: .manual
        )
        return try await shop.kernel.write(as: actor) { tx, context in
            try PlaceOrder.place(cart.token, checkout, in: tx, context)
        }
    }
}

extension Cart {
    /// The taxes with their labels, as the trace has them.
    var taxes: [String: Int64] {
        Dictionary(adjustments.filter { $0.kind == .tax }.map { ($0.label, $0.amount.amount) }, uniquingKeysWith: +)
    }

    var total: Int64 { totals.total.amount }
    var tax: Int64 { totals.tax.amount }
}
