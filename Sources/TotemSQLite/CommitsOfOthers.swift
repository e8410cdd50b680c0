internal import CTotemSQLite
internal import Synchronization
internal import TotemStore

/// Counts the commits of other processes to the file, by the counter that all of them raise (`totem_commit_count.h`).
///
/// The store's own writer says what it is about to raise: while it holds SQLite's write lock nobody else raises the
/// counter, so a count is either one that is known to be its own or somebody else's. Asking is a lock and a load.
final class CommitsOfOthers: Sendable {
    private struct State {
        /// The count that is known.
        var known: UInt32
        /// The count while the writer commits.
        var next: UInt32
        var others: Int64 = 0
        var isOpen = true

        /// Takes in what others have committed.
        mutating func look(_ count: UInt32) {
            guard count != known, count != next else { return }
            (known, next) = (count, count)
            others += 1
        }
    }

    /// Only loaded from, atomically, and only while `isOpen`: ``close()`` comes before the connection's end.
    nonisolated(unsafe) private let walIndex: UnsafeRawPointer
    private let state: Mutex<State>

    /// - Parameter database: the writer's, which outlives the use of this object.
    init(of database: DatabaseHandle) throws {
        guard let walIndex = totem_wal_index(database.pointer) else {
            throw StoreError(
                .cannotOpen,
                "\(database.path): the index of its write-ahead log can't be read, by which processes follow each "
                    + "other; put the store on a local disk"
            )
        }
        self.walIndex = walIndex
        let count = totem_commit_count(walIndex)
        state = Mutex(State(known: count, next: count))
    }

    /// A number that is higher when another process has committed since it was last asked for; nil after the end.
    var count: Int64? {
        state.withLock { state -> Int64? in
            guard state.isOpen else { return nil }
            state.look(totem_commit_count(walIndex))
            return state.others
        }
    }

    /// What of the log has been copied into the database; nil after the end.
    var checkpoints: Checkpoints? {
        state.withLock { state in state.isOpen ? Checkpoints(totem_wal_checkpoints(walIndex)) : nil }
    }

    /// The writer is about to commit. It holds the write lock.
    func willCommit() {
        state.withLock { state in
            let count = totem_commit_count(walIndex)
            state.look(count)
            state.next = count &+ 1
        }
    }

    /// The writer has ended its transaction.
    /// - Parameter hasWritten: whether that raised the counter. A transaction that failed or wrote nothing has not.
    func hasCommitted(_ hasWritten: Bool) {
        state.withLock { state in
            if hasWritten { state.known = state.next }
            state.next = state.known
        }
    }

    func close() { state.withLock { $0.isOpen = false } }
}

/// How far the log is copied into the database.
struct Checkpoints: Equatable, Sendable {
    /// Which log, and up to which page.
    private let salt: UInt64
    private let done: UInt32
    /// Whether somebody is at it, or was stopped in the middle.
    let isUnderWay: Bool

    fileprivate init(_ raw: totem_checkpoints) {
        salt = UInt64(raw.salt.0) << 32 | UInt64(raw.salt.1)
        done = raw.done
        isUnderWay = raw.begun > raw.done
    }
}
