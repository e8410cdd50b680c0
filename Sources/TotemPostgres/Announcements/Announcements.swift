internal import Synchronization
internal import TotemStore

/// What was announced and not heard yet, and who waits for it.
final class Announcements: Sendable {
    private struct State {
        var isUnheard = false
        var waiting: [Int: CheckedContinuation<Bool, Never>] = [:]
        var lastWait = 0
    }

    /// A transaction that announces. Nothing is lost with it, so it does not wait for the disk.
    static var job: any PostgresJob {
        ClosureJob(isWritable: true, for: .request, CommitListeners()) { tx in
            _ = try tx.first("SELECT set_config('synchronous_commit', 'off', true), pg_notify('totem_changes', '')") {
                _ in
            }
        }
    }
    static let listen = "LISTEN totem_changes"

    private let state = Mutex(State())

    /// Something was announced, or may have been while nobody listened.
    func post() {
        let waiting = state.withLock { state in
            state.isUnheard = state.waiting.isEmpty
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: true) }
    }

    /// Waits for the next announcement, at most this long; not at all for one that came while nobody waited.
    /// - Returns: false when the time is over, or the task was cancelled.
    func next(upTo limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.next() }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let first = await group.next()
            group.cancelAll()
            // An announcement in the last moment is not lost.
            let last = await group.next()
            return first == true || last == true
        }
    }

    /// - Returns: false when the task was cancelled.
    private func next() async -> Bool {
        let wait = state.withLock { state in
            state.lastWait += 1
            return state.lastWait
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.isUnheard {
                        state.isUnheard = false
                        return true
                    }
                    // Set before the handler below runs, which finds nobody when it was quicker.
                    if Task.isCancelled { return false }
                    state.waiting[wait] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: wait) }?.resume(returning: false)
        }
    }
}
