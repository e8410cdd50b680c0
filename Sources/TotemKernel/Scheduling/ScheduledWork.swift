public import TotemStore

/// Work that is done now and then, by one node of the shop at a time: the first that finds it due.
///
/// A lease is a row of `scheduled_work` with a holder. Every transaction of the work begins with ``Lease/keep(in:at:)``,
/// which makes sure that the lease is still the node's own, and keeps it. Work that fails or is cancelled gives it back. A node
/// that dies leaves it to the one that comes in its place, by its name, and to any other after ``Lease/patience``; whoever takes
/// it begins anew. The clocks of the nodes may differ by less than that. A moment that is further ahead than anybody can have
/// meant was written before a clock was set back; it counts as past.
public enum ScheduledWork: String, Sendable, CaseIterable {
    /// Deleting what nobody can use any more.
    case housekeeping
    /// Asking providers what became of payments that nobody waits for any more.
    case payments
    /// Telling plugins what happened.
    case events
    /// Asking plugins to delete what is too old.
    case retention

    /// One node's lease.
    public struct Lease: Sendable {
        /// How long a holder may be silent, in milliseconds: one minute.
        public static let patience: Int64 = 60_000
        /// How long work rests that has failed, in milliseconds.
        static let pauseAfterFailure: Int64 = 10_000

        let work: ScheduledWork
        let holder: String

        /// The lease is this node's for another ``patience``.
        /// - Throws: ``LeaseLost`` when another node has taken it over; the transaction then changes nothing.
        public func keep(in tx: Transaction, at now: Timestamp) throws {
            let kept = try tx.execute(
                "UPDATE scheduled_work SET held_until = $3 WHERE name = $1 AND holder = $2",
                work.rawValue,
                holder,
                now.adding(milliseconds: Self.patience)
            )
            guard kept == 1 else { throw LeaseLost(work: work) }
        }

        /// The work is done, and due again at `next`. A lease that was lost changes nothing.
        public func end(dueAt next: Timestamp, in tx: Transaction) throws {
            try tx.execute(
                "UPDATE scheduled_work SET holder = NULL, held_until = 0, due_at = $3 WHERE name = $1 AND holder = $2",
                work.rawValue,
                holder,
                next
            )
        }
    }

    /// Whether there may be a lease to take. Asking writes nothing.
    /// - Parameters: as ``take(as:every:in:at:)`` has them.
    public func isDue(
        as holder: String,
        every pause: Int64,
        in tx: Transaction,
        at now: Timestamp
    ) throws -> Bool {
        let sql: SQL = "SELECT due_at, held_until, holder FROM scheduled_work WHERE name = $1"
        let next = try tx.first(sql, rawValue) { row in
            (
                due: try row.get(0, as: Timestamp.self), free: try row.get(1, as: Timestamp.self),
                holder: try row.get(2, as: String?.self)
            )
        }
        guard let next else { return true }
        return (next.due <= now || next.due > Self.latestDue(every: pause, at: now))
            && (next.free <= now || next.free > Self.latestHold(at: now) || next.holder == holder)
    }

    /// Takes the lease when the work is due and no other node is at it; of two that ask at once, one gets it. A node that comes
    /// in the place of one that has ended, and has its name, takes over what that one held.
    /// - Parameters:
    ///   - holder: what tells this node from every other that lives.
    ///   - pause: from the end of one lease to the next, in milliseconds.
    public func take(as holder: String, every pause: Int64, in tx: Transaction, at now: Timestamp) throws -> Lease? {
        let taken = try tx.execute(
            """
            INSERT INTO scheduled_work (name, holder, held_until, due_at) VALUES ($1, $2, $3, 0)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
            WHERE (scheduled_work.due_at <= $4 OR scheduled_work.due_at > $5)
              AND (scheduled_work.held_until <= $4 OR scheduled_work.held_until > $6
                OR scheduled_work.holder = excluded.holder)
            """,
            rawValue,
            holder,
            now.adding(milliseconds: Lease.patience),
            now,
            Self.latestDue(every: pause, at: now),
            Self.latestHold(at: now)
        )
        return taken == 1 ? Lease(work: self, holder: holder) : nil
    }

    /// What a node can have written whose clock is ahead by as much as it may.
    private static func latestDue(every pause: Int64, at now: Timestamp) -> Timestamp {
        now.adding(milliseconds: pause + Lease.patience)
    }

    private static func latestHold(at now: Timestamp) -> Timestamp { now.adding(milliseconds: 2 * Lease.patience) }
}

/// Another node does the work: this one was silent for too long.
public struct LeaseLost: Error, CustomStringConvertible {
    public let work: ScheduledWork

    public var description: String { "another node has taken over the \(work.rawValue) of this one" }
}

extension Kernel {
    /// Does what a lease is for. Where that ends early the lease is given back, so that nobody waits until it is lost: at once
    /// where the task was cancelled, as when a node stops, and in a moment where something failed.
    public func holding(_ lease: ScheduledWork.Lease, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            let pause: Int64 = Task.isCancelled ? 0 : ScheduledWork.Lease.pauseAfterFailure
            // The task may be cancelled, and with it would be what it waits for.
            await Task {
                _ = try? await write(as: .system) { tx, context in
                    try lease.end(dueAt: context.now.adding(milliseconds: pause), in: tx)
                }
            }.value
            throw error
        }
    }
}
