import TotemKernel

extension Operation {
    /// A plugin's route, as its manifest describes it. Of one that it does not describe, nobody knows the body.
    init(_ route: PluginRouteDescription) {
        let statuses = route.answers.keys.sorted()
        let status = statuses.first { $0 < 300 } ?? 200
        let described = route.answers[status]
        let answer = described.map { $0.map { Schema(plugin: $0) } } ?? .any
        let hasUnknownBody = !route.isDescribed && !["GET", "DELETE"].contains(route.method)
        self.init(
            method: Method(rawValue: route.method) ?? .get,
            path: route.fullPath,
            summary: route.summary ?? "\(route.method) \(route.path) of the plugin \(route.plugin)",
            role: route.role,
            query: route.parameters,
            body: route.body.map { Schema(ofPluginsRequest: $0, among: route.named) } ?? (hasUnknownBody ? .json : nil),
            needsBody: route.body != nil,
            status: status,
            answer: answer
        )
        requiredQuery = route.requiredParameters
        for other in statuses where other != status {
            otherAnswers[other] = .some(route.answers[other]?.map { Schema(plugin: $0) })
        }
    }
}

extension PluginRouteDescription {
    fileprivate var parameters: [String: Schema] {
        guard case .object(let properties) = query?["properties"] else { return [:] }
        return properties.mapValues { Schema(ofPluginsRequest: $0, among: named) }
    }

    fileprivate var requiredParameters: Set<String> {
        guard case .array(let names) = query?["required"] else { return [] }
        return Set(names.compactMap { if case .string(let name) = $0 { name } else { nil } })
    }

    fileprivate var named: PluginSchemas { PluginSchemas(plugin: plugin, schemas: schemas) }

    fileprivate var isDescribed: Bool { summary != nil || body != nil || !answers.isEmpty }

    fileprivate var fullPath: String { "/v1/x/\(plugin)" + (path == "/" ? "" : path) }
}
