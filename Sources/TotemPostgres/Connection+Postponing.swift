internal import TotemStore

/// A command that waits to travel with the next one.
struct PendingCommand {
    let command: Command
    /// Who is told its answer.
    let postponed: PostponedStatement?

    init(_ command: Command, for postponed: PostponedStatement? = nil) {
        self.command = command
        self.postponed = postponed
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
        let text =
            "WITH changed AS (\(sql.text) RETURNING 1) SELECT 1 / CASE count(*) WHEN 1 THEN 1 ELSE 0 END FROM changed"
        let prepared = try prepare(text, as: nil)
        cache.changesOfOneRow[sql.identity] = prepared
        return PostgresStatement(prepared, on: self)
    }

    /// Lets a statement of the kernel's wait.
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
        let command = PendingCommand(try execution(of: prepared, values), for: postponed)
        switch moment {
        case .endOfBatch:
            try assumeKernelRights()
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

    /// Moves what was to wait for the commit behind what is pending.
    func queueClosing() throws {
        guard !closing.isEmpty else { return }
        try assumeKernelRights()
        for command in closing {
            pending.append(command)
            if pending.count >= Self.longestBatch { try runPostponed() }
        }
        closing = []
    }

    private func assumeKernelRights() throws {
        guard rights != kernelRights else { return }
        pending += try rightsChange(to: kernelRights).map { PendingCommand($0) }
        rights = kernelRights
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
            return .execute(name: prepared.name, try Parameters(values, as: prepared.parameterTypes))
        } catch let error as StoreError {
            throw StoreError(error.code, error.message, sql: prepared.sql)
        }
    }

    /// Answers came for the first of these commands.
    func deliver(_ answers: [ResultRows], to commands: [PendingCommand]) {
        for (command, answer) in zip(commands, answers) { command.postponed?.answer = answer }
    }
}
