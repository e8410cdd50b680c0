private import Crypto
internal import TotemStore

/// The server's roles behind one plugin. Nobody can log in as them.
///
/// The *owner* owns the plugin's tables, whatever version of it made them. The role of a *policy* is a member of the owner
/// and holds what that policy grants besides; its name holds a digest of the policy, so that two versions of a plugin
/// that run side by side on two nodes never have each other's rights. Roles belong to the whole server, so both names
/// hold the number of the database.
struct PluginRole: Hashable {
    let name: String
    let owner: String

    /// - Parameter database: the number of the database on its server.
    init(_ policy: AccessPolicy, database: Int64) {
        owner = Self.owner(of: policy.owner, database: database)
        let parts = [policy.ownTables, policy.views].map { tables in
            tables.map { SQLToken.folded($0) }.sorted().joined(separator: ",")
        }
        name = Self.name("totem_plugin_\(policy.owner)", ([owner] + parts).joined(separator: "/"))
    }

    /// The role that owns the tables of a plugin.
    static func owner(of plugin: String, database: Int64) -> String {
        name("totem_plugin_\(plugin)", "\(database)/\(plugin)")
    }

    /// A name has 63 bytes at most; what is cut off is in the digest.
    private static func name(_ start: String, _ whole: String) -> String {
        let digest = SHA256.hash(data: Array(whole.utf8)).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        let readable = start.utf8.prefix(44).map { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") ? byte : 0x5F
        }
        return String(decoding: readable, as: UTF8.self) + "_" + digest
    }
}
