import Foundation
import Synchronization
import Testing
import TotemKernel
import TotemTesting

/// What a plugin does to the process that it runs in, and where.
struct Misdeed: CustomTestStringConvertible, Sendable {
    let how: String
    let place: String
    /// As the quarantine names it.
    let function: String
    /// Part of the reason.
    let reason: String

    init(_ how: String, at place: String, in function: String, _ reason: String) {
        self.how = how
        self.place = place
        self.function = function
        self.reason = reason
    }

    var testDescription: String { "\(how) at \(place)" }

    static let all = [
        Misdeed("segv", at: "hook", in: "order.placing", "it crashed: signal 11"),
        Misdeed("abort", at: "hook", in: "order.placing", "it crashed: signal 6"),
        Misdeed("overflow", at: "hook", in: "order.placing", "stack of its thread"),
        Misdeed("exit", at: "hook", in: "order.placing", "it called exit(0)"),
        Misdeed("_exit", at: "hook", in: "order.placing", "the process ended in it"),
        Misdeed("pthread_exit", at: "hook", in: "order.placing", "ended the thread"),
        Misdeed("exec", at: "hook", in: "order.placing", "became another program"),
        Misdeed("kill", at: "hook", in: "order.placing", "it crashed: signal 31"),
        Misdeed("loop", at: "hook", in: "order.placing", "had not returned"),
        Misdeed("sleep", at: "hook", in: "order.placing", "had not returned"),
        Misdeed("abort", at: "fetch", in: "cart.fetch", "it crashed: signal 6"),
        Misdeed("trap", at: "route", in: "GET /ping", "it crashed"),
        Misdeed("loop", at: "route", in: "GET /ping", "had not returned"),
        Misdeed("segv", at: "job", in: "the job work", "it crashed: signal 11"),
        Misdeed("longjmp", at: "service", in: "the service outer", "jumped out"),
        Misdeed("segv", at: "thread", in: "a thread of its own", "it crashed: signal 11"),
        Misdeed("abort", at: "thread", in: "a thread of its own", "it crashed: signal 6"),
        Misdeed("segv", at: "constructor", in: "loading its library", "it crashed: signal 11"),
        Misdeed("exit", at: "constructor", in: "loading its library", "it called exit(0)"),
        Misdeed("segv", at: "entry", in: "totem_plugin_entry", "it crashed: signal 11"),
        Misdeed("loop", at: "start", in: "start", "had not returned"),
        Misdeed("exit", at: "start", in: "start", "it called exit(0)"),
        Misdeed("close", at: "hook", in: "order.placing", "it closed the shop's descriptor"),
        Misdeed("close from above", at: "hook", in: "order.placing", "it closed the shop's descriptor"),
        Misdeed("close_range", at: "route", in: "GET /ping", "it closed the shop's descriptor"),
        Misdeed("closefrom", at: "thread", in: "a thread of its own", "it closed the shop's descriptor"),
        Misdeed("dup2", at: "constructor", in: "loading its library", "it closed the shop's descriptor"),
        Misdeed("close the store", at: "fetch", in: "cart.fetch", "it closed the shop's descriptor"),
        Misdeed("unseen overflow", at: "hook", in: "order.placing", "the process ended in it: signal 11"),
        Misdeed("ask", at: "route", in: "GET /ping", "had not returned"),
        Misdeed("query", at: "route", in: "GET /ping", "with all that was done for it"),
    ]

    /// What would change the process for all that runs in it, in its hook.
    static let changes = [
        "files", "file size", "address space", "locked memory", "folder", "signals", "idle", "nobody", "personality",
        "prctl", "unshare",
    ]

    /// What can be changed, and changes nothing for the shop.
    static let harmless = [
        "signal mask", "timers", "rounding", "environment", "mallopt", "engine", "end of threads",
    ]
}

