internal import CTotemHost
private import Synchronization

/// Says, in memory that outlives this process, that a function of a plugin runs on this thread.
struct Mark: Sendable {
    /// How long a function may take that nobody gives a limit: a service, a hook of another plugin, a job.
    static let limitOfService = 10_000
    static let limitOfJob = 300_000
    /// What a hook that runs outside of transactions may take beside the network.
    static let limitOfOutsideHook = 60_000

    let raw: totem_mark

    /// What the host does for a plugin that may wait for others: it is not the plugin's time.
    static let host = Mark(raw: 0)

    private init(raw: totem_mark) {
        self.raw = raw
    }

    /// - Parameters:
    ///   - limit: milliseconds, without what the host and other plugins take meanwhile.
    ///   - keepsOthers: whether the shop's writes wait while it runs.
    ///   - isElsewhere: whether it runs in a process of its own: then it can't end this one.
    init(_ plugin: String, _ function: String, limit: Int, keepsOthers: Bool = false, isElsewhere: Bool = false) {
        let number = Self.number(plugin, function)
        self.init(
            raw: totem_mark(number) | totem_mark(UInt32(clamping: limit)) << 32
                | (keepsOthers && number > 0 ? 1 << 31 : 0) | (isElsewhere ? 1 << 30 : 0)
        )
    }

    /// Runs a function of a plugin.
    /// Inlined, for it is around each service.
    @inline(__always)
    func around<Value>(_ body: () throws -> Value) rethrows -> Value {
        totem_coarse_wind()
        let slot = totem_marker_here()
        let place = totem_marker_enter(slot, raw, totem_coarse_now())
        defer { totem_marker_leave_inner(slot, place) }
        return try body()
    }

    // MARK: Numbers

    private static let numbers = Mutex<[String: UInt32]>([:])

    /// Names are told by numbers; those that there are no numbers for are not watched.
    private static func number(_ plugin: String, _ function: String) -> UInt32 {
        numbers.withLock { numbers in
            let key = "\(plugin)\n\(function)"
            if let number = numbers[key] { return number }
            let number = UInt32(numbers.count + 1)
            guard number < UInt32(TOTEM_MARKER_NAMES) else { return 0 }
            numbers[key] = number
            totem_marker_name(number, plugin, function)
            return number
        }
    }

    /// Tells where a library's code lies, which may run on threads of its own.
    static func library(of plugin: String, at symbol: UnsafeRawPointer) {
        totem_marker_library(number(plugin, TOTEM_MARKER_LIBRARY), symbol)
    }
}
