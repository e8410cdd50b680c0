import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TotemAPI
import TotemKernel
import TotemStore

/// What the server keeps for one request on its way to a route.
struct ServerContext: Hummingbird.RequestContext {
    var coreContext: CoreRequestContextStorage
    var actor = Actor.guest
    /// The Bearer token that the request came with.
    var token: String?
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    var peer: String? { channel.remoteAddress?.ipAddress }
}

/// The border between HTTP and the routes: finds out who asks, and turns every error into a problem. There is one
/// of it around all routes, and around what is no route.
struct RequestBorder: RouterMiddleware {
    let server: ServerState

    func handle(
        _ request: Request,
        context: ServerContext,
        next: (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = await answer(request, context, next)
        server.crossOrigin.tellPage(of: request, in: &response)
        server.note(
            request.method.rawValue,
            route: context.endpointPath,
            status: response.status.code,
            requestID: request.headers[.requestID],
            ContinuousClock.now - start
        )
        return response
    }

    /// What tells that the process answers, and asks nobody for anything.
    private static let pathOfLife = "/health/live"
    /// What tells how the server does, whatever its store does.
    private static let pathsOfOperators: Set<String> = [pathOfLife, "/health/ready", "/metrics"]

    private func answer(
        _ request: Request,
        _ context: ServerContext,
        _ next: (Request, ServerContext) async throws -> Response
    ) async -> Response {
        var context = context
        do {
            try Self.refuseEmptyParts(of: request.uri.path)
            let path = request.uri.path
            if !Self.pathsOfOperators.contains(path) { try await server.follower.catchUp() }
            if path != Self.pathOfLife {
                if let header = request.headers[.authorization] { context.token = try Self.bearerToken(in: header) }
                context.actor = try await actor(of: context.token, isPage: request.headers[.origin] != nil, at: path)
            }
            return try await next(request, context)
        } catch {
            return problem(error, request, context).answer.response()
        }
    }

    /// `/v1//orders/1` is not `/v1/orders/1`, which the router takes it for: what a proxy allows or keeps by a path must be
    /// what is answered at that path.
    private static func refuseEmptyParts(of path: String) throws {
        var afterSlash = false
        for byte in path.utf8 {
            let isSlash = byte == UInt8(ascii: "/")
            if isSlash, afterSlash { throw ProblemError(problem: .nothingHere) }
            afterSlash = isSlash
        }
        if afterSlash, path != "/" { throw ProblemError(problem: .nothingHere) }
    }

    /// Who sends `token`. A store that says nothing is waited for no longer than operators have patience.
    /// - Parameter isPage: whether a page of another site may be to read the answer.
    private func actor(of token: String?, isPage: Bool, at path: String) async throws -> Actor {
        guard token != nil || isPage else { return .guest }
        guard Self.pathsOfOperators.contains(path) else {
            if isPage { try await server.crossOrigin.prepare() }
            return try await actor(of: token)
        }
        do {
            return try await TimeLimit.run(ServerLimits.tokenPatience, orElse: StoreSilent()) {
                if isPage { try? await server.crossOrigin.prepare() }
                return try await actor(of: token)
            }
        } catch is StoreSilent {
            // Whether the shop can sell may be known to everybody.
            guard path == "/metrics", token != nil else { return .guest }
            throw StoreError(.unavailable, "The store has not answered for \(ServerLimits.tokenPatience).")
        }
    }

    private func actor(of token: String?) async throws -> Actor {
        guard let token else { return .guest }
        return try await server.api.actor(of: token)
    }

    /// What went wrong is told to the log, and to those who may know; everybody is told how the log names the request.
    private func problem(_ error: any Error, _ request: Request, _ context: ServerContext) -> Problem {
        var problem = Problem(of: error)
        guard problem.isServersFault else { return problem }
        let id = request.headers[.requestID]
        problem.requestID = id
        if let error = error as? StoreError, context.actor.holds(.staff) { problem.detail += " \(error.message)" }
        // A server that stops or is full says so in its metrics: a flood is not to fill the disk with its log.
        guard !(error is CancellationError), !(error is ProblemError) else { return problem }
        server.log.error(
            "a request failed",
            metadata: [
                "request_id": "\(id ?? "")", "method": "\(request.method)", "route": "\(context.endpointPath ?? "")",
                "error": "\(error)",
            ]
        )
        return problem
    }

    /// RFC 6750 §2.1; the scheme's name in any case.
    private static func bearerToken(in header: String) throws(KernelError) -> String {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw KernelError(
                .unauthenticated,
                "bad-credentials",
                "Authorization must be 'Bearer', a space and a token."
            )
        }
        return String(parts[1])
    }
}

private struct StoreSilent: Error {}
