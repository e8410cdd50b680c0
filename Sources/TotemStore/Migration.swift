private import Crypto

/// One step of a component's schema. Once applied it never changes.
///
/// The SQL is what SQLite's STRICT tables take: `INTEGER PRIMARY KEY AUTOINCREMENT` for an id that the store gives, and
/// gives once (without the last word SQLite gives the id of the newest row again when that was deleted), `INTEGER`,
/// `TEXT`, `REAL` and `BLOB`, `STRICT` at the end of every table. An engine with other words for these says them in its
/// own `runScript`.
public struct Migration: Sendable {
    public let version: SemanticVersion
    public let name: String
    public let sql: String

    public init(_ version: SemanticVersion, _ name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// SHA-256 of the text, in hexadecimal.
    public var checksum: String {
        SHA256.hash(data: Array(sql.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
