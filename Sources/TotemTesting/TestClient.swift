import AsyncHTTPClient
import NIOCore
import NIOHTTP1
public import TotemKernel

/// An HTTP client that speaks JSON.
public struct TestClient: Sendable {
    public let url: String
    public let token: String?

    public init(url: String, token: String? = nil) {
        self.url = url
        self.token = token
    }

    /// Connections are kept for the whole run, and as many as a test has clients.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
        // On a busy machine nobody may look at the connection for a while.
        configuration.timeout = .init(connect: .seconds(10))
        return HTTPClient(configuration: configuration)
    }()

    public func get(_ path: String, headers: [String: String] = [:]) async throws -> TestResponse {
        try await send("GET", path, headers: headers)
    }

    public func post(
        _ path: String,
        _ body: JSONValue? = nil,
        headers: [String: String] = [:]
    ) async throws -> TestResponse {
        try await send("POST", path, body, headers: headers)
    }

    public func patch(
        _ path: String,
        _ body: JSONValue,
        headers: [String: String] = [:]
    ) async throws -> TestResponse {
        try await send("PATCH", path, body, headers: headers)
    }

    public func put(_ path: String, _ body: JSONValue, headers: [String: String] = [:]) async throws -> TestResponse {
        try await send("PUT", path, body, headers: headers)
    }

    public func delete(_ path: String, headers: [String: String] = [:]) async throws -> TestResponse {
        try await send("DELETE", path, headers: headers)
    }

    public func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        headers: [String: String] = [:]
    ) async throws -> TestResponse {
        try await send(method, path, bytes: body.map { Array($0.text().utf8) }, headers: headers)
    }

    /// Sends a body as it is: for what is no JSON.
    public func send(
        _ method: String,
        _ path: String,
        bytes: [UInt8]?,
        headers: [String: String] = [:]
    ) async throws -> TestResponse {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let bytes {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(bytes)
        }
        let response = try await Self.http.execute(request, timeout: .seconds(60))
        let buffer = try await response.body.collect(upTo: 16 << 20)
        return TestResponse(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { _, last in last },
            body: Array(buffer.readableBytesView)
        )
    }
}

/// An answer.
public struct TestResponse: Sendable {
    public let status: Int
    /// By name in lower case.
    public let headers: [String: String]
    public let body: [UInt8]

    /// The body; null when it is no JSON.
    public var json: JSONValue { (try? JSONValue(bytes: body)) ?? .null }

    public subscript(name: String) -> JSONValue { json[name] ?? .null }

    /// The problem's code, from the end of its `type`.
    public var problem: String? {
        json["type"]?.text?.split(separator: "/").last.map(String.init)
    }
}
