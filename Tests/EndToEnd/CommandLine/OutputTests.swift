import Foundation
import Testing
import TotemKernel
import TotemTesting

@Suite("What totem shows, and who looks")
struct OutputTests {
    /// Commands that show something of a new store.
    static let commands = [
        "settings list", "settings list --json", "settings get currency", "export products",
        "export orders --format json", "init", "migrate status", "--help", "plugin --help", "--version",
        "key create --name x --role staff",
    ]

    @Test("A stdout that can't be written is an error", arguments: commands)
    func full(command: String) async throws {
        let shop = try await CommandLineShop()
        try await shop.shell("$TOTEM \(command) > /dev/full").expectFailure(1, "No space left on device")
    }

    @Test(
        "An export never replaces a store, whichever way to its files is named",
        arguments: ["store.db", "link", "store.db-wal"]
    )
    func onStore(name: String) async throws {
        let shop = try await CommandLineShop(on: .sqlite)
        _ = try await shop.totem("settings", "set", "currency", "EUR")
        try FileManager.default.createSymbolicLink(atPath: "\(shop.folder)/data/link", withDestinationPath: "store.db")
        for command in [["export", "products"], ["export", "orders", "--format", "json"]] {
            try await shop.run(command + ["-o", "data/\(name)"]).expectFailure(1, "data/\(name) is a database")
        }
        #expect(try await shop.totem("settings", "get", "currency").output == "EUR\n")
    }

    @Test("A reader that goes away ends the command without a word, as with every program", arguments: commands)
    func readerGone(command: String) async throws {
        let shop = try await CommandLineShop()
        // The reader is away before the first line comes.
        let run = try await shop.shell("(sleep 0.1; exec $TOTEM \(command)) | true; exit ${PIPESTATUS[0]}")
        #expect(run.errors.isEmpty)
        #expect(run.status == 128 + SIGPIPE)
    }

    @Test(
        "With --json there is one JSON document, also where there are no rows",
        arguments: [
            ["key", "list"], ["user", "list"], ["webhook", "list"], ["migrate", "status"],
            ["plugin", "list", "--plugins", "."], ["plugin", "hooks", "--plugins", "."],
        ]
    )
    func json(command: [String]) async throws {
        let shop = try await CommandLineShop()
        let run = try await shop.run(command + ["--json"])
        #expect(run.status == 0)
        #expect(run.json == .array([]), "\(run.output)")
    }

    @Test("With --json settings, plugins and runs of jobs are as the HTTP interface answers them")
    func answers() async throws {
        let shop = try await CommandLineShop()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.pluginFolder)
        #expect(try await shop.totem("plugin", "enable", "coupons", "--yes").status == 0)
        #expect(try await shop.totem("settings", "set", "store_name", "Cafe\u{301}").status == 0)
        let daemon = try await TotemDaemon.start(on: shop.address, plugins: [shop.pluginFolder])
        let key = try await shop.totem("key", "create", "--name", "till", "--role", "admin").output
        let admin = daemon.client(token: key.split(separator: "\n").first.map(String.init))
        for (command, path) in [
            ("settings list", "settings"), ("plugin list", "plugins"), ("events failed", "events/failed"),
        ] {
            let shown = try await shop.run(command.split(separator: " ").map(String.init) + ["--json"]).json
            #expect(shown == (try await admin.get("/v1/\(path)"))["data"], "\(command)")
        }
        for (command, path) in [
            ("settings get store_name", "settings/store_name"), ("plugin info coupons", "plugins/coupons"),
        ] {
            let shown = try await shop.run(command.split(separator: " ").map(String.init) + ["--json"]).json
            #expect(shown == (try await admin.get("/v1/\(path)")).json, "\(command)")
        }
        let name = try await shop.totem("settings", "get", "store_name").output
        #expect(Array(name.utf8) == Array("Caf\u{E9}\n".utf8))
        let jobs = try await shop.totem("jobs", "list", "--json").json
        #expect(jobs["runs"] == (try await admin.get("/v1/jobs"))["data"])
        #expect(jobs["jobs"]?.elements.isEmpty == false)
    }

    @Test("An export to a device writes it, and one through a link keeps the link")
    func devices() async throws {
        let shop = try await CommandLineShop()
        let run = try await shop.shell(
            "mkfifo pipe; (timeout 60 cat pipe > copy.csv) & $TOTEM export products -o pipe; wait"
        )
        #expect(run.status == 0)
        let header = try await shop.totem("export", "products").output
        #expect(try String(contentsOfFile: shop.folder + "/copy.csv", encoding: .utf8) == header)
        let linked = try await shop.shell("touch real.csv; ln -s real.csv link.csv; $TOTEM export products -o link.csv")
        #expect(linked.status == 0)
        #expect(try String(contentsOfFile: shop.folder + "/real.csv", encoding: .utf8) == header)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: shop.folder + "/link.csv") == "real.csv")
        try await shop.totem("export", "products", "-o", "").expectFailure(1, "-o names no file")
        try await shop.totem("export", "products", "-o", "/dev/full").expectFailure(1, "No space left on device")
    }

    @Test("bash takes the script that completes commands and options")
    func completion() async throws {
        let shop = try await CommandLineShop(isMade: false)
        let run = try await shop.shell(
            """
            $TOTEM --generate-completion-script bash > totem.bash && . ./totem.bash
            complete_words() { COMPREPLY=(); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _totem totem "${@: -1}" "${@: -2:1}"; }
            PATH="$(dirname "$TOTEM"):$PATH"
            complete_words totem plugin en; echo "${COMPREPLY[@]}"
            complete_words totem key create --role st; echo "${COMPREPLY[@]}"
            """
        )
        #expect(run.status == 0)
        #expect(run.output == "enable\nstore_manager staff\n", "\(run.output) \(run.errors)")
    }
}
