public import TotemKernel

/// The settings of the store: staff read, administrators write.
func addSettingRoutes(to routes: Routes) {
    routes.get("/v1/settings") { request in
        let settings = try await request.read { tx, _ in try StoreSettings.list(in: tx) }
        return .json(Page(items: settings, nextCursor: nil))
    }
    routes.get("/v1/settings/{key}") { request in
        let key = try request.parameter("key")
        let setting = try await request.read { tx, _ in try StoreSettings.get(key, in: tx) }
        return request.unlessKnown(setting.answer)
    }
    routes.put("/v1/settings/{key}") { request in
        let key = try request.parameter("key")
        let versions = try request.expectedVersions(of: key)
        let value = try request.json(SettingBody.self).value
        return try await request.unsafe { tx, context in
            try StoreSettings.set(key, to: value, ifVersion: versions, in: tx, at: context.now).answer
        }
    }
}

private struct SettingBody: Decodable {
    let value: String
}

extension Setting: JSONWritable {
    fileprivate var answer: Answer { .json(self).of(EntityTag.Subject(key, version: version)) }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("key", key)
            json.member("value", value)
            json.member("updated_at", updatedAt)
        }
    }
}
