internal import TotemStore

/// Savepoints, which nobody opens or ends while the statements of a batch wait. Of those that wait in `pending` all are open: who ends one takes it out.
extension Connection {
    func savepoint(_ name: StaticString) throws {
        pending.append(PendingCommand(.run("SAVEPOINT \(name)")))
        closingMarks.append((name.description, closing.count))
    }

    func release(_ name: StaticString) throws {
        if let end { throw StoreError.transactionIsGone(after: end, nil) }
        if let mark = mark(of: name) { closingMarks.removeSubrange(mark...) }
        if let opened = lastPending(name) {
            // What waits behind it is as if it had been asked for without it.
            pending.remove(at: opened)
        } else {
            pending.append(PendingCommand(.run("RELEASE SAVEPOINT \(name)")))
        }
    }

    func rollback(to name: StaticString) throws {
        if let mark = mark(of: name) { closing.removeSubrange(closingMarks[mark].count...) }
        if let opened = lastPending(name) {
            // Nothing has been done since, and what ended the transaction before has still ended it.
            if opened + 1 < pending.count { rights = nil }
            pending.removeSubrange((opened + 1)...)
        } else {
            doom = nil
            pending.append(PendingCommand(.run("ROLLBACK TO SAVEPOINT \(name)")))
            rights = nil
            if madeRoles { roles.removeAll() }
        }
    }

    private func mark(of name: StaticString) -> Int? {
        closingMarks.lastIndex { $0.savepoint == name.description }
    }

    private func lastPending(_ name: StaticString) -> Int? {
        pending.lastIndex { $0.command.text == "SAVEPOINT \(name)" }
    }
}
