internal import TotemStore

/// The one thread that writes. It runs the closures that wait in one transaction and commits once for all of
/// them (group commit): the disk's flush, which costs more than the work, is shared.
///
/// It lives on its own thread; others reach it through its queue.
final class Writer {
    typealias Queue = WorkQueue<any WriteJob>

    private let connection: Connection
    private let options: SQLiteOptions
    private let queue: Queue
    private let checkpointer: Checkpointer
    private let others: CommitsOfOthers
    /// How many batches are still to be run with savepoints from the start.
    private var carefulBatches = 0
    private static let carefulBatchesAfterFailure = 16

    init(
        _ connection: Connection,
        queue: Queue,
        options: SQLiteOptions,
        checkpointer: Checkpointer,
        others: CommitsOfOthers
    ) {
        self.connection = connection
        self.queue = queue
        self.options = options
        self.checkpointer = checkpointer
        self.others = others
        checkpointer.watch(connection.database)
    }

    /// The thread's life: until the queue is closed and empty.
    func run() {
        defer { others.close() }
        while true {
            let jobs = queue.take(atMost: options.batchLimit, spins: Self.spins)
            guard !jobs.isEmpty else { return }
            var waiting = jobs[...]
            while !waiting.isEmpty { waiting = runBatch(waiting) }
            checkpointer.keepBounded(connection.database)
        }
    }

    /// A waking thread costs more than a short look: about 20 microseconds of looking.
    private static let spins = 50

    // MARK: One batch

    /// Runs jobs in one transaction and answers them.
    /// - Returns: those that it did not come to.
    private func runBatch(_ jobs: ArraySlice<any WriteJob>) -> ArraySlice<any WriteJob> {
        do {
            try connection.beginImmediate()
        } catch {
            for job in jobs { job.fail(error.asStoreError) }
            return []
        }
        if jobs.count == 1, let job = jobs.first {
            runAlone(job)
            return []
        }
        return runTogether(jobs)
    }

    /// Runs one job in the transaction that is open, and ends it.
    private func runAlone(_ job: any WriteJob) {
        guard job.run(on: connection) else {
            connection.rollback()
            return job.answer()
        }
        do {
            guard connection.database.isInTransaction else { throw StoreError.transactionIsGone(nil) }
            try commit()
        } catch {
            connection.rollback()
            job.overrule(error.asStoreError)
        }
        job.answer()
    }

    /// Runs several jobs and commits once. Failed jobs are answered with the others: what they saw and refused for may have
    /// been another job's work, which counts only once it is durable.
    ///
    /// A savepoint for each job costs a fifth of the work, and most batches have nothing to undo. So the jobs are first run
    /// without; when one has written and failed, all are run again with savepoints, and so are the next batches: where one
    /// fails, more do.
    private func runTogether(_ jobs: ArraySlice<any WriteJob>) -> ArraySlice<any WriteJob> {
        if carefulBatches == 0 {
            if let waiting = runTrusting(jobs) { return waiting }
            carefulBatches = Self.carefulBatchesAfterFailure
            return runBatch(jobs)
        }
        carefulBatches -= 1
        return runInSavepoints(jobs)
    }

    /// - Returns: nil when a job has to be undone: everything is then.
    private func runTrusting(_ jobs: ArraySlice<any WriteJob>) -> ArraySlice<any WriteJob>? {
        let end = ContinuousClock.now + .milliseconds(options.batchTime)
        var reached = jobs.startIndex
        var hasSucceeded = false
        while reached < jobs.endIndex, reached == jobs.startIndex || ContinuousClock.now < end {
            connection.database.hasWritten = false
            let succeeded = jobs[reached].run(on: connection)
            guard connection.database.isInTransaction, succeeded || !connection.database.hasWritten else {
                connection.rollback()
                return nil
            }
            hasSucceeded = hasSucceeded || succeeded
            reached += 1
        }
        commit(jobs[..<reached], hasSucceeded: hasSucceeded)
        return jobs[reached...]
    }

    private func runInSavepoints(_ jobs: ArraySlice<any WriteJob>) -> ArraySlice<any WriteJob> {
        let end = ContinuousClock.now + .milliseconds(options.batchTime)
        var reached = jobs.startIndex
        var hasSucceeded = false
        while reached < jobs.endIndex, reached == jobs.startIndex || ContinuousClock.now < end {
            let job = jobs[reached]
            reached += 1
            do {
                if try runInSavepoint(job) { hasSucceeded = true }
            } catch {
                // The transaction is gone, with what the jobs before this one did. They are not to blame.
                connection.rollback()
                job.answer()
                runEachAlone(jobs[jobs.startIndex..<(reached - 1)])
                return jobs[reached...]
            }
        }
        commit(jobs[..<reached], hasSucceeded: hasSucceeded)
        return jobs[reached...]
    }

    /// - Returns: whether the job succeeded; when not, its work is undone.
    /// - Throws: when the transaction is no longer usable. The job's own outcome is a failure then.
    private func runInSavepoint(_ job: any WriteJob) throws -> Bool {
        do {
            try connection.savepoint("job")
        } catch {
            job.overrule(error.asStoreError)
            throw error
        }
        let succeeded = job.run(on: connection)
        do {
            guard connection.database.isInTransaction else { throw StoreError.transactionIsGone(nil) }
            if !succeeded { try connection.rollback(to: "job") }
            try connection.release("job")
            return succeeded
        } catch {
            if succeeded { job.overrule(error.asStoreError) }
            throw error
        }
    }

    private func commit(_ jobs: ArraySlice<any WriteJob>, hasSucceeded: Bool) {
        guard hasSucceeded else {
            connection.rollback()
            for job in jobs { job.answer() }
            return
        }
        do {
            try commit()
            for job in jobs { job.answer() }
        } catch {
            connection.rollback()
            let error = error.asStoreError
            // A deferred foreign key is checked at the commit: one job's mistake, not that of all.
            if error.code == .foreignKey { return runEachAlone(jobs) }
            for job in jobs { job.fail(error) }
        }
    }

    private func runEachAlone(_ jobs: ArraySlice<any WriteJob>) {
        for job in jobs { _ = runBatch([job]) }
    }

    /// Commits what is open, and tells this store's commits from those of others.
    private func commit() throws {
        let before = checkpointer.commitCount
        others.willCommit()
        defer { others.hasCommitted(checkpointer.commitCount != before) }
        try connection.commit()
    }
}

extension StoreError {
    static var storeIsClosed: StoreError { StoreError(.closed, "the store has been closed") }
}

extension Error {
    /// Everything that a connection throws is a ``StoreError`` already.
    var asStoreError: StoreError { self as? StoreError ?? StoreError(.other, "\(self)") }
}
