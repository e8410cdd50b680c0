package import TotemKernel

/// Seeing, switching and setting plugins: for those who run the shop.
func addPluginAdministrationRoutes(to routes: inout Routes) {
    routes.add(
        .get("/v1/plugins", "Every plugin that is there", for: .storeManager, answering: .page(PluginInfo.schema))
    ) { request in
        .json(Page(items: try await request.api.plugins.plugins(), nextCursor: nil))
    }
    routes.add(.get("/v1/plugins/{plugin}", "A plugin", for: .storeManager, answering: PluginInfo.schema)) { request in
        let name = try request.parameter("plugin")
        guard let plugin = try await request.api.plugins.plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'")
        }
        return .json(plugin)
    }
    routes.add(
        .patch(
            "/v1/plugins/{plugin}",
            "Switch a plugin on or off, set it up, or say where it runs",
            for: .storeManager,
            taking: PluginChangeBody.schema,
            answering: PluginInfo.schema
        ).withoutIdempotencyKey
    ) { request in
        let body = try request.json(PluginChangeBody.self)
        let plugin = try await request.api.plugins.change(
            try request.parameter("plugin"),
            to: PluginChange(
                isActive: body.is_active,
                settings: body.settings,
                grant: try body.permissions(),
                isolation: try body.place()
            ),
            by: request.actor
        )
        return .json(plugin)
    }
}

private struct PluginChangeBody: Decodable {
    let is_active: Bool?
    let settings: JSONValue?
    let grant: JSONValue?
    let isolation: String?

    /// What is granted; nil when nothing is said of it.
    func permissions() throws -> PluginPermissions? {
        guard let grant, grant != .null else { return nil }
        guard let permissions = PluginPermissions(grant) else {
            throw KernelError.invalid(
                "grant",
                "must be as the plugin's permissions are: {\"read\", \"do\", \"network\"}"
            )
        }
        return permissions
    }

    func place() throws -> PluginIsolation? {
        guard let isolation else { return nil }
        guard let place = PluginIsolation(rawValue: isolation) else {
            throw KernelError.invalid("isolation", "must be none or process, not '\(isolation)'")
        }
        return place
    }

    static let schema = Schema.form(
        [:],
        optional: [
            "is_active": .boolean.orNull,
            "settings": .json.orNull.described("the whole settings, in place of the old ones"),
            "isolation": .text.orNull.described("process: it runs in a process of its own; none: in the shop's"),
            "grant": .json.orNull.described("what of the plugin's permissions is agreed with, as these are written"),
        ]
    )
}

extension PluginInfo: JSONWritable {
    static let schema = Schema.named(
        "Plugin",
        .object([
            "name": .text, "version": .text, "title": .text, "description": .text, "is_active": .boolean,
            "problem": .text.orNull, "settings": .any, "settings_schema": .any,
            "permissions": .any, "granted": .any, "needs_consent": .boolean, "isolation": .text,
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("version", version)
            json.member("title", title)
            json.member("description", description)
            json.member("is_active", isActive)
            json.member("problem", problem)
            json.member("settings", settings)
            json.member("settings_schema", settingsSchema)
            json.member("permissions", permissions?.json)
            json.member("granted", granted?.json)
            json.member("needs_consent", needsConsent)
            json.member("isolation", isolation.rawValue)
        }
    }
}
