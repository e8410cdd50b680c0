import Glibc
import Synchronization
import TotemProgram

/// A line on the terminal that shows how far long work is. Where there is no terminal it says nothing.
final class ProgressBar: Sendable {
    private struct State {
        var phase: String?
        var started = ContinuousClock.now
        var drawn: ContinuousClock.Instant?
    }

    private static let width = 30
    private let isVisible = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    /// - Parameter phase: what is done now; each has a bar of its own.
    func show(_ phase: String, rows: Int, of totalRows: Int) {
        guard isVisible else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            if state.phase != phase { state = State(phase: phase, started: now) }
            let isLast = rows >= totalRows
            if let drawn = state.drawn, now - drawn < .milliseconds(100), !isLast { return }
            state.drawn = now
            Output.status("\r\(Self.line(phase, rows, totalRows, after: now - state.started))\u{1B}[K")
        }
    }

    /// Takes the line away.
    func finish() {
        if isVisible { Output.status("\r\u{1B}[K") }
    }

    private static func line(_ phase: String, _ rows: Int, _ totalRows: Int, after elapsed: Duration) -> String {
        let share = totalRows == 0 ? 1 : min(1, Double(rows) / Double(totalRows))
        let filled = Int(share * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        let rate = Int(Double(rows) / max(elapsed / .seconds(1), 0.001))
        return "\(phase) [\(bar)] \(Int(share * 100)) %  \(rate) rows/s"
    }
}
