import FoundationEssentials
import TotemKernel
import TotemStore

/// Whose `X-Forwarded-For` the running daemon counts, as its command line and its configuration say it. A daemon of another
/// machine, or of a user whose processes are hidden, is not seen.
enum ProxyCheck {
    private static let area = "daemon"

    static func findings(at url: String) -> [Finding] {
        guard let place = DaemonCheck.Place(url) else { return [] }
        return RunningDaemon(listeningOn: place.port).map { [finding(of: $0)] } ?? []
    }

    private static func finding(of daemon: RunningDaemon) -> Finding {
        let proxies = daemon.trustedProxies
        if let all = proxies.first(where: { $0.hasSuffix("/0") }) {
            let mend = "name your proxy's own address with --trusted-proxy"
            let text = "it takes anybody's word for where a request comes from (--trusted-proxy \(all))"
            return Finding(area, .problem, text, mend: mend)
        }
        guard proxies.isEmpty else {
            return Finding(area, .ok, "it trusts X-Forwarded-For of \(proxies.joined(separator: ", "))")
        }
        guard daemon.isLocal else {
            return Finding(area, .ok, "it trusts no proxy: its clients connect to it themselves")
        }
        return Finding(
            area,
            .warning,
            "it listens to this machine alone and trusts no proxy: behind one, all clients are one place for the throttles",
            mend: "start it with --trusted-proxy 127.0.0.1, or wherever your proxy connects from"
        )
    }
}

/// The `totemd` of this machine that listens on a port, as it was started.
private struct RunningDaemon {
    /// Whether only this machine can connect to it.
    let isLocal: Bool
    private(set) var trustedProxies: [String] = []

    /// Nil when none does, or another user's, whose files can't be looked at.
    init?(listeningOn port: String) {
        guard let socket = ListeningSocket.all().first(where: { String($0.port) == port }),
            let process = Self.process(with: socket)
        else { return nil }
        isLocal = socket.isLocal
        guard let line = try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline")) else { return nil }
        let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard words.first?.split(separator: "/").last == "totemd" else { return nil }
        if let path = Self.values(of: "--config", in: words).last {
            trustedProxies = Self.proxies(in: path.hasPrefix("/") ? path : "/proc/\(process)/cwd/\(path)")
        }
        let proxies = Self.values(of: "--trusted-proxy", in: words)
        if !proxies.isEmpty { trustedProxies = proxies }
    }

    private static func process(with socket: ListeningSocket) -> String? {
        let files = FileManager.default
        let processes = (try? files.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.first { process in
            guard Int(process) != nil, let open = try? files.contentsOfDirectory(atPath: "/proc/\(process)/fd") else {
                return false
            }
            return open.contains { file in
                let target = try? files.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(file)")
                return target?.hasSuffix("socket:[\(socket.inode)]") == true
            }
        }
    }

    /// `--name value` and `--name=value`.
    private static func values(of option: String, in words: [String]) -> [String] {
        words.indices.compactMap { index in
            if words[index].hasPrefix(option + "=") { return String(words[index].dropFirst(option.count + 1)) }
            return words[index] == option && index + 1 < words.count ? words[index + 1] : nil
        }
    }

    /// The daemon itself has refused to start with what it can't read.
    private static func proxies(in configuration: String) -> [String] {
        guard let data = try? Data(contentsOf: URL(filePath: configuration)),
            let json = try? JSONValue(bytes: Array(data)), case .array(let proxies) = json["trusted_proxies"]
        else { return [] }
        return proxies.compactMap { proxy in if case .string(let text) = proxy { text } else { nil } }
    }
}

/// A TCP socket that takes connections (proc_pid_net(5)).
private struct ListeningSocket {
    let port: UInt16
    let inode: String
    /// Whether it is at a loopback address.
    let isLocal: Bool

    private static let listening = "0A"

    static func all() -> [ListeningSocket] {
        ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            guard let table = try? Data(contentsOf: URL(filePath: path)) else { return [ListeningSocket]() }
            return String(decoding: table, as: UTF8.self).split(separator: "\n").compactMap(Self.init)
        }
    }

    /// `0: 0100007F:1F90 00000000:0000 0A … INODE`: addresses are words in the machine's own order of bytes.
    private init?(_ line: Substring) {
        let columns = line.split(separator: " ")
        guard columns.count > 9, columns[3] == Self.listening else { return nil }
        let parts = columns[1].split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
        self.port = port
        inode = String(columns[9])
        isLocal = parts[0].hasSuffix("7F") || parts[0] == "00000000000000000000000001000000"
    }
}
