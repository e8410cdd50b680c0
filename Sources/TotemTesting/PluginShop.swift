import Foundation
public import TotemKernel
public import TotemPluginHost
import TotemSQLite
public import TotemStore

/// A shop in this process with a plugin host of its own: pots, mugs and bowls in US dollars, and a clock that a test
/// holds.
public struct PluginShop: Sendable {
    public let files: TemporaryStore
    /// Where plugins are looked for.
    public let folder: String
    public let host: PluginHost
    public let kernel: Kernel
    public let clock: TestClock
    public let log: TestLog

    /// Prices that rounding shows in.
    public static let products: [(sku: String, price: Int64)] = [("POT-1", 1999), ("MUG-1", 333), ("BOWL-1", 10_001)]

    /// - Parameters:
    ///   - stock: units of every product.
    ///   - network: what plugins reach of it.
    ///   - child: the program that runs isolated plugins; nil: the one of this build.
    public static func open(
        stock: Int64 = 100_000,
        network: PluginNetwork = PluginNetwork(),
        child: String? = nil
    ) async throws -> PluginShop {
        let files = try await TemporaryStore()
        let currency = try Self.currency()
        try await files.store.write { tx in
            var catalog = try CatalogWriter(in: tx)
            for product in products {
                let price = Money(product.price, currency)
                let draft = ProductDraft(sku: product.sku, name: product.sku, price: price, stock: .units(stock))
                _ = try catalog.save(draft, in: tx, at: TestClock().now)
            }
        }
        let shop = PluginShop(files, network, child)
        try await shop.host.reconcile()
        return shop
    }

    private init(_ files: TemporaryStore, _ network: PluginNetwork = PluginNetwork(), _ child: String? = nil) {
        self.files = files
        folder = files.folder + "/plugins"
        clock = TestClock()
        log = TestLog()
        host = PluginHost(
            store: files.store,
            clock: clock,
            folders: [folder],
            network: network,
            child: child,
            log: log.logger
        )
        kernel = Kernel(store: files.store, hooks: host, clock: clock)
    }

    /// Another process's view of the same store: a host and a kernel of its own, which follow when they are told to.
    public func other() -> PluginShop { PluginShop(files) }

    // MARK: - Plugins

    /// Switches it on, and agrees with all that it asks for.
    /// - Parameter isolation: nil: where this run of the tests has plugins, see ``TestIsolation``.
    @discardableResult
    public func enable(
        _ plugin: String,
        settings: JSONValue? = nil,
        isolation: PluginIsolation? = nil
    ) async throws -> PluginInfo {
        let change = PluginChange(
            isActive: true,
            settings: settings,
            grant: try await info(plugin)?.permissions,
            isolation: isolation ?? TestIsolation.place
        )
        return try await host.change(plugin, to: change, by: .system)
    }

    @discardableResult
    public func disable(_ plugin: String) async throws -> PluginInfo {
        try await host.change(plugin, to: PluginChange(isActive: false), by: .system)
    }

    public func info(_ plugin: String) async throws -> PluginInfo? {
        try await host.plugins().first { $0.name == plugin }
    }

    public func set(_ setting: String, _ value: String) async throws {
        _ = try await kernel.write(as: .system) { tx, context in
            try StoreSettings.set(setting, to: value, in: tx, at: context.now)
        }
    }

    // MARK: - Buying

    public func cart(
        _ lines: [(sku: String, quantity: Int64)] = [("POT-1", 1)],
        codes: [String] = [],
        by actor: TotemKernel.Actor = .guest
    ) async throws -> Cart {
        let items = try lines.map { LineRequest(.sku($0.sku), quantity: try Quantity($0.quantity)) }
        return try await kernel.write(as: actor) { tx, context in
            try CartStore.create(currency: nil, items: items, codes: codes, in: tx, context)
        }
    }

