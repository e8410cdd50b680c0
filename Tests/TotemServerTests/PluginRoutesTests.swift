import Testing
import TotemKernel
import TotemStore
import TotemTesting

@testable import TotemServer

@Suite("Routes of plugins over HTTP")
struct PluginRoutesTests {
    @Test("An encoded '/' stays within its segment, and the plugin sees the path as it came")
    func encodedSlash() async throws {
        try await withServer(hooks: Echo()) { client, _ in
            let answer = try await client.get("/v1/x/echo/files/a%2Fb")
            #expect(answer.json == ["path": "/files/a%2Fb", "segments": ["files", "a/b"]])
        }
    }

    @Test("An answer to GET has an ETag, and is not sent to who has it")
    func entityTag() async throws {
        try await withServer(hooks: Echo()) { client, _ in
            let tag = try #require(try await client.get("/v1/x/echo/a").headers["etag"])
            let known = try await client.get("/v1/x/echo/a", headers: ["If-None-Match": tag])
            #expect(known.status == 304 && known.body.isEmpty)
            #expect(try await client.get("/v1/x/echo/b", headers: ["If-None-Match": tag]).status == 200)
        }
    }

    @Test("HEAD comes with GET, and is named where only that can be done")
    func head() async throws {
        try await withServer(hooks: Echo()) { client, _ in
            let head = try await client.send("HEAD", "/v1/x/echo/a")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers["etag"] == (try await client.get("/v1/x/echo/a")).headers["etag"])
            let refused = try await client.put("/v1/x/echo/a", [:])
            #expect(refused.status == 405)
            #expect(refused.headers["allow"] == "GET, HEAD, POST")
        }
    }

    @Test("The type of a plugin's problem carries the plugin's name: its codes are not the core's")
    func problemType() async throws {
        try await withServer(hooks: Echo()) { client, _ in
            let answer = try await client.post("/v1/x/echo/a", [:])
            #expect(answer.status == 401)
            #expect(answer["type"] == "https://totem.dev/problems/echo/unauthenticated")
        }
    }
}

/// A plugin that answers a GET with what it was asked, and refuses everything else.
private final class Echo: HookDispatcher, HookSet {
    func current() -> any HookSet { self }

    private struct Route: PluginRoute {
        let segments: [String]
        let access: PluginRouteAccess
        let role: Role? = nil

        func answer(_ request: PluginRequest, in call: HookCall) throws -> PluginResponse {
            guard access == .reads else {
                throw KernelError(.unauthenticated, "unauthenticated", "Say please.", by: "echo")
            }
            let json: JSONValue = ["path": .string(request.path), "segments": .array(segments.map { .string($0) })]
            return PluginResponse(status: 200, content: PluginResponse.Content(json: Array(json.text().utf8)))
        }

        func answerOutside(_ request: PluginRequest, _ context: RequestContext) async throws -> PluginResponse {
            throw KernelError.notFound("route outside of transactions")
        }
    }

    func run<H: Hook>(_ hook: H, in call: HookCall) -> H.Answer { H.unheard }
    func hears<H: Hook>(_ hook: H.Type) -> Bool { false }
    var routes: [PluginRouteDescription] { [] }
    func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch {
        switch method {
        case "GET": .found(Route(segments: path, access: .reads))
        case "POST": .found(Route(segments: path, access: .writes))
        default: .otherMethods(["GET", "POST"])
        }
    }
}
