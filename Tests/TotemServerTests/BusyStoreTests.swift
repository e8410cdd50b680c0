import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A server whose store is busy", .timeLimit(.minutes(5)))
struct BusyStoreTests {
    @Test("refuses what waits too long with 503, shows its pages meanwhile, counts it, and sells again")
    func refuses() async throws {
        let files = try await TemporaryStore(waiting: WaitingLimits(places: 10, patience: .milliseconds(50)))
        let store = files.store
        let (entrances, enter) = AsyncStream.makeStream(of: Void.self)
        let gate = Gate()
        try await withServer(on: store) { client, _ in
            let holding = (0..<TemporaryStore.writers).map { _ in
                Task {
                    try await store.write { _ in
                        enter.yield()
                        gate.waitBlocking()
                    }
                }
            }
            var entered = entrances.makeAsyncIterator()
            for _ in holding { await entered.next() }
            let refused = try await client.post("/v1/carts", [:])
            #expect(refused.status == 503)
            #expect(refused.problem == "store-busy")
            #expect(refused.headers["retry-after"] == "1")
            #expect(try await client.get("/v1/products").status == 200)
            gate.open()
            for task in holding { try await task.value }
            #expect(try await client.post("/v1/carts", [:]).status == 201)
            #expect(store.load.writes.refused == 1)
        }
    }
}
