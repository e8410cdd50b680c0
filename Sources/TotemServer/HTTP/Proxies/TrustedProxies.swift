import HTTPTypes
import Logging
import Synchronization

/// Says whose address a request comes from.
///
/// A proxy adds the address that it was called from at the end of `X-Forwarded-For`; what stands before that came from
/// outside, and anybody can send it. So the header counts only when one of these proxies has connected, and is read from its
/// end: the first address that is none of theirs is the client's.
final class TrustedProxies: Sendable {
    private let ranges: [NetworkRange]
    private let log: Logger
    private let hasWarned = Atomic(false)

    init(_ ranges: [NetworkRange], log: Logger) {
        self.ranges = ranges
        self.log = log
    }

    /// - Parameter peer: who has connected.
    func client(behind peer: NetworkAddress, _ headers: HTTPFields) -> NetworkAddress {
        let lists = headers[values: .xForwardedFor]
        guard !lists.isEmpty else { return peer }
        guard isTrusted(peer) else {
            warnOnce()
            return peer
        }
        var client = peer
        for hop in lists.reversed().lazy.flatMap({
            $0.split(separator: ",", omittingEmptySubsequences: false).reversed()
        }) {
            // Behind what can't be read nothing is known.
            guard let address = Self.address(in: hop) else { return client }
            client = address
            guard isTrusted(address) else { return client }
        }
        return client
    }

    private func isTrusted(_ address: NetworkAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    /// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
    private static func address(in hop: Substring) -> NetworkAddress? {
        let text = hop.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        if text.first == "[" { return NetworkAddress(text.dropFirst().prefix { $0 != "]" }) }
        let isWithPort = text.contains(".") && text.count(where: { $0 == ":" }) == 1
        return NetworkAddress(isWithPort ? text.prefix { $0 != ":" } : text)
    }

    private func warnOnce() {
        guard !hasWarned.exchange(true, ordering: .relaxed) else { return }
        log.warning(
            """
            a request came with X-Forwarded-For from an address that no --trusted-proxy names: if that is your proxy, all \
            its clients are one place for the throttles; name it
            """
        )
    }
}

extension HTTPField.Name {
    static let xForwardedFor = Self.known("X-Forwarded-For")
}
