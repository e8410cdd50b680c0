internal import Glibc
internal import TotemStore

extension Connection {
    /// Seconds that two clocks may be apart: who holds what until when is written by the nodes' clocks.
    private static let toleratedDifference: Int64 = 10
    /// The oldest version that is tested.
    private static let oldestVersion: Int64 = 150_000

    func findings() throws -> [StoreFinding] {
        [try version(), try clock(), try writing(), try durability(), try structure()]
    }

    private func version() throws -> StoreFinding {
        let found = try toolRows("SELECT current_setting('server_version_num')::bigint", []) { $0.integer(at: 0) }
        let number = found.first ?? 0
        let name = "PostgreSQL \(number / 10_000).\(number % 10_000)"
        guard number >= Self.oldestVersion else {
            let mend = "move to PostgreSQL 15 or newer"
            return StoreFinding(.warning, "\(name) is older than what is tested", mend: mend)
        }
        return StoreFinding(.ok, name)
    }

    private func clock() throws -> StoreFinding {
        let seconds = try toolRows("SELECT EXTRACT(EPOCH FROM clock_timestamp())::bigint", []) { $0.integer(at: 0) }
        let difference = abs((seconds.first ?? 0) - Int64(time(nil)))
        guard difference > Self.toleratedDifference else {
            return StoreFinding(.ok, "the server's clock and this machine's agree")
        }
        return StoreFinding(
            .warning,
            "the server's clock and this machine's are \(difference) s apart",
            mend: "let a time server keep both"
        )
    }

    private func writing() throws -> StoreFinding {
        let found = try toolRows(
            """
            SELECT CASE WHEN pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' THEN 1 ELSE 0 END
            """,
            []
        ) { $0.integer(at: 0) }
        guard found.first == 1 else { return StoreFinding(.ok, "the server takes writes") }
        return StoreFinding(
            .problem,
            "the server takes no writes: \(ReadOnlyServer.causes)",
            mend: ReadOnlyServer.mend
        )
    }

    /// What a crash of the server's machine must not lose or break.
    private func durability() throws -> StoreFinding {
        let off = try toolRows(
            """
            SELECT name FROM pg_settings
            WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name
            """,
            []
        ) { $0.text(at: 0) }
        guard !off.isEmpty else { return StoreFinding(.ok, "what is answered as written is on the server's disk") }
        return StoreFinding(
            .problem,
            "the server may lose what it has answered as written: \(off.joined(separator: ", ")) is off",
            mend: "switch it on in postgresql.conf and reload the server"
        )
    }

    private func structure() throws -> StoreFinding {
        let broken = try toolRows(
            """
            SELECT relname::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
            WHERE relnamespace = current_schema()::regnamespace AND NOT (indisvalid AND indisready)
            UNION ALL
            SELECT conname::text FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace AND NOT convalidated
            ORDER BY 1
            """,
            []
        ) { $0.text(at: 0) }
        guard !broken.isEmpty else { return StoreFinding(.ok, "every index and every constraint holds") }
        return StoreFinding(
            .problem,
            "these indexes or constraints do not hold: \(broken.joined(separator: ", "))",
            mend: "REINDEX the index, or VALIDATE the constraint"
        )
    }
}

/// A server that answers and takes no writes, in words.
enum ReadOnlyServer {
    static let causes = "it is a standby, or default_transaction_read_only is on"
    static let mend = "name the primary with --store, or switch that setting off for the database and this user"
}
