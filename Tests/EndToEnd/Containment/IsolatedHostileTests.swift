import Foundation
import Testing
import TotemKernel
import TotemTesting

extension Misdeed {
    /// What ends the plugin's own process, and how that is told.
    static let inItsOwnProcess = [
        Misdeed("segv", at: "hook", in: "order.placing", "signal 11"),
        Misdeed("abort", at: "hook", in: "order.placing", "signal 6"),
        Misdeed("overflow", at: "hook", in: "order.placing", "signal 11"),
        Misdeed("wild", at: "hook", in: "order.placing", "signal 11"),
        Misdeed("exit", at: "hook", in: "order.placing", "status 0"),
        Misdeed("_exit", at: "hook", in: "order.placing", "status 0"),
        Misdeed("pthread_exit", at: "hook", in: "order.placing", "ended the thread"),
        Misdeed("loop", at: "hook", in: "order.placing", "did not return within 2000 ms"),
        Misdeed("sleep", at: "hook", in: "order.placing", "did not return within 2000 ms"),
        Misdeed("abort", at: "fetch", in: "cart.fetch", "signal 6"),
        Misdeed("trap", at: "route", in: "GET /ping", "signal"),
        Misdeed("loop", at: "route", in: "GET /ping", "did not return within 1000 ms"),
        Misdeed("segv", at: "job", in: "the job work", "signal 11"),
        Misdeed("segv", at: "thread", in: "a thread of its own", "signal 11"),
        Misdeed("abort", at: "thread", in: "a thread of its own", "signal 6"),
        Misdeed("segv", at: "constructor", in: "loading its library", "signal 11"),
        Misdeed("exit", at: "constructor", in: "loading its library", "status 0"),
        Misdeed("segv", at: "entry", in: "loading its library", "signal 11"),
        Misdeed("loop", at: "start", in: "start", "did not return within 1000 ms"),
        Misdeed("exit", at: "start", in: "start", "status 0"),
        Misdeed("ask", at: "route", in: "GET /ping", "did not return within 1000 ms"),
        Misdeed("query", at: "route", in: "GET /ping", "with all that was done for it"),
    ]

    /// The same, where it depends on the moment what is to blame.
    static let somewhereInItsOwnProcess = [
        Misdeed("longjmp", at: "service", in: "", ""),
        Misdeed("threads", at: "hook", in: "", "more than 512 threads"),
    ]
}

@Suite("A hostile plugin in a process of its own", .timeLimit(.minutes(5)))
struct IsolatedHostileTests {
    @Test(
        "costs its calls: the shop's process goes on, no order is lost, and the plugin is in quarantine",
        arguments: Misdeed.inItsOwnProcess + Misdeed.somewhereInItsOwnProcess
    )
    func ends(misdeed: Misdeed) async throws {
        let plugin = try HostilePlugin(misdeed.how, at: misdeed.place, isolation: .process)
        let shop = try await Self.open(plugin)
        let worker = shop.daemon.worker
        let buyers = SteadyBuyers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await buyers.buy(from: shop.guest) } }
            defer { buyers.stop() }
            try await wait(for: "orders before it") { buyers.orders.count >= 5 }
            try plugin.turnHostile()
            if ["constructor", "entry", "start"].contains(misdeed.place) {
                // It is loaded anew.
                for process in shop.daemon.pluginProcesses() { kill(process, SIGKILL) }
            }
            try await wait(for: "its quarantine") {
                await Self.provoke(misdeed.place, shop)
                return try await shop.admin.get("/v1/plugins/hostile")["quarantine"]["reason"]?.text != nil
            }
            let before = buyers.orders.count
            try await wait(for: "orders after it") { buyers.orders.count >= before + 5 }
        }
        let info = try await shop.admin.get("/v1/plugins/hostile")
        #expect(info["is_active"] == false)
        let quarantine = info["quarantine"]
        #expect(quarantine["reason"]?.text?.contains(misdeed.reason) == true || misdeed.reason.isEmpty, "\(quarantine)")
        #expect(quarantine["function"] == .string(misdeed.function) || misdeed.function.isEmpty, "\(quarantine)")
        #expect(shop.daemon.worker == worker)
        #expect(shop.daemon.log.contains("plugin=hostile"))
        try await Self.close(shop, after: buyers)
    }

    @Test(
        "that only tries what it may not do keeps its place, and every order is placed",
        arguments: [
            "fork", "close", "close from above", "dup2", "close the store", "reach", "payload", "memory", "stop",
            "kill",
            "timer", "exec",
        ] + Misdeed.changes + Misdeed.harmless
    )
    func tries(how: String) async throws {
        let plugin = try HostilePlugin(how, at: "hook", isolation: .process)
        let shop = try await Self.open(plugin)
        let worker = shop.daemon.worker
        try plugin.turnHostile()
        // To take all memory may take too long, and without any it may end later.
        let takesMemory = how == "memory"
        for _ in 0..<(takesMemory ? 1 : 5) {
            let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
            let order = try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
            #expect(order.status == 201 || takesMemory && order.status == 503)
        }
        #expect(try await shop.admin.get("/v1/plugins/hostile")["is_active"] == true)
        #expect(shop.daemon.worker == worker)
        try await Self.close(shop, after: SteadyBuyers())
    }

    @Test("While the shop waits for a hook that does not return, its readiness says so and names it")
    func readiness() async throws {
        let plugin = try HostilePlugin("loop", at: "hook", isolation: .process)
        let shop = try await Self.open(plugin)
        let worker = shop.daemon.worker
        try plugin.turnHostile()
        let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
        async let order = shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        try await wait(for: "readiness to turn red") {
            let ready = try? await shop.guest.get("/health/ready")
            return ready?.problem == "plugin-slow" && ready?["detail"].text?.contains("hostile") == true
        }
        #expect(try await order.status == 503)
        #expect(try await shop.guest.get("/health/ready").status == 200)
        #expect(shop.daemon.worker == worker)
        #expect(await shop.daemon.stop() == 0)
    }

    private static func open(_ plugin: HostilePlugin) async throws -> Shop {
        let shop = try await Shop.open(stock: 100_000, plugins: [plugin.folder])
        let enabled = try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true])
        #expect(enabled.status == 200, "\(enabled.json)")
        #expect(enabled["isolation"] == "process")
        return shop
    }

    private static func close(_ shop: Shop, after buyers: SteadyBuyers) async throws {
        #expect(await shop.daemon.stop() == 0)
        #expect(shop.daemon.pluginProcesses().isEmpty)
        let books = try await shop.books()
        #expect(Set(books.orderIDs).isSuperset(of: buyers.orders))
        #expect(Set(buyers.orders).count == buyers.orders.count)
        #expect(books.addUp(to: 100_000))
        #expect(books.wrongOrders.isEmpty)
    }

    private static func provoke(_ place: String, _ shop: Shop) async {
        switch place {
        case "route": _ = try? await shop.guest.get("/v1/x/hostile/ping")
        case "job": _ = try? await shop.guest.post("/v1/x/hostile/ask")
        case "service": _ = try? await shop.guest.post("/v1/services/hostile.outer", ["args": []])
        default: break
        }
    }
}
