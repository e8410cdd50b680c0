package import TotemKernel

/// The settings of the store: staff read, administrators write.
func addSettingRoutes(to routes: inout Routes) {
    routes.add(.get("/v1/settings", "Every setting of the store", for: .staff, answering: .page(Setting.schema))) {
        request in
        let settings = try await request.read { tx, _ in try StoreSettings.list(in: tx) }
        return .json(Page(items: settings, nextCursor: nil))
    }
    routes.add(.get("/v1/settings/{key}", "A setting", for: .staff, answering: Setting.schema).ifChanged) { request in
        let key = try request.parameter("key")
        let setting = try await request.read { tx, _ in try StoreSettings.get(key, in: tx) }
        return request.unlessKnown(setting.answer)
    }
    routes.add(
        .put(
            "/v1/settings/{key}",
            "Change a setting",
            for: .admin,
            taking: SettingBody.schema,
            answering: Setting.schema
        ).ifMatching
    ) { request in
        let key = try request.parameter("key")
        let versions = try request.expectedVersions(of: key)
        let value = try request.json(SettingBody.self).value
        return try await request.change { tx, context in
            try StoreSettings.set(key, to: value, ifVersion: versions, in: tx, at: context.now).answer
        }
    }
}

private struct SettingBody: Decodable {
    let value: String

    static let schema = Schema.form(["value": .plainText])
}

extension Setting: JSONWritable {
    static let schema = Schema.named(
        "Setting",
        .object(["key": .text, "value": .text, "updated_at": .time.orNull])
    )

    fileprivate var answer: Answer { .json(self).of(EntityTag.Subject(key, version: version)) }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("key", key)
            json.member("value", value)
            json.member("updated_at", updatedAt)
        }
    }
}
