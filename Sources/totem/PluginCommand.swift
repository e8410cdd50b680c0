import ArgumentParser

struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Install plugins, switch them on and off, and set them up. A running shop follows at once.",
        subcommands: [
            PluginList.self, PluginShow.self, PluginEnable.self, PluginDisable.self, PluginSettings.self,
            PluginIsolate.self,
            PluginHooks.self, PluginPermissionList.self, PluginInstall.self, PluginUpgrade.self, PluginRemove.self,
            PluginShadow.self, PluginDataExport.self, PluginQuarantineCommand.self,
        ]
    )
}
