import CTotemDaemon
import FoundationEssentials
import Glibc
import Logging
import TotemProgram
import TotemServer

/// Keeps a worker running, which is the shop: this same program with the same arguments. The sockets are opened here and
/// outlive every worker, so that clients wait for the next one instead of being refused.
///
/// It knows nothing of shops and plugins, so that nothing can bring it down. When it is killed itself, its worker goes with
/// it.
final class Supervisor {
    /// Longer than a worker takes to cut the connections of a slow stop.
    private static let grace = Duration.seconds(15)

    /// How long a process takes to end after its descriptors were closed.
    private static let longestEnd = Duration.milliseconds(500)

    /// So many try to switch off a plugin before the end, when the store may be in trouble.
    private static let mostLastWorkers = 5
    /// What comes so soon after the first is the same wish: `timeout` signals a process and then its group, and so may who runs
    /// it at a terminal.
    private static let oneWish = Duration.seconds(1)

    private enum Phase {
        case starting(pid_t)
        case serving(pid_t)
        case pausing(until: ContinuousClock.Instant)
        case ended(code: Int32)
    }

    private let socket: ListeningSocket
    private let metrics: ListeningSocket?
    private let log: Logger
    /// Prints where the shop listens.
    private let announce: () -> Void
    private let manager = ServiceManager.fromEnvironment()
    private let record: WorkerRecord
    /// What its workers are called, one after another.
    private let node = UUID().uuidString
    private var policy = RestartPolicy()
    private var phase = Phase.ended(code: 1)
    private var hasServed = false
    /// Why the worker was killed, when it was because of how it does.
    private var lost: WorkerEnd?
    /// When the worker's end of the pipe was closed, which is done by its end as well.
    private var cutOff: ContinuousClock.Instant?
    /// When a worker that was told to stop is stopped; nil until somebody wants that.
    private var end: ContinuousClock.Instant?
    /// How many were started for nothing but what is done before the end.
    private var lastWorkers = 0
    /// When it was first told to stop.
    private var told: ContinuousClock.Instant?
    private var ended: ContinuousClock.Instant?
    private var pulse = Pulse()
    private var signals: CInt = -1
    private var reports: CInt = -1

    /// - Throws: ``SystemFailure``.
    init(socket: ListeningSocket, metrics: ListeningSocket?, log: Logger, announce: @escaping () -> Void) throws {
        record = try WorkerRecord()
        self.socket = socket
        self.metrics = metrics
        self.log = log
        self.announce = announce
    }

    /// Returns when it was told to stop and the worker has stopped, or when the first one could not start and has said why.
    /// - Returns: what to exit with: 0 only when it was told to stop.
    func run() throws -> Int32 {
        signals = totem_signal_pipe()
        guard signals >= 0 else { throw SystemFailure("pipe", errno) }
        try startWorker()
        while true {
            if case .ended(let code) = phase { return code }
            sleep()
            for number in bytes(of: signals) { take(signal: Int32(number)) }
            for byte in bytes(of: reports) { take(WorkerReport(rawValue: byte)) }
            try reap()
            goOnIfStopped()
            try act()
        }
    }

    // MARK: - What happens

    private func take(signal: Int32) {
        switch signal {
        case SIGTERM, SIGINT:
            if let told {
                if told + Self.oneWish <= .now { killWorker("it was told to stop twice") }
                return
            }
            told = .now
            end = .now + Self.grace
            manager?.notify("STOPPING=1")
            // Who waits for the next worker has nothing to finish, but for what that has to switch off.
            if case .pausing = phase { finish() }
            send(SIGTERM)
        // One that starts reads everything anyway.
        case SIGHUP: if case .serving = phase { send(SIGHUP) }
        default: break
        }
    }

