import FoundationEssentials
import Glibc

/// systemd's notify protocol, sd_notify(3): datagrams to the socket that `NOTIFY_SOCKET` names.
struct ServiceManager: Sendable {
    /// What it tells a service about itself; none of it is for others.
    static let variables = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]

    private let path: String
    /// How often it wants to hear `WATCHDOG=1` at least; nil: never.
    let watchdog: Duration?

    /// Nil when no service manager listens.
    static func fromEnvironment() -> ServiceManager? {
        let environment = ProcessInfo.processInfo.environment
        guard let path = environment["NOTIFY_SOCKET"], !path.isEmpty else { return nil }
        let isMeant = environment["WATCHDOG_PID"].flatMap { Int32($0) } ?? getpid() == getpid()
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        return ServiceManager(path: path, watchdog: isMeant ? microseconds.map { .microseconds($0) } : nil)
    }

    /// Sends one message such as `READY=1`. A service manager that is gone is no reason to stop.
    func notify(_ message: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // A leading @ stands for the NUL of an abstract address.
        let name = path.hasPrefix("@") ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + name.count } ?? 0
        let bytes = Array(message.utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
            }
        }
    }
}
