import FoundationEssentials
import Logging
import Testing
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Scheduled work is done by one node at a time")
struct HousekeepingTests {
    @Test("Of two nodes one sweeps, and the other when it is due again")
    func oneOfTwo() async throws {
        let shop = try await TwoNodes.open()
        try await shop.addExpiredKey()
        #expect(try await shop.first.sweepIfDue())
        #expect(try await shop.keys() == 0)
        #expect(try await !shop.second.sweepIfDue())
        try await shop.addExpiredKey()
        shop.clock.advance(milliseconds: 599_000)
        #expect(try await !shop.second.sweepIfDue())
        shop.clock.advance(milliseconds: 1_000)
        #expect(try await shop.second.sweepIfDue())
        #expect(try await shop.keys() == 0)
        #expect(try await !shop.first.sweepIfDue())
        await shop.close()
    }

    @Test("Carts that nobody has changed for 30 days go, however many they are, and those changed later stay")
    func carts() async throws {
        let shop = try await TwoNodes.open()
        for count in [450, 1] {
            try await shop.addCarts(count)
            shop.clock.advance(milliseconds: 1)
        }
        shop.clock.advance(milliseconds: 30 * 86_400_000 - 2)
        #expect(try await shop.first.sweepIfDue())
        #expect(try await shop.carts() == 1)
        shop.clock.advance(milliseconds: 600_000)
        #expect(try await shop.second.sweepIfDue())
        #expect(try await shop.carts() == 0)
        await shop.close()
    }

    @Test(
        "A cart that is being checked out is not swept, nor waited for",
        .enabled(if: TestEngine.current == .postgres, "SQLite has one writer")
    )
    func heldCart() async throws {
        let files = try await TemporaryStore()
        let now = TestClock().now
        try await files.store.write { tx in
            for token in ["held", "free"] {
                try tx.execute(
                    "INSERT INTO carts (token, created_at, updated_at) VALUES ($1, 0, 0)",
                    token
                )
            }
        }
        let (held, holding, gate) = (Gate(), files.store, Gate())
        let checkout = Task {
            try await holding.write { tx in
                _ = try tx.first("SELECT id FROM carts WHERE token = 'held' FOR UPDATE") { _ in true }
                held.open()
                gate.waitBlocking()
            }
        }
        try await held.wait()
        #expect(try await files.store.write { tx in try CartStore.sweep(in: tx, at: now) } == 1)
        #expect(try await files.store.write { tx in try CartStore.sweep(in: tx, at: now) } == 0)
        gate.open()
        try await checkout.value
        #expect(try await files.store.write { tx in try CartStore.sweep(in: tx, at: now) } == 1)
    }

    @Test("A clock that is set back keeps nobody from sweeping, and a turn that was left then holds nobody up")
    func clockSetBack() async throws {
        let shop = try await TwoNodes.open()
        let clock = shop.clock
        #expect(try await shop.first.sweepIfDue())
        clock.advance(milliseconds: 600_000)
        _ = try await shop.nodes[0].store.write { tx in
            try ScheduledWork.housekeeping.take(as: "dead", every: 600_000, in: tx, at: clock.now)
        }
        clock.set(clock.now.adding(milliseconds: -86_400_000))
        try await shop.addExpiredKey()
        // A node that was started since knows of no other clock.
        #expect(try await Housekeeping(shop.nodes[1], log: TestLog().logger).sweepIfDue())
        #expect(try await shop.keys() == 0)
        await shop.close()
    }

