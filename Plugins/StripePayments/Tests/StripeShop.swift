import Foundation
import TotemPluginHost
import TotemStore
import TotemTesting

@testable import TotemKernel

/// A shop whose buyers pay by card, and a server that stands in for Stripe.
struct StripeShop {
    let shop: PluginShop
    let stripe: FakeStripe
    var kernel: Kernel { shop.kernel }

    static let webhookSecret = "whsec_c2VjcmV0"

    /// - Parameters:
    ///   - settings: beside those that every shop has.
    ///   - budget: how long each hook is waited for; nil: as the manifest says.
    static func open(_ settings: [String: JSONValue] = [:], budget: Int64? = nil) async throws -> StripeShop {
        let network = PluginNetwork(reachesPrivateNetworks: true) { _ in ["127.0.0.1"] }
        let shop = try await PluginShop.open(stock: 10, network: network)
        let stripe = try FakeStripe()
        try assemble(into: shop.folder, budget: budget)
        try await shop.enable("stripe", settings: .object(Self.settings(stripe).merging(settings) { _, new in new }))
        return StripeShop(shop: shop, stripe: stripe)
    }

    static func settings(_ stripe: FakeStripe) -> [String: JSONValue] {
        [
            "secret_key": "sk_test_1", "publishable_key": "pk_test_1", "webhook_secret": .string(webhookSecret),
            "api_base": .string(stripe.base),
        ]
    }

    /// - Parameter budget: milliseconds that each hook of payments is waited for; nil: as the manifest says.
    static func assemble(into folder: String, budget: Int64? = nil) throws {
        try PluginFixtures.assemble("StripePayments", library: "StripePayments", into: folder)
        guard let budget else { return }
        let path = folder + "/stripe/plugin.json"
        let manifest = try String(contentsOfFile: path, encoding: .utf8)
            .replacing("\"budget_ms\": 30000", with: "\"budget_ms\": \(budget)")
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: path))
    }

    // MARK: - Buying

    /// The first of the two commits.
    func place(by actor: TotemKernel.Actor = .guest, quantity: Int64 = 1) async throws -> Order {
        let cart = try await shop.cart([("POT-1", quantity)], by: actor)
        let context = kernel.context(for: actor)
        let checkout = CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(addressLine1: "1 Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB"),
            paymentMethod: kernel.providers(for: context).method("stripe.card")
        )
        return try await kernel.write(context) { tx, context in
            try PlaceOrder.place(cart.token, checkout, in: tx, context)
        }
    }

    func settle(
        _ order: Order,
        _ purpose: PaymentPurpose = .settle,
        by actor: TotemKernel.Actor = .guest
    ) async throws -> PaymentOutcome {
        try await kernel.settle(order.payments[0].id, purpose, kernel.context(for: actor))
    }

    /// Both commits.
    func checkOut(
        _ method: String? = "pm_card_visa",
        save: Bool = false,
        by actor: TotemKernel.Actor = .guest
    ) async throws -> PaymentOutcome {
        let details = method.map { Self.details($0, save: save) }
        return try await settle(try await place(by: actor), .begin(details: details), by: actor)
    }

    static func details(_ method: String, save: Bool = false) -> JSONValue {
        ["payment_method": .string(method), "save": .boolean(save)]
    }

    func order(_ id: Order.ID) async throws -> Order {
        try await kernel.read(as: .system) { tx, context in try OrderStore.get(id, in: tx, context) }
    }

    /// Whoever asked for what is not decided is gone, long ago.
    func waitOutLeases() { shop.clock.advance(milliseconds: 300_000) }

    // MARK: - What staff do

    /// What staff do, to its end.
    func change(
        _ body: @escaping @Sendable (Transaction, RequestContext, PaymentProviders) throws -> PaymentChange
    ) async throws -> PaymentChange {
        let context = kernel.context(for: .system)
        let providers = kernel.providers(for: context)
        let begun = try await kernel.write(context) { tx, context in try body(tx, context, providers) }
        guard case .outstanding(let id, _) = begun else { return begun }
        return try await kernel.finish(id, isNew: true, context)
    }

    func again(_ change: PaymentChange) async throws -> PaymentChange {
        guard case .outstanding(let id, _) = change else { return change }
        return try await kernel.finish(id, isNew: false, kernel.context(for: .system))
    }

    func capture(_ order: Order, _ amount: Int64? = nil) async throws -> PaymentChange {
        try await change { tx, context, providers in
            let amount = amount.map { Money($0, order.currency) }
            return try ProviderOperations.capture(
                order.payments[0].id,
                of: order.id,
                amount: amount,
                by: providers,
                in: tx,
                context
            )
        }
    }

    func void(_ order: Order) async throws -> PaymentChange {
        try await change { tx, context, providers in
            try ProviderOperations.void(order.payments[0].id, of: order.id, by: providers, in: tx, context)
        }
    }

    func refund(_ order: Order, _ amount: Int64) async throws -> PaymentChange {
        let request = try RefundRequest(amount: Money(amount, order.currency), reason: "late")
        return try await change { tx, context, providers in
            try ProviderOperations.refund(request, of: order.id, by: providers, in: tx, context)
        }
    }

    /// What is due of payments and operations, as the shop looks after it by itself.
    func lookAfterAll() async throws {
        let context = kernel.context(for: .system)
        for id in try await kernel.duePayments(100) { _ = try await kernel.settle(id, .settle, context) }
        for id in try await kernel.dueOperations(100) { _ = try await kernel.finish(id, isNew: false, context) }
    }

    // MARK: - Money

    /// The provider itself, for amounts and currencies that this shop does not sell in.
    func provider() throws -> any PaymentProvider {
        guard let provider = kernel.providers(for: kernel.context(for: .system)).named("stripe.card") else {
            throw KernelError.notFound("provider stripe.card")
        }
        return provider
    }

    func payment(_ amount: Int64, _ currency: String, _ key: String = "key") throws -> ProviderPayment {
        guard let currency = Currency(currency) else { throw KernelError.notFound("currency") }
        return ProviderPayment(
            key: key,
            amount: Money(amount, currency),
            orderNumber: "1001",
            email: nil,
            userID: nil,
            transactionID: nil,
            details: Self.details("pm_card_visa")
        )
    }

    // MARK: - People

    func register(_ email: String) async throws -> User {
        let new = try NewUser(email: try Email(email), passwordHash: "x", firstName: "Ada")
        return try await kernel.write(as: .guest) { tx, context in try CustomerStore.register(new, in: tx, context) }
    }
}

extension PaymentOutcome {
    /// Why there is no money; nil when there is, or nothing is decided.
    var failure: String? {
        guard case .failed(_, let reason) = self else { return nil }
        return reason
    }

    var isWaiting: Bool {
        guard case .waiting = self else { return false }
        return true
    }

    /// What the buyer's client is to do.
    var action: JSONValue { order.payments[0].action ?? .null }
}

extension PaymentChange {
    var failure: String? {
        guard case .declined(_, let reason) = self else { return nil }
        return reason
    }

    var isOutstanding: Bool {
        guard case .outstanding = self else { return false }
        return true
    }
}