    /// The cart at this moment's prices, in a transaction that can only read.
    public func look(_ token: String) async throws -> Cart {
        try await kernel.read(as: .guest) { tx, context in try CartStore.get(token, in: tx, context) }
    }

    public func enter(_ code: String, into token: String) async throws -> Cart {
        try await kernel.write(as: .guest) { tx, context in
            try CartStore.enter(code: code, into: token, in: tx, context)
        }
    }

    public func takeOut(_ code: String, of token: String) async throws -> Cart {
        try await kernel.write(as: .guest) { tx, context in
            try CartStore.remove(code: code, from: token, in: tx, context)
        }
    }

    public func order(
        _ token: String,
        by actor: TotemKernel.Actor = .guest,
        email: String = "buyer@example.com"
    ) async throws -> Order {
        let address = try Address(addressLine1: "1 Clay Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB")
        let checkout = CheckoutRequest(
            email: try Email(email),
            shippingAddress: address,
            billingAddress: nil,
            paymentMethod: .manual
        )
        return try await kernel.write(as: actor) { tx, context in
            try PlaceOrder.place(token, checkout, in: tx, context)
        }
    }

    @discardableResult
    public func move(_ order: Order.ID, to state: OrderStatus) async throws -> Order {
        try await kernel.write(as: .system) { tx, context in
            try OrderTransitions.move(order, to: state, comment: "", in: tx, context)
        }
    }

    // MARK: - Routes and rows

    /// Asks a route of a plugin, in the kind of transaction that it wants.
    /// - Throws: ``KernelError``: the plugin's refusal, or not found when there is no such route.
    public func send(
        _ method: String,
        _ path: String,
        of plugin: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:],
        headers: [String: String] = [:],
        by actor: TotemKernel.Actor = .system
    ) async throws -> TestResponse {
        let bytes = body.map { Array($0.text().utf8) } ?? []
        return try await send(method, path, of: plugin, bytes: bytes, query: query, headers: headers, by: actor)
    }

    /// The same with a body as it is.
    /// - Parameter headers: by their names in lower case.
    public func send(
        _ method: String,
        _ path: String,
        of plugin: String,
        bytes: [UInt8],
        query: [String: String] = [:],
        headers: [String: String] = [:],
        by actor: TotemKernel.Actor = .system
    ) async throws -> TestResponse {
        let context = kernel.context(for: actor)
        guard
            case .found(let route) = context.hooks.route(
                method,
                path.split(separator: "/").map(String.init),
                of: plugin
            )
        else {
            throw KernelError.notFound("route \(method) \(path) of \(plugin)")
        }
        let request = PluginRequest(
            method: method,
            path: path,
            query: query,
            body: bytes,
            json: try? JSONValue(bytes: bytes),
            header: { name in headers.first { $0.key.lowercased() == name }?.value }
        )
        try route.check(request)
        let answer: @Sendable (Transaction, RequestContext) throws -> PluginResponse = { tx, context in
            try route.answer(request, in: HookCall(tx, context))
        }
        let response =
            switch route.access {
            case .reads: try await kernel.read(context, answer)
            case .writes: try await kernel.write(context, answer)
            case .outside: try await route.answerOutside(request, context)
            }
        return TestResponse(status: response.status, headers: [:], body: response.content?.bytes ?? [])
    }

    /// One number of the store's own rows.
    public func number(_ sql: SQL) async throws -> Int64? {
        try await files.store.read { tx in try tx.first(sql) { try $0.get(0, as: Int64.self) } }
    }

    /// The tables of the store.
    public func tables() async throws -> [String] {
        try await files.store.write { tx in try tx.inspection().tables().map(\.name) }
    }

    private static func currency() throws -> Currency {
        guard let currency = Currency("USD") else { throw KernelError.notFound("currency USD") }
        return currency
    }
}

/// The shop's refusal that `body` ends with; nil when it does not.
public func refusal(_ body: () async throws -> Void) async -> KernelError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? KernelError
    }
}
