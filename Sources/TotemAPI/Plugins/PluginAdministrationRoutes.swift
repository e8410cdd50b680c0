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
    routes.add(
        .post(
            "/v1/plugins/{plugin}/upgrade",
            "Take up the version that lies in the plugin's folder: its tables are migrated, and it runs from then on. A version that "
                + "can't run leaves the one before on",
            for: .storeManager,
            taking: PluginUpgradeBody.schema,
            answering: PluginInfo.schema
        ).withoutIdempotencyKey.withOptionalBody
    ) { request in
        let grant = request.body.isEmpty ? nil : try request.json(PluginUpgradeBody.self).permissions()
        return .json(try await request.api.plugins.upgrade(try request.parameter("plugin"), granting: grant))
    }
    routes.add(
        .delete(
            "/v1/plugins/{plugin}",
            "Remove an installed plugin that is off. Its data stays, unless drop_data is true. Of one that came with Totem the files "
                + "stay, and only its data can be dropped",
            for: .admin,
            query: ["drop_data": Schema.boolean.described("drops its tables, and forgets its settings")],
            answering: PluginRemoval.schema
        ).withoutIdempotencyKey
    ) { request in
        let dropsData = try request.query().boolean("drop_data") ?? false
        return .json(try await request.api.plugins.remove(try request.parameter("plugin"), dropData: dropsData))
    }
}

private struct PluginUpgradeBody: Decodable, GrantingBody {
    let grant: JSONValue?

    static let schema = Schema.form([:], optional: ["grant": PluginChangeBody.grantSchema])
}

/// A body that may agree with what a plugin asks for.
private protocol GrantingBody {
    var grant: JSONValue? { get }
}

extension GrantingBody {
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
}

private struct PluginChangeBody: Decodable, GrantingBody {
    let is_active: Bool?
    let settings: JSONValue?
    let grant: JSONValue?
    let isolation: String?

    func place() throws -> PluginIsolation? {
        guard let isolation else { return nil }
        guard let place = PluginIsolation(rawValue: isolation) else {
            throw KernelError.invalid("isolation", "must be none or process, not '\(isolation)'")
        }
        return place
    }

    static let grantSchema = Schema.json.orNull.described(
        "what of the plugin's permissions is agreed with, as these are written"
    )
    static let schema = Schema.form(
        [:],
        optional: [
            "is_active": .boolean.orNull,
            "settings": .json.orNull.described("the whole settings, in place of the old ones"),
            "isolation": Schema.choice(PluginIsolation.self).orNull.described(
                "process: it runs in a process of its own; none: in the shop's"
            ),
            "grant": grantSchema,
        ]
    )
}

extension PluginQuarantine: JSONWritable {
    fileprivate static let schema = Schema.object(["reason": .text, "function": .text, "at": .time])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("reason", reason)
            json.member("function", function)
            json.member("at", at)
        }
    }
}

extension PluginInfo: JSONWritable {
    static let schema = Schema.named(
        "Plugin",
        .object([
            "name": .text, "version": .text,
            "next_version": .text.orNull.described(
                "another one that lies in its folder, and is taken up by an upgrade"
            ),
            "title": .text, "description": .text, "is_active": .boolean,
            "problem": .text.orNull, "quarantine": PluginQuarantine.schema.orNull,
            "settings": .any, "settings_schema": .any,
            "permissions": .any, "granted": .any, "needs_consent": .boolean, "isolation": .text,
            "events": .map(.text), "conflicts": Schema.list(.object(["plugin": .text, "hook": .text, "what": .text])),
        ])
    )

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("version", version)
            json.member("next_version", nextVersion)
            json.member("title", title)
            json.member("description", description)
            json.member("is_active", isActive)
            json.member("problem", problem)
            json.member("quarantine", quarantine)
            json.member("settings", settings)
            json.member("settings_schema", settingsSchema)
            json.member("permissions", permissions?.json)
            json.member("granted", granted?.json)
            json.member("needs_consent", needsConsent)
            json.member("isolation", isolation.rawValue)
            json.member("events", JSONValue.object(events.mapValues { .string($0) }))
            json.member("conflicts", conflicts)
        }
    }
}

extension PluginRemoval: JSONWritable {
    static let schema = Schema.object([
        "is_data_dropped": .boolean,
        "kept_folder": .text.orNull.described("where its files lie on, as they came with Totem; null: removed"),
    ])

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("is_data_dropped", isDataDropped)
            json.member("kept_folder", keptFolder)
        }
    }
}

extension PluginConflict: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("plugin", plugin)
            json.member("hook", hook)
            json.member("what", what)
        }
    }
}
