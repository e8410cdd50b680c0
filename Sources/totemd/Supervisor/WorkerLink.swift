import CTotemDaemon
import Glibc
import TotemServer

/// What a worker has of the process that looks after it: sockets that listen already, a pipe in which it tells how it does,
/// and memory for what it leaves behind. An environment variable names their descriptors.
struct WorkerLink: Sendable {
    static let variable = "TOTEM_WORKER"

    let supervisor: pid_t
    let listening: CInt
    /// Where metrics are told to everybody; nil: nowhere.
    let metrics: CInt?
    /// Bytes that ``WorkerReport`` names.
    let reports: CInt
    /// Memory that ``WorkerRecord`` reads.
    let record: CInt
    /// Whether the shop stops: then nothing is left to do but to write down whom the end of the worker before is blamed on.
    let isLast: Bool
    /// The node's name, which the next worker has too: what this one is at when it ends is gone on with at once.
    let node: String

    /// Nil when this process is no worker. Then ends with the supervisor, whenever that is: called on the main thread, which
    /// the system binds that to, before there is another one.
    static func take() -> WorkerLink? {
        guard let text = getenv(variable).flatMap({ String(validatingCString: $0) }) else { return nil }
        unsetenv(variable)
        guard let link = WorkerLink(text), totem_be_worker_of(link.supervisor) == 0 else { _exit(1) }
        // Nobody whom it starts has anything to do with them.
        for descriptor in link.descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        // Until it follows the store on this signal, it has read everything a moment ago.
        signal(SIGHUP, SIG_IGN)
        return link
    }

    var descriptors: [CInt] { [listening, reports, record] + (metrics.map { [$0] } ?? []) }

    func tell(_ report: WorkerReport) {
        var byte = report.rawValue
        write(reports, &byte, 1)
    }
}

/// As text.
extension WorkerLink {
    private init?(_ text: String) {
        let parts = text.split(separator: ":")
        let numbers = parts.dropLast().compactMap { CInt($0) }
        guard numbers.count == 6, let node = parts.last.map(String.init) else { return nil }
        self.init(
            supervisor: numbers[0],
            listening: numbers[1],
            metrics: numbers[2] < 0 ? nil : numbers[2],
            reports: numbers[3],
            record: numbers[4],
            isLast: numbers[5] == 1,
            node: node
        )
    }

    var text: String {
        "\(supervisor):\(listening):\(metrics ?? -1):\(reports):\(record):\(isLast ? 1 : 0):\(node)"
    }
}

/// What a worker tells.
enum WorkerReport: UInt8 {
    /// It answers from now on.
    case ready = 1
    /// Its tasks get their turns. Told every ``beat``.
    case alive = 2

    static let beat = Duration.seconds(2)
}
