import Foundation
import Testing
import TotemKernel
import TotemTesting

@testable import TotemServer

@Suite("Requests that are malformed")
struct MalformedRequestTests {
    private static let chunked = "POST /test HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// A route that wants JSON.
    private static let routes: @Sendable (Routes) -> Void = { routes in
        routes.post("/test") { request in
            _ = try request.json([String: Int64].self)
            return .noContent
        }
    }

    @Test(
        "What is no HTTP is a problem too, once, and the connection is closed",
        arguments: [
            ("\u{1}\u{2}\u{3}\r\n\r\n", 400, "malformed-request"), ("GET /\r\n\r\n", 400, "malformed-request"),
            ("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400, "malformed-request"),
            ("POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "malformed-request"),
            (
                "POST /test HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400,
                "malformed-request"
            ),
            (chunked + "zz\r\n", 400, "malformed-request"), (chunked + "2\r\n{}\r\nzz\r\n", 400, "malformed-request"),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n", 431,
                "headers-too-large"
            ),
            ("GET / HTTP/1.1\r\n\(String(repeating: "X: 1\r\n", count: 200))\r\n", 431, "headers-too-large"),
            ("GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 431, "headers-too-large"),
        ]
    )
    func notHTTP(request: String, status: Int, code: String) async throws {
        try await withServer(routes: Self.routes) { client, _ in
            let connection = try RawConnection(to: client.url)
            connection.send(request)
            let answer = await connection.everything()
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("Content-Type: application/problem+json\r\n"))
            #expect(answer.contains("\"type\":\"https://totem.dev/problems/\(code)\""))
            #expect(answer.components(separatedBy: "Content-Length: ").count == 2, "one answer")
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
