import Foundation
import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Requests that are malformed")
struct MalformedRequestTests {
    private static let chunked = "POST /test HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// A route that wants JSON.
    private static let routes: @Sendable (inout Routes) -> Void = { routes in
        routes.add(.post("/test", "Takes JSON", taking: .any, answering: .any)) { request in
            _ = try request.json([String: Int64].self)
            return .noContent
        }
    }

    @Test(
        "What is no HTTP is a problem too, once, and the connection is closed",
        .timeLimit(.minutes(1)),
        arguments: [
            ("\u{1}\u{2}\u{3}\r\n\r\n", 400, "malformed-request"), ("GET /\r\n\r\n", 400, "malformed-request"),
            ("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "malformed-request"),
            (
                "POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n{", 400,
                "malformed-request"
            ),
            ("POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n\r\n{}", 400, "malformed-request"),
            ("POST /test HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\n\r\n{}", 400, "malformed-request"),
            (chunked + "zz\r\n", 400, "malformed-request"), (chunked + "2\r\n{}\r\nzz\r\n", 400, "malformed-request"),
            (chunked + "2\n{}\n0\n\n", 400, "malformed-request"),
            (chunked + "fffffffffffffffff\r\n", 400, "malformed-request"),
            (
                "POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400,
                "malformed-request"
            ),
            ("POST /test HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "malformed-request"),
            (
                "POST /test HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501,
                "unknown-transfer-coding"
            ),
            ("GET /test HTTP/1.1\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/1.1\r\nHost: x\r\nX: a\u{0}b\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/1.1\nHost: x\n\n", 400, "malformed-request"),
            ("GET /t\u{e9}st HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("GET /te\u{0}st HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("GET test HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("GET ftp://x/test HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", 400, "malformed-request"),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "malformed-request"),
            ("GET /test HTTP/2.0\r\nHost: x\r\n\r\n", 505, "unknown-version"),
            ("BREW /test HTTP/1.1\r\nHost: x\r\n\r\n", 405, "unknown-method"),
            ("PROPFIND /test HTTP/1.1\r\nHost: x\r\n\r\n", 405, "unknown-method"),
            ("TRACE /test HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method-not-allowed"),
            ("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method-not-allowed"),
            (
                "POST /test HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nContent-Length: 2\r\n\r\n{}", 417,
                "unknown-expectation"
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n", 431,
                "headers-too-large"
            ),
            ("GET / HTTP/1.1\r\n\(String(repeating: "X: 1\r\n", count: 200))\r\n", 431, "headers-too-large"),
            ("GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414, "target-too-long"),
        ]
    )
    func notHTTP(request: String, status: Int, code: String) async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send(request)
            let answer = await connection.everything()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("Content-Type: application/problem+json\r\n"))
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.contains("\"type\":\"https://totem.dev/problems/\(code)\""))
            #expect(answer.components(separatedBy: "Content-Length: ").count == 2, "one answer")
        }
    }

    @Test(
        "The last answer is followed by the end of the connection, though the client goes on sending",
        .timeLimit(.minutes(1)),
        arguments: [
            "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, CLOSE\r\n\r\n",
            "GET /health/live HTTP/1.0\r\n\r\n", "GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            "POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n",
            "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        ]
    )
    func lastAnswer(request: String) async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send(request)
            let sender = Task {
                while !Task.isCancelled {
                    connection.send("a")
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            defer { sender.cancel() }
            let answer = await connection.everything()
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "one answer")
        }
    }

    @Test("What follows a request on its connection is another request, until the last", .timeLimit(.minutes(1)))
    func pipelined() async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            let hidden = "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.send(
                "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)"
                    + "HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                    + "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n\(hidden)"
            )
            let answer = await connection.everything()
            let statuses = answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(statuses == ["404", "404", "200", "204"])
            #expect(answer.components(separatedBy: "\"title\"").count == 2, "an answer to HEAD has no body")
        }
    }

    @Test("A client that waits to be told so sends its body then", .timeLimit(.minutes(1)))
    func continues() async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send(
                "POST /test HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-Continue\r\nContent-Length: 7\r\n\r\n"
            )
            #expect(await connection.next().hasPrefix("HTTP/1.1 100 "))
            connection.send("{\"a\":1}")
            #expect(await connection.everything().hasPrefix("HTTP/1.1 204 "))
        }
    }

    @Test("Half a body is no body", .timeLimit(.minutes(1)))
    func halfBody() async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send("POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{\"a\":1}")
            connection.endSending()
            #expect(await connection.everything().hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test(
        "A body that is no JSON is 415 when it says so itself, else 400; JSON is taken whatever it is called",
        arguments: [
            ("text/xml", "<a/>", 415), ("application/x-www-form-urlencoded", "a=1", 415),
            ("application/json", "a=1", 400),
            ("application/problem+json; charset=utf-8", "a=1", 400), ("text/plain", "{\"a\":1}", 204),
            ("application/x-www-form-urlencoded", "{\"a\":1}", 204),
        ]
    )
    func mediaTypes(type: String, body: String, status: Int) async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send(
                "POST /test HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: \(type)\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(await connection.everything().hasPrefix("HTTP/1.1 \(status) "))
        }
    }

    @Test("A compressed body is 415")
    func compressed() async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let answer = try await client.send(
                "POST",
                "/test",
                bytes: [0x1F, 0x8B, 0x08],
                headers: ["Content-Encoding": "gzip"]
            )
            #expect(answer.status == 415)
            #expect(answer.problem == "unsupported-media-type")
        }
    }
}
