/// The host of a URL: an address, or a name that is looked up when somebody connects.
package enum NetworkHost: Hashable {
    case name(String)
    case ipv4(IPv4Address)
    case ipv6(IPv6Address)

    /// A name or an IPv4 address; nil when it is neither. One that ends in a number is an address
    /// (https://url.spec.whatwg.org/#ends-in-a-number-checker), so that `127.1` or `0x7f000001` is no name.
    package init?(_ text: Substring) {
        let small = text.lowercased()
        let labels = small.split(separator: ".", omittingEmptySubsequences: false)
        let named = labels.count > 1 && labels.last == "" ? labels.dropLast() : labels[...]
        guard let last = named.last, small.utf8.count <= 253, named.allSatisfy(Self.isLabel) else { return nil }
        let name = named.joined(separator: ".")
        let isNumber = last.hasPrefix("0x") || last.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber else {
            self = .name(name)
            return
        }
        guard let address = IPv4Address(name[...]) else { return nil }
        self = .ipv4(address)
    }

    /// Whether it is a public address, or a name that may stand for one.
    package var isPublic: Bool {
        switch self {
        case .ipv4(let address): address.isPublic
        case .ipv6(let address): address.isPublic
        case .name(let name): Self.isPublic(name)
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let isAllowed = label.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        return isAllowed && (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
    }

    /// The names that are kept for private networks (RFC 6761, 6762, 8375, and ICANN's `internal`); a name without a
    /// dot is one of the local network as well.
    private static func isPublic(_ name: String) -> Bool {
        guard name.contains(".") else { return false }
        return ![".localhost", ".local", ".internal", ".home.arpa"].contains { ("." + name).hasSuffix($0) }
    }
}

package struct IPv4Address: Hashable {
    let bits: UInt32

    /// Four decimal numbers without leading zeros, which some programs read as octal.
    package init?(_ text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part.utf8.count == 1 || part.first != "0",
                let byte = UInt8(part)
            else { return nil }
            bits = bits << 8 | UInt32(byte)
        }
        self.bits = bits
    }

    package var isPublic: Bool {
        !Self.special.contains { bits >> (32 - $0.length) == $0.prefix >> (32 - $0.length) }
    }

    /// IANA's IPv4 special-purpose address registry, with multicast.
    private static let special: [(prefix: UInt32, length: UInt32)] = [
        (0x0000_0000, 8),  // this network
        (0x0A00_0000, 8),  // private
        (0x6440_0000, 10),  // carriers' NAT
        (0x7F00_0000, 8),  // loopback
        (0xA9FE_0000, 16),  // link local, and the metadata of clouds
        (0xAC10_0000, 12),  // private
        (0xC000_0000, 24),  // protocol assignments
        (0xC000_0200, 24),  // documentation
        (0xC058_6300, 24),  // 6to4 relays
        (0xC0A8_0000, 16),  // private
        (0xC612_0000, 15),  // benchmarks
        (0xC633_6400, 24),  // documentation
        (0xCB00_7100, 24),  // documentation
        (0xE000_0000, 4),  // multicast
        (0xF000_0000, 4),  // reserved, and broadcast
    ]
}

package struct IPv6Address: Hashable {
    /// Eight of them.
    let groups: [UInt16]

    /// RFC 4291 §2.2, without a zone.
    package init?(_ text: Substring) {
        let halves = Self.halves(text)
        let parsed = halves.enumerated().map { Self.groups($1, isLast: $0 == halves.count - 1) }
        guard let head = parsed[0], let tail = parsed.count == 2 ? parsed[1] : [] else { return nil }
        let missing = 8 - head.count - tail.count
        guard parsed.count == 2 ? missing >= 1 : missing == 0 else { return nil }
        groups = head + Array(repeating: 0, count: missing) + tail
    }

    /// Only global unicast addresses are, without those that hold an IPv4 address or are kept for special purposes
    /// (IANA's IPv6 special-purpose address registry).
    package var isPublic: Bool {
        guard groups[0] >> 13 == 1 else { return false }
        let isSpecial = groups[0] == 0x2001 && groups[1] < 0x0200
        let isDocumentation = groups[0] == 0x2001 && groups[1] == 0x0DB8 || groups[0] == 0x3FFF && groups[1] < 0x1000
        return !isSpecial && !isDocumentation && groups[0] != 0x2002
    }

    /// What is before and after `::`; all of it when there is none.
    private static func halves(_ text: Substring) -> [Substring] {
        guard let gap = text.firstIndex(of: ":", followedBy: ":") else { return [text] }
        return [text[..<gap], text[gap...].dropFirst(2)]
    }

    private static func groups(_ text: Substring, isLast: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, part.contains(".") {
                guard let address = IPv4Address(part) else { return nil }
                groups += [UInt16(address.bits >> 16), UInt16(truncatingIfNeeded: address.bits)]
            } else {
                guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }
}

extension Substring {
    fileprivate func firstIndex(of first: Character, followedBy second: Character) -> Index? {
        indices.first { index in
            self[index] == first && self[self.index(after: index)...].first == second
        }
    }
}
