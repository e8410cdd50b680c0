import Glibc
import Synchronization
import TotemImport

/// A line on the terminal that shows how far an import is. Where there is no terminal it says nothing.
final class ProgressBar: Sendable {
    private struct State {
        var phase: ImportProgress.Phase?
        var started = ContinuousClock.now
        var drawn: ContinuousClock.Instant?
    }

    private static let width = 30
    private let isVisible = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    func show(_ progress: ImportProgress) {
        guard isVisible else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if state.phase != progress.phase {
                state = State(phase: progress.phase, started: now)
            }
            let isLast = progress.rows >= progress.totalRows
            if let drawn = state.drawn, now - drawn < .milliseconds(100), !isLast { return }
            state.drawn = now
            Output.status("\r\(Self.line(progress, after: now - state.started))\u{1B}[K")
        }
    }

    /// Takes the line away.
    func finish() {
        if isVisible { Output.status("\r\u{1B}[K") }
    }

    private static func line(_ progress: ImportProgress, after elapsed: Duration) -> String {
        let share = progress.totalRows == 0 ? 1 : Double(progress.rows) / Double(progress.totalRows)
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let rate = Int(Double(progress.rows) / max(elapsed / .seconds(1), 0.001))
        return "\(progress.phase.rawValue) [\(bar)] \(Int(share * 100)) %  \(rate) rows/s"
    }
}
