public import TotemKernel

/// Seeing, switching and setting plugins: for those who run the shop.
func addPluginAdministrationRoutes(to routes: Routes) {
    routes.get("/v1/plugins") { request in
        .json(Page(items: try await request.server.plugins.plugins(), nextCursor: nil))
    }
    routes.get("/v1/plugins/{plugin}") { request in
        let name = try request.parameter("plugin")
        guard let plugin = try await request.server.plugins.plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'")
        }
        return .json(plugin)
    }
    routes.patch("/v1/plugins/{plugin}") { request in
        let body = try request.json(PluginChangeBody.self)
        let plugin = try await request.server.plugins.change(
            try request.parameter("plugin"),
            to: PluginChange(isActive: body.is_active, settings: body.settings),
            by: request.actor
        )
        return .json(plugin)
    }
}

private struct PluginChangeBody: Decodable {
    let is_active: Bool?
    let settings: JSONValue?
}

extension PluginInfo: JSONWritable {
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("version", version)
            json.member("title", title)
            json.member("description", description)
            json.member("is_active", isActive)
            json.member("problem", problem)
            json.member("settings", settings)
            json.member("settings_schema", settingsSchema)
        }
    }
}
