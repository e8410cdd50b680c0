private import DequeModule
internal import Glibc
internal import Synchronization

/// Something that waits for a thread of the store.
package protocol WaitingJob: Sendable {
    var use: StoreUse { get }
    /// Tells whoever waits for it that it will not be run.
    func refuse(_ error: StoreError)
}

/// The jobs that wait for threads of the store, in their order. What ``StoreUse`` promises is kept here: requests that
/// wait are limited in number and time, and long ones take at most half of the places and of the threads.
package final class WaitingLine<Job: WaitingJob>: Sendable {
    private struct Place {
        let job: Job
        /// Nil for what waits as long as it takes.
        let deadline: ContinuousClock.Instant?
        let isLong: Bool

        func isOverdue(at now: ContinuousClock.Instant) -> Bool {
            deadline.map { $0 <= now } ?? false
        }
    }

    private struct State {
        var places: Deque<Place> = []
        var longWaiting = 0
        var longRunning = 0
        var refused = 0
        var isClosed = false
        /// Whether a task will look for jobs that waited too long.
        var isWatched = false
    }

    private let limits: WaitingLimits
    private let longAtOnce: Int
    private let monitor = Monitor(State())
    /// Whether there may be something to take, for threads that look without the lock.
    private let isWorthLooking = Atomic(false)

    /// - Parameter threads: how many take jobs.
    package init(_ limits: WaitingLimits, threads: Int) {
        self.limits = limits
        longAtOnce = max(1, threads / 2)
    }

    // MARK: For callers

    /// Puts a job at the end, or refuses it.
    /// - Returns: whether it waits.
    @discardableResult
    package func join(_ job: Job) -> Bool {
        let now = ContinuousClock.now
        var refusal: StoreError?
        var isToBeWatched = false
        monitor.wake { state in
            refusal = reasonToRefuse(job.use, &state)
            guard refusal == nil else { return }
            let isLong = job.use == .longRequest
            let deadline = job.use == .work ? nil : now + limits.patience
            state.places.append(Place(job: job, deadline: deadline, isLong: isLong))
            if isLong { state.longWaiting += 1 }
            isToBeWatched = deadline != nil && !state.isWatched
            if isToBeWatched { state.isWatched = true }
            isWorthLooking.store(true, ordering: .releasing)
        }
        if isToBeWatched { watch(until: now + limits.patience) }
        if let refusal { job.refuse(refusal) }
        return refusal == nil
    }

    private func reasonToRefuse(_ use: StoreUse, _ state: inout State) -> StoreError? {
        if state.isClosed { return .storeIsClosed }
        let isFull =
            switch use {
            case .work: false
            case .request: state.places.count >= limits.places
            case .longRequest: state.places.count >= limits.places || state.longWaiting >= limits.places / 2
            }
        guard isFull else { return nil }
        state.refused += 1
        return .busy("too many requests wait for the store", limits)
    }

    package var load: StoreLoad.Queue {
        monitor.withLock { StoreLoad.Queue(waiting: $0.places.count, refused: $0.refused) }
    }

    /// Refuses new jobs. Those that wait are still taken.
    package func close() {
        monitor.wake(all: true) { $0.isClosed = true }
        isWorthLooking.store(true, ordering: .releasing)
    }

    // MARK: For threads

    /// Waits for a job and takes it. The thread says ``finish(_:)`` of it.
    /// - Returns: nil once the line is closed and empty.
    package func take() -> Job? {
        monitor.wait { state -> Job?? in
            let index = state.places.firstIndex { !$0.isLong || state.longRunning < longAtOnce }
            guard let index else { return state.isClosed && state.places.isEmpty ? .some(nil) : nil }
            let place = state.places.remove(at: index)
            if place.isLong {
                state.longWaiting -= 1
                state.longRunning += 1
            }
            isWorthLooking.store(!state.places.isEmpty || state.isClosed, ordering: .relaxed)
            return place.job
        }
    }

    /// The job's thread is free again.
    package func finish(_ job: Job) {
        guard job.use == .longRequest else { return }
        monitor.wake(all: true) { $0.longRunning -= 1 }
    }

    /// Waits for jobs without taking them, for a thread that is the only one.
    /// - Parameter spins: how often to look before going to sleep. Waking a thread takes longer than many a wait.
    /// - Returns: how many there are; 0 once the line is closed and empty.
    package func waitForJobs(spins: Int) -> Int {
        for _ in 0..<spins where !isWorthLooking.load(ordering: .acquiring) { spinHint() }
        return monitor.wait { $0.places.isEmpty && !$0.isClosed ? nil : $0.places.count }
    }

    /// Takes the first job, for a thread that is the only one.
    /// - Returns: nil when nothing waits any more, or the first is not wanted now.
    package func takeFirst(where isWanted: (Job) -> Bool) -> Job? {
        monitor.withLock { state in
            guard let first = state.places.first, isWanted(first.job), let place = state.places.popFirst() else {
                return nil
            }
            if place.isLong { state.longWaiting -= 1 }
            isWorthLooking.store(!state.places.isEmpty || state.isClosed, ordering: .relaxed)
            return place.job
        }
    }

    // MARK: Those who waited too long

    /// One task looks after the line for as long as requests wait in it.
    private func watch(until first: ContinuousClock.Instant) {
        Task { [weak self] in
            var next: ContinuousClock.Instant? = first
            while let deadline = next {
                try? await Task.sleep(until: deadline, clock: .continuous)
                next = self?.refuseOverdue()
            }
        }
    }

    /// - Returns: when to look again; nil when nothing waits that can be overdue.
    private func refuseOverdue() -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        let (overdue, next) = monitor.wake(all: true) { state in
            let overdue = state.places.filter { $0.isOverdue(at: now) }
            state.places.removeAll { $0.isOverdue(at: now) }
            state.longWaiting -= overdue.count { $0.isLong }
            state.refused += overdue.count
            // All wait equally long, so the first that waits is the next to be overdue.
            let next = state.places.lazy.compactMap(\.deadline).first
            state.isWatched = next != nil
            return (overdue, next)
        }
        for place in overdue { place.job.refuse(.busy("the store did not come to the request in time", limits)) }
        return next
    }
}

extension StoreError {
    package static var storeIsClosed: StoreError { StoreError(.closed, "the store has been closed") }

    /// Nothing was begun.
    fileprivate static func busy(_ why: String, _ limits: WaitingLimits) -> StoreError {
        let seconds = max(1, Int((limits.patience / .seconds(1)).rounded(.up)))
        return StoreError(.busy, "\(why); nothing was done. Try again in \(seconds) s", retryAfter: seconds)
    }
}

/// Tells the processor that this is a waiting loop.
private func spinHint() { sched_yield() }
