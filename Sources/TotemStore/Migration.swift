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
    /// What each engine is told besides, in its own words: indexes of kinds that the other does not have.
    public let own: [StoreEngine: String]

    public init(_ version: SemanticVersion, _ name: String, sql: String, own: [StoreEngine: String] = [:]) {
        self.version = version
        self.name = name
        self.sql = sql
        self.own = own
    }

    /// SHA-256 of all texts, in hexadecimal: a store has the same one on every engine.
    public var checksum: String {
        let texts = [sql] + StoreEngine.allCases.compactMap { own[$0] }
        return SHA256.hash(data: Array(texts.joined(separator: "\n").utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
