public import TotemKernel
public import TotemStore

/// What a `plugin.json` says, checked. The format is described in `totem_plugin.h`, section 2.
public struct PluginManifest: Sendable {
    public let name: String
    public let version: SemanticVersion
    public let title: String
    public let description: String
    /// What it needs of the kernel and of other plugins.
    public let kernelRange: VersionRange
    public let pluginRanges: [String: VersionRange]
    /// The shared library's file in the plugin's folder.
    public let library: String
    public let tables: Set<String>
    /// What it asks for besides its own tables.
    public let permissions: PluginPermissions
    public let settings: SettingsSchema
    /// By the hook's name.
    public let hooks: [String: HookManifest]
    /// What it says of routes, by method and path: `GET /orders`.
    public let routes: [String: RouteSchema]
    /// What it tells of in the shop's feed: sentences for its owner, by the names without the plugin's.
    public let events: [String: String]
    /// How long one of its routes, its start or its stop may take, without its SQL and the network.
    public let limitMilliseconds: Int
    /// The folder of its migrations; nil: "migrations" when there is one.
    public let migrations: String?
    /// Where it runs when its owner says nothing.
    public let isolation: PluginIsolation
    /// What its SQL may touch when it has what it asks for.
    let policy: AccessPolicy
}

/// What a manifest says of one hook.
public struct HookManifest: Sendable {
    /// Whether the shop goes on as if the hook had not run when it fails.
    public let failsOpen: Bool
    public let budgetMilliseconds: Int64
    /// What of a cart or an order it changes, in the words of its author: for those who compare plugins.
    public let writes: [String]
}

extension HookPoint {
    /// Milliseconds. The network takes its time, and a bank more of it.
    fileprivate var usualBudget: Int64 {
        guard context == .outside else { return 50 }
        return isOfPayment ? 30_000 : 5_000
    }

    /// Whether it is one of those that a payment provider has.
    var isOfPayment: Bool {
        switch self {
        case .paymentAuthorize, .paymentConfirm, .paymentRetrieve, .paymentCapture, .paymentVoid, .paymentRefund: true
        default: false
        }
    }
}

extension PluginManifest {
    static let file = "plugin.json"
    private static let abi: Int64 = 1
    private static let largestBudget: Int64 = 60_000

    /// Reads the manifest of the plugin in `folder`.
    /// - Throws: ``PluginProblem`` that names the file and the member.
    init(folder: String) throws {
        let path = folder + "/" + Self.file
        let text = try PluginFiles.readText(path)
        let json: JSONValue
        do {
            json = try JSONValue(text: text)
        } catch {
            throw PluginProblem("\(path) can't be used as JSON: \(error)")
        }
        try self.init(ManifestObject(json, path: path))
    }

    init(_ json: ManifestObject) throws {
        try json.allow([
            "name", "version", "title", "description", "license", "abi", "requires", "library", "tables", "permissions",
            "settings", "hooks", "routes", "schemas", "events", "limit_ms", "migrations", "isolation",
        ])
        name = try Self.checkedName(json.string("name"), json)
        version = try json.version("version")
        guard try json.integer("abi") == Self.abi else {
            throw json.problem("abi", "must be \(Self.abi): this Totem speaks ABI \(Self.abi)")
        }
        title = try json.optionalString("title") ?? name
        description = try json.optionalString("description") ?? ""
        _ = try json.optionalString("license")
        guard let isolation = PluginIsolation(rawValue: try json.optionalString("isolation") ?? "none") else {
            throw json.problem("isolation", "must be \"none\" or \"process\"")
        }
        self.isolation = isolation
        let requires = try json.optionalObject("requires")
        try requires?.allow(["kernel", "plugins"])
        kernelRange = try requires?.optionalRange("kernel") ?? .any
        pluginRanges = try requires?.optionalObject("plugins")?.ranges() ?? [:]
        library = try Self.checkedFile(json.optionalString("library") ?? "\(name).so", "library", json)
        migrations = try json.optionalString("migrations").map { try Self.checkedFile($0, "migrations", json) }
        tables = try Self.checkedTables(json.optionalStrings("tables"), json)
        permissions = try PluginPermissions(manifest: json.optionalObject("permissions"))
        settings = try SettingsSchema(json.optionalObject("settings"))
        hooks = try Self.checkedHooks(json.optionalObject("hooks"))
        routes = try Self.routes(json.optionalObject("routes"), schemas: json.optionalObject("schemas"))
        events = try Self.checkedEvents(json.optionalObject("events"))
        limitMilliseconds = try Self.checkedLimit(json)
        policy = AccessPolicy(
            owner: name,
            ownTables: tables,
            views: CoreViews.names(for: permissions),
            of: CoreViews.catalogue
        )
    }

    /// Whether a plugin can be called so: lower case letters, digits and `-`, a letter first, at most 40.
    static func isName(_ name: String) -> Bool {
        let characters = name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
        guard characters, (1...40).contains(name.utf8.count), let first = name.utf8.first else { return false }
        return first >= 0x61
    }

