package import ArgumentParser

/// `--plugins`, which everything takes that looks for plugins.
package struct PluginsOption: ParsableArguments {
    @Option(
        name: .customLong("plugins"),
        help: ArgumentHelp(
            "A folder to look for plugins in, instead of the usual ones; may be repeated.",
            valueName: "folder"
        ),
        completion: .directory
    )
    package var folders: [String] = []

    package init() {}

    /// Nil: the usual ones.
    package var chosen: [String]? { folders.isEmpty ? nil : folders }
}
