import HTTPTypes
import NIOHTTP1
import TotemAPI

/// What a head must be before a route sees it. The decoder reads HTTP/1.1's grammar; these are the rules above it
/// (RFC 9112 and 9110) that keep two readers of one connection, such as a proxy and this server, from reading
/// different requests.
enum RequestCheck {
    private static let methods: [HTTPMethod] = [.GET, .HEAD, .POST, .PUT, .PATCH, .DELETE, .OPTIONS]
    static let allowedMethods = methods.map(\.rawValue)

    /// What is answered in the place of a route; nil when nothing is wrong.
    static func answer(to head: HTTPRequestHead) -> Answer? {
        if let problem = problem(of: head) { return problem.answer }
        // It asks of the whole server, and there is no such path.
        guard head.uri == "*" else { return nil }
        return Answer.noContent.with(.allow, allowedMethods.joined(separator: ", "))
    }

    private static func problem(of head: HTTPRequestHead) -> Problem? {
        host(of: head) ?? target(of: head) ?? framing(of: head) ?? values(of: head) ?? method(of: head)
            ?? expectation(of: head)
    }

    /// RFC 9112 §3.2: exactly one, and what could be a host.
    private static func host(of head: HTTPRequestHead) -> Problem? {
        var hosts = 0
        for (name, value) in head.headers where name.utf8.count == 4 && name.lowercased() == "host" {
            hosts += 1
            guard value.utf8.allSatisfy(isHostByte) else { return .malformed("its Host is no host") }
        }
        guard hosts == 1 || (hosts == 0 && head.version.minor == 0) else {
            return .malformed(hosts == 0 ? "it has no Host" : "it has more than one Host")
        }
        return nil
    }

    /// A path, an absolute URL of this server, or `*` for OPTIONS (RFC 9112 §3.2); all of it visible ASCII.
    private static func target(of head: HTTPRequestHead) -> Problem? {
        let target = head.uri.utf8
        guard target.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            return .malformed("its target has a byte that must be percent-encoded")
        }
        switch target.first {
        case UInt8(ascii: "/"): return nil
        case UInt8(ascii: "*") where target.count == 1 && head.method == .OPTIONS: return nil
        case UInt8(ascii: "h"), UInt8(ascii: "H"):
            let start = head.uri.prefix(8).lowercased()
            if start.hasPrefix("http://") || start.hasPrefix("https://") { return nil }
        default: break
        }
        // CONNECT's target is a host; its method is what is wrong with it.
        return head.method == .CONNECT ? nil : .malformed("its target is neither a path nor a URL")
    }

    /// One way to find the body's end, so that nobody on the way finds another (RFC 9112 §6.1, §6.3).
    private static func framing(of head: HTTPRequestHead) -> Problem? {
        let codings = head.headers["Transfer-Encoding"]
        guard !codings.isEmpty else {
            return head.headers["Content-Length"].count > 1 ? .malformed("it has two Content-Lengths") : nil
        }
        guard head.version.minor > 0, !head.headers.contains(name: "Content-Length") else {
            return .malformed("it has a Transfer-Encoding where there can be none")
        }
        guard codings.count == 1, codings[0].lowercased() == "chunked" else {
            return Problem(
                status: 501,
                code: "unknown-transfer-coding",
                detail: "The only Transfer-Encoding that is known is chunked."
            )
        }
        return nil
    }

    /// RFC 9110 §5.5: a folded line or a NUL is read differently by others.
    private static func values(of head: HTTPRequestHead) -> Problem? {
        let isClean = head.headers.allSatisfy { _, value in
            value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        }
        return isClean ? nil : .malformed("a header has a control character")
    }

    private static func method(of head: HTTPRequestHead) -> Problem? {
        if methods.contains(head.method) { return nil }
        let isOfHTTP = head.method == .TRACE || head.method == .CONNECT
        return isOfHTTP ? .methodNotAllowed(head.method.rawValue, allowed: allowedMethods) : .unknownMethod
    }

    private static func expectation(of head: HTTPRequestHead) -> Problem? {
        let expectations = head.headers["Expect"]
        guard !expectations.isEmpty, expectations != ["100-continue"] else { return nil }
        guard expectations.count == 1, expectations[0].lowercased() == "100-continue" else {
            return Problem(
                status: 417,
                code: "unknown-expectation",
                detail: "The only expectation that is known is 100-continue."
            )
        }
        return nil
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:[]%!$&'()*+;=".utf8.contains(byte)
        }
    }
}
