import ArgumentParser
import FoundationEssentials
import Glibc
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemProgram

struct PluginSettings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Show a plugin's settings, or change some.",
        discussion: """
            A value is JSON when it can be read as such (12, true, [1, 2]), else text, and text where the setting is one. An empty \
            one removes the key. A secret, which is never shown again, is given as KEY=@FILE or, from standard input, as KEY=-.
            """
    )

    @Argument(help: "The plugin's name.") var name: String
    @Argument(help: "KEY=VALUE, as many as you like.") var changes: [String] = []
    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption
    @OptionGroup var plugins: PluginsOption

    func validate() throws {
        for change in changes where change.firstIndex(of: "=") ?? change.startIndex == change.startIndex {
            throw ValidationError("'\(change)' is no KEY=VALUE; write one such as minimum=100")
        }
    }

    func run() async throws {
        guard !changes.isEmpty else {
            return try await store.withNode(.reading, plugins: plugins) { node in
                show(try await node.plugin(named: name))
            }
        }
        let plugin = try await store.withNode(.changing, plugins: plugins) { node in
            let change = PluginChange(settings: try merged(into: try await node.plugin(named: name)))
            return try await node.plugins.change(name, to: change, by: .system)
        }
        show(plugin)
    }

    /// For people with what each of them may be and means, and in which unit.
    private func show(_ plugin: PluginInfo) {
        guard case .object(let members) = plugin.settings, !rows.json else { return rows.show(plugin.settings) }
        rows.show(
            ["key", "value", "title", "permitted"],
            members.sorted { $0.key < $1.key }.map { key, value in
                let schema = plugin.settingsSchema?["properties"]?[key]
                return [
                    .string(key), Self.shown(value), schema?["title"] ?? .null,
                    schema.flatMap(Self.permitted(by:)).map(JSONValue.string) ?? .null,
                ]
            }
        )
    }

    /// The values that its schema lists, or between which they lie.
    private static func permitted(by schema: JSONValue) -> String? {
        if case .array(let values)? = schema["enum"] { return values.map(word).joined(separator: ", ") }
        if schema["type"] == .string("boolean") { return "true, false" }
        let (least, most) = (schema["minimum"].map(word), schema["maximum"].map(word))
        return switch (least, most) {
        case (let least?, let most?): "\(least) to \(most)"
        case (let least?, nil): "at least \(least)"
        case (nil, let most?): "at most \(most)"
        case (nil, nil): nil
        }
    }

    private static func word(_ value: JSONValue) -> String {
        if case .string(let text) = value { return text }
        return value.text()
    }

    /// As it is written.
    private static func shown(_ value: JSONValue) -> JSONValue {
        guard case .boolean(let flag) = value else { return value }
        return .string("\(flag)")
    }

    private func merged(into plugin: PluginInfo) throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        if case .object(let old) = plugin.settings { members = old }
        for change in changes {
            let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let (key, text) = (String(parts[0]), String(parts[1]))
            guard !text.isEmpty else {
                members[key] = nil
                continue
            }
            let schema = plugin.settingsSchema?["properties"]?[key]
            let isText = schema?["type"] == .string("string")
            members[key] =
                schema?["writeOnly"] == .boolean(true)
                ? try Self.secret(key, text, isText: isText) : Self.value(text, isText: isText)
        }
        return .object(members)
    }

    /// A postal code of digits is no number.
    private static func value(_ text: String, isText: Bool) -> JSONValue {
        guard let json = try? JSONValue(text: text) else { return .string(text.composed()) }
        if case .string = json { return json.composed() }
        return isText ? .string(text.composed()) : json.composed()
    }

    /// Whoever can list processes sees a program's arguments.
    private static func secret(_ key: String, _ source: String, isText: Bool) throws -> JSONValue {
        guard source == "-" || source.hasPrefix("@") else {
            throw Failure(
                "\(key) is a secret, and what stands on the command line can be seen by others; give it as \(key)=@FILE, or as "
                    + "\(key)=- from standard input"
            )
        }
        var text = source == "-" ? standardInput(key) : try contents(of: String(source.dropFirst()))
        // CRLF is one character.
        if text.last?.isNewline == true { text.removeLast() }
        guard !text.isEmpty else {
            throw Failure("nothing was given for \(key); totem plugin settings … \(key)= removes it")
        }
        return isText ? .string(text) : value(text, isText: false)
    }

    private static func standardInput(_ key: String) -> String {
        if isatty(STDIN_FILENO) == 1 { return Password.hidden("\(key): ") }
        var text = ""
        while let line = readLine(strippingNewline: false) { text += line }
        return text
    }

    private static func contents(of path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("\(path) can't be read as text; check that it is there, and its permissions")
        }
    }
}