    private func take(_ report: WorkerReport?) {
        pulse.beat()
        guard report == .ready, case .starting(let worker) = phase else { return }
        phase = .serving(worker)
        policy.hasServed()
        record.forgetPending()
        if hasServed {
            let duration = ended.map { ContinuousClock.now - $0 } ?? .zero
            log.notice("the shop answers again", metadata: ["after": "\(duration)"])
        } else {
            hasServed = true
            announce()
            manager?.notify("READY=1")
        }
    }

    /// Every child: as the first process of a container it has those of others, too.
    private func reap() throws {
        var status: Int32 = 0
        while let child = endedChild() {
            // What plugins have started holds the sockets, too. As long as the worker is not reaped, its number is no other's.
            if child == worker { kill(-child, SIGKILL) }
            guard waitpid(child, &status, WNOHANG) == child else { return }
            if child == worker { try workerEnded(howEnded(status)) }
        }
    }

    private func howEnded(_ status: Int32) -> WorkerEnd {
        let end = WorkerEnd(status: status)
        return end == .killed(SIGKILL) ? lost ?? end : end
    }

    /// A shop that stands still sells nothing. (Who stops its process to look into it traces it, which is another matter.)
    private func goOnIfStopped() {
        guard let worker, totem_was_stopped(worker) else { return }
        log.critical(
            "the worker was stopped by a signal; it goes on",
            metadata: ["plugins": "\(record.runningPlugins.joined(separator: ", "))"]
        )
        send(SIGCONT)
    }

