import ArgumentParser
import Glibc
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

/// Asking the shop's owner whether a plugin may do what it asks for.
struct ConsentOption: ParsableArguments {
    @Flag(help: "Agree with what the plugin may read, do and reach, without a question: for scripts.") var yes = false

    /// Shows who else changes what it changes, and what it asks for when its owner has not agreed with it yet, and asks.
    /// - Returns: what was agreed with; nil when nothing is new.
    /// - Throws: ``Failure`` when the answer is no, or nobody is there to answer.
    func ask(about plugin: PluginInfo) throws -> PluginPermissions? {
        for conflict in plugin.conflicts {
            Output.status("\(plugin.name) and \(conflict.plugin) both change \(conflict.what), in \(conflict.hook)\n")
        }
        guard plugin.needsConsent, let wanted = plugin.permissions else { return nil }
        guard yes || isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                "\(plugin.name) asks for leave to \(wanted.sentences.joined(separator: ", to ")), and there is no terminal to ask at; look at totem plugin permissions "
                    + "\(plugin.name), and agree with --yes"
            )
        }
        for line in PluginWords.lines(of: plugin) { Output.status(line + "\n") }
        guard !yes else { return wanted }
        Output.status("Do you agree? [y/N] ")
        guard ["y", "yes"].contains((readLine() ?? "").lowercased()) else {
            throw Failure("\(plugin.name) was not switched on, and nothing has changed")
        }
        return wanted
    }
}

/// What a plugin may read, do and reach, in words.
enum PluginWords {
    static func lines(of plugin: PluginInfo) -> [String] {
        let wanted = plugin.permissions ?? PluginPermissions()
        let granted = plugin.granted ?? PluginPermissions()
        let new = Set(wanted.beyond(granted).sentences)
        let marksNew = plugin.granted != nil
        return ["\(plugin.name) \(plugin.nextVersion ?? plugin.version) keeps tables of its own, and may:"]
            + (wanted.isEmpty ? ["  - read, change and reach nothing else"] : [])
            + wanted.sentences.map { "  - \($0)\(marksNew && new.contains($0) ? " (new)" : "")" }
    }
}

struct PluginPermissionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions",
        abstract: "What a plugin may read, do and reach, and what of it was granted.",
        discussion: "Its own tables are not listed. What is not granted is asked for when the plugin is switched on."
    )

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins) { node in
            let plugin = try await node.plugin(named: name)
            guard !rows.json else { return rows.show(json(of: plugin)) }
            let wanted = plugin.permissions?.entries ?? []
            let granted = plugin.granted?.entries ?? []
            rows.show(
                ["permission", "name", "asked_for", "granted"],
                Set(wanted + granted).sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }.map { entry in
                    [
                        .string(entry.kind), .string(entry.name), .boolean(wanted.contains(entry)),
                        .boolean(granted.contains(entry)),
                    ]
                }
            )
        }
    }

    private func json(of plugin: PluginInfo) -> JSONValue {
        .object([
            "name": .string(plugin.name), "permissions": plugin.permissions?.json ?? .null,
            "granted": plugin.granted?.json ?? .null, "needs_consent": .boolean(plugin.needsConsent),
            "conflicts": .array(
                plugin.conflicts.map {
                    .object(["plugin": .string($0.plugin), "hook": .string($0.hook), "what": .string($0.what)])
                }
            ),
        ])
    }
}

private struct PermissionEntry: Hashable {
    let kind: String
    let name: String
}

extension PluginPermissions {
    fileprivate var entries: [PermissionEntry] {
        read.map { PermissionEntry(kind: "read", name: $0) }
            + actions.map { PermissionEntry(kind: "do", name: $0.rawValue) }
            + network.map { PermissionEntry(kind: "network", name: $0) }
    }
}
