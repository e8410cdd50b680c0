/// How long a worker has given no sign of life.
///
/// Only time in which somebody looked counts: a machine or a container that stood still is no worker's fault.
struct Pulse {
    /// A worker that is silent for longer answers nobody any more. It tells that it lives every ``WorkerReport/beat``.
    static let patience = WorkerReport.beat * 10

    private(set) var silence = Duration.zero
    private var lastLook: ContinuousClock.Instant?

    mutating func beat() { silence = .zero }

    /// - Returns: whether it is silent for too long.
    mutating func look(at now: ContinuousClock.Instant) -> Bool {
        if let lastLook { silence += min(now - lastLook, WorkerReport.beat) }
        lastLook = now
        return silence > Self.patience
    }
}
