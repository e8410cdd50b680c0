import Glibc

/// How a process has ended.
enum WorkerEnd: Equatable, CustomStringConvertible {
    case exited(Int32)
    case killed(Int32)
    /// It was killed, for it gave no sign of life any more.
    case silent
    /// It was killed, for it had closed the pipe in which it tells how it does, or is another program by now.
    case cutOff

    /// As wait(2) tells it.
    init(status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }

    /// Of a worker that was told to stop.
    var isFailure: Bool { self != .exited(0) && self != .killed(SIGTERM) }

    var description: String {
        switch self {
        case .exited(let code): "it exited with \(code)"
        case .cutOff: "it closed what it needs to be looked after, or became another program"
        case .silent: "it gave no sign of life for \(Pulse.patience)"
        case .killed(let signal): "signal \(signal), \(strsignal(signal).map { String(cString: $0) } ?? "unknown")"
        }
    }
}

/// The system has refused what nothing goes without.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ code: Int32) {
        description = "\(what): \(String(cString: strerror(code)))"
    }
}
