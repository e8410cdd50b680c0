public import TotemKernel
internal import TotemStore

/// Taking plugins out of the folder where they are looked for, and what they have out of the store.
extension PluginHost {
    /// Removes an installed plugin's folder. Its tables and settings stay for when it is installed again.
    ///
    /// A plugin that came with the shop's programs lies where these were installed, and stays there for the next shop.
    /// - Parameter dropData: drops its tables and forgets its settings as well.
    /// - Throws: ``KernelError`` when it is on, or was not installed and its data is to stay.
    @discardableResult
    public func remove(_ name: String, dropData: Bool) async throws -> PluginRemoval {
        try await serially {
            do {
                return try await self.takeOut(name, dropData: dropData)
            } catch let problem as PluginProblem {
                throw KernelError.refused(name, problem.description)
            }
        }
    }

    private func takeOut(_ name: String, dropData: Bool) async throws -> PluginRemoval {
        let row = try await store.read { tx in try PluginStore.row(name, in: tx) }
        let found = discover()
        let place = try place(of: name)
        try Self.refuseActive(row)
        if let candidate = found[name], candidate.folder != place.path {
            guard dropData else {
                throw PluginProblem(
                    "it is off, and lies in \(candidate.folder), where totem plugin install did not put it: its files stay there, "
                        + "and only its data can be dropped: totem plugin remove \(name) --drop-data"
                )
            }
            try await leaveOff(candidate.name, dropping: candidate.manifest)
            return PluginRemoval(isDataDropped: true, keptFolder: candidate.folder)
        }
        guard place.isTaken else {
            if row != nil, found[name] == nil {
                throw PluginProblem(
                    "it is removed already, and its data stays; to drop that, install it again and run totem plugin "
                        + "remove \(name) --drop-data"
                )
            }
            throw KernelError.notFound("plugin '\(name)' among the installed ones; known are: \(found.names)")
        }
        let manifest = found[name]?.manifest
        if dropData, manifest == nil {
            throw PluginProblem("which tables are its own can't be read: \(found.absence(of: name))")
        }
        do {
            try await leaveOff(name, dropping: dropData ? manifest : nil) { try place.setAside() }
        } catch {
            place.restore()
            throw error
        }
        place.removeOthers()
        return PluginRemoval(isDataDropped: dropData, keptFolder: nil)
    }

    /// Nobody switches it on meanwhile.
    private func leaveOff(
        _ name: String,
        dropping manifest: PluginManifest?,
        then finish: @escaping @Sendable () throws -> Void = {}
    ) async throws {
        try await store.write { tx in
            try tx.lock(.plugins)
            try Self.refuseActive(try PluginStore.row(name, in: tx))
            if let manifest {
                try Self.refuseOutstanding(name, in: tx)
                try PluginData.drop(of: manifest, in: tx)
            }
            try finish()
        }
    }

    /// Without its tables a plugin may take a payment for one that nobody has asked for, and a buyer who has paid gets nothing.
    private static func refuseOutstanding(_ name: String, in tx: Transaction) throws {
        let count = try OutstandingPayments.count(of: name, in: tx)
        guard count == 0 else {
            throw PluginProblem(
                "what became of \(count) of its payments and refunds is not known yet; switch it on until "
                    + "GET /v1/payment-operations?status=pending, and the same with kind=authorize, have none of its any more"
            )
        }
    }

    private static func refuseActive(_ row: PluginRow?) throws {
        guard let row, row.isActive else { return }
        throw PluginProblem("it is on; run totem plugin disable \(row.name) first")
    }
}
