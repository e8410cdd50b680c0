internal import Glibc
internal import Synchronization

/// What waits for a thread of the store: filled from anywhere, emptied by the threads that own it.
///
/// `@unchecked Sendable`: the elements are touched only while `mutex` is held.
package final class WorkQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var isClosed = false
    private var sleepers = 0
    /// Whether there may be something to take, for threads that look without the lock.
    private let isWorthLooking = Atomic(false)

    package init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// - Returns: false when the queue is closed; the element was not taken.
    package func put(_ element: Element) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isClosed else { return false }
        elements.append(element)
        isWorthLooking.store(true, ordering: .releasing)
        if sleepers > 0 { pthread_cond_signal(condition) }
        return true
    }

    /// Waits for elements and takes those that are there, in their order, at most `limit`.
    /// - Parameter spins: how often to look before going to sleep. Waking a thread takes longer than many a wait.
    /// - Returns: nothing once the queue is closed and empty.
    package func take(atMost limit: Int, spins: Int = 0) -> [Element] {
        for _ in 0..<spins where !isWorthLooking.load(ordering: .acquiring) { spinHint() }
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.isEmpty, !isClosed {
            sleepers += 1
            pthread_cond_wait(condition, mutex)
            sleepers -= 1
        }
        let taken: [Element]
        if elements.count <= limit {
            taken = elements
            elements = []
        } else {
            taken = Array(elements.prefix(limit))
            elements.removeFirst(limit)
        }
        isWorthLooking.store(!elements.isEmpty || isClosed, ordering: .relaxed)
        return taken
    }

    /// How many elements wait.
    package var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return elements.count
    }

    /// Refuses new elements. What is queued is still taken.
    package func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        isClosed = true
        isWorthLooking.store(true, ordering: .releasing)
        pthread_cond_broadcast(condition)
    }
}

/// Tells the processor that this is a waiting loop.
private func spinHint() { sched_yield() }
