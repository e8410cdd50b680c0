import Logging
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemSQLite
import TotemStore

/// The store itself, and what is in it about plugins and settings.
enum StoreCheck {
    private static let area = "store"
    private static let backup = "stop the daemons and restore a backup"

    static func findings(of address: StoreAddress, pluginFolders: [String]) async -> [Finding] {
        guard address.mayExist else {
            return [
                Finding(
                    area,
                    .problem,
                    "there is none at \(address.name)",
                    mend: "totem init makes one, --store names another"
                )
            ]
        }
        let store: any Store
        do {
            store = try await open(address)
        } catch {
            return [Finding(area, error)]
        }
        var findings: [Finding]
        do {
            findings = try await self.findings(of: store, at: address)
            findings += await insideFindings(of: store)
            findings += await pluginFindings(of: store, in: pluginFolders)
        } catch {
            let isDamaged = (error as? StoreError)?.code == .corrupt
            findings = [Finding(area, error, mend: isDamaged ? backup : nil)]
        }
        await store.close()
        return findings
    }

    /// A file is only read, so that nothing beside it is made or tidied up.
    private static func open(_ address: StoreAddress) async throws -> any Store {
        guard case .sqlite(let path) = address else { return try await Node.openStore(address, for: .reading) }
        return try ReadOnlySQLiteStore(path: path)
    }

    /// - Throws: why it can't be read.
    private static func findings(of store: any Store, at address: StoreAddress) async throws -> [Finding] {
        let engine = try await store.read { tx in try tx.inspection().findings() }
        return [try await schema(of: store, at: address)] + engine.map { Finding(area, $0) }
    }

    private static func schema(of store: any Store, at address: StoreAddress) async throws -> Finding {
        let pending = try await store.read { tx in
            let pending = try StoreSchema.pending(in: tx, at: address)
            try CopyJournal.refuseUnfinished(in: tx)
            return pending
        }
        guard let first = pending.first else { return Finding(area, .ok, "\(address.name) has the newest schema") }
        return Finding(
            area,
            .warning,
            "\(address.name) is older than this program, it lacks \(first.version) (\(first.name))",
            mend: "totem migrate up"
        )
    }

    /// The settings, and whether time went back.
    private static func insideFindings(of store: any Store) async -> [Finding] {
        do {
            return try await store.read { tx in
                let objections = try StoreSettings.objections(in: tx)
                var findings = objections.map { objection in
                    Finding(
                        "settings",
                        .problem,
                        "\(objection.field) \(objection.message)",
                        mend: "totem settings list tells those that there are"
                    )
                }
                if !objections.contains(where: { $0.field == "currency" }) {
                    findings.append(try currency(in: tx))
                }
                return findings + [try time(in: tx)].compactMap { $0 }
            }
        } catch {
            return [Finding("settings", error)]
        }
    }

    private static func currency(in tx: Transaction) throws -> Finding {
        let currency = try StoreSettings.currency(in: tx)
        guard try StoreSettings.isWritten("currency", in: tx) else {
            return Finding(
                "settings",
                .warning,
                "the currency was never set, and is \(currency)",
                mend: "before the first product: totem settings set currency EUR"
            )
        }
        return Finding("settings", .ok, "the currency is \(currency)")
    }

    private static func time(in tx: Transaction) throws -> Finding? {
        guard let newest = try OrderStore.newestMoment(in: tx), newest > SystemClock().now.adding(milliseconds: 60_000)
        else { return nil }
        return Finding(
            "machine",
            .problem,
            "the newest order is of \(newest), which is still to come: the clock was set back, or was ahead",
            mend: "set the clock: timedatectl set-ntp true"
        )
    }

    private static func pluginFindings(of store: any Store, in folders: [String]) async -> [Finding] {
        var log = Logger(label: "totem") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = .critical
        do {
            let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
            let plugins = try await PluginHost(store: store, clock: SystemClock(), folders: folders, log: log).plugins()
            return plugins.compactMap { plugin in finding(of: plugin, rows.first { $0.name == plugin.name }) }
        } catch {
            return [Finding("plugins", error)]
        }
    }

    /// Nil for one that was never switched on, and for one that is simply off.
    private static func finding(of plugin: PluginInfo, _ row: PluginRow?) -> Finding? {
        let area = "plugins"
        guard let row, row.isActive else {
            guard let why = row?.quarantine?.reason else { return nil }
            let mend = "totem plugin enable \(plugin.name), once that is mended"
            return Finding(area, .warning, "\(plugin.name) is in quarantine: \(why)", mend: mend)
        }
        if let problem = plugin.problem {
            return Finding(
                area,
                .problem,
                "\(plugin.name) is on and can't run: \(problem)",
                mend: "mend it, or totem plugin disable \(plugin.name)"
            )
        }
        if let next = plugin.nextVersion {
            return Finding(
                area,
                .warning,
                "\(plugin.name) is on as \(plugin.version), and \(next) lies in its folder",
                mend: "totem plugin upgrade \(plugin.name)"
            )
        }
        return Finding(area, .ok, "\(plugin.name) \(plugin.version) is on")
    }
}
