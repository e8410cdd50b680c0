public import TotemStore

/// How far files of products have been written that are not in the store as a whole yet.
public enum ImportPositions {
    /// One that was begun and has not ended: it was stopped, or it still runs.
    public struct Unfinished: Sendable {
        public let file: String
        /// Where the file lay.
        public let path: String
        public let position: Int64
        public let updatedAt: Timestamp
    }

    static let sql = """
        CREATE TABLE import_positions (
          file TEXT PRIMARY KEY,
          path TEXT NOT NULL,
          position INTEGER NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT;
        """

    /// Nil when the file has not been begun, or is in the store as a whole.
    public static func position(of file: String, in tx: Transaction) throws -> Int64? {
        try tx.first("SELECT position FROM import_positions WHERE file = $1", file) { row in try row.get(0) }
    }

    /// All of them, the newest first.
    public static func unfinished(in tx: Transaction) throws -> [Unfinished] {
        try tx.query("SELECT file, path, position, updated_at FROM import_positions ORDER BY updated_at DESC, file") {
            row in
            Unfinished(
                file: try row.get(0),
                path: try row.get(1),
                position: try row.get(2),
                updatedAt: try row.get(3)
            )
        }
    }

    /// - Parameter path: where the file lies, for people.
    public static func set(
        _ position: Int64,
        of file: String,
        at path: String,
        in tx: Transaction,
        _ now: Timestamp
    ) throws {
        try tx.execute(
            """
            INSERT INTO import_positions (file, path, position, updated_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (file) DO UPDATE
            SET path = excluded.path, position = excluded.position, updated_at = excluded.updated_at
            """,
            file,
            path,
            position,
            now
        )
    }

    public static func remove(_ file: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM import_positions WHERE file = $1", file)
    }
}
