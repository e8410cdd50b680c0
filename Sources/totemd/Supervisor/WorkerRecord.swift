import CTotemHost
import Glibc
import Logging
import TotemPluginHost

/// What workers leave behind of the plugins that they ran, in memory that outlives them.
final class WorkerRecord {
    /// Within this time a second kill while the same plugin ran is no accident any more.
    private static let memory = Duration.seconds(600)
    /// Something of a plugin's runs at most moments, for milliseconds. What takes a machine's memory runs for longer than that.
    private static let shortest: Int32 = 1000

    /// What is said of a worker's end.
    struct Finding {
        let title: String
        let metadata: Logger.Metadata
        /// The plugin that is switched off before the next worker starts; nil: nobody is known to be to blame.
        let blamed: String?
        fileprivate let fault: totem_fault
        fileprivate let reason: String
    }

    let descriptor: CInt
    private let mapping: UnsafeMutableRawPointer
    private var suspects: [String: ContinuousClock.Instant] = [:]
    /// Whom a worker has to switch off, until one has said that it has: one that only takes note of it may end before.
    private var pending: Finding?

    /// - Throws: ``SystemFailure``.
    init() throws {
        var mapping: UnsafeMutableRawPointer?
        descriptor = totem_marker_make(&mapping)
        guard descriptor >= 0, let mapping else { throw SystemFailure("memory for what a worker leaves behind", errno) }
        self.mapping = mapping
    }

    /// - Returns: nil when nothing of a plugin's ran, or the worker has ended as it meant to.
    func finding(after end: WorkerEnd) -> Finding? {
        var fault = totem_fault()
        totem_marker_fault(mapping, &fault)
        if fault.kind != 0 {
            return fault.plugin.0 == 0
                ? Finding(
                    title: "the worker has crashed",
                    metadata: ["why": "\(fault.what)"],
                    blamed: nil,
                    fault: fault,
                    reason: ""
                ) : finding(fault, fault.what)
        }
        if case .exited = end, totem_marker_expected_exit(mapping) { return nil }
        return suspicion(end)
    }

    /// Leaves for the next worker whom it has to switch off, and nothing else.
    /// - Parameter finding: of the last one's end; where that is none to blame, what was found before holds.
    func passOn(_ finding: Finding?) {
        if finding?.blamed != nil { pending = finding }
        guard let pending else { return totem_marker_pass_on(mapping, nil, nil) }
        var fault = pending.fault
        totem_marker_pass_on(mapping, &fault, pending.reason)
    }

    /// The plugin that has to be switched off and may not be yet.
    var pendingPlugin: String? { pending?.blamed }

    /// A worker has got as far as to have switched it off.
    func forgetPending() { pending = nil }

    /// Plugins that have functions running at this moment.
    var runningPlugins: [String] { Set(running.map(\.pluginName)).sorted() }

    /// Plugins that the worker has loaded, which are not in processes of their own.
    var loadedPlugins: [String] {
        var names: Set<String> = []
        var place = 0
        var found = totem_fault()
        while totem_marker_loaded(mapping, &place, &found) { names.insert(found.pluginName) }
        return names.sorted()
    }

    /// Nobody has written down why: it was killed from outside, or so that nothing more could be done. Who ran alone when it
    /// ended otherwise is to blame; who had run for a while when it was killed is to blame the second time.
    private func suspicion(_ end: WorkerEnd) -> Finding? {
        let all = running
        if end != .killed(SIGKILL), Set(all.map(\.pluginName)).count == 1, let fault = all.first {
            return finding(fault, "the process ended in it: \(end)")
        }
        let running = all.filter { $0.number >= Self.shortest }
        let names = Set(running.map(\.pluginName))
        let now = ContinuousClock.now
        suspects = suspects.filter { now - $0.value < Self.memory }
        let repeated = running.first { suspects[$0.pluginName] != nil }
        for name in names { suspects[name] = now }
        if let repeated { return finding(repeated, "the process ended in it twice in ten minutes: \(end)") }
        guard !names.isEmpty else { return nil }
        return Finding(
            title: "the worker has ended while plugins ran; who runs again at the next such end is switched off",
            metadata: ["end": "\(end)", "plugins": "\(names.sorted().joined(separator: ", "))"],
            blamed: nil,
            fault: totem_fault(),
            reason: ""
        )
    }

    private var running: [totem_fault] {
        var found: [totem_fault] = []
        var place = 0
        var fault = totem_fault()
        while totem_marker_running(mapping, &place, &fault) { found.append(fault) }
        return found
    }

    private func finding(_ fault: totem_fault, _ what: String) -> Finding {
        let reason = "\(what), in \(fault.functionName)"
        return Finding(
            title: "a plugin has ended the worker; it is switched off",
            metadata: ["plugin": "\(fault.pluginName)", "function": "\(fault.functionName)", "why": "\(what)"],
            blamed: fault.pluginName,
            fault: fault,
            reason: reason
        )
    }
}
