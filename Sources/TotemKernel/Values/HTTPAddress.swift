/// What an `http` or `https` URL names: the part between its scheme and its path.
package struct HTTPAddress {
    /// Bytes of a whole URL.
    package static let largestLength = 2048

    private let authority: Substring

    /// Nil when `url` is relative or has another scheme: `javascript:`, `data:`, `file:`.
    package init?(_ url: String) {
        let small = url.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { small.hasPrefix($0) }) else { return nil }
        authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    }

    /// Whether it holds a user's name, perhaps with a password.
    package var hasCredentials: Bool { authority.contains("@") }

    /// Nil when there is none, or none that every program reads alike, or the port is no number from 1 to 65535.
    package var host: NetworkHost? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]"), isPort(authority[authority.index(after: end)...]),
                let address = IPv6Address(authority[..<end].dropFirst())
            else { return nil }
            return .ipv6(address)
        }
        let name = authority.prefix { $0 != ":" }
        guard isPort(authority[name.endIndex...]) else { return nil }
        return NetworkHost(name)
    }

    /// Nothing, or `:8080`.
    private func isPort(_ text: Substring) -> Bool {
        guard let colon = text.first else { return true }
        let digits = text.dropFirst()
        return colon == ":" && digits.utf8.allSatisfy { (0x30...0x39).contains($0) } && (UInt16(digits) ?? 0) > 0
    }
}