    @Test(
        "A turn that is cancelled is given back at once, and one that failed in a moment: nobody waits until it is lost"
    )
    func givenBack() async throws {
        let shop = try await TwoNodes.open()
        let kernel = shop.nodes[0].kernel
        let take = { @Sendable (holder: String) in
            try await kernel.write(as: .system) { tx, context in
                try ScheduledWork.events.take(as: holder, every: 0, in: tx, at: context.now)
            }
        }
        let lease = try #require(try await take("one"))
        await #expect(throws: CancellationError.self) {
            try await Task {
                try await kernel.holding(lease) {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try Task.checkCancellation()
                }
            }.value
        }
        let next = try #require(try await take("two"))
        await #expect(throws: StoreError.self) {
            try await kernel.holding(next) { throw StoreError(.busy, "come again") }
        }
        #expect(try await take("one") == nil)
        shop.clock.advance(milliseconds: 10_000)
        #expect(try await take("one") != nil)
        // The node that comes in its place when it has died has its name.
        #expect(try await take("two") == nil)
        #expect(try await take("one") != nil)
        await shop.close()
    }

    @Test("What is old by a clock that was set an hour ago at most is kept: it may be set back")
    func clockSetForward() async throws {
        let shop = try await TwoNodes.open()
        let clock = shop.clock
        #expect(try await shop.first.sweepIfDue())
        try await shop.addKey(at: clock.now)
        let right = clock.now
        clock.set(right.adding(milliseconds: 30 * 86_400_000))
        #expect(try await !shop.first.sweepIfDue())
        clock.advance(milliseconds: 3_599_000)
        #expect(try await !shop.first.sweepIfDue())
        #expect(try await shop.keys() == 1)
        clock.advance(milliseconds: 1_000)
        #expect(try await shop.first.sweepIfDue())
        #expect(try await shop.keys() == 0)
        await shop.close()
    }

    @Test("Sessions that have ended go, a thousand in one transaction, and the others stay")
    func sessions() async throws {
        let shop = try await TwoNodes.open()
        let clock = shop.clock
        let now = clock.now
        let user = try await shop.nodes[0].store.write { tx in
            let new = try NewUser(email: Email("ann@shop.example"), passwordHash: "-")
            let user = try UserStore.register(new, in: tx, at: now)
            for _ in 0..<2500 {
                _ = try SessionStore.create(for: user.id, in: tx, at: now.adding(milliseconds: -SessionStore.lifetime))
            }
            return user.id
        }
        let token = try await shop.nodes[0].store.write { tx in
            #expect(try SessionStore.sweep(in: tx, at: now) == 1000)
            return try SessionStore.create(for: user, in: tx, at: now).token
        }
        #expect(try await shop.first.sweepIfDue())
        let (count, actor) = try await shop.nodes[0].store.read { tx in
            let count = try tx.first("SELECT COUNT(*) FROM sessions") { row in try row.get(0, as: Int64.self) }
            return (count, try SessionStore.actor(for: token, in: tx, at: now))
        }
        #expect(count == 1)
        #expect(actor != nil)
        await shop.close()
    }

    @Test("Nodes that ask at the same moment never get the same turn")
    func race() async throws {
        let shop = try await TwoNodes.open()
        for _ in 0..<20 {
            async let one = shop.first.sweepIfDue()
            async let other = shop.second.sweepIfDue()
            let swept = try await [one, other]
            #expect(swept.count { $0 } == 1)
            shop.clock.advance(milliseconds: 600_000)
        }
        await shop.close()
    }

    @Test("The turn of a node that died is taken over after a minute, and the dead one can do nothing any more")
    func takeover() async throws {
        let shop = try await TwoNodes.open()
        let clock = shop.clock
        let turn = try #require(
            try await shop.nodes[0].store.write { tx in
                try ScheduledWork.housekeeping.take(as: "dead", every: 600_000, in: tx, at: clock.now)
            }
        )
        clock.advance(milliseconds: ScheduledWork.Lease.patience - 1)
        #expect(try await !shop.second.sweepIfDue())
        // As long as it works, it keeps its turn.
        try await shop.nodes[0].store.write { tx in try turn.keep(in: tx, at: clock.now) }
        clock.advance(milliseconds: ScheduledWork.Lease.patience - 1)
        #expect(try await !shop.second.sweepIfDue())
        clock.advance(milliseconds: 1)
        #expect(try await shop.second.sweepIfDue())
        await #expect(throws: LeaseLost.self) {
            try await shop.nodes[0].store.write { tx in try turn.keep(in: tx, at: clock.now) }
        }
        // Nor can it put the next sweep off.
        try await shop.nodes[0].store.write { tx in
            try turn.end(dueAt: clock.now.adding(milliseconds: 86_400_000), in: tx)
        }
        clock.advance(milliseconds: 600_000)
        #expect(try await shop.first.sweepIfDue())
        await shop.close()
    }

    @Test("A node that loses its turn in the middle sweeps no further")
    func lostTurn() async throws {
        let shop = try await TwoNodes.open()
        let now = shop.clock.now
        try await shop.nodes[0].store.write { tx in
            let new = try NewUser(email: Email("ann@shop.example"), passwordHash: "-")
            let user = try UserStore.register(new, in: tx, at: now)
            for _ in 0..<1500 {
                _ = try SessionStore.create(for: user.id, in: tx, at: now.adding(milliseconds: -SessionStore.lifetime))
            }
            // Another node takes over as soon as something is swept.
            try tx.execute(
                """
                CREATE TRIGGER taken_over AFTER DELETE ON sessions
                BEGIN UPDATE scheduled_work SET holder = 'other' WHERE name = 'housekeeping'; END
                """
            )
        }
        await #expect(throws: LeaseLost.self) { try await shop.first.sweepIfDue() }
        let left = try await shop.nodes[0].store.read { tx in
            try tx.first("SELECT COUNT(*) FROM sessions") { row in try row.get(0, as: Int64.self) }
        }
        #expect(left == 500)
        await shop.close()
    }

    @Test(
        "The roles of a plugin that is off are dropped at the server, and its tables stay",
        .enabled(if: TestEngine.current == .postgres)
    )
    func roles() async throws {
        let files = try await TemporaryStore()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let folder = try PluginFixtures.assemble("Coupons", library: "Coupons", into: files.folder)
        let clock = TestClock()
        let node = try await Node.open(StoreAddress(files.address), plugins: [folder], clock: clock, log: log)
        let housekeeping = Housekeeping(node, log: log)
        for (isActive, roles) in [(true, 2), (false, 1), (true, 2)] as [(Bool, Int64)] {
            let change = PluginChange(isActive: isActive, grant: try PluginFixtures.permissions(of: "Coupons"))
            _ = try await node.plugins.change("coupons", to: change, by: .system)
            if isActive {
                // It is given its role when it first asks the store something.
                let service = try node.plugins.current().service("coupons.times_used")
                await #expect(throws: KernelError.self) {
                    try await node.kernel.read(as: .system) { tx, context in
                        try service.call([.string("NOBODYS")], in: HookCall(tx, context))
                    }
                }
            }
            #expect(try await housekeeping.sweepIfDue())
            #expect(try await files.store.read { tx in try PluginRoles.count(in: tx) } == roles)
            clock.advance(milliseconds: 600_000)
        }
        await node.close()
    }
}

