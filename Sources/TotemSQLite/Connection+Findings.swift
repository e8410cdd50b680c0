internal import TotemStore

extension Connection {
    /// Lines that are shown of a damage: the first tell enough.
    private static let shownDamages = 5

    /// Reads the whole file.
    func findings() throws -> [StoreFinding] {
        [try version(), try structure(), try references()]
    }

    private func version() throws -> StoreFinding {
        let version = try toolRows("SELECT sqlite_version()", []) { $0.text(at: 0) }.first ?? "?"
        return StoreFinding(.ok, "SQLite \(version)")
    }

    /// `PRAGMA quick_check` is `integrity_check` without comparing tables with their indexes (sqlite.org/pragma.html).
    private func structure() throws -> StoreFinding {
        let lines = try toolRows("PRAGMA quick_check(\(Self.shownDamages))", []) { $0.text(at: 0) }
        guard lines != ["ok"] else { return StoreFinding(.ok, "the file is whole") }
        return StoreFinding(
            .problem,
            "the file is damaged: \(lines.joined(separator: "; ").replacing("\n", with: " "))",
            mend: "stop the daemons and restore a backup"
        )
    }

    private func references() throws -> StoreFinding {
        let broken = try toolRows("PRAGMA foreign_key_check", []) { "\($0.text(at: 0)) → \($0.text(at: 2))" }
        guard !broken.isEmpty else { return StoreFinding(.ok, "every row that another names is there") }
        let kinds = Set(broken).sorted().prefix(Self.shownDamages).joined(separator: ", ")
        return StoreFinding(
            .problem,
            "\(broken.count) rows name others that are not there (\(kinds))",
            mend: "something else has written to the store; restore a backup"
        )
    }
}