    private func endedChild() -> pid_t? {
        var information = siginfo_t()
        guard waitid(P_ALL, 0, &information, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
        return totem_child(&information) > 0 ? totem_child(&information) : nil
    }

    private func workerEnded(_ end: WorkerEnd) throws {
        ended = .now
        // What it has told before it ended.
        for byte in bytes(of: reports) { take(WorkerReport(rawValue: byte)) }
        close(reports)
        reports = -1
        let finding = record.finding(after: end)
        if let finding { log.critical("\(finding.title)", metadata: finding.metadata) }
        let loaded = record.loadedPlugins.joined(separator: ", ")
        // One that ends as it means to has opened the store, which is when it switches off whom it has to.
        if end == .exited(0) { record.forgetPending() }
        record.passOn(finding)
        guard self.end == nil else {
            if end.isFailure { log.error("the worker did not stop by itself", metadata: ["end": "\(end)"]) }
            return finish()
        }
        if !hasServed, finding == nil, record.pendingPlugin == nil, case .exited(let code) = end {
            // It has said why it can't start.
            phase = .ended(code: code == 0 ? 1 : code)
            return
        }
        if finding == nil { log.critical("the worker has ended", metadata: ["end": "\(end)"]) }
        let delay = policy.delay(afterEndBy: finding?.blamed, at: .now)
        if delay > .zero {
            log.critical(
                "workers end again and again, and no plugin that could be switched off is to blame",
                metadata: [
                    "next_in": "\(delay)", "loaded": "\(loaded)",
                    "mend": "find out which plugin it is: totem plugin isolate NAME process",
                ]
            )
        }
        phase = .pausing(until: .now + delay)
    }

    /// It was told to stop: who has to be switched off is, before it ends.
    private func finish() {
        if let plugin = record.pendingPlugin {
            guard lastWorkers == Self.mostLastWorkers else {
                phase = .pausing(until: lastWorkers == 0 ? .now : .now + .seconds(1))
                lastWorkers += 1
                return
            }
            log.critical(
                "a plugin that has ended the shop could not be switched off, and runs when the shop is started again",
                metadata: ["plugin": "\(plugin)", "mend": "totem plugin disable \(plugin)"]
            )
        }
        phase = .ended(code: 0)
    }

    // MARK: - What is done

    /// What time asks for.
    private func act() throws {
        if case .pausing(let until) = phase, until <= .now { try startWorker(isLast: end != nil) }
        if let end, end <= .now { killWorker("it has not stopped in \(Self.grace)") }
        if pulse.look(at: .now), case .serving = phase { give(up: .silent) }
        if let cutOff, cutOff + Self.longestEnd <= .now { give(up: .cutOff) }
        if let interval = manager?.watchdog, isWell(within: interval) { manager?.notify("WATCHDOG=1") }
    }

    /// A worker that answers tells that it lives; one that starts, and the pause before it, take their time.
    private func isWell(within interval: Duration) -> Bool {
        guard case .serving = phase else { return true }
        return pulse.silence < interval / 2
    }

    private var worker: pid_t? {
        switch phase {
        case .starting(let worker), .serving(let worker): worker
        case .pausing, .ended: nil
        }
    }

    private func startWorker(isLast: Bool = false) throws {
        (pulse, lost, cutOff) = (Pulse(), nil, nil)
        // Nobody but the worker can write into it, so that its end is seen.
        var ends: [CInt] = [-1, -1]
        guard totem_pipe(&ends) == 0 else { return try failToStart(errno) }
        defer { close(ends[1]) }
        reports = ends[0]
        let link = WorkerLink(
            supervisor: getpid(),
            listening: socket.descriptor,
            metrics: metrics?.descriptor,
            reports: ends[1],
            record: record.descriptor,
            isLast: isLast,
            node: node
        )
        let code: Int32
        var worker: pid_t = 0
        do {
            let own = [WorkerLink.variable] + ServiceManager.variables
            var environment = own.reduce(into: ProcessInfo.processInfo.environment) { $0[$1] = nil }
            environment[WorkerLink.variable] = link.text
            let arguments = CommandLine.arguments.map { strdup($0) } + [nil]
            let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
            defer { for text in arguments + variables { free(text) } }
            code = totem_start_again(&worker, arguments, variables, link.descriptors, link.descriptors.count)
        }
        guard code != 0 else {
            phase = .starting(worker)
            return
        }
        close(reports)
        reports = -1
        try failToStart(code)
    }

    private func failToStart(_ code: CInt) throws {
        guard hasServed else { throw SystemFailure("a worker can't be started", code) }
        guard end == nil else { return finish() }
        log.critical("a worker can't be started", metadata: ["error": "\(String(cString: strerror(code)))"])
        phase = .pausing(until: .now + policy.delay(afterEndBy: nil, at: .now) + .seconds(1))
    }

    private func send(_ signal: Int32) {
        if let worker { kill(worker, signal) }
    }

    private func give(up end: WorkerEnd) {
        guard lost == nil, worker != nil else { return }
        lost = end
        log.critical("the worker is killed", metadata: ["why": "\(end)"])
        send(SIGKILL)
    }

    private func killWorker(_ why: String) {
        guard worker != nil else { return }
        log.error("the worker is killed", metadata: ["why": "\(why)"])
        end = .now + Self.grace
        if lastWorkers > 0 { lastWorkers = Self.mostLastWorkers }
        send(SIGKILL)
    }

    // MARK: - Waiting

    /// Until something happens, or it is time for something.
    private func sleep() {
        var deadlines: [ContinuousClock.Instant] = []
        if case .pausing(let until) = phase { deadlines.append(until) }
        if let end { deadlines.append(end) }
        if let cutOff, lost == nil { deadlines.append(cutOff + Self.longestEnd) }
        if let interval = manager?.watchdog { deadlines.append(.now + interval / 4) }
        if case .serving = phase { deadlines.append(.now + WorkerReport.beat) }
        let rest = deadlines.min().map { max(.zero, $0 - .now) }
        // What is closed at the other end is not looked at again.
        let looked = [signals, cutOff == nil ? reports : -1]
        var places = looked.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&places, nfds_t(places.count), rest.map(\.milliseconds) ?? -1)
        if worker != nil, places[1].revents & Int16(POLLHUP) != 0 { cutOff = cutOff ?? .now }
    }

    private func bytes(of descriptor: CInt) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}

extension Duration {
    /// Rounded up, as poll(2) takes it.
    fileprivate var milliseconds: Int32 {
        Int32(clamping: components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