/// Two nodes of one store, on one clock.
private struct TwoNodes {
    let folder: String
    let clock: TestClock
    let nodes: [Node]
    let first: Housekeeping
    let second: Housekeeping

    static func open() async throws -> TwoNodes {
        let folder = try TemporaryFolder.make()
        let clock = TestClock()
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var nodes: [Node] = []
        for _ in 0..<2 {
            nodes.append(try await Node.open(.sqlite(path: folder + "/store.db"), plugins: [], clock: clock, log: log))
        }
        return TwoNodes(
            folder: folder,
            clock: clock,
            nodes: nodes,
            first: Housekeeping(nodes[0], log: log),
            second: Housekeeping(nodes[1], log: log)
        )
    }

    func addExpiredKey() async throws { try await addKey(at: clock.now.adding(milliseconds: -86_400_000)) }

    func addKey(at moment: Timestamp) async throws {
        try await nodes[0].store.write { tx in
            let request = try IdempotentRequest(actor: .system, key: "k", method: "POST", target: "/", body: [])
            _ = try IdempotencyKeys.run(request, in: tx, at: moment) {
                StoredAnswer(status: 200, headers: [], body: [])
            }
        }
    }

    /// Every third with a line.
    func addCarts(_ count: Int) async throws {
        let price = Money(1999, try #require(Currency("USD")))
        try await nodes[0].kernel.write(as: .system) { tx, context in
            var catalog = try CatalogWriter(in: tx)
            _ = try catalog.save(ProductDraft(sku: "POT", name: "Pot", price: price), in: tx, at: context.now)
            for number in 0..<count {
                let items = number % 3 == 0 ? [LineRequest(.sku("POT"), quantity: try Quantity(1, field: "q"))] : []
                _ = try CartStore.create(currency: nil, items: items, codes: [], in: tx, context)
            }
        }
    }

    func carts() async throws -> Int64? {
        try await nodes[0].store.read { tx in
            try tx.first("SELECT COUNT(*) FROM carts") { row in try row.get(0) }
        }
    }

    func keys() async throws -> Int64? {
        try await nodes[0].store.read { tx in
            try tx.first("SELECT COUNT(*) FROM idempotency_keys") { row in try row.get(0) }
        }
    }

    func close() async {
        for node in nodes { await node.close() }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
