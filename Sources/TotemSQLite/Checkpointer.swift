internal import CSQLite
internal import Synchronization
internal import TotemStore

/// Moves the content of the write-ahead log into the database file, on a thread and a connection of its own, so
/// that the writer does not wait for it.
///
/// While writes go on without a pause the log never becomes empty at the moment of a checkpoint, and would grow
/// without end. When it is four times as long as it should be, the writer finishes the rest by itself between two
/// batches, after which SQLite begins the log from its start again.
final class Checkpointer: Sendable {
    private let limit: Int
    private let pages = Atomic(0)
    /// The length at which the writer helps next. Readers of old snapshots can hold up even that.
    private let nextHelp: Atomic<Int>
    private let commits = Atomic(0)
    private let queue = WorkQueue<Void>()
    /// SQLite refuses a checkpoint while another one runs, so the writer would help in vain when this thread, in the
    /// middle of one, does not get its turn of the processor. It waits for the end of that one instead.
    private let turn = Mutex<Void>(())

    init(limit: Int) {
        self.limit = limit
        nextHelp = Atomic(limit * 4)
    }

    /// Learns the length of the log after each commit of the writer. The connection does not outlive this object.
    func watch(_ database: DatabaseHandle) {
        sqlite3_wal_hook(
            database.pointer,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue().logHasGrown(to: Int(pages))
                return SQLITE_OK
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// How many commits of the watched connection have written something.
    var commitCount: Int { commits.load(ordering: .relaxed) }

    func close() { queue.close() }

    /// The thread's life.
    func run(on handOver: HandOver<Connection>) {
        guard let connection = handOver.take() else { return }
        while !queue.take().isEmpty { checkpoint(connection.database) }
    }

    /// Called by the writer between two batches.
    func keepBounded(_ database: DatabaseHandle) {
        let pages = pages.load(ordering: .relaxed)
        if pages < limit * 4 {
            nextHelp.store(limit * 4, ordering: .relaxed)
        } else if pages >= nextHelp.load(ordering: .relaxed) {
            checkpoint(database)
            nextHelp.store(pages + limit, ordering: .relaxed)
        }
    }

    private func logHasGrown(to pages: Int) {
        commits.add(1, ordering: .relaxed)
        let before = self.pages.exchange(pages, ordering: .relaxed)
        if pages / limit != before / limit, pages >= limit { _ = queue.put(()) }
    }

    /// Moves what no reader needs any more. It waits for no reader; what it can't move now, the next one moves, and
    /// errors of the disk come up in the writer.
    private func checkpoint(_ database: DatabaseHandle) {
        _ = turn.withLock { _ in
            sqlite3_wal_checkpoint_v2(database.pointer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        }
    }
}
