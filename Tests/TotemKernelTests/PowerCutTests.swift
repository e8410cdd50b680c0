import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("Power cuts", .enabled(if: TestEngine.current == .sqlite, "a server's disk is its own"))
struct PowerCutTests {
    private static let pots: Int64 = 30

    @Test(
        "At no write of a checkout does a power cut lose an answered order, or leave half of one",
        .timeLimit(.minutes(10))
    )
    func checkouts() async throws {
        let files = try await TemporarySQLiteStore(options: PowerCut.options(checkpointPages: 60))
        let shop = Shop(on: files)
        try await shop.save(try Shop.plain("pot", stock: .units(Self.pots)))
        var carts: [String] = []
        for _ in 0..<4 { carts.append(try await shop.cart(("pot", 2))) }

        PowerCut.record(files.folder)
        /// The orders, and how much had been written when each was answered.
        var answered: [(writes: Int, id: Order.ID)] = []
        for cart in carts {
            await #expect(throws: Undo.self) {
                try await shop.store.write { tx in
                    _ = try Shop.checkout(cart, in: tx)
                    throw Undo()
                }
            }
            let id = try await shop.checkout(cart).id
            answered.append((PowerCut.count, id))
        }
        await shop.store.close()
        let writes = PowerCut.count
        #expect(writes > 3 * carts.count)
        for number in 0...writes {
            let safe = answered.prefix { $0.writes <= number }.map(\.id)
            let begun = Array(answered.map(\.id).prefix(safe.count + 1))
            for luck in UInt32(0)..<6 {
                let found = try await look(number, luck)
                let place = Comment("power cut at \(number) of \(writes), luck \(luck)")
                #expect(found.orders == safe || found.orders == begun, place)
                #expect(found.isSound, place)
                #expect(found.stock == Self.pots - 2 * Int64(found.orders.count), place)
                #expect(found.halves == 0, place)
            }
        }
    }

    private struct Undo: Error {}

    private struct Found {
        let orders: [Order.ID]
        let isSound: Bool
        let stock: Int64?
        let halves: Int64?
    }

    /// Opens what is left, as the next start of a daemon does.
    private func look(_ number: Int, _ luck: UInt32) async throws -> Found {
        let folder = try TemporaryFolder()
        try PowerCut.restore(at: number, luck: luck, into: folder.path)
        let store = try SQLiteStore(path: folder.path + "/store.db", options: SQLiteOptions(readers: 1))
        let found = try await store.read { tx in
            Found(
                orders: try tx.query("SELECT id FROM orders ORDER BY id") { try $0.get(0) },
                isSound: try tx.query("PRAGMA integrity_check") { try $0.get(0, as: String.self) } == ["ok"]
                    && tx.query("PRAGMA foreign_key_check") { _ in true }.isEmpty,
                stock: try tx.first("SELECT SUM(quantity) FROM inventory") { try $0.get(0) },
                halves: try tx.first(
                    """
                    SELECT COUNT(*) FROM orders WHERE
                      (SELECT SUM(quantity) FROM order_items WHERE order_id = orders.id) IS NOT 2
                      OR NOT EXISTS (SELECT 1 FROM order_status_history WHERE order_id = orders.id)
                      OR NOT EXISTS (SELECT 1 FROM payments WHERE order_id = orders.id)
                      OR NOT EXISTS (SELECT 1 FROM carts WHERE order_id = orders.id)
                    """
                ) { try $0.get(0) }
            )
        }
        await store.close()
        return found
    }
}
