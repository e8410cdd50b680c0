package import CTotemHost
private import Glibc

/// A plugin that has ended the process that it ran in, the shop's or one of its own.
public struct PluginFault: Sendable {
    public let plugin: String
    /// Of its functions, the one that ran.
    public let function: String
    /// For people.
    public let reason: String

    init(_ fault: totem_fault, reason: String) {
        self.init(plugin: fault.pluginName, function: fault.functionName, reason: reason)
    }

    init(plugin: String, function: String, reason: String) {
        self.plugin = plugin
        self.function = function
        self.reason = reason
    }
}

extension totem_fault {
    package var pluginName: String { text(plugin) }
    package var functionName: String { text(function) }

    /// What was done, for people.
    package var what: String {
        switch totem_fault_kind(kind) {
        case TOTEM_FAULT_SIGNAL: "it crashed: \(signalName), at 0x\(String(address, radix: 16))"
        case TOTEM_FAULT_OVERFLOW: "it used up the stack of its thread: \(signalName)"
        case TOTEM_FAULT_EXIT: "it called exit(\(number))"
        case TOTEM_FAULT_THREAD: "it ended the thread that it was called on"
        case TOTEM_FAULT_JUMP: "it jumped out of a function that the host had called"
        case TOTEM_FAULT_OVERDUE: "it had not returned for \(number) ms"
        case TOTEM_FAULT_ENDLESS: "it had not returned for \(number) ms, with all that was done for it"
        case TOTEM_FAULT_DESCRIPTOR where pluginName.isEmpty:
            "the shop's descriptor \(number) was closed by a system call, or is another file"
        case TOTEM_FAULT_DESCRIPTOR: "it closed the shop's descriptor \(number), or put another file in its place"
        default: "nobody knows what it did"
        }
    }

    private var signalName: String {
        "signal \(number), \(strsignal(number).map { String(cString: $0) } ?? "unknown")"
    }
}

/// The text in an array of C, which ends with a NUL.
private func text<Bytes>(_ bytes: Bytes) -> String {
    withUnsafeBytes(of: bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
