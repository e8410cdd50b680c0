import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Waiting for another process")
struct PatienceTests {
    @Test("Who writes now and then comes to it beside one who writes without a pause")
    func beside() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let shop = temporary.store
        let other = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1))
        let isOver = Gate()
        try await withThrowingTaskGroup(of: Void.self) { buyers in
            for buyer in 0..<8 {
                buyers.addTask {
                    var number = Int64(buyer) << 32
                    while !isOver.isOpen {
                        number += 1
                        let next = number
                        try await shop.write { tx in
                            for step in 0..<100 {
                                try tx.execute("INSERT INTO t (n) VALUES ($1)", next * 100 + Int64(step))
                            }
                        }
                    }
                }
            }
            defer { isOver.open() }
            for number in 1...10 { try await other.insert(-Int64(number)) }
            isOver.open()
            try await buyers.waitForAll()
        }
        await other.close()
        #expect(try await shop.numbers().prefix(10) == [-10, -9, -8, -7, -6, -5, -4, -3, -2, -1])
    }
}
