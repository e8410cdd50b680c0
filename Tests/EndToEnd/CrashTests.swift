import Synchronization
import Testing
import TotemKernel
import TotemTesting

@Suite("Ends of the daemon, wanted and not")
struct CrashTests {
    @Test("After kill -9 in the middle of checkouts every answered order is there, once, and the stock adds up")
    func killedDuringCheckouts() async throws {
        let stock: Int64 = 100_000
        var shop = try await Shop.open(stock: stock)
        let answered = Answered()
        for _ in 0..<3 {
            try await buyWhile(shop, answered) { [shop] in await shop.daemon.kill() }
            shop = try await shop.reopened()
        }
        let books = try await shop.books()
        #expect(answered.ids.count >= 90)
        #expect(Set(books.orderIDs).isSuperset(of: answered.ids))
        #expect(Set(answered.ids).count == answered.ids.count)
        #expect(books.addUp(to: stock))
        #expect(books.wrongOrders.isEmpty)
        for id in answered.ids.suffix(10) {
            #expect(try await shop.admin.get("/v1/orders/\(id)")["id"] == .integer(id))
        }
    }

    @Test("SIGTERM under load finishes the requests that are running, loses no order and exits with 0")
    func stoppedDuringCheckouts() async throws {
        let stock: Int64 = 100_000
        let shop = try await Shop.open(stock: stock)
        let answered = Answered()
        try await buyWhile(shop, answered) {
            let code = await shop.daemon.stop()
            #expect(code == 0)
        }
        #expect(answered.otherStatuses.isEmpty)
        let books = try await shop.books()
        // A stop lets every accepted checkout answer: none is written that nobody was told of.
        #expect(Set(books.orderIDs) == Set(answered.ids))
        #expect(books.addUp(to: stock))
        #expect(!shop.daemon.log.contains("error"))
    }

    /// The limit counts the wait for a database of its own too.
    @Test("SIGTERM does not wait for who has sent half a request", .timeLimit(.minutes(5)))
    func stoppedWithHalfARequest() async throws {
        let shop = try await Shop.open()
        let connection = try RawConnection(to: shop.guest.url)
        connection.send("POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        // The server has taken the connection: it answers a later one.
        #expect(try await shop.guest.get("/health/live").status == 200)
        #expect(await shop.daemon.stop() == 0)
        #expect(!shop.daemon.log.contains("error"))
        _ = await connection.everything()
    }

    /// Eight buyers order until the daemon is gone; once there are thirty orders more, `end` ends it.
    private func buyWhile(
        _ shop: Shop,
        _ answered: Answered,
        _ end: @escaping @Sendable () async -> Void
    ) async throws {
        let goal = answered.ids.count + 30
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { await buyUntilGone(shop.guest, answered) }
            }
            try await wait(for: "\(goal) orders") { answered.ids.count >= goal }
            await end()
        }
    }

    private func buyUntilGone(_ client: TestClient, _ answered: Answered) async {
        while true {
            do {
                let cart = try await Shop.fill([("POT-1", 1), ("MUG-1", 2)], client)
                answered.take(try await client.post("/v1/carts/\(cart)/checkout", Shop.checkout))
            } catch {
                // The connection is gone: so is the daemon, or it takes no more work.
                return
            }
        }
    }
}

/// What buyers were told.
private final class Answered: Sendable {
    private struct State {
        var ids: [Int64] = []
        var otherStatuses: [Int] = []
    }

    private let state = Mutex(State())

    var ids: [Int64] { state.withLock { $0.ids } }
    var otherStatuses: [Int] { state.withLock { $0.otherStatuses } }

    func take(_ answer: TestResponse) {
        state.withLock {
            if answer.status == 201, let id = answer["id"].integer {
                $0.ids.append(id)
            } else {
                $0.otherStatuses.append(answer.status)
            }
        }
    }
}
