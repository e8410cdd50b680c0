internal import CTotem
internal import Logging
internal import Synchronization

/// What a `totem_instance *` points to, and the plugin behind it. The memory is never given back, so that a thread of a plugin that
/// outlives its `stop` reads no other's.
final class InstanceHandle: Sendable {
    private let name: String
    private let log: Logger
    private let isOn = Atomic<Bool>(true)
    private let hasEnded = Atomic<Bool>(false)
    private let isGivenUp = Atomic<Bool>(false)
    private let process = Mutex<Followed?>(nil)
    private let recent = Mutex(RecentLines())
    private let address: UInt

    /// The process of its own that the plugin runs in.
    private struct Followed: Sendable {
        let process: IsolatedProcess
        let whenGivenUp: @Sendable (PluginFault) -> Void
    }

    /// What the plugin has logged in the second that runs.
    private struct RecentLines {
        var second = ContinuousClock.now
        var count = 0
    }

    private struct Slot {
        var head: totem_instance
        var handle: Unmanaged<InstanceHandle>?
    }

    init(_ name: String, _ log: Logger) {
        self.name = name
        self.log = log
        let slot = UnsafeMutablePointer<Slot>.allocate(capacity: 1)
        slot.initialize(
            to: Slot(
                head: totem_instance(
                    size: UInt32(MemoryLayout<totem_instance>.size),
                    kind: HandleKind.instance,
                    host: HostTable.pointer
                ),
                handle: nil
            )
        )
        address = UInt(bitPattern: slot)
        // A library stays in memory for ever, and so does this: a few bytes for each time that one is started.
        slot.pointee.handle = Unmanaged.passRetained(self)
    }

    var raw: UnsafeMutablePointer<totem_instance>? { UnsafeMutablePointer(bitPattern: address) }

    /// The plugin behind a pointer that it passes on any thread; nil when it has stopped.
    static func of(_ instance: UnsafeMutablePointer<totem_instance>?) -> InstanceHandle? {
        guard let instance, instance.pointee.kind == HandleKind.instance else { return nil }
        let slot = UnsafeMutableRawPointer(instance).assumingMemoryBound(to: Slot.self)
        guard let handle = slot.pointee.handle?.takeUnretainedValue(), !handle.hasEnded.load(ordering: .acquiring)
        else {
            return nil
        }
        return handle
    }

    /// Whether new requests see the plugin.
    var isSwitchedOn: Bool { isOn.load(ordering: .acquiring) }

    func switchOff() {
        isOn.store(false, ordering: .releasing)
        process.withLock { $0?.process.switchOff() }
    }

    /// The plugin runs in a process of its own, which is told as well.
    /// - Parameter whenGivenUp: told when that is not started any more.
    func follow(in process: IsolatedProcess, _ whenGivenUp: @escaping @Sendable (PluginFault) -> Void) {
        self.process.withLock { $0 = Followed(process: process, whenGivenUp: whenGivenUp) }
    }

    /// Whether its process is not started any more.
    var hasGivenUp: Bool { isGivenUp.load(ordering: .acquiring) }

    func giveUp(_ function: String, _ why: String) {
        isGivenUp.store(true, ordering: .releasing)
        let fault = PluginFault(plugin: name, function: function, reason: why)
        process.withLock { $0 }?.whenGivenUp(fault)
    }

    /// The plugin has stopped.
    func end() {
        process.withLock { $0 = nil }
        hasEnded.store(true, ordering: .releasing)
    }

    /// What an isolated plugin has printed or logged, and what has become of its process.
    func tell(_ level: Logger.Level, _ message: String, why: String? = nil, in function: String = "") {
        var metadata: Logger.Metadata = ["plugin": "\(name)"]
        if let why { metadata["why"] = "\(why)" }
        if !function.isEmpty { metadata["function"] = "\(function)" }
        log.log(level: level, "\(message)", metadata: metadata)
    }

    func writeLog(_ level: UInt32, _ message: totem_str) -> totem_status {
        guard let level = Logger.Level(abi: level), let message = message.string(atMost: 2000) else {
            return totem_status(TOTEM_INVALID)
        }
        write(level, "\(message)")
        return HostTable.ok
    }

    private static let linesASecond = 500

    /// Writes what the plugin logs, or makes it log; nothing of what is too much for one second. Who waited instead would keep the
    /// shop's writes waiting.
    func write(_ level: Logger.Level, _ message: Logger.Message, why: String? = nil) {
        guard level >= log.logLevel else { return }
        let count = recent.withLock { recent in
            let now = ContinuousClock.now
            if now - recent.second >= .seconds(1) { recent = RecentLines(second: now) }
            recent.count += 1
            return recent.count
        }
        guard count <= Self.linesASecond else {
            guard count == Self.linesASecond + 1 else { return }
            let most = Self.linesASecond
            return tell(.warning, "a plugin logs more than \(most) lines in a second; the rest is left out")
        }
        var metadata: Logger.Metadata = ["plugin": "\(name)"]
        if let why { metadata["why"] = "\(why)" }
        log.log(level: level, message, metadata: metadata)
    }
}

extension Logger.Level {
    /// Nil: there is no such level.
    init?(abi level: UInt32) {
        let levels: [Logger.Level] = [.debug, .info, .warning, .error]
        guard levels.indices.contains(Int(level)) else { return nil }
        self = levels[Int(level)]
    }
}
