import Foundation
import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Isolated plugins in a shop that is running")
struct IsolatedWhileSellingTests {
    @Test("totem plugin isolate moves Coupons to a process of its own and back, which the running shop follows")
    func isolated() async throws {
        let shop = try await CouponDaemon.open()
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        for place in ["process", "none"] {
            try shop.totem("isolate", "coupons", place)
            try await wait(for: "Coupons to run in \(place)") {
                shop.shop.daemon.pluginProcesses().isEmpty == (place == "none")
            }
            #expect(try await shop.shop.admin.get("/v1/plugins/coupons")["isolation"] == .string(place))
            #expect(try await shop.buy("TEN").last == Answer(201, nil))
        }
        let wrong = try await shop.shop.admin.patch("/v1/plugins/coupons", ["isolation": "box"])
        #expect(wrong.status == 422)
        try await shop.expectBooksAgree(stock: 1000)
    }

    @Test("Its process killed again and again while 32 buyers order: each is told the truth, and the books agree")
    func killed() async throws {
        let shop = try await CouponDaemon.open(stock: 100_000)
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        #expect(try await shop.shop.admin.patch("/v1/plugins/coupons", ["isolation": "process"]).status == 200)
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // No more often than it is started again.
                for kills in 1...4 {
                    try await wait(for: "\(kills * 20) orders") { tally.isDone || tally.orders >= kills * 20 }
                    for process in shop.shop.daemon.pluginProcesses() { kill(process, SIGKILL) }
                }
            }
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { buyers in
                    for _ in 0..<32 {
                        buyers.addTask { for _ in 0..<6 { tally.take(try await shop.buy("TEN")) } }
                    }
                    try await buyers.waitForAll()
                }
                tally.finish()
            }
            try await group.waitForAll()
        }
        let counts = tally.counts
        #expect(counts.keys.allSatisfy { [Answer(201, nil), Answer(503, "plugin-failed")].contains($0) }, "\(counts)")
        #expect(try await shop.expectBooksAgree(stock: 100_000) == tally.orders)
        #expect(shop.shop.daemon.log.contains("a plugin's process has ended"))
        #expect(await shop.shop.daemon.stop() == 0)
        #expect(shop.shop.daemon.pluginProcesses().isEmpty)
    }
}

extension IsolatedWhileSellingTests {
    @Test(
        "Its process and the shop's killed at random while 16 buyers order: no answered order is lost, and none is there twice",
        .timeLimit(.minutes(5))
    )
    func killedAtRandom() async throws {
        let shop = try await CouponDaemon.open(stock: 100_000)
        try await shop.add(["code": "TEN", "type": "percentage", "value": 1000])
        #expect(try await shop.shop.admin.patch("/v1/plugins/coupons", ["isolation": "process"]).status == 200)
        let buyers = StubbornBuyers()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 { group.addTask { await buyers.buy(from: shop) } }
            defer { buyers.stop() }
            var random = WalkRandom(seed: 20_261_128)
            for _ in 0..<12 {
                let goal = buyers.orders.count + Int.random(in: 1...12, using: &random)
                try await wait(for: "\(goal) orders") { buyers.orders.count >= goal }
                let isWorker = random.chance(30)
                let victims =
                    isWorker ? [shop.shop.daemon.worker].compactMap(\.self) : shop.shop.daemon.pluginProcesses()
                for process in victims { kill(process, SIGKILL) }
            }
            let goal = buyers.orders.count + 20
            try await wait(for: "orders after it") { buyers.orders.count >= goal }
        }
        #expect(try await shop.shop.admin.get("/v1/plugins/coupons")["is_active"] == true)
        #expect(await shop.shop.daemon.stop() == 0)
        let books = try await shop.shop.books()
        // Each cart was asked for until it was an order.
        #expect(Set(buyers.orders).count == buyers.orders.count)
        #expect(Set(books.orderIDs) == Set(buyers.orders))
        #expect(try await shop.expectBooksAgree(stock: 100_000) == buyers.orders.count)
    }
}

/// Who ask for each order until they are answered with it, whatever becomes of the shop meanwhile.
private final class StubbornBuyers: Sendable {
    private let ids = Mutex<[Int64]>([])
    private let isOver = Atomic<Bool>(false)

    var orders: [Int64] { ids.withLock { $0 } }

    /// No more carts are filled.
    func stop() { isOver.store(true, ordering: .relaxed) }

    func buy(from shop: CouponDaemon) async {
        while !isOver.load(ordering: .relaxed) {
            guard let cart = try? await shop.cart(code: "TEN"), cart.status == 201, let id = cart["id"].text else {
                try? await Task.sleep(for: .milliseconds(20))
                continue
            }
            await order(id, from: shop)
        }
    }

    private func order(_ cart: String, from shop: CouponDaemon) async {
        let end = ContinuousClock.now + testPatience
        while ContinuousClock.now < end {
            if let order = try? await shop.guest.post("/v1/carts/\(cart)/checkout", Shop.checkout),
                order.status == 201 || order.status == 200, let id = order["id"].integer
            {
                return ids.withLock { $0.append(id) }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}

extension TotemDaemon {
    /// The processes of its isolated plugins: children of the daemon's, or of a child of that.
    func pluginProcesses() -> [pid_t] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let processes = folders.compactMap { Int32($0) }.compactMap(RunningProgram.init)
        let own = Set([processID] + processes.filter { $0.parent == processID }.map(\.id))
        return processes.filter { $0.name == "totem-plugin-ch" && own.contains($0.parent) }.map(\.id)
    }
}

private struct RunningProgram {
    let id: pid_t
    /// At most 15 bytes.
    let name: String
    let parent: pid_t

    init?(_ id: pid_t) {
        // 17 (totem-plugin-ch) S 12 …
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let match = text.firstMatch(of: #/\((.*)\) \w (\d+) /#), let parent = pid_t(match.2)
        else { return nil }
        self.id = id
        self.parent = parent
        name = String(match.1)
    }
}
