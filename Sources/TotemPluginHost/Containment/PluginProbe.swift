private import CTotemHost
private import Glibc
internal import TotemKernel

/// Tries a plugin out in a process of its own, before the shop's own process loads it: its library is loaded, started and
/// stopped there, without a store, the network or more than a little of the machine.
///
/// That process is this same program with the argument ``command``, which a program must therefore know; see ``ProbedPlugin``.
public struct PluginProbe: Sendable {
    package static let command = "plugin-probe"
    /// The answer of a process in which all was well.
    static let well = Array("well".utf8)

    /// So much of what the library writes is told.
    private static let longestOutput = 300

    public init() {}

    /// Returns when the plugin has run there as it should.
    /// - Throws: ``PluginProblem`` with what happened.
    func run(_ candidate: PluginCandidate) throws {
        var mapping: UnsafeMutableRawPointer?
        let record = totem_marker_make(&mapping)
        guard record >= 0, let mapping else { throw Self.failure("a process to try it out", errno) }
        defer { totem_marker_drop(record, mapping) }
        var output: [CInt] = [-1, -1]
        var answer: [CInt] = [-1, -1]
        guard pipe(&output) == 0 else { throw Self.failure("a pipe", errno) }
        guard pipe(&answer) == 0 else {
            for descriptor in output { close(descriptor) }
            throw Self.failure("a pipe", errno)
        }
        var process: pid_t = 0
        let code = totem_probe_start(&process, candidate.folder, output[1], answer[1], record)
        close(output[1])
        close(answer[1])
        defer {
            close(output[0])
            close(answer[0])
        }
        guard code == 0 else { throw Self.failure("a process to try it out", code) }
        let end = ContinuousClock.now + .milliseconds(candidate.manifest.limitMilliseconds * 4 + 5000)
        var written = Self.read(from: [output[0], answer[0]], of: process, until: end)
        let status = Self.await(process, until: end, isCut: &written.isCut)
        // A library may end the process with 0, too.
        guard status != 0 || written.answer != Self.well else { return }
        var fault = totem_fault()
        totem_marker_fault(mapping, &fault)
        throw Self.problem(candidate, status, fault, written)
    }

    private struct Written {
        var output: [UInt8] = []
        var answer: [UInt8] = []
        /// Whether it was killed because its time was over.
        var isCut = false
    }

    /// Reads both until the process has closed them, or its time is over; then it is killed.
    private static func read(
        from pipes: [CInt],
        of process: pid_t,
        until end: ContinuousClock.Instant
    ) -> Written {
        var written = Written()
        var places = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while places.contains(where: { $0.fd >= 0 }) {
            let rest = (end - .now).components
            guard rest.seconds >= 0, rest.attoseconds >= 0 else {
                written.isCut = true
                kill(process, SIGKILL)
                break
            }
            poll(&places, nfds_t(places.count), Int32(clamping: rest.seconds * 1000 + 100))
            for index in places.indices where places[index].revents != 0 {
                let count = Glibc.read(places[index].fd, &buffer, buffer.count)
                guard count > 0 else {
                    places[index].fd = -1
                    continue
                }
                // It is read to its end, so that nobody waits for room, and only the beginning is kept.
                if index == 0, written.output.count < longestOutput { written.output += buffer.prefix(count) }
                if index == 1, written.answer.count < longestOutput * 4 { written.answer += buffer.prefix(count) }
            }
        }
        return written
    }

    /// One that has closed both may go on, or stand still.
    /// - Returns: how it has ended; it is killed when its time is over.
    private static func await(_ process: pid_t, until end: ContinuousClock.Instant, isCut: inout Bool) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(process, &status, isCut ? 0 : WNOHANG)
            if ended == process || (ended < 0 && errno != EINTR) { return status }
            guard !isCut else { continue }
            if end <= .now {
                isCut = true
                kill(process, SIGKILL)
            } else {
                usleep(1000)
            }
        }
    }

    private static func problem(
        _ candidate: PluginCandidate,
        _ status: Int32,
        _ fault: totem_fault,
        _ written: Written
    ) -> PluginProblem {
        let answer = String(decoding: written.answer.prefix(longestOutput * 4), as: UTF8.self)
        if !answer.isEmpty, fault.kind == 0, status != 0 { return PluginProblem(answer.escaped) }
        let place = fault.functionName.isEmpty ? "" : " in \(fault.functionName)"
        let what: String
        if fault.kind != 0 {
            what = "\(fault.what)\(place)"
        } else if written.isCut {
            what = "it had not ended after \(candidate.manifest.limitMilliseconds * 4 + 5000) ms"
        } else {
            let signal = status & 0x7F
            what = signal == 0 ? "it ended the process with \(status >> 8 & 0xFF)" : "it was ended by signal \(signal)"
        }
        let output = String(decoding: written.output.prefix(longestOutput), as: UTF8.self)
        let wrote = output.isEmpty ? "" : "; it wrote: \(output.escaped)"
        return PluginProblem(
            "\(candidate.folder)/\(candidate.manifest.library) was tried out in a process of its own, and \(what)\(wrote)"
        )
    }

    private static func failure(_ what: String, _ code: Int32) -> PluginProblem {
        PluginProblem("\(what) can't be had: \(String(cString: strerror(code)))")
    }
}
