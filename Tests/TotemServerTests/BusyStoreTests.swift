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
        try await withServer(on: store) { client, _ in
            let hold = try await Hold.writers(of: store)
            let refused = try await client.post("/v1/carts", [:])
            #expect(refused.status == 503)
            #expect(refused.problem == "store-busy")
            #expect(refused.headers["retry-after"] == "1")
            #expect(try await client.get("/v1/products").status == 200)
            try await hold.end()
            #expect(try await client.post("/v1/carts", [:]).status == 201)
            #expect(store.load.writes.refused == 1)
        }
    }
}
