import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TotemKernel

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
        let response = await answer(request, context, next)
        let duration = ContinuousClock.now - start
        server.metrics.requests.add(request.method, route: context.endpointPath, status: response.status, duration)
        // The route, not the path: a path can hold a cart's id, which is a secret.
        server.log.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "")",
                "status": "\(response.status.code)", "duration": "\(duration)",
            ]
        )
        return response
    }

    private func answer(
        _ request: Request,
        _ context: ServerContext,
        _ next: (Request, ServerContext) async throws -> Response
    ) async -> Response {
        do {
            try await server.follower.catchUp()
            guard let header = request.headers[.authorization] else { return try await next(request, context) }
            let token = try Self.bearerToken(in: header)
            var context = context
            context.token = token
            context.actor = try await server.actor(of: token)
            return try await next(request, context)
        } catch {
            let problem = (error as? ProblemError)?.problem ?? Problem(error)
            if problem.isServersFault, !(error is CancellationError) {
                server.log.error(
                    "a request failed",
                    metadata: [
                        "method": "\(request.method)", "route": "\(context.endpointPath ?? "")", "error": "\(error)",
                    ]
                )
            }
            return problem.answer.response()
        }
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
