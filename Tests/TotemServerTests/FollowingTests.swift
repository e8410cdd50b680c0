import Testing
import TotemKernel
import TotemSQLite
import TotemStore
import TotemTesting

@testable import TotemServer

@Suite(
    "A server on a SQLite store answers by what other processes have committed",
    .enabled(if: TestEngine.current == .sqlite, "on PostgreSQL nodes follow within a second")
)
struct ServerFollowingTests {
    @Test("A slug that moves is the other product's with the first read after it, however often it is read")
    func movedSlug() async throws {
        let files = try await TemporarySQLiteStore()
        let other = Kernel(store: try SQLiteStore(path: files.path), hooks: NoHooks())
        try await withServer(on: files.store) { client, kernel in
            let staff = try await client.with(.admin, kernel)
            let ids = try await other.products(named: ["first", "second"])
            for round in 0..<20 {
                let (taker, loser) = round.isMultiple(of: 2) ? (ids[0], ids[1]) : (ids[1], ids[0])
                try await other.rename(loser, slug: "lost")
                try await other.rename(taker, slug: "lamp")
                #expect(try await client.get("/v1/products/by-slug/lamp")["id"] == .integer(taker.value))
                #expect(try await client.get("/v1/products/\(loser)")["slug"] == "lost")
                #expect(try await staff.get("/v1/products/by-slug/lost")["id"] == .integer(loser.value))
                try await other.rename(loser, slug: "free")
            }
        }
        await other.store.close()
    }

    @Test("A key that another process has revoked is refused from the next request on")
    func revokedKey() async throws {
        let files = try await TemporarySQLiteStore()
        let other = Kernel(store: try SQLiteStore(path: files.path), hooks: NoHooks())
        try await withServer(on: files.store) { client, kernel in
            for _ in 0..<20 {
                let staff = try await client.with(.admin, kernel)
                #expect(try await staff.get("/v1/users").status == 200)
                try await other.write(as: .system) { tx, context in
                    let key = try #require(try APIKeyStore.list(PageRequest(limit: 100), in: tx).items.last)
                    try APIKeyStore.revoke(key.id, in: tx, at: context.now)
                }
                #expect(try await staff.get("/v1/users").status == 401)
            }
        }
        await other.store.close()
    }
}

extension Kernel {
    fileprivate func products(named names: [String]) async throws -> [Product.ID] {
        try await write(as: .system) { tx, context in
            let price = Money(1999, try #require(Currency("USD")))
            return try names.map { name in
                var catalog = try CatalogWriter(in: tx)
                let draft = ProductDraft(sku: name, name: name, price: price, stock: .units(1))
                return try catalog.save(draft, in: tx, at: context.now).id
            }
        }
    }

    fileprivate func rename(_ id: Product.ID, slug: String) async throws {
        _ = try await write(as: .system) { tx, context in
            try ProductStore.update(id, in: HookCall(tx, context)) { $0.slug = slug }
        }
    }
}
