import Testing
import TotemKernel
import TotemPostgres
import TotemStore
import TotemTesting

@Suite(
    "A server whose PostgreSQL says nothing",
    .enabled(if: TestEngine.current == .postgres, "it is about PostgreSQL"),
    .timeLimit(.minutes(10))
)
struct FrozenStoreTests {
    @Test("answers 503 and is not ready, and sells again by itself when PostgreSQL goes on")
    func frozen() async throws {
        let server = try await OwnPostgres()
        let options = PostgresOptions(
            connections: 4,
            statementTimeout: 3_000,
            lockTimeout: 1_000,
            connectTimeout: 3,
            patience: 1_000
        )
        let store = try PostgresStore(PostgresAddress(server.url), options: options)
        try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
        try await withServer(on: store) { client, kernel in
            let admin = try await client.with(.admin, kernel)
            #expect(try await client.get("/health/ready").status == 200)
            try server.freeze()
            // More than there are connections.
            let carts = try await withThrowingTaskGroup(of: TestResponse.self, returning: [TestResponse].self) {
                group in
                for _ in 0..<20 { group.addTask { try await client.post("/v1/carts", [:]) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let answers = carts + [try await client.get("/health/ready")]
            for answer in answers {
                #expect(answer.status == 503)
                // Who has no connection to ask by is refused when others have waited for it long enough.
                #expect(["store-unavailable", "store-busy"].contains(answer.problem))
                #expect(answer.headers["retry-after"] == "5")
            }
            #expect(try await client.get("/health/live").status == 200)
            // The store is not asked whose token it is.
            #expect(try await admin.get("/health/live").status == 200)
            #expect(try await admin.get("/health/ready").status == 503)
            server.thaw()
            // A check that began before may still end with what it found then.
            let limit = ContinuousClock.now + .seconds(60)
            while try await client.get("/health/ready").status != 200, .now < limit {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await client.get("/health/ready").status == 200)
            #expect(try await client.post("/v1/carts", [:]).status == 201)
        }
    }
}
