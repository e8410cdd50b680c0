internal import CTotem
private import Crypto
internal import TotemStore

/// `totem_lock`
extension CallFrame {
    private static let longestName = 200
    /// Names of one call. A server keeps the locks of all its databases in one table of a fixed size: who takes them without end leaves
    /// none for orders.
    private static let mostLocks = 100

    func lock(_ name: totem_str) -> totem_status {
        if let refusal = refuseToWrite("totem_lock") { return refusal }
        guard let name = name.string(atMost: Self.longestName), !name.isEmpty else {
            return refuse(TOTEM_INVALID, "the name of a lock is UTF-8 of 1 to \(Self.longestName) bytes")
        }
        guard locks.contains(name) || locks.count < Self.mostLocks else {
            return refuse(TOTEM_LIMIT, "a call takes at most \(Self.mostLocks) locks")
        }
        let digest = SHA256.hash(data: Array("plugin\n\(plugin.name)\n\(name)".utf8))
        do {
            try willWrite()
            try runningSQL { try tx.lock(StoreLock(digest: Array(digest))) }
            locks.insert(name)
            // Whoever held it may have changed what was read before.
            tx.keptRows.forget(of: plugin.name)
            return HostTable.ok
        } catch {
            return refuse(error)
        }
    }
}
