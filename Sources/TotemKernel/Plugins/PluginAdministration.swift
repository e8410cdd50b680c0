/// A plugin as its owner sees it: what its manifest says, and its row in the `plugins` table.
public struct PluginInfo: Sendable {
    public let name: String
    /// The one that runs, when it is on.
    public let version: String
    /// Another one that lies in its folder, and is taken up by an upgrade; nil when there is none, or it is off.
    public let nextVersion: String?
    public let title: String
    public let description: String
    public let isActive: Bool
    /// Why it is off, or could not be loaded, when that was not the owner's doing.
    public let problem: String?
    /// Why and when it was switched off because it had ended the shop's process; it is switched on again as always.
    public let quarantine: PluginQuarantine?
    public let settings: JSONValue
    /// JSON Schema of the settings.
    public let settingsSchema: JSONValue?
    /// Where it lies on this machine; nil when it was found nowhere.
    public let folder: String?
    /// What it asks for besides its own tables; nil when it was found nowhere.
    public let permissions: PluginPermissions?
    /// What its owner has agreed with; nil when nobody was asked.
    public let granted: PluginPermissions?
    /// Who else changes what it changes, of the plugins that are on.
    public let conflicts: [PluginConflict]
    public let isolation: PluginIsolation
    /// What it tells of in the shop's feed: sentences, by the events' names.
    public let events: [String: String]

    public init(
        name: String,
        version: String,
        nextVersion: String?,
        title: String,
        description: String,
        isActive: Bool,
        problem: String?,
        quarantine: PluginQuarantine?,
        settings: JSONValue,
        settingsSchema: JSONValue?,
        folder: String?,
        permissions: PluginPermissions?,
        granted: PluginPermissions?,
        conflicts: [PluginConflict],
        isolation: PluginIsolation,
        events: [String: String]
    ) {
        self.name = name
        self.version = version
        self.nextVersion = nextVersion
        self.title = title
        self.description = description
        self.isActive = isActive
        self.problem = problem
        self.quarantine = quarantine
        self.settings = settings
        self.settingsSchema = settingsSchema
        self.folder = folder
        self.permissions = permissions
        self.granted = granted
        self.conflicts = conflicts
        self.isolation = isolation
        self.events = events
    }

    /// The same plugin when another version waits to be taken up.
    public func with(nextVersion: String, permissions: PluginPermissions) -> PluginInfo {
        PluginInfo(
            name: name,
            version: version,
            nextVersion: nextVersion,
            title: title,
            description: description,
            isActive: isActive,
            problem: problem,
            quarantine: quarantine,
            settings: settings,
            settingsSchema: settingsSchema,
            folder: folder,
            permissions: permissions,
            granted: granted,
            conflicts: conflicts,
            isolation: isolation,
            events: events
        )
    }

    /// Whether its owner must agree before it is switched on, or its newer version runs.
    public var needsConsent: Bool {
        guard let permissions else { return false }
        return !permissions.beyond(granted ?? PluginPermissions()).isEmpty
    }
}

/// Two plugins that change the same.
public struct PluginConflict: Sendable, Hashable {
    /// The other one.
    public let plugin: String
    public let hook: String
    /// As the plugins' manifests name it: `discounts`.
    public let what: String

    public init(plugin: String, hook: String, what: String) {
        self.plugin = plugin
        self.hook = hook
        self.what = what
    }
}

/// What to change of a plugin; nil leaves it as it is.
public struct PluginChange: Sendable {
    public var isActive: Bool?
    /// The whole settings, replacing the old ones.
    public var settings: JSONValue?
    /// What its owner agrees with that it may read, do and reach: in place of what was granted before.
    public var grant: PluginPermissions?
    /// Where it runs from now on.
    public var isolation: PluginIsolation?

    public init(
        isActive: Bool? = nil,
        settings: JSONValue? = nil,
        grant: PluginPermissions? = nil,
        isolation: PluginIsolation? = nil
    ) {
        self.isActive = isActive
        self.settings = settings
        self.grant = grant
        self.isolation = isolation
    }
}

/// What became of a plugin that was removed.
public struct PluginRemoval: Sendable, Equatable {
    /// Whether its tables and settings are gone too.
    public let isDataDropped: Bool
    /// Where its files lie on, which came with the shop's programs and go with them; nil: they were taken away.
    public let keptFolder: String?

    public init(isDataDropped: Bool, keptFolder: String?) {
        self.isDataDropped = isDataDropped
        self.keptFolder = keptFolder
    }
}

/// How often a hook of a plugin has run since the plugin was started on this node, and how long in all.
public struct HookTime: Sendable {
    public let hook: String
    public let plugin: String
    public let calls: Int
    public let failures: Int
    public let nanoseconds: Int64

    public init(hook: String, plugin: String, calls: Int, failures: Int, nanoseconds: Int64) {
        self.hook = hook
        self.plugin = plugin
        self.calls = calls
        self.failures = failures
        self.nanoseconds = nanoseconds
    }
}

/// Switching plugins on and off. The `plugins` table is the truth; this node follows it.
public protocol PluginAdministration: HookDispatcher {
    /// Every plugin that was found or has a row, by name.
    func plugins() async throws -> [PluginInfo]

    /// Changes the row after the plugin's own hooks agreed, in one transaction. When it returns, requests that
    /// begin now on this node see the change.
    /// - Throws: ``KernelError``: not found, refused at load with the reason, vetoed, or bad settings by field.
    func change(_ name: String, to change: PluginChange, by actor: Actor) async throws -> PluginInfo

    /// Takes up the version that lies in the plugin's folder on this node. A plugin that is off stays as it is.
    /// - Parameter grant: what its owner agrees with, when it asks for more than before.
    /// - Throws: ``KernelError`` when it can't run; then the version before goes on.
    func upgrade(_ name: String, granting grant: PluginPermissions?) async throws -> PluginInfo

    /// Removes an installed plugin that is off from this node, or drops the data of one that somebody else has put there.
    /// - Parameter dropData: drops its tables and forgets its settings as well.
    /// - Throws: ``KernelError`` when it is on, or was not installed and its data is to stay.
    func remove(_ name: String, dropData: Bool) async throws -> PluginRemoval

    /// Why this node refuses what some plugin guards: one that is on can't run here, and its manifest says that nothing goes on
    /// without it. Nil when all run.
    func whyClosed() -> KernelError?

    /// How long the hooks of the plugins that are on took on this node, in the order in which they run.
    func hookTimes() -> [HookTime]

    /// Makes this node follow the table: called at start and whenever another process may have changed it. Cheap when it
    /// has not.
    func reconcile() async throws
}
