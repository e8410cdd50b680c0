internal import CTotem
internal import TotemKernel
internal import TotemStore

/// What a library's entry point is given, and the plugin's reason for refusing it.
enum HostInfo {
    /// A plugin's reason as its owner is shown it.
    static func reason(_ text: totem_str) -> String {
        text.string(atMost: 500)?.escaped
            ?? "it gives a reason that is no UTF-8 of at most 500 bytes"
    }

    /// The struct that the plugin sees, and behind it where its reason goes.
    private struct Shown {
        var head: totem_host_info
        var reason: UnsafeMutablePointer<String?>
    }

    /// - Returns: what `body` makes of it, and the plugin's reason for refusing.
    static func show<Result>(to body: (UnsafePointer<totem_host_info>) -> Result) -> (Result, refusal: String?) {
        var reason: String?
        let result = CoreSchema.kernelVersion.description.withCString { version in
            withUnsafeMutablePointer(to: &reason) { reason in
                var head = totem_host_info()
                head.size = UInt32(MemoryLayout<totem_host_info>.size)
                head.abi = TOTEM_ABI
                head.version = version
                head.refuse = { info, text in
                    guard let info else { return }
                    let shown = UnsafeRawPointer(info).assumingMemoryBound(to: Shown.self)
                    shown.pointee.reason.pointee = HostInfo.reason(text)
                }
                return withUnsafePointer(to: Shown(head: head, reason: reason)) { shown in
                    body(UnsafeRawPointer(shown).assumingMemoryBound(to: totem_host_info.self))
                }
            }
        }
        return (result, reason)
    }
}
