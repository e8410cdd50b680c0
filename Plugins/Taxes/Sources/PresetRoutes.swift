import TotemPluginKit

/// `/v1/x/taxes/presets`, and the service for the command line.
enum PresetRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/presets", for: .staff, list)
        try registry.route(.post, "/presets/{preset}", for: .storeManager, load)
        try registry.service("load_preset", for: .storeManager) { (call, name: String) -> Int64 in
            try PresetLoader.load(try preset(name), call)
        }
    }

    private static func list(_ call: Call, _ request: Request) throws {
        let presets = Preset.all.map { preset in
            var json = JSONObject()
            json.add("name", preset.name)
            json.add("title", preset.title)
            json.add("as_of", preset.asOf)
            json.add("source", preset.source)
            json.add("zones", Int64(preset.zones.count))
            return json
        }
        var page = JSONObject()
        page.add("data", presets)
        page.add("next_cursor", json: "null")
        try call.respond(json: page.text)
    }

    private static func load(_ call: Call, _ request: Request) throws {
        let count = try PresetLoader.load(try preset(try request.parameter("preset")), call)
        var json = JSONObject()
        json.add("zones_made", count)
        try call.respond(json: json.text)
    }

    private static func preset(_ name: String) throws -> Preset {
        if let preset = Preset.all.first(where: { $0.name == name }) { return preset }
        let known = Preset.all.map(\.name).joined(separator: ", ")
        throw Veto.notFound("preset '\(name.prefix(40))'; there is \(known)")
    }
}

/// Makes the zones of a preset, which are the owner's from then on.
enum PresetLoader {
    /// What is there already, changed or not, stays as it is.
    /// - Returns: how many zones were made.
    static func load(_ preset: Preset, _ call: Call) throws -> Int64 {
        var count: Int64 = 0
        for made in preset.zones {
            let key = "\(preset.name):\(made.key)"
            let isThere = try call.first(
                "SELECT 1 FROM tax_zones WHERE preset = $1 OR name = $2",
                key,
                made.zone.name
            ) { _ in true }
            guard isThere == nil else { continue }
            let id = try ZoneStore.insert(made.zone, preset: key, call)
            for rate in made.rates { _ = try RateStore.insert(rate, in: id, call) }
            count += 1
        }
        return count
    }
}
