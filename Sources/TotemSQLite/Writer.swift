internal import TotemStore

/// The one thread that writes. It runs the closures that wait in one transaction and commits once for all of
/// them (group commit): the disk's flush, which costs more than the work, is shared.
///
/// It lives on its own thread; others reach it through its line.
final class Writer {
    typealias Line = WaitingLine<Waiting>

    /// A `write` that waits for its turn.
    struct Waiting: WaitingJob {
        let job: any WriteJob

        var use: StoreUse { job.use }
        func refuse(_ error: StoreError) { job.fail(error) }
    }

    /// Those who waited at the same moment, and may share a commit. Each is taken when its turn has come: who is not
    /// reached keeps its place in the line.
    private struct Company {
        let line: Line
        var left: Int

        mutating func next() -> (any WriteJob)? {
            guard left > 0, let waiting = line.takeFirst() else { return nil }
            left -= 1
            return waiting.job
        }
    }

    private let connection: Connection
    private let options: SQLiteOptions
    private let line: Line
    private let checkpointer: Checkpointer
    private let others: CommitsOfOthers
    private let files: StoreFiles
    /// How many batches are still to be run with savepoints from the start.
    private var carefulBatches = 0
    private static let carefulBatchesAfterFailure = 16

    init(
        _ connection: Connection,
        line: Line,
        _ options: SQLiteOptions,
        _ checkpointer: Checkpointer,
        _ others: CommitsOfOthers,
        _ files: StoreFiles
    ) {
        self.connection = connection
        self.line = line
        self.options = options
        self.checkpointer = checkpointer
        self.others = others
        self.files = files
        checkpointer.watch(connection.database)
    }

    /// The thread's life: until the line is closed and empty.
    func run() {
        defer { others.close() }
        while true {
            let waiting = line.waitForJobs(spins: Self.spins)
            guard waiting > 0 else { return }
            var company = Company(line: line, left: min(waiting, options.batchLimit))
            while let first = company.next() { runBatch(first, &company) }
            checkpointer.keepBounded(connection.database)
        }
    }

    /// A waking thread costs more than a short look: about 20 microseconds of looking.
    private static let spins = 50

    // MARK: One batch

    /// Runs a job, and others of its company for as long as there is time, in one transaction, and answers them.
    private func runBatch(_ first: any WriteJob, _ company: inout Company) {
        do {
            try begin()
        } catch {
            first.fail(error.asStoreError)
            while let job = company.next() { job.fail(error.asStoreError) }
            return
        }
        if company.left == 0 { runAlone(first) } else { runTogether(first, &company) }
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
    private func runTogether(_ first: any WriteJob, _ company: inout Company) {
        guard carefulBatches == 0 else {
            carefulBatches -= 1
            return runInSavepoints([first], &company)
        }
        let undone = runTrusting(first, &company)
        guard !undone.isEmpty else { return }
        carefulBatches = Self.carefulBatchesAfterFailure
        do {
            try begin()
        } catch {
            for job in undone { job.fail(error.asStoreError) }
            return
        }
        runInSavepoints(undone, &company)
    }

    /// - Returns: the jobs that were run for nothing, because one of them has to be undone: everything is then.
    private func runTrusting(_ first: any WriteJob, _ company: inout Company) -> [any WriteJob] {
        let end = ContinuousClock.now + .milliseconds(options.batchTime)
        var jobs: [any WriteJob] = []
        jobs.reserveCapacity(company.left + 1)
        var next: (any WriteJob)? = first
        var hasSucceeded = false
        while let job = next {
            jobs.append(job)
            connection.database.hasWritten = false
            let succeeded = job.run(on: connection)
            guard connection.database.isInTransaction, succeeded || !connection.database.hasWritten else {
                connection.rollback()
                return jobs
            }
            hasSucceeded = hasSucceeded || succeeded
            next = ContinuousClock.now < end ? company.next() : nil
        }
        commit(jobs, hasSucceeded: hasSucceeded)
        return []
    }

    /// - Parameter first: not empty; all are run, others of the company for as long as there is time.
    private func runInSavepoints(_ first: [any WriteJob], _ company: inout Company) {
        let end = ContinuousClock.now + .milliseconds(options.batchTime)
        var jobs = first
        var reached = 0
        var hasSucceeded = false
        while reached < jobs.count {
            let job = jobs[reached]
            do {
                if try runInSavepoint(job) { hasSucceeded = true }
            } catch {
                // The transaction is gone, with what the jobs before this one did. They are not to blame.
                connection.rollback()
                job.answer()
                jobs.remove(at: reached)
                return runEachAlone(jobs)
            }
            reached += 1
            if reached == jobs.count, ContinuousClock.now < end, let next = company.next() { jobs.append(next) }
        }
        commit(jobs, hasSucceeded: hasSucceeded)
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

    private func commit(_ jobs: [any WriteJob], hasSucceeded: Bool) {
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

    private func runEachAlone(_ jobs: [any WriteJob]) {
        for job in jobs {
            do {
                try begin()
                runAlone(job)
            } catch {
                job.fail(error.asStoreError)
            }
        }
    }

    private func begin() throws {
        try files.check()
        try connection.beginImmediate()
    }

    /// Commits what is open, and tells this store's commits from those of others.
    private func commit() throws {
        let before = checkpointer.commitCount
        others.willCommit()
        defer { others.hasCommitted(checkpointer.commitCount != before) }
        try connection.commit()
        // Before anybody is answered: what went into a file that is gone is not durable.
        try files.check()
    }
}

extension Error {
    /// Everything that a connection throws is a ``StoreError`` already.
    var asStoreError: StoreError { self as? StoreError ?? StoreError(.other, "\(self)") }
}
