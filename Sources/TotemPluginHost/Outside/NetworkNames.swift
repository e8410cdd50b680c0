private import Glibc
internal import TotemKernel

/// Resolves names of hosts.
enum NetworkNames {
    /// Every address of a host, as numbers. Waits for the answer.
    static func addresses(of name: String) -> [String] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let isNumber =
                getnameinfo(
                    entry.ai_addr,
                    entry.ai_addrlen,
                    &text,
                    socklen_t(text.count),
                    nil,
                    0,
                    NI_NUMERICHOST
                ) == 0
            let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if isNumber, !addresses.contains(address) { addresses.append(address) }
            next = entry.ai_next
        }
        return addresses
    }

    /// Whether an address is one of the public network. What can't be read is none.
    static func isPublic(_ address: String) -> Bool {
        IPv4Address(address[...])?.isPublic ?? IPv6Address(address[...])?.isPublic ?? false
    }
}
