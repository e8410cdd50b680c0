import Glibc
import Testing
import TotemSQLite
import TotemStore
import TotemTesting

@Suite("Waiting for another process")
struct PatienceTests {
    /// Some twenty milliseconds, which is more than a batch waits for others: each has a commit to itself.
    private static let work: SQL = """
        WITH RECURSIVE c (x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c WHERE x < 100000) SELECT count(*) FROM c
        """

    @Test("Who writes now and then comes to it beside one who lets go for less than a millisecond at a time")
    func beside() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let shop = temporary.store
        let other = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1, busyTimeout: 20_000))
        let isOver = Gate()
        try await withThrowingTaskGroup(of: Void.self) { buyers in
            for buyer in 1...4 {
                buyers.addTask {
                    var number = Int64(buyer) << 32
                    while !isOver.isOpen {
                        number += 1
                        let next = number
                        try await shop.write { tx in
                            _ = try tx.first(Self.work) { try $0.get(0, as: Int.self) }
                            try tx.execute("INSERT INTO t (n) VALUES ($1)", next)
                        }
                    }
                }
            }
            defer { isOver.open() }
            for number in 1...5 { try await other.insert(-Int64(number)) }
            isOver.open()
            try await buyers.waitForAll()
        }
        await other.close()
        #expect(try await shop.numbers().prefix(5) == [-5, -4, -3, -2, -1])
    }
    @Test("Who writes comes to it beside one whose transactions take long and follow each other at once")
    func besideLongOnes() async throws {
        let temporary = try await TemporarySQLiteStore.withTable()
        let shop = temporary.store
        let other = try SQLiteStore(path: temporary.path, options: SQLiteOptions(readers: 1, busyTimeout: 1500))
        let isOver = Gate()
        try await withThrowingTaskGroup(of: Void.self) { buyers in
            for _ in 1...4 {
                buyers.addTask {
                    while !isOver.isOpen { try await shop.write { _ in _ = usleep(300_000) } }
                }
            }
            defer { isOver.open() }
            for number in 1...5 { try await other.insert(-Int64(number)) }
            isOver.open()
            try await buyers.waitForAll()
        }
        await other.close()
        #expect(try await shop.numbers() == [-5, -4, -3, -2, -1])
    }
}
