internal import CTotem

/// The plugin as it runs, good on every thread until it has stopped: for threads of the plugin's own, which end soon after
/// ``isOn`` has become false.
public struct Instance: @unchecked Sendable {
    /// The host's functions on it may be called on any thread.
    private let raw: UnsafeMutablePointer<totem_instance>

    init(_ raw: UnsafeMutablePointer<totem_instance>) {
        self.raw = raw
    }

    /// Whether new requests see the plugin.
    public var isOn: Bool { totem_instance_is_on(raw) }

    /// Writes to the daemon's log, with the plugin's name.
    public func log(_ level: LogLevel, _ message: String) {
        _ = Text.with(message) { totem_instance_log(raw, level.rawValue, $0) }
    }
}
