import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Shipping on, whose pots weigh 800 g, mugs 250 g and bowls 3 kg.
struct ShippingShop {
    static let weights: [(sku: String, grams: Int64)] = [("POT-1", 800), ("MUG-1", 250), ("BOWL-1", 3000)]

    let shop: PluginShop

    static func open() async throws -> ShippingShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("Shipping", library: "Shipping", into: shop.folder)
        try await shop.enable("shipping")
        try await shop.files.store.write { tx in
            for (sku, grams) in weights { try tx.execute("UPDATE products SET weight = $2 WHERE sku = $1", sku, grams) }
        }
        return ShippingShop(shop: shop)
    }

    // MARK: - What the owner does

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:]
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "shipping", body, query: query)
    }

    /// - Returns: the new zone's id.
    @discardableResult
    func zone(_ name: String, _ regions: JSONValue...) async throws -> Int64 {
        let answer = try await send("POST", "/zones", ["name": .string(name), "regions": .array(regions)])
        return try answer.made()
    }

    /// - Returns: the new rate's id.
    @discardableResult
    func rate(
        _ zone: Int64,
        _ label: String,
        _ kind: String = "flat",
        _ more: [String: JSONValue] = [:]
    ) async throws -> Int64 {
        let members: [String: JSONValue] = ["zone_id": .integer(zone), "label": .string(label), "kind": .string(kind)]
        return try await send("POST", "/rates", .object(members.merging(more) { _, new in new })).made()
    }

    /// - Returns: the new class's id.
    @discardableResult
    func addClass(_ code: String) async throws -> Int64 {
        try await send("POST", "/classes", ["code": .string(code), "name": .string(code.uppercased())]).made()
    }

    func product(_ sku: String) async throws -> Int64 {
        let id = try await shop.files.store.read { tx in
            try tx.first("SELECT id FROM products WHERE sku = $1", sku) { try $0.get(0, as: Int64.self) }
        }
        guard let id else { throw KernelError.notFound("product \(sku)") }
        return id
    }

    func put(_ sku: String, in class: String) async throws {
        _ = try await send("PUT", "/products/\(try await product(sku))", ["class": .string(`class`)])
    }

    // MARK: - What buyers do

    /// A cart that is sent to an address, if one is said.
    func cart(
        _ lines: [(sku: String, quantity: Int64)] = [("POT-1", 1)],
        to country: String?,
        _ postalCode: String? = nil,
        state: String? = nil,
        flags: LineFlags = [],
        codes: [String] = []
    ) async throws -> Cart {
        let address = try country.map { try Self.address($0, postalCode, state) }
        let items = try lines.map { LineRequest(.sku($0.sku), quantity: try Quantity($0.quantity), flags: flags) }
        return try await shop.kernel.write(as: .guest) { tx, context in
            let cart = try CartStore.create(items: items, codes: codes, in: tx, context)
            guard let address else { return cart }
            return try CartStore.change(cart.token, in: tx, context) { $0.shippingAddress = address }
        }
    }

    @discardableResult
    func choose(_ rate: String, for cart: Cart) async throws -> Cart {
        try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.change(cart.token, in: tx, context) { $0.shippingRate = rate }
        }
    }

    /// Checks a cart out with what it says itself.
    func order(_ cart: Cart) async throws -> Order {
        let checkout = CheckoutRequest(email: try Email("buyer@example.com"), paymentMethod: .manual)
        return try await shop.kernel.write(as: .guest) { tx, context in
            try PlaceOrder.place(cart.token, checkout, in: tx, context)
        }
    }

    static func address(_ country: String, _ postalCode: String?, _ state: String?) throws -> Address {
        try Address(addressLine1: "1 Main Street", city: "Town", state: state, postalCode: postalCode, country: country)
    }
}

extension TestResponse {
    fileprivate func made() throws -> Int64 {
        guard status == 201, let id = self["id"].integer else { throw KernelError.notFound("id in the answer") }
        return id
    }
}

extension Cart {
    /// `DHL 490`
    var offers: [String] { shippingRates.map { "\($0.label) \($0.amount.amount)" } }
}
