internal import TotemKernel
internal import TotemStore

/// `plugin.enabled`: a plugin is being switched on; its migrations have run. It is told alone.
struct PluginEnabled: Hook {
    typealias Answer = Void

    let version: SemanticVersion
    /// Whose tables it finds; nil when it was never on.
    let versionBefore: SemanticVersion?
}

/// `plugin.upgraded`: a newer version of a plugin that is on takes the place of another; its migrations have run. It is told
/// alone.
struct PluginUpgraded: Hook {
    typealias Answer = Void

    let version: SemanticVersion
    /// Whose tables it finds.
    let versionBefore: SemanticVersion?
}

/// `plugin.disabled`: a plugin is being switched off. It is told alone.
struct PluginDisabled: Hook {
    typealias Answer = Void

    let version: SemanticVersion
}

/// `settings.validate`: a plugin's settings, which fit its schema, are about to be saved. It is asked alone.
struct SettingsValidate: Hook {
    typealias Answer = Void

    let settings: JSONValue
}
