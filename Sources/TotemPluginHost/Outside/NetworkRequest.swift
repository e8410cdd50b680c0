internal import CTotem
private import FoundationEssentials
internal import TotemKernel

/// A request of a plugin's, checked.
struct NetworkRequest: Sendable {
    private static let largestBody = 1 << 20
    private static let largestHeaderCount = 64
    private static let largestHeader = 8 * 1024
    private static let longestTimeout: Int64 = 60_000
    private static let usualTimeout: Int64 = 10_000
    /// Those that the connection decides.
    private static let ownHeaders: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer", "proxy-authorization",
    ]

    private(set) var method: String
    private(set) var url: String
    let headers: [(name: String, value: String)]
    private(set) var body: [UInt8]?
    /// Milliseconds for all of it.
    private(set) var timeout: Int64

    /// - Throws: ``NetworkRefusal``.
    init(_ raw: totem_http_request) throws(NetworkRefusal) {
        guard let method = raw.method.exactString(atMost: 20), !method.isEmpty,
            method.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { throw NetworkRefusal(.invalid, "a method is capital letters, such as GET") }
        guard let url = raw.url.exactString(atMost: HTTPAddress.largestLength),
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw NetworkRefusal(.invalid, "a URL is ASCII without spaces, at most \(HTTPAddress.largestLength) bytes")
        }
        guard Int64(raw.timeout) <= Self.longestTimeout else {
            throw NetworkRefusal(.invalid, "a request takes at most \(Self.longestTimeout) ms, not \(raw.timeout)")
        }
        guard raw.body.ptr == nil || raw.body.fits(Self.largestBody) else {
            throw NetworkRefusal(.limit, "a request has at most \(Self.largestBody >> 20) MiB")
        }
        self.method = method
        self.url = url
        headers = try Self.headers(raw)
        body = raw.body.ptr.map { Array(UnsafeRawBufferPointer(start: $0, count: raw.body.len)) }
        timeout = raw.timeout == 0 ? Self.usualTimeout : Int64(raw.timeout)
    }

    private static func headers(
        _ raw: totem_http_request
    ) throws(NetworkRefusal) -> [(name: String, value: String)] {
        guard (0...largestHeaderCount).contains(raw.header_count), raw.header_count == 0 || raw.headers != nil else {
            throw NetworkRefusal(.limit, "a request has at most \(largestHeaderCount) headers")
        }
        var headers: [(name: String, value: String)] = []
        for index in 0..<raw.header_count {
            guard let header = totem_header.read(raw.headers[index]) else {
                throw NetworkRefusal(.invalid, "a header needs its size: {.size = sizeof(totem_header), …}")
            }
            guard let name = header.name.exactString(atMost: 100), isToken(name) else {
                throw NetworkRefusal(.invalid, "the name of a header is letters, digits and '-'")
            }
            guard !ownHeaders.contains(name.lowercased()) else {
                throw NetworkRefusal(.invalid, "the header \(name) is the host's to set")
            }
            let value = header.value.exactString(atMost: largestHeader)
            guard let value, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw NetworkRefusal(
                    .invalid,
                    "the header \(name) is text on one line of at most \(largestHeader) bytes"
                )
            }
            headers.append((name, value))
        }
        return headers
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
            }
    }

    /// The same, given up at a deadline.
    /// - Throws: ``NetworkRefusal`` when that is over.
    func ending(at deadline: ContinuousClock.Instant?) throws(NetworkRefusal) -> NetworkRequest {
        guard let deadline else { return self }
        let left = Int64((deadline - .now) / .milliseconds(1))
        guard left > 0 else { throw NetworkRefusal(.limit, "the time of this call is over: nothing is sent any more") }
        var copy = self
        copy.timeout = min(timeout, left)
        return copy
    }

    /// The request that an answer sends it on to, at the same host; nil when it is the answer.
    func redirected(by answer: NetworkAnswer) -> NetworkRequest? {
        guard [301, 302, 303, 307, 308].contains(answer.status),
            let location = answer.headers.first(where: { $0.name.lowercased() == "location" })?.value,
            let old = URL(string: url), let new = URL(string: location, relativeTo: old)?.absoluteURL,
            new.scheme?.lowercased() == old.scheme?.lowercased(), new.host()?.lowercased() == old.host()?.lowercased(),
            new.port == old.port, new.absoluteString.utf8.count <= HTTPAddress.largestLength
        else { return nil }
        let repeats = answer.status >= 307 || method == "GET" || method == "HEAD"
        guard repeats || answer.status == 303 else { return nil }
        var next = self
        next.url = new.absoluteString
        if !repeats {
            next.method = "GET"
            next.body = nil
        }
        return next
    }
}

/// What the other side has answered.
struct NetworkAnswer: Sendable {
    let status: Int32
    let headers: [(name: String, value: String)]
    let body: [UInt8]
}

/// `totem_http`
extension CallFrame {
    func http(
        _ request: UnsafePointer<totem_http_request>?,
        _ response: UnsafeMutablePointer<totem_http_response>?
    ) -> totem_status {
        guard let outside else {
            return refuse(
                TOTEM_MISUSE,
                "totem_http is for jobs and outside routes: \(place.name) runs in a transaction, which would wait for it"
            )
        }
        guard let raw = totem_http_request.read(request),
            var answered = totem_http_response.read(response.map { UnsafePointer($0) })
        else { return refuse(TOTEM_INVALID, "a request and a response need their sizes: {.size = sizeof request, …}") }
        do {
            let answer = try outside.services.network.send(
                NetworkRequest(raw).ending(at: outside.deadline),
                to: plugin.instance.manifest.permissions.network
            )
            answered.status = answer.status
            answered.body = answer.body.withUnsafeBytes { arena.put($0) }
            let headers = answer.headers.map { arena.put(header($0)) }
            answered.headers = arena.putAll(headers)
            answered.header_count = headers.count
            return answered.write(to: response) ? HostTable.ok : HostTable.misuse
        } catch let refusal as NetworkRefusal {
            return refuse(refusal.status, refusal.message)
        } catch {
            return refuse(TOTEM_UNREACHABLE, "\(error)")
        }
    }

    private func header(_ header: (name: String, value: String)) -> totem_header {
        var raw = totem_header()
        raw.size = UInt32(MemoryLayout<totem_header>.size)
        raw.name = arena.put(header.name)
        raw.value = arena.put(header.value)
        return raw
    }
}

extension NetworkRefusal {
    fileprivate var status: Int {
        switch kind {
        case .invalid: Int(TOTEM_INVALID)
        case .denied: Int(TOTEM_DENIED)
        case .limit: Int(TOTEM_LIMIT)
        case .unreachable: Int(TOTEM_UNREACHABLE)
        }
    }
}
