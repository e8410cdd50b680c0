/// `HOST:PORT`; an IPv6 address stands in brackets.
struct SocketName {
    let host: String
    let port: Int

    /// Nil when it is something else.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard !host.isEmpty, isBracketed || !host.contains(":") else { return nil }
        self.init(host: String(isBracketed ? host.dropFirst().dropLast() : host), port: Int(port))
    }

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// As it stands in a URL (RFC 3986 §3.2.2).
    func url(onPort port: Int) -> String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
