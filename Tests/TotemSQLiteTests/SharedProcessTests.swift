import CSQLite
import Testing
import TotemStore
import TotemTesting

@testable import TotemSQLite

@Suite("A store in a process that has databases of its own")
struct SharedProcessTests {
    @Test("It opens after SQLite was used for something else")
    func second() async {
        await #expect(processExitsWith: .success) {
            var other: OpaquePointer?
            try #require(sqlite3_open(":memory:", &other) == SQLITE_OK)
            _ = try await TemporarySQLiteStore()
            sqlite3_close(other)
        }
    }
}
