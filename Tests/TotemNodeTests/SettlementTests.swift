import Logging
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemNode

@Suite("Payments that nobody waits for")
struct SettlementTests {
    private let clock = TestClock()

    /// A shop with two pots and a provider whose books are files.
    private func open() async throws -> (TemporaryStore, Kernel, PaymentFolder) {
        let files = try await TemporaryStore()
        let now = clock.now
        let price = Money(1000, try #require(Currency("USD")))
        try await files.store.write { tx in
            var catalog = try CatalogWriter(in: tx)
            _ = try catalog.save(ProductDraft(sku: "POT", name: "Pot", price: price, stock: .units(2)), in: tx, at: now)
        }
        let folder = files.folder + "/payments"
        let providers = PaymentProviders([try FolderProvider(folder)])
        let kernel = Kernel(store: files.store, hooks: NoHooks(), clock: clock, providers: providers)
        return (files, kernel, try PaymentFolder(folder))
    }

    private func place(_ wish: FolderProvider.Behaviour, in kernel: Kernel) async throws -> Order {
        let request = CheckoutRequest(
            email: try Email("a@example.com"),
            shippingAddress: try Address(addressLine1: "1 Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB"),
            paymentMethod: kernel.providers.method("folder")
        )
        let order = try await kernel.write(as: .guest) { tx, context in
            let line = LineRequest(.sku("POT"), quantity: try Quantity(1))
            let cart = try CartStore.create(items: [line], in: tx, context)
            return try PlaceOrder.place(cart.token, request, in: tx, context)
        }
        let details = JSONValue.string(wish.rawValue)
        return try await kernel.settle(order.payments[0].id, .begin(details: details), kernel.context(for: .guest))
            .order
    }

    @Test("What was not paid is released, and what is to go back goes back, once")
    func settled() async throws {
        let (files, kernel, books) = try await open()
        let forgotten = try await place(.action, in: kernel)
        let paid = try await place(.capture, in: kernel)
        try await kernel.write(as: .system) { tx, context in
            _ = try OrderTransitions.move(paid.id, to: .cancelled, comment: "", in: tx, context)
        }
        clock.advance(milliseconds: 31 * 60_000)
        let settlement = PaymentSettlement(
            kernel,
            as: "node",
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        for _ in 1...2 { try await settlement.settleIfDue() }
        let orders = try await kernel.read(as: .system) { tx, context in
            try OrderStore.find([forgotten.id, paid.id], in: tx, context)
        }
        #expect(orders.map(\.status) == [.cancelled, .cancelled])
        #expect(orders.map(\.paymentStatus) == [.failed, .refunded])
        #expect(try books.records().map(\.held) == [0, 0])
        #expect(try books.records().map(\.refunded).sorted() == [0, 1000])
        let stock = try await files.store.read { tx in
            try tx.first("SELECT SUM(quantity) FROM inventory") { try $0.get(0, as: Int64.self) }
        }
        #expect(stock == 2)
    }

    @Test("While another node is at it, nothing is asked")
    func otherNode() async throws {
        let (files, kernel, books) = try await open()
        let order = try await place(.action, in: kernel)
        clock.advance(milliseconds: 31 * 60_000)
        _ = try await files.store.write { [now = clock.now] tx in
            try ScheduledWork.payments.take(as: "other", every: 0, in: tx, at: now)
        }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await PaymentSettlement(kernel, as: "node", log: log).settleIfDue()
        #expect(try books.records().map(\.state) == [.action])
        let status = try await kernel.read(as: .system) { tx, context in try OrderStore.get(order.id, in: tx, context) }
            .status
        #expect(status == .pending)
    }
}
