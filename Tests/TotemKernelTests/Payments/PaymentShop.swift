import TotemKernel
import TotemStore
import TotemTesting

/// A shop with one pot less than two buyers want, whose provider is a folder and whose clock stands.
struct PaymentShop: Sendable {
    let files: TemporaryStore
    let kernel: Kernel
    let clock = TestClock()
    let books: PaymentFolder

    init(
        stock: Int64 = 1,
        patience: Duration = .seconds(30),
        hooks: any HookDispatcher = NoHooks(),
        waiting: WaitingLimits = WaitingLimits()
    ) async throws {
        let files = try await TemporaryStore(waiting: waiting)
        self.files = files
        let now = clock.now
        try await files.store.write { tx in
            var catalog = try CatalogWriter(in: tx)
            _ = try catalog.save(try Shop.plain("a", price: 1000, stock: .units(stock)), in: tx, at: now)
        }
        books = try PaymentFolder(files.folder + "/payments")
        kernel = Kernel(
            store: files.store,
            hooks: hooks,
            clock: clock,
            providers: PaymentProviders([try FolderProvider(files.folder + "/payments", patience: patience)])
        )
    }

    func cart() async throws -> Cart {
        try await kernel.write(as: .guest) { tx, context in
            try CartStore.create(items: [LineRequest(.sku("a"), quantity: try Quantity(1))], in: tx, context)
        }
    }

    /// The first of the two commits.
    func place(_ cart: Cart) async throws -> Order {
        let request = CheckoutRequest(
            email: try Email("a@example.com"),
            shippingAddress: try Address(addressLine1: "1 Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB"),
            paymentMethod: kernel.providers.method("folder")
        )
        return try await kernel.write(as: .guest) { tx, context in
            try PlaceOrder.place(cart.token, request, in: tx, context)
        }
    }

    func settle(_ order: Order, _ purpose: PaymentPurpose) async throws -> PaymentOutcome {
        try await kernel.settle(order.payments[0].id, purpose, kernel.context(for: .guest))
    }

    /// Both commits.
    func checkOut(_ cart: Cart, _ behaviour: FolderProvider.Behaviour) async throws -> PaymentOutcome {
        try await settle(try await place(cart), .begin(details: .string(behaviour.rawValue)))
    }

    func order(_ id: Order.ID) async throws -> Order {
        try await kernel.read(as: .system) { tx, context in try OrderStore.get(id, in: tx, context) }
    }

    func look(_ cart: Cart) async throws -> Cart {
        try await kernel.read(as: .guest) { tx, context in try CartStore.get(cart.token, in: tx, context) }
    }

    func stock() async throws -> Int64? {
        try await files.store.read { tx in
            try tx.first("SELECT quantity FROM inventory ORDER BY id LIMIT 1") { try $0.get(0, as: Int64.self) }
        }
    }

    /// What is due by now, as housekeeping does it.
    func settleDue() async throws {
        for id in try await kernel.duePayments(10) {
            _ = try await kernel.settle(id, .settle, kernel.context(for: .system))
        }
        for id in try await kernel.dueOperations(10) {
            _ = try await kernel.finish(id, isNew: false, kernel.context(for: .system))
        }
    }

    /// Capturing and the like, to the end.
    func change(
        _ body: @escaping @Sendable (Transaction, RequestContext, PaymentProviders) throws -> PaymentChange
    ) async throws -> PaymentChange {
        let begun = try await kernel.write(as: .system) { [kernel] tx, context in
            try body(tx, context, kernel.providers)
        }
        guard case .outstanding(let id, _) = begun else { return begun }
        return try await kernel.finish(id, isNew: true, kernel.context(for: .system))
    }
}
