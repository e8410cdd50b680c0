import HTTPTypes
import Hummingbird
import TotemKernel

/// The routes of the server. Each feature adds its own in one file:
///
/// ```swift
/// func addCartRoutes(to routes: Routes) {
///     routes.get("/v1/carts/{cart}") { request in … }
/// }
/// ```
/// A part of a path in braces is a parameter; two routes name the parameter at one place alike. What a path can't
/// do is answered with 405 and what it can; `HEAD` comes with `GET`.
public final class Routes {
    public typealias Handler = @Sendable (APIRequest) async throws -> Answer
    /// Looks at a request before its body is: whether the one who asks may.
    typealias Admission = @Sendable (APIRequest) throws -> Void

    private let router: Router<ServerContext>
    private let server: ServerState
    /// By path, in the order in which they were added.
    private var methods: [String: [HTTPRequest.Method]] = [:]

    init(server: ServerState) {
        self.server = server
        router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestBorder(server: server))
    }

    public func get(_ path: String, _ handler: @escaping Handler) { add(.get, path, handler) }
    public func post(_ path: String, _ handler: @escaping Handler) { add(.post, path, handler) }
    public func put(_ path: String, _ handler: @escaping Handler) { add(.put, path, handler) }
    public func patch(_ path: String, _ handler: @escaping Handler) { add(.patch, path, handler) }
    public func delete(_ path: String, _ handler: @escaping Handler) { add(.delete, path, handler) }

    /// A `GET` that lets everybody in, whatever the path's description says.
    func addUnguarded(_ path: String, _ handler: @escaping Handler) {
        add(.get, path, admitting: { _ in }, handler)
    }

    /// Every method that a path can have.
    func any(_ path: String, admitting admission: @escaping Admission, _ handler: @escaping Handler) {
        for method in Self.knownMethods { add(method, path, admitting: admission, handler) }
    }

    /// Every method and path: `GET /v1/carts/{cart}`.
    var names: Set<String> {
        Set(methods.flatMap { path, methods in methods.map { "\($0.rawValue) \(path)" } })
    }

    func build() -> some HTTPResponder<ServerContext> {
        for (path, allowed) in methods { answerOtherMethods(of: path, than: allowed) }
        return router.buildResponder()
    }

    private static let knownMethods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    /// Lets in whom the route's description names, with the query that it describes.
    private func add(_ method: HTTPRequest.Method, _ path: String, _ handler: @escaping Handler) {
        let operation = OpenAPIDocument.operations["\(method.rawValue) \(path)"]
        add(method, path, admitting: { request in try operation?.admit(request) }, handler)
    }

    private func add(
        _ method: HTTPRequest.Method,
        _ path: String,
        admitting admission: @escaping Admission,
        _ handler: @escaping Handler
    ) {
        methods[path, default: []].append(method)
        let server = server
        let takesBody = method != .get
        router.on(RouterPath(path), method: method) { request, context -> Response in
            var asked = APIRequest(request, context, server: server)
            try admission(asked)
            guard takesBody else { return try await handler(asked).response() }
            return try await RequestBodyReader.withBody(of: request, server.bodies) { body in
                // It may have taken its time: a key that was revoked meanwhile does nothing with it.
                if !body.isEmpty, let token = context.token {
                    var context = context
                    context.actor = try await server.actor(of: token)
                    asked = APIRequest(request, context, server: server)
                    try admission(asked)
                }
                asked.body = body
                return try await handler(asked).response()
            }
        }
    }

    private func answerOtherMethods(of path: String, than allowed: [HTTPRequest.Method]) {
        var names = allowed.map(\.rawValue)
        if allowed.contains(.get) { names.append("HEAD") }
        names.append("OPTIONS")
        let list = names
        for method in Self.knownMethods where !allowed.contains(method) {
            router.on(RouterPath(path), method: method) { _, _ -> Response in
                throw ProblemError(problem: .methodNotAllowed(method.rawValue, allowed: list))
            }
        }
        router.on(RouterPath(path), method: .options) { _, _ -> Response in
            Answer.noContent.with(.allow, list.joined(separator: ", ")).response()
        }
    }
}