@Suite("A plugin that ends the process it runs in", .timeLimit(.minutes(5)))
struct HostilePluginTests {
    @Test("costs no answered order, is named, and the shop sells on without it", arguments: Misdeed.all)
    func ends(misdeed: Misdeed) async throws {
        let plugin = try HostilePlugin(misdeed.how, at: misdeed.place)
        let shop = try await Shop.open(stock: 100_000, plugins: [plugin.folder])
        let enabled = try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true])
        #expect(enabled.status == 200, "\(enabled.json)")
        let buyers = SteadyBuyers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await buyers.buy(from: shop.guest) } }
            defer { buyers.stop() }
            try await wait(for: "orders before it") { buyers.orders.count >= 5 }
            try plugin.turnHostile()
            try await provoke(misdeed.place, shop)
            try await wait(for: "its quarantine") {
                let known = try? await shop.admin.get("/v1/plugins/hostile")
                return known?["quarantine"]["function"] == .string(misdeed.function)
            }
            let before = buyers.orders.count
            try await wait(for: "orders after it") { buyers.orders.count >= before + 5 }
        }
        let info = try await shop.admin.get("/v1/plugins/hostile")
        #expect(info["is_active"] == false)
        #expect(info["quarantine"]["reason"]?.text?.contains(misdeed.reason) == true, "\(info["quarantine"])")
        let log = shop.daemon.log
        #expect(log.contains("plugin=hostile") && log.contains(misdeed.function), "\(log)")
        #expect(await shop.daemon.stop() == 0)
        let books = try await shop.books()
        #expect(Set(books.orderIDs).isSuperset(of: buyers.orders))
        #expect(books.addUp(to: 100_000))
        #expect(books.wrongOrders.isEmpty)
    }

    @Test("is switched on again by its owner, who is told")
    func again() async throws {
        let plugin = try HostilePlugin("segv", at: "route")
        let shop = try await Shop.open(plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        try plugin.turnHostile()
        await #expect(throws: (any Error).self) { _ = try await shop.guest.get("/v1/x/hostile/ping") }
        try await wait(for: "its quarantine") {
            (try? await shop.admin.get("/v1/plugins/hostile"))?["quarantine"]["reason"]?.text != nil
        }
        let store = ["--store", shop.files.address, "--plugins", plugin.folder]
        let list = try await TotemCommand.run(["plugin", "list"] + store, in: shop.files.folder)
        #expect(list.output.contains("it is in quarantine since"))
        let cleared = try await TotemCommand.run(
            ["plugin", "quarantine", "clear", "hostile"] + store,
            in: shop.files.folder
        )
        #expect(cleared.status == 0, "\(cleared.errors)")
        #expect(try await shop.admin.get("/v1/plugins/hostile")["quarantine"] == .null)
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        #expect(await shop.daemon.stop() == 0)
    }

    @Test("SIGTERM ends the shop in its time while a hook runs for ever")
    func stopsWithALoop() async throws {
        let plugin = try HostilePlugin("loop", at: "hook")
        let shop = try await Shop.open(plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        try plugin.turnHostile()
        let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
        async let order = shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout)
        try await wait(for: "readiness to turn red") {
            (try? await shop.guest.get("/health/ready"))?.problem == "plugin-slow"
        }
        #expect(await shop.daemon.stop() == 0)
        _ = try? await order
    }

    @Test(
        "A shop whose process is stopped, or sent signals by timers, goes on selling, and is told of the plugin",
        arguments: ["stop", "timer"]
    )
    func signals(how: String) async throws {
        let log = try await sellsOn(with: how)
        if how == "stop" { #expect(log.contains("plugins=hostile [totemd] the worker was stopped")) }
    }

    @Test("Who wants to change the whole process is refused that, and the log says so", arguments: Misdeed.changes)
    func changes(how: String) async throws {
        let log = try await sellsOn(with: how)
        #expect(log.contains("the plugin hostile is refused"), "\(log)")
    }

    @Test("What a plugin may do to the process it runs in changes no order", arguments: Misdeed.harmless)
    func changesNothing(how: String) async throws {
        _ = try await sellsOn(with: how)
    }

    @Test("What a plugin prints goes to the log, where it can't fill a pipe that nobody reads")
    func prints() async throws {
        let log = try await sellsOn(with: "print")
        #expect(log.contains("a line of a plugin that prints"))
    }

    /// - Returns: the daemon's log, after orders that were all placed by the same process.
    private func sellsOn(with how: String) async throws -> String {
        let plugin = try HostilePlugin(how, at: "hook")
        let shop = try await Shop.open(plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        let worker = shop.daemon.worker
        try plugin.turnHostile()
        for _ in 0..<20 {
            let client = shop.daemon.client()
            let cart = try await Shop.fill([("POT-1", 1), ("MUG-1", 3)], client)
            #expect(try await client.post("/v1/carts/\(cart)/checkout", Shop.checkout).status == 201)
        }
        #expect(shop.daemon.worker == worker)
        #expect(await shop.daemon.stop() == 0)
        let books = try await shop.books()
        #expect(books.orderIDs.count == 20 && books.addUp(to: 1000) && books.wrongOrders.isEmpty)
        return shop.daemon.log
    }

    @Test("Descriptors that are closed past the C library cost no answered order, and the shop sells on")
    func closesByHand() async throws {
        let plugin = try HostilePlugin("close by hand", at: "route")
        let shop = try await Shop.open(stock: 100_000, plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        let worker = shop.daemon.worker
        let buyers = SteadyBuyers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await buyers.buy(from: shop.guest) } }
            defer { buyers.stop() }
            try await wait(for: "orders before it") { buyers.orders.count >= 5 }
            try plugin.turnHostile()
            _ = try? await shop.guest.get("/v1/x/hostile/ping")
            try await wait(for: "another process") { shop.daemon.worker.map { $0 != worker } ?? false }
            let before = buyers.orders.count
            try await wait(for: "orders after it") { buyers.orders.count >= before + 5 }
        }
        #expect(await shop.daemon.stop() == 0)
        let books = try await shop.books()
        #expect(Set(books.orderIDs).isSuperset(of: buyers.orders))
        #expect(books.addUp(to: 100_000) && books.wrongOrders.isEmpty)
    }

    @Test("Who ends the process while the shop is being stopped is off when it is started again")
    func atTheEnd() async throws {
        let plugin = try HostilePlugin("loop", at: "route")
        let shop = try await Shop.open(plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        try plugin.turnHostile()
        // The stop waits for the requests that run, and this one ends the worker meanwhile.
        async let ping = shop.guest.get("/v1/x/hostile/ping")
        try await wait(for: "its route") { plugin.isReached }
        #expect(await shop.daemon.stop() == 0)
        _ = try? await ping
        let again = try await shop.reopened()
        let info = try await again.admin.get("/v1/plugins/hostile")
        #expect(info["is_active"] == false)
        #expect(info["quarantine"]["function"] == "GET /ping", "\(info["quarantine"])")
        #expect(await again.daemon.stop() == 0)
    }

    @Test("A child that a hook forks does nothing of the shop's: every order is placed once")
    func forks() async throws {
        let plugin = try HostilePlugin("fork", at: "hook")
        let shop = try await Shop.open(plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        try plugin.turnHostile()
        for _ in 0..<5 {
            let cart = try await Shop.fill([("POT-1", 1)], shop.guest)
            #expect(try await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout).status == 201)
        }
        #expect(try await shop.admin.get("/v1/plugins/hostile")["is_active"] == true)
        #expect(await shop.daemon.stop() == 0)
        let books = try await shop.books()
        #expect(books.orderIDs.count == 5 && books.addUp(to: 1000) && books.wrongOrders.isEmpty)
    }

    @Test("What a library wants to do at the exit of the process does not happen")
    func atExit() async throws {
        let plugin = try HostilePlugin("segv", at: "atexit")
        let shop = try await Shop.open(plugins: [plugin.folder])
        #expect(try await shop.admin.patch("/v1/plugins/hostile", ["is_active": true]).status == 200)
        #expect(await shop.daemon.stop() == 0)
        #expect(!shop.daemon.log.contains("hostile"), "\(shop.daemon.log)")
    }

    private func provoke(_ place: String, _ shop: Shop) async throws {
        switch place {
        case "route": _ = try? await shop.guest.get("/v1/x/hostile/ping")
        case "job": _ = try? await shop.guest.post("/v1/x/hostile/ask")
        case "service": _ = try? await shop.guest.post("/v1/services/hostile.outer", ["args": []])
        case "constructor", "entry", "start":
            // Another worker loads it anew.
            kill(try #require(shop.daemon.worker), SIGKILL)
        default: break
        }
    }
}

/// Who order one after another, whatever becomes of the shop meanwhile.
final class SteadyBuyers: Sendable {
    private let ids = Mutex<[Int64]>([])
    private let isOver = Atomic<Bool>(false)

    /// Those that were answered.
    var orders: [Int64] { ids.withLock { $0 } }

    func stop() { isOver.store(true, ordering: .relaxed) }

    func buy(from client: TestClient) async {
        while !isOver.load(ordering: .relaxed) {
            guard let cart = try? await Shop.fill([("POT-1", 1)], client),
                let order = try? await client.post("/v1/carts/\(cart)/checkout", Shop.checkout),
                order.status == 201, let id = order["id"].integer
            else {
                try? await Task.sleep(for: .milliseconds(20))
                continue
            }
            ids.withLock { $0.append(id) }
        }
    }
}
