internal import TotemStore

/// Savepoints. Of those that wait in `pending` all are open: who ends one takes it out.
extension Connection {
    func savepoint(_ name: StaticString) throws {
        pending.append(PendingCommand(.run("SAVEPOINT \(name)")))
    }

    func release(_ name: StaticString) throws {
        if let end { throw StoreError.transactionIsGone(after: end, nil) }
        if let opened = lastPending(name) {
            // What waits behind it is as if it had been asked for without it.
            pending.remove(at: opened)
        } else {
            pending.append(PendingCommand(.run("RELEASE SAVEPOINT \(name)")))
        }
    }

    func rollback(to name: StaticString) throws {
        if let opened = lastPending(name) {
            // Nothing has been done since, and what ended the transaction before has still ended it.
            let undone = pending[(opened + 1)...]
            settle(undone, .undone)
            if !undone.isEmpty { rights = nil }
            pending.removeSubrange((opened + 1)...)
        } else {
            doom = nil
            pending.append(PendingCommand(.run("ROLLBACK TO SAVEPOINT \(name)")))
            rights = nil
            if madeRoles { roles.removeAll() }
        }
    }

    private func lastPending(_ name: StaticString) -> Int? {
        pending.lastIndex { $0.command.text == "SAVEPOINT \(name)" }
    }
}
