import HTTPTypes
import Hummingbird
import TotemAPI
import TotemKernel

extension Routes {
    /// The routes as Hummingbird's, behind the border.
    func responder(for server: ServerState) -> some HTTPResponder<ServerContext> {
        let router = Router(context: ServerContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestBorder(server: server))
        var paths: [String: [Operation.Method]] = [:]
        for route in all {
            paths[route.operation.path, default: []].append(route.operation.method)
            router.add(route, of: server)
        }
        for (path, methods) in paths { router.answerOtherMethods(of: path, than: methods) }
        return router.buildResponder()
    }
}

extension Router<ServerContext> {
    fileprivate func add(_ route: Route, of server: ServerState) {
        let takesBody = route.operation.method != .get
        on(RouterPath(route.operation.path), method: HTTPRequest.Method(route.operation.method)) {
            request,
            context -> Response in
            var asked = server.asked(request, context)
            try route.admit(asked)
            guard takesBody else { return try await route.handler(asked).response() }
            return try await RequestBodyReader.withBody(of: request, server.bodies) { body in
                // It may have taken its time: a key that was revoked meanwhile does nothing with it.
                if !body.isEmpty, let token = context.token {
                    var context = context
                    context.actor = try await server.api.actor(of: token)
                    asked = server.asked(request, context)
                    try route.admit(asked)
                }
                asked.body = body
                return try await route.handler(asked).response()
            }
        }
    }

    fileprivate func answerOtherMethods(of path: String, than allowed: [Operation.Method]) {
        var names = allowed.map(\.rawValue)
        if allowed.contains(.get) { names.append("HEAD") }
        names.append("OPTIONS")
        let list = names
        for method in Operation.Method.allCases where !allowed.contains(method) {
            on(RouterPath(path), method: HTTPRequest.Method(method)) { _, _ -> Response in
                throw ProblemError(problem: .methodNotAllowed(method.rawValue, allowed: list))
            }
        }
        on(RouterPath(path), method: .options) { _, _ -> Response in
            Answer.noContent.with(.allow, list.joined(separator: ", ")).response()
        }
    }
}

extension ServerState {
    fileprivate func asked(_ request: Request, _ context: ServerContext) -> APIRequest {
        APIRequest(
            HTTPRequestSource(request, context, behind: proxies),
            of: api,
            by: context.actor,
            token: context.token
        )
    }
}

extension HTTPRequest.Method {
    fileprivate init(_ method: Operation.Method) {
        self =
            switch method {
            case .get: .get
            case .post: .post
            case .put: .put
            case .patch: .patch
            case .delete: .delete
            }
    }
}