    private static func checkedName(_ name: String, _ json: ManifestObject) throws -> String {
        guard isName(name) else {
            throw json.problem("name", "must be lower case letters, digits and '-', a letter first, at most 40")
        }
        guard !ReservedNames.all.contains(name) else {
            throw json.problem("name", "must not be '\(name)', which is a word of Totem itself; choose another name")
        }
        return name
    }

    private static func checkedEvents(_ json: ManifestObject?) throws -> [String: String] {
        guard let json else { return [:] }
        guard json.names.count <= 100 else { throw json.problem("events", "must name at most 100") }
        var events: [String: String] = [:]
        for name in json.names {
            guard EventName.isOfPlugin(EventName(name, ofPlugin: "a").text) else {
                throw json.problem(name, "must be lower case letters, digits and '_', a letter first, at most 60")
            }
            events[name] = try json.string(name)
        }
        return events
    }

    private static func checkedLimit(_ json: ManifestObject) throws -> Int {
        let limit = try json.optionalInteger("limit_ms") ?? 10_000
        guard (1000...largestBudget).contains(limit) else {
            throw json.problem("limit_ms", "must be from 1000 to \(largestBudget)")
        }
        return Int(limit)
    }

    private static func checkedFile(_ name: String, _ member: String, _ json: ManifestObject) throws -> String {
        guard !name.isEmpty, !name.hasPrefix("."), !name.contains("/"), !name.utf8.contains(0) else {
            throw json.problem(member, "must be a name in the plugin's own folder, not '\(name)'")
        }
        return name
    }

    private static func checkedTables(_ names: [String], _ json: ManifestObject) throws -> Set<String> {
        for name in names {
            let characters = name.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F
            }
            guard characters, (1...60).contains(name.utf8.count), !name.hasPrefix("sqlite_") else {
                throw json.problem("tables", "holds '\(name)'; a table is lower case letters, digits and '_'")
            }
            guard !CoreSchema.tables.contains(name), !isViewName(name) else {
                throw json.problem("tables", "holds '\(name)', which is the core's; choose another name")
            }
        }
        return Set(names)
    }

    /// Names such as `v1_orders`, of this version of the views and of those to come.
    private static func isViewName(_ name: String) -> Bool {
        guard name.hasPrefix("v"), let end = name.firstIndex(of: "_") else { return false }
        let number = name[name.index(after: name.startIndex)..<end]
        return !number.isEmpty && number.allSatisfy(\.isNumber)
    }

    private static func checkedHooks(_ json: ManifestObject?) throws -> [String: HookManifest] {
        guard let json else { return [:] }
        var hooks: [String: HookManifest] = [:]
        for name in json.names {
            guard let point = HookPoint(rawValue: name) else {
                if isHookOfAnother(name) {
                    hooks[name] = try hookOfAnother(json.object(name))
                    continue
                }
                let known = HookPoint.allCases.map(\.rawValue).joined(separator: ", ")
                throw json.problem(name, "is no hook of ABI \(abi); there are: \(known)")
            }
            let hook = try json.object(name)
            try hook.allow(["reads", "writes", "fail", "budget_ms"])
            _ = try hook.optionalStrings("reads")
            let writes = try hook.optionalStrings("writes")
            let budget = try hook.optionalInteger("budget_ms") ?? point.usualBudget
            guard (1...largestBudget).contains(budget) else {
                throw hook.problem("budget_ms", "must be from 1 to \(largestBudget)")
            }
            if name == HookPoint.exportRows.rawValue { try checkColumns(writes, hook) }
            hooks[name] = HookManifest(failsOpen: try failsOpen(hook), budgetMilliseconds: budget, writes: writes)
        }
        return hooks
    }

    /// Columns of files are named as `products.points`.
    private static func checkColumns(_ names: [String], _ hook: ManifestObject) throws {
        for name in names where ExportColumn.parts(of: name) == nil {
            throw hook.problem(
                "writes",
                "holds '\(name)'; a column is written as products.points, orders.points or customers.points, in lower case "
                    + "letters, digits and '_'"
            )
        }
        guard Set(names).count == names.count, names.count <= 100 else {
            throw hook.problem("writes", "must name at most 100 columns, each once")
        }
    }

    private static func failsOpen(_ hook: ManifestObject) throws -> Bool {
        let fail = try hook.optionalString("fail") ?? "closed"
        guard fail == "open" || fail == "closed" else { throw hook.problem("fail", "must be open or closed") }
        return fail == "open"
    }

    /// What begins like one of Totem's own hooks is one that is written wrong.
    private static func isHookOfAnother(_ name: String) -> Bool {
        guard let (plugin, _) = ServiceName.parts(name) else { return false }
        return !HookPoint.allCases.contains { $0.rawValue.hasPrefix("\(plugin).") }
    }

    /// It runs in the call of another plugin, whose budget holds.
    private static func hookOfAnother(_ hook: ManifestObject) throws -> HookManifest {
        try hook.allow(["fail"])
        return HookManifest(failsOpen: try failsOpen(hook), budgetMilliseconds: largestBudget, writes: [])
    }
}
