import Foundation
import TotemKernel
import TotemStore
import TotemTesting

/// Changes what plugins there are, one random step after another, whatever state they are in: a step that can't be taken has to
/// be refused in words.
struct Walker {
    let shop: Shop
    /// The folders of the versions of each, the older one first.
    let folders: [String: [String]]
    let notes: WalkNotes
    var random: WalkRandom

    /// What is done often stands there often.
    private static let atTheCommandLine = [
        "install", "install", "install newer", "install newer", "upgrade", "enable", "enable", "enable", "disable",
        "disable", "settings", "remove", "remove with its data",
    ]
    private static let overHTTP = [
        "enable", "enable", "enable", "disable", "settings", "settings", "look", "upgrade", "remove",
        "remove with its data",
    ]

    /// Each kind of step once, in any order, then any, until the time is over.
    mutating func run(until end: ContinuousClock.Instant, overHTTP: Bool) async throws {
        let kinds = overHTTP ? Self.overHTTP : Self.atTheCommandLine
        for kind in Set(kinds).sorted().shuffled(using: &random) { try await step(kind, overHTTP) }
        while ContinuousClock.now < end { try await step(random.pick(kinds), overHTTP) }
    }

    private mutating func step(_ kind: String, _ overHTTP: Bool) async throws {
        // Coupons has one version, and keeps its data.
        let name = random.pick(WalkPlugin.all.map(\.name) + ["coupons"])
        if overHTTP {
            try await ask(kind, name)
        } else {
            try await command(kind, name)
        }
    }

    // MARK: - At the command line

    private mutating func command(_ kind: String, _ name: String) async throws {
        let folders = self.folders[name, default: []]
        let arguments =
            switch kind {
            case "install": ["install", folders[0], "--yes"]
            case "install newer": ["install", folders[folders.count - 1], "--yes"]
            case "upgrade": ["upgrade", name, "--yes"]
            case "enable": ["enable", name, "--yes"]
            case "settings": ["settings", name] + setting(of: name).map { "\($0.key)=\(Self.text($0.value))" }
            case "remove with its data" where name != "coupons": ["remove", name, "--drop-data"]
            case "remove", "remove with its data": ["remove", name]
            default: ["disable", name]
            }
        let run = try await TotemCommand.run(
            ["plugin"] + arguments + ["--store", shop.files.address]
                + shop.pluginFolders.flatMap { ["--plugins", $0] },
            in: shop.files.folder
        )
        notes.count("totem \(kind) \(name): \(run.status)")
        if run.status == 0 {
            if arguments.contains("--drop-data") { try await noteDrop(of: name) }
            return
        }
        // Before it, who else changes the same may be told.
        let reasons = run.errors.split(separator: "\n").filter { $0.hasPrefix("totem: ") }
        guard run.status == 1, reasons.count == 1 else {
            notes.wonder("totem \(arguments.joined(separator: " ")) ended with \(run.status): \(run.errors)")
            return
        }
    }

    private func noteDrop(of name: String) async throws {
        let newest = try await shop.files.store.read { tx in
            try tx.first("SELECT MAX(id) FROM orders") { try $0.get(0, as: Int64?.self) }
        }
        notes.drop(name, newest: (newest ?? nil) ?? 0)
    }

    private static func text(_ value: JSONValue) -> String { value.text() }

    // MARK: - Over HTTP

    private mutating func ask(_ kind: String, _ name: String) async throws {
        let path = "/v1/plugins/\(name)"
        let answer =
            switch kind {
            case "enable":
                try await shop.admin.patch(
                    path,
                    ["is_active": true, "grant": name == "coupons" ? Shop.couponsGrant : nil]
                )
            case "settings": try await shop.admin.patch(path, ["settings": .object(setting(of: name))])
            case "look": try await shop.admin.get("/v1/plugins")
            case "upgrade": try await shop.admin.post(path + "/upgrade")
            case "remove with its data" where name != "coupons": try await shop.admin.delete(path + "?drop_data=true")
            case "remove", "remove with its data": try await shop.admin.delete(path)
            default: try await shop.admin.patch(path, ["is_active": false])
            }
        notes.count("HTTP \(kind) \(name): \(answer.status) \(answer.problem ?? "")")
        guard [200, 204, 404, 409, 422].contains(answer.status) else {
            notes.wonder("\(kind) \(name): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
            return
        }
        if kind == "remove with its data", [200, 204].contains(answer.status) { try await noteDrop(of: name) }
    }

    private mutating func setting(of name: String) -> [String: JSONValue] {
        guard name != "coupons" else { return [:] }
        return [
            "extra": .integer(.random(in: 0...WalkPlugin.largestExtra, using: &random)),
            "locked": .boolean(random.chance(20)),
        ]
    }
}
