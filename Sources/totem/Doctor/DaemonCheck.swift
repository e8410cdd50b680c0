import Glibc
import TotemStore

/// Whether the daemon answers.
enum DaemonCheck {
    private static let area = "daemon"
    private static let patience = timeval(tv_sec: 5, tv_usec: 0)

    /// Host and port of an `http` URL.
    struct Place {
        let host: String
        let port: String

        /// Nil for anything but `http://HOST[:PORT][/]`.
        init?(_ url: String) {
            let scheme = "http://"
            guard url.hasPrefix(scheme) else { return nil }
            var authority = url.dropFirst(scheme.count)
            if authority.hasSuffix("/") { authority.removeLast() }
            guard !authority.isEmpty, !authority.contains(where: { "/?#@ ".contains($0) }) else { return nil }
            let colon = authority.lastIndex(of: ":").flatMap { colon in
                authority[colon...].contains("]") ? nil : colon
            }
            host = authority[..<(colon ?? authority.endIndex)].filter { !"[]".contains($0) }
            port = colon.map { String(authority[authority.index(after: $0)...]) } ?? "80"
            guard !host.isEmpty, let number = Int(port), (1...65535).contains(number) else { return nil }
        }
    }

    static func findings(at url: String) -> [Finding] {
        guard let place = Place(url) else { return [] }
        let mend = "start totemd, or say with --url where it is"
        guard let answer = answer(of: place) else {
            return [Finding(area, .warning, "nothing answers at \(url)", mend: mend)]
        }
        let words = answer.prefix { !$0.isNewline }.split(separator: " ")
        guard words.count > 1, words[0].hasPrefix("HTTP/"), answer.lowercased().contains("x-request-id") else {
            return [Finding(area, .warning, "what answers at \(url) is no totemd", mend: mend)]
        }
        guard words[1] == "200" else {
            let mend = "its log says why; curl \(url)/health/ready tells it too"
            return [Finding(area, .problem, "the daemon at \(url) is not ready: it answers \(words[1])", mend: mend)]
        }
        return [Finding(area, .ok, "the daemon at \(url) is ready")]
    }

    /// The beginning of what is answered to the question whether it is ready; nil when nothing is.
    private static func answer(of place: Place) -> String? {
        guard let socket = connected(to: place) else { return nil }
        defer { close(socket) }
        let request = "GET /health/ready HTTP/1.1\r\nHost: \(place.host):\(place.port)\r\nConnection: close\r\n\r\n"
        guard request.withCString({ send(socket, $0, strlen($0), Int32(MSG_NOSIGNAL)) }) > 0 else {
            return nil
        }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while text.count < 64 * 1024 {
            let count = recv(socket, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            text += chunk[..<count]
        }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }

    private static func connected(to place: Place) -> Int32? {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(place.host, place.port, &hints, &found) == 0 else { return nil }
        defer { freeaddrinfo(found) }
        var next = found
        while let address = next {
            let info = address.pointee
            next = info.ai_next
            let socket = socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), info.ai_protocol)
            guard socket >= 0 else { continue }
            var patience = patience
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
            // Linux bounds the connecting by it, too (socket(7)).
            setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
            if connect(socket, info.ai_addr, info.ai_addrlen) == 0 { return socket }
            close(socket)
        }
        return nil
    }
}
