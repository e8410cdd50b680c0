import TotemKernel
import TotemStore

/// `/v1/x/{plugin}/…`: whatever the plugins of the request have registered.
func addPluginRoutes(to routes: inout Routes) {
    for path in ["/v1/x/{plugin}", "/v1/x/{plugin}/**"] {
        routes.addUndeclared(path, admitting: { request in _ = try request.pluginRoute() }, answerFromPlugin)
    }
}

@Sendable
private func answerFromPlugin(_ request: APIRequest) async throws -> Answer {
    let (route, path) = try request.pluginRoute()
    return try await answer(request, path, from: route)
}

extension APIRequest {
    /// `HEAD` is answered by the route that answers `GET`, but for its body.
    fileprivate var methodOfRoute: String { method == "HEAD" ? "GET" : method }

    /// The plugin's route that is asked for, and the path within the plugin.
    /// - Throws: ``KernelError``: no such route, or the one who asks has not the role for it.
    fileprivate func pluginRoute() throws -> (any PluginRoute, path: String) {
        let plugin = try parameter("plugin")
        let path = restAsItCame
        switch context.hooks.route(methodOfRoute, try rest(), of: plugin) {
        case .none:
            throw KernelError.notFound("path '\(path)' of an active plugin '\(plugin)'")
        case .otherMethods(let methods):
            let allowed = methods.flatMap { $0 == "GET" ? [$0, "HEAD"] : [$0] }
            throw ProblemError(problem: .methodNotAllowed(method, allowed: allowed))
        case .found(let route):
            if let role = route.role { try actor.require(role) }
            return (route, path)
        }
    }
}

private func answer(_ request: APIRequest, _ path: String, from route: any PluginRoute) async throws -> Answer {
    let pluginRequest = PluginRequest(
        method: request.methodOfRoute,
        path: path,
        query: Dictionary(try request.query().items.map { ($0.name, $0.value) }) { _, last in last },
        body: request.body,
        json: try request.jsonIfAny(),
        header: { name in request.header(named: name) }
    )
    try route.check(pluginRequest)
    // How long a plugin takes is its own affair: such requests leave room for others.
    switch route.access {
    case .reads:
        let answer = try await request.read(for: .longRequest) { tx, context in
            Answer(try route.answer(pluginRequest, in: HookCall(tx, context)))
        }
        return request.unlessKnown(answer)
    case .writes:
        return try await request.change(for: .longRequest) { tx, context in
            Answer(try route.answer(pluginRequest, in: HookCall(tx, context)))
        }
    case .outside:
        return Answer(try await route.answerOutside(pluginRequest, request.context))
    }
}

extension Answer {
    fileprivate init(_ response: PluginResponse) {
        guard let content = response.content else {
            let empty = Answer.empty(response.status)
            self = response.location.map { empty.with(.location, $0) } ?? empty
            return
        }
        // What it is a state of only the plugin knows: the bytes alone tell one answer from another.
        let tag = EntityTag(of: EntityTag.Subject("x", version: 0), body: content.bytes)
        var answer = Answer.encoded(content.bytes, status: response.status).with(.eTag, tag.description)
        if let type = content.type { answer = answer.with(.contentType, type) }
        if let name = content.fileName {
            answer = answer.with(.contentDisposition, "attachment; filename=\"\(name)\"")
        }
        self = answer
    }
}
