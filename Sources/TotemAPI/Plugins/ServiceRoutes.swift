import TotemKernel
import TotemStore

/// `POST /v1/services/{plugin}.{service}`: a function that a plugin offers, for whom the plugin lets in.
func addServiceRoutes(to routes: inout Routes) {
    routes.add(
        .post(
            "/v1/services/{service}",
            "Call a service of a plugin; the plugin says who may, the shop's staff when it says nothing",
            taking: ServiceBody.schema,
            answering: ServiceAnswer.schema
        )
    ) { request in
        let service = try request.pluginService()
        let arguments = try request.json(ServiceBody.self).args ?? []
        // How long a plugin takes is its own affair: such requests leave room for others.
        return try await request.change(for: .longRequest) { tx, context in
            .json(ServiceAnswer(result: try service.call(arguments, in: HookCall(tx, context))))
        }
    }
}

extension APIRequest {
    /// The service that is asked for.
    /// - Throws: ``KernelError``: there is none, or the one who asks has not the role for it.
    fileprivate func pluginService() throws -> any PluginService {
        let name = try parameter("service")
        do {
            let service = try context.hooks.service(name)
            if let role = service.role { try actor.require(role) }
            return service
        } catch let error as KernelError where error.kind == .notFound && !actor.holds(.staff) {
            // What else there is concerns the shop's staff alone.
            throw KernelError.notFound("service '\(name)'")
        }
    }
}

private struct ServiceBody: Decodable {
    let args: [JSONValue]?

    static let schema = Schema.form(
        [:],
        optional: ["args": Schema.list(.json).orNull.described("as many as the service's signature says, in its order")]
    )
}

private struct ServiceAnswer: JSONWritable, Sendable {
    let result: JSONValue

    static let schema = Schema.object(["result": .any])

    func write(to json: inout JSONWriter) {
        json.object { json in json.member("result", result) }
    }
}
