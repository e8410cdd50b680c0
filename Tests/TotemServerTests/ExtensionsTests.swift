import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("What plugins add to answers")
struct ExtensionsTests {
    @Test("Products, carts, orders and customers have it, alone and in lists, each page by one call")
    func everywhere() async throws {
        let stars = Stars()
        try await withServer(plugins: stars) { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let product = try await manager.post("/v1/products", .pot)
            let id = try #require(product["id"].integer)
            #expect(product["extensions"]["stars"] == .string("product \(id) 0"))
            _ = try await manager.post("/v1/products", ["name": "Mug", "price": ["amount": 1, "currency": "USD"]])
            stars.state.calls.withLock { $0 = 0 }
            let list = try await guest.get("/v1/products")
            #expect(list["data"][0]["extensions"]?["stars"] == .string("product \(id) 0"))
            #expect(list["data"][1]["extensions"]?["stars"] == .string("product \(id + 1) 0"))
            #expect(stars.state.calls.withLock { $0 } == 1)

            let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-S", "quantity": 1]]])
            let token = try #require(cart["id"].text)
            #expect(cart["extensions"]["stars"] == "cart 1 0")
            #expect(try await guest.get("/v1/carts/\(token)").headers["etag"] == cart.headers["etag"])
            let order = try await guest.checkout(cart, headers: ["If-Match": try #require(cart.headers["etag"])])
            #expect(order.status == 201)
            #expect(order["extensions"]["stars"] == "order 1 0")
            #expect(try await manager.get("/v1/orders")["data"][0]["extensions"]?["stars"] == "order 1 0")
            let moved = try await manager.post("/v1/orders/1/transitions", ["to": "cancelled"])
            #expect(moved["extensions"]["stars"] == "order 1 0")

            _ = try await guest.customer("a@example.com")
            #expect(try await manager.get("/v1/customers")["data"][0]["extensions"]?["stars"] == "customer 1 0")
            #expect(try await manager.get("/v1/customers/1")["extensions"]["stars"] == "customer 1 0")
        }
    }

    @Test("A product whose price plugins make has it for guests, too, by its id, its SKU and its slug")
    func priced() async throws {
        try await withServer(plugins: Stars(makesPrices: true)) { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let product = try await manager.post("/v1/products", .pot)
            let id = try #require(product["id"].integer)
            let (sku, slug) = (try #require(product["sku"].text), try #require(product["slug"].text))
            for path in ["/v1/products/\(id)", "/v1/products/by-sku/\(sku)", "/v1/products/by-slug/\(slug)"] {
                #expect(try await guest.get(path)["extensions"]["stars"] == .string("product \(id) 0"))
            }
        }
    }

    @Test("A kept product follows what is told to have changed, and which plugins are on; so does its ETag")
    func kept() async throws {
        let stars = Stars()
        try await withServer(plugins: stars) { guest, kernel in
            let manager = try await guest.with(.storeManager, kernel)
            let id = try #require(try await manager.post("/v1/products", .pot)["id"].integer)
            let path = "/v1/products/\(id)"
            func read() async throws -> TestResponse {
                _ = try await guest.get(path)
                return try await guest.get(path)
            }
            let first = try await read()
            #expect(first["extensions"]["stars"] == .string("product \(id) 0"))
            stars.state.level.withLock { $0 = 1 }
            if kernel.store.engine == .sqlite {
                // Elsewhere an answer is kept for a second where nobody follows the feed, and a test may take longer.
                #expect(try await read()["extensions"]["stars"] == .string("product \(id) 0"))
            }
            try await kernel.write(as: .system) { tx, context in
                try Outbox.append(.productExtended, id, in: tx, at: context.now)
            }
            let second = try await read()
            #expect(second["extensions"]["stars"] == .string("product \(id) 1"))
            #expect(second.headers["etag"] != first.headers["etag"])
            let tag = try #require(first.headers["etag"])
            #expect(try await guest.get(path, headers: ["If-None-Match": tag]).status == 200)
            stars.state.isOn.withLock { $0 = false }
            #expect(try await read()["extensions"] == .object([:]))
            stars.state.isOn.withLock { $0 = true }
            #expect(try await read()["extensions"]["stars"] == .string("product \(id) 1"))
        }
    }
}

/// One plugin that adds a text to everything.
private final class Stars: PluginAdministration {
    final class State: Sendable {
        let level = Mutex(0)
        let calls = Mutex(0)
        let isOn = Mutex(true)
    }

    let state = State()
    private let hooks: TestHooks

    init(makesPrices: Bool = false) {
        let stars = TestHooks(ViewExtend.self) { [state] view, _ in
            state.calls.withLock { $0 += 1 }
            let level = state.level.withLock { $0 }
            let added = view.ids.map { id in
                (id, ["stars": JSONValue.string("\(view.kind.rawValue) \(id) \(level)")])
            }
            return Dictionary(uniqueKeysWithValues: added)
        }
        hooks = makesPrices ? stars.adding(PriceResolve.self) { _, _ in [] } : stars
    }

    func current() -> any HookSet { state.isOn.withLock { $0 } ? hooks : NoHooks() }
    func plugins() -> [PluginInfo] { [] }
    func reconcile() {}
    func hookTimes() -> [HookTime] { [] }
    func whyClosed() -> KernelError? { nil }
    func upgrade(_ name: String, granting grant: PluginPermissions?) throws -> PluginInfo {
        throw KernelError.notFound("plugin '\(name)'")
    }
    func remove(_ name: String, dropData: Bool) throws -> PluginRemoval {
        throw KernelError.notFound("plugin '\(name)'")
    }
    func change(_ name: String, to change: PluginChange, by actor: TotemKernel.Actor) throws -> PluginInfo {
        throw KernelError.notFound("plugin '\(name)'")
    }
}
