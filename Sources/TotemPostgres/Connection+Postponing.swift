internal import TotemStore

/// A command that waits to travel with the next one.
struct PendingCommand {
    let command: Command
    /// Who is told its answer.
    let postponed: PostponedStatement?
    /// Whose it is, of those that wait for the commit; nil: the kernel's.
    let role: PluginRole?

    init(_ command: Command, for postponed: PostponedStatement? = nil, as role: PluginRole? = nil) {
        self.command = command
        self.postponed = postponed
        self.role = role
    }
}

/// A statement that is run at the end of its batch, or with the commit.
final class PostponedStatement {
    let sql: String
    /// The failure of one that was to change exactly one row.
    let conflict: StoreError?
    /// Nil until it was run.
    var answer: ResultRows?

    init(_ sql: String, orElse conflict: StoreError?) {
        self.sql = sql
        self.conflict = conflict
    }
}

extension Connection {
    /// More than this is sent without being asked for, so that memory has a limit.
    private static let longestBatch = 500

    /// The statement fails with a division by zero when it changes no row, or several.
    func changeOfOneRow(_ sql: SQL) throws -> any PreparedStatement {
        if let known = cache.changesOfOneRow[sql.identity] { return PostgresStatement(known, on: self) }
        let prepared = try prepare(Self.failing(sql.text), as: nil)
        cache.changesOfOneRow[sql.identity] = prepared
        return PostgresStatement(prepared, on: self)
    }

    /// The same of a plugin's statement, which is compiled already.
    func changeOfOneRow(_ prepared: Prepared) throws -> Prepared {
        if let known = prepared.changeOfOneRow { return known }
        let made = try prepare(Self.failing(prepared.sql), as: prepared.role, policy: prepared.policy)
        prepared.changeOfOneRow = made
        return made
    }

    /// The text may end in a comment.
    private static func failing(_ text: String) -> String {
        "WITH changed AS (\(text)\nRETURNING 1) SELECT 1 / CASE count(*) WHEN 1 THEN 1 ELSE 0 END FROM changed"
    }

    /// Lets a statement wait: of a plugin's for the commit alone, in whose batch it has no savepoint.
    func postpone(
        _ prepared: Prepared,
        _ values: [SQLValue],
        until moment: Postponement,
        orElse conflict: StoreError?
    ) throws -> PostponedStatement {
        if let types = prepared.declarations(for: values), let variant = try variant(of: prepared, types) {
            return try postpone(variant, values, until: moment, orElse: conflict)
        }
        if let error = end ?? doom { throw StoreError.transactionIsGone(after: error, prepared.sql) }
        let postponed = PostponedStatement(prepared.sql, orElse: conflict)
        let command = PendingCommand(try execution(of: prepared, values), for: postponed, as: prepared.role)
        switch moment {
        case .endOfBatch:
            try assume(kernelRights)
            pending.append(command)
            if pending.count >= Self.longestBatch { try runPostponed() }
        case .commit:
            closing.append(command)
        }
        return postponed
    }

    func runPostponed() throws {
        guard pending.contains(where: { $0.postponed != nil }) else { return }
        _ = try send([], as: nil, sql: "")
    }

    func forgetPostponed() {
        pending.removeAll { $0.postponed != nil }
    }

    /// Moves what was to wait for the commit behind what is pending: the kernel's, then that of each plugin, so that rights
    /// change as seldom as can be.
    func queueClosing() throws {
        guard !closing.isEmpty else { return }
        // Stock before all else that transactions hold: some take it earlier, and nobody may wait for the other in a circle.
        let kernels = closing.filter { $0.role == nil }
        let stock = kernels.filter { $0.postponed?.conflict != nil }
        for command in stock + kernels.filter({ $0.postponed?.conflict == nil }) {
            try queue(command, with: kernelRights)
        }
        var plugins: [PluginRole] = []
        for case let role? in closing.map(\.role) where !plugins.contains(role) { plugins.append(role) }
        for role in plugins {
            let rights = Rights(role: role.name, milliseconds: options.statementTimeout)
            for command in closing.filter({ $0.role == role }) { try queue(command, with: rights) }
        }
        closing = []
    }

    private func queue(_ command: PendingCommand, with rights: Rights) throws {
        try assume(rights)
        pending.append(command)
        if pending.count >= Self.longestBatch { try runPostponed() }
    }

    private func assume(_ wanted: Rights) throws {
        guard rights != wanted else { return }
        pending += try rightsChange(to: wanted).map { PendingCommand($0) }
        rights = wanted
    }

    /// The answer of one that has been run.
    func answer(_ postponed: PostponedStatement) throws -> ResultRows {
        guard let answer = postponed.answer else {
            throw StoreError(.misuse, "the answer of a statement was wanted before it was run", sql: postponed.sql)
        }
        return answer
    }

    /// A prepared statement with its values, as the server takes it.
    func execution(of prepared: Prepared, _ values: [SQLValue]) throws -> Command {
        do {
            return .execute(
                name: prepared.name,
                try Parameters(values, as: prepared.parameterTypes),
                isBounded: prepared.role != nil && !prepared.columnNames.isEmpty
            )
        } catch let error as StoreError {
            throw StoreError(error.code, error.message, sql: prepared.sql)
        }
    }

    /// Answers came for the first of these commands.
    func deliver(_ answers: [ResultRows], to commands: [PendingCommand]) {
        for (command, answer) in zip(commands, answers) { command.postponed?.answer = answer }
    }
}
