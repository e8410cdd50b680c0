import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that is written as IPv6 (`::ffff:192.0.2.7`) is that IPv4 address.
struct NetworkAddress: Hashable, Sendable {
    /// As IPv6 has it.
    let bits: UInt128

    /// Nil when it is no address; IPv6 without a zone.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        // As in_addr and in6_addr have them: in the network's order.
        var four = UInt32()
        if inet_pton(AF_INET, text, &four) == 1 {
            bits = Self.prefixOfIPv4 << 32 | UInt128(UInt32(bigEndian: four))
            return
        }
        var six = (UInt64(), UInt64())
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        bits = withUnsafeBytes(of: &six) { bytes in bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
    }

    /// Whoever has an IPv6 address has the other 2^64 of its network too, so these are one place.
    var place: String {
        bits >> 32 == Self.prefixOfIPv4
            ? "4:" + String(UInt32(truncatingIfNeeded: bits), radix: 16) : "6:" + String(bits >> 64, radix: 16)
    }

    /// `::ffff:0:0/96` (RFC 4291 §2.5.5.2)
    private static let prefixOfIPv4: UInt128 = 0xFFFF
}

/// Addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one of them alone.
public struct NetworkRange: Hashable, Sendable {
    private let first: NetworkAddress
    /// How many bits are compared, of the 128 of IPv6.
    private let length: Int

    /// Nil when it is no CIDR notation (RFC 4632, RFC 4291 §2.3).
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = NetworkAddress(parts[0]) else { return nil }
        self.first = first
        let bits = parts[0].contains(":") ? 128 : 32
        guard parts.count == 2 else {
            length = 128
            return
        }
        guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
            (0...bits).contains(length)
        else { return nil }
        self.length = length + 128 - bits
    }

    func contains(_ address: NetworkAddress) -> Bool {
        length == 0 || (first.bits ^ address.bits) >> (128 - length) == 0
    }
}
