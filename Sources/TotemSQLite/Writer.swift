internal import Glibc
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

    /// Those who share a commit: who waits when the one before has run, also who has come since the first. Each is taken
    /// when its turn has come: who is not reached keeps its place in the line.
    ///
    /// Who may take long, such as a plugin's route, does not join those who can't: they would be answered only when it has
    /// ended.
    private struct Company {
        private let line: Line
        private let limit: Int
        private let end: ContinuousClock.Instant
        private var count: Int
        private var hasBrief: Bool

        /// - Parameter first: those who are in it already.
        init(_ line: Line, _ options: SQLiteOptions, with first: [any WriteJob] = []) {
            self.line = line
            count = first.count
            hasBrief = first.contains { $0.use == .request }
            limit = options.batchLimit
            end = .now + .milliseconds(options.batchTime)
        }

        mutating func next() -> (any WriteJob)? {
            guard count == 0 || (count < limit && ContinuousClock.now < end),
                let waiting = line.takeFirst(where: { !hasBrief || $0.use == .request })
            else { return nil }
            count += 1
            hasBrief = hasBrief || waiting.use == .request
            return waiting.job
        }
    }

    private let connection: Connection
    private let options: SQLiteOptions
    private let line: Line
    private let checkpointer: Checkpointer
    private let others: CommitsOfOthers
    private let files: StoreFiles
    /// When the transaction began that was open last in this batch.
    private var begun: ContinuousClock.Instant?
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
            guard line.waitForJobs(spins: Self.spins) > 0 else { return }
            runBatch()
            checkpointer.keepBounded(connection.database)
            letOthersIn()
            begun = nil
        }
    }

    /// Waking a thread costs more than looking for it. Who has just been answered comes again, if at once, within 100 microseconds,
    /// which is how long it looks; others who want the processor get it meanwhile.
    private static let spins = 250

    // MARK: One batch

    /// Runs jobs for as long as there are some and time, in one transaction, and commits once. Failed jobs are answered with
    /// the others: what they saw and refused for may have been another job's work, which counts only once it is durable.
    ///
    /// A savepoint for each job costs a fifth of the work, and most batches have nothing to undo. So the jobs are first run
    /// without; when one of several has written and failed, all are run again with savepoints, and so are the next batches:
    /// where one fails, more do.
    private func runBatch() {
        var jobs: [any WriteJob] = []
        do {
            try begin()
            guard carefulBatches == 0 else {
                carefulBatches -= 1
                return runInSavepoints([])
            }
            jobs = runTrusting()
            guard !jobs.isEmpty else { return }
            carefulBatches = Self.carefulBatchesAfterFailure
            try begin()
            runInSavepoints(jobs)
        } catch {
            var company = Company(line, options)
            while let job = company.next() { jobs.append(job) }
            for job in jobs { job.fail(error.asStoreError) }
        }
    }

    /// - Returns: the jobs that were run for nothing, because one of them has to be undone: everything is then.
    private func runTrusting() -> [any WriteJob] {
        var company = Company(line, options)
        var jobs: [any WriteJob] = []
        var hasSucceeded = false
        while let job = company.next() {
            jobs.append(job)
            connection.database.hasWritten = false
            let succeeded = job.run(on: connection)
            guard connection.database.isInTransaction, succeeded || !connection.database.hasWritten else {
                connection.rollback()
                guard jobs.count == 1 else { return jobs }
                if succeeded { job.overrule(.transactionIsGone(nil)) }
                job.answer()
                return []
            }
            hasSucceeded = hasSucceeded || succeeded
        }
        commit(jobs, hasSucceeded: hasSucceeded)
        return []
    }

    /// - Parameter first: those who are run before any that wait; all of them, whatever time they take.
    private func runInSavepoints(_ first: [any WriteJob]) {
        var company = Company(line, options, with: first)
        var again = first[...]
        var jobs: [any WriteJob] = []
        var hasSucceeded = false
        while let job = again.popFirst() ?? company.next() {
            do {
                if try runInSavepoint(job) { hasSucceeded = true }
            } catch {
                // The transaction is gone, with what the jobs before this one did. They are not to blame.
                connection.rollback()
                job.answer()
                return runEachAlone(jobs + again)
            }
            jobs.append(job)
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
            if error.code == .foreignKey, jobs.count > 1 { return runEachAlone(jobs) }
            for job in jobs { job.fail(error) }
        }
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
        try checkFiles()
        letOthersIn()
        try connection.beginImmediate()
        begun = .now
    }

    /// Another process that waits for the file looks for it some times in a millisecond (``Patience``). Of many short transactions it
    /// soon finds one ended; between long ones, such as those of a plugin whose SQL is slow, it must be left the time to look.
    private func letOthersIn() {
        guard let begun, ContinuousClock.now - begun > Self.longHold else { return }
        usleep(Self.openTime)
    }

    private static let longHold = Duration.milliseconds(100)
    /// In microseconds.
    private static let openTime: UInt32 = 5000

    /// Commits what is open, and tells this store's commits from those of others.
    private func commit() throws {
        let before = checkpointer.commitCount
        others.willCommit()
        defer { others.hasCommitted(checkpointer.commitCount != before) }
        try connection.commit()
        // Before anybody is answered: what went into a file that is gone is not durable.
        try checkFiles()
    }

    private func checkFiles() throws { try files.check { try connection.database.length() } }
}

extension Error {
    /// Everything that a connection throws is a ``StoreError`` already.
    var asStoreError: StoreError { self as? StoreError ?? StoreError(.other, "\(self)") }
}
