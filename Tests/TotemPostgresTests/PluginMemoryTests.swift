import Testing
import TotemPostgres
import TotemStore
import TotemTesting

@Suite("What a plugin's statement may take of the server", .enabled(if: hasServer), .timeLimit(.minutes(2)))
struct PluginMemoryTests {
    private static let policy = AccessPolicy(owner: "heavy", ownTables: [])

    private static func run(_ text: String, _ store: any Store) async throws {
        try await store.write { tx in
            let statement = try tx.statement(text, allowedBy: policy)
            _ = try statement.step(until: Deadline(.now + .seconds(20)))
        }
    }

    @Test(
        "A recursive UNION, a wide format and a function that repeats are refused with the reason",
        arguments: [
            ("WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT COUNT(*) FROM n", "UNION ALL"),
            ("SELECT length(format('%1000000000s', 'x'))", "three digits"),
            ("SELECT length(format('%*s', 1000000000, 'x'))", "'*'"),
            ("SELECT length(format($1, 'x'))", "written as one text"),
            ("SELECT length(repeat('x', 1000000000))", "repeat"),
            ("SELECT length(printf('%.*c', 2000000000, 'x'))", "printf"),
            ("SELECT length(lpad('x', 1000000000))", "lpad"),
        ]
    )
    func refused(text: String, reason: String) async throws {
        let temporary = try await TemporaryPostgresStore()
        let error = await #expect(throws: StoreError.self) { try await Self.run(text, temporary.store) }
        #expect(error?.code == .denied && error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("What is sorted goes to files, which have a limit where the login may set it; the transaction goes on")
    func files() async throws {
        let temporary = try await TemporaryPostgresStore()
        try await temporary.store.write { tx in
            let sorted = try tx.statement(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000)
                SELECT i, '\(String(repeating: "w", count: 1000))' || i AS word FROM n ORDER BY word DESC
                """,
                allowedBy: Self.policy
            )
            let error = #expect(throws: StoreError.self) { _ = try sorted.step(until: Deadline(.now + .seconds(60))) }
            #expect(error?.code == .exhausted, "\(String(describing: error))")
            let settings = try tx.first(
                "SELECT current_setting('temp_file_limit') || ' ' || current_setting('work_mem')"
            ) { row in try row.get(0, as: String.self) }
            #expect(settings == "-1 4MB")
        }
    }

    @Test("A plugin's statement has less than the kernel's, also where one comes right after another plugin's")
    func limits() async throws {
        let temporary = try await TemporaryPostgresStore()
        try await temporary.store.write { tx in
            for owner in ["one", "two"] {
                let statement = try tx.statement("SELECT 1", allowedBy: AccessPolicy(owner: owner, ownTables: []))
                #expect(try statement.step(until: Deadline(.now + .seconds(5))))
            }
            #expect(try tx.first("SELECT 1") { try $0.get(0, as: Int64.self) } == 1)
        }
    }
}
