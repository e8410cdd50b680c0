internal import TotemStore

/// The migrations that lie in a plugin's folder: `1.2.0-name.sql` for every engine, `1.2.0-name.postgres.sql` and
/// `1.2.0-name.sqlite.sql` for one. Where there is one for an engine, it is used there instead of the common one.
struct PluginMigrations {
    private let folder: String
    private let tables: Set<String>
    private let files: [File]

    /// - Throws: ``PluginProblem`` for a file that is not named like a migration, or is newer than the plugin.
    init(of manifest: PluginManifest, in pluginFolder: String) throws {
        folder = pluginFolder + "/" + PluginFiles.migrationFolder(of: manifest)
        tables = manifest.tables
        let names = try PluginFiles.migrationNames(of: manifest, in: pluginFolder)
        files = try names.map { [folder] in try File($0, in: folder) }
        if let newer = files.first(where: { $0.version > manifest.version }) {
            throw PluginProblem(
                "\(folder)/\(newer.name) is newer than the plugin itself, which is \(manifest.version)"
            )
        }
    }

    /// What one engine applies.
    /// - Throws: ``PluginProblem`` for a version that has two migrations or none for this engine, and for a table of the manifest's
    ///   that none of them makes.
    func migrations(for engine: StoreEngine) throws -> [Migration] {
        let migrations = try everyMigration(for: engine)
        let made = migrations.reduce(into: Set()) { $0.formUnion(MadeTables.names(in: $1.sql)) }
        guard let missing = tables.subtracting(made).min() else { return migrations }
        throw PluginProblem(
            "plugin.json names the table \(missing) in its tables, and no migration in \(folder) makes it for \(engine.title); add a "
                + "CREATE TABLE, or take the name out"
        )
    }

    private func everyMigration(for engine: StoreEngine) throws -> [Migration] {
        try Dictionary(grouping: files, by: \.version).sorted { $0.key < $1.key }.map { version, files in
            let file = try choose(from: files, for: engine)
            return Migration(version, file.title, sql: try PluginFiles.readText("\(folder)/\(file.name)"))
        }
    }

    /// - Parameter files: those of one version.
    private func choose(from files: [File], for engine: StoreEngine) throws -> File {
        let first = files[0]
        if let other = files.first(where: { $0.title != first.title }) {
            throw PluginProblem(
                "\(folder) has two migrations of the version \(first.version), \(first.name) and \(other.name); give one "
                    + "of them another version, or both one name when they are the same step for two engines"
            )
        }
        if let common = files.first(where: { $0.engine == nil }), files.count > StoreEngine.allCases.count {
            throw PluginProblem(
                "\(folder)/\(common.name) is never used, because each engine has one of its own; remove one of the three"
            )
        }
        guard let file = files.first(where: { $0.engine == engine }) ?? files.first(where: { $0.engine == nil }) else {
            let stem = "\(first.version)-\(first.title)"
            throw PluginProblem(
                "\(folder)/\(first.name) has no counterpart for \(engine.title), in which this store is; add "
                    + "\(stem).\(engine.rawValue).sql, or \(stem).sql for every engine"
            )
        }
        return file
    }

    private struct File {
        let name: String
        let version: SemanticVersion
        let title: String
        /// Nil: for every engine that has none of its own.
        let engine: StoreEngine?

        init(_ name: String, in folder: String) throws {
            let parts = name.dropLast(".sql".count).split(separator: "-", maxSplits: 1)
            guard parts.count == 2, let version = SemanticVersion(parts[0]) else {
                throw PluginProblem("\(folder)/\(name) is not named like 1.0.0-what-it-does.sql")
            }
            let words = parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let engine = words.count == 2 ? StoreEngine(rawValue: words[1]) : nil
            guard !words[0].isEmpty, words.count == 1 || engine != nil else {
                let engines = StoreEngine.allCases.map { ".\($0.rawValue).sql" }.joined(separator: " or ")
                throw PluginProblem(
                    "\(folder)/\(name) is for no engine there is; end it with .sql, or with \(engines) for one engine"
                )
            }
            self.name = name
            self.version = version
            title = words[0]
            self.engine = engine
        }
    }
}
