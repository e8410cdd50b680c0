public import TotemKernel
internal import TotemStore

/// What a plugin would have made of orders that were placed.
extension PluginHost {
    /// Prices the newest orders once more with a plugin as it lies in its folder, on or off, and its settings. Nothing of it is
    /// kept: what has to be written for it, such as tables that it does not have yet, is undone.
    ///
    /// It may read what its manifest asks for, whatever was granted: what it learns leaves the transaction in no other way than by
    /// the amounts that are shown to its owner.
    /// - Parameter count: of the orders, at most.
    /// - Throws: ``KernelError`` when it can't run.
    public func shadow(_ name: String, orders count: Int) async throws -> ShadowReport {
        try await serially {
            do {
                return try await self.report(on: count, of: name)
            } catch let problem as PluginProblem {
                throw KernelError.refused(name, problem.description)
            } catch let error as StoreError where KernelError.blamesPlugin(error) {
                throw KernelError.refused(name, error.description)
            }
        }
    }

    private func report(on count: Int, of name: String) async throws -> ShadowReport {
        let rows = try await store.read { tx in try PluginStore.rows(in: tx) }
        let row = rows.first { $0.name == name }
        let found = discover()
        let candidate = try found.usable(name)
        let wanted = PluginChange(isActive: true, grant: candidate.manifest.permissions)
        try found.check(wanted, of: candidate, against: rows, stopped: Set(problems.keys).subtracting(running.keys))
        let instance = try await start(candidate, row, candidate.isolation(row))
        let settings = try candidate.manifest.settings.normalize(row?.settings ?? .object([:]))
        let own = ActivePlugin(instance, settings: settings)
        let others = active.filter { $0.name != name }
        let pricing = ShadowPricing(of: name, among: PluginSet(others + [own], outside, log))
        let migrator = try migrator(of: candidate)
        // On PostgreSQL a plugin that is off has no rights, and is given them with a write.
        let runsAsItIs = try await store.read { tx in
            try (row?.isActive == true || tx.engine == .sqlite) && migrator.pending(in: tx).isEmpty
        }
        // Where it has its tables and rights, nobody has to wait for this.
        guard !runsAsItIs else { return try await store.read { tx in try pricing.report(on: count, in: tx) } }
        var orders: [ShadowedOrder] = []
        while orders.count < count {
            let some = min(Self.shadowedAtOnce, count - orders.count)
            let report = try await undone(migrator) { [next = orders.last?.id] tx in
                try pricing.report(on: some, before: next, in: tx)
            }
            orders += report.orders
            if report.orders.count < some { break }
        }
        return ShadowReport(orders: orders)
    }

    /// Orders that are placed meanwhile wait for so many.
    private static let shadowedAtOnce = 20

    /// Asks with all that the plugin's migrations make, of which nothing is kept.
    private func undone(
        _ migrator: Migrator,
        _ body: @escaping @Sendable (Transaction) throws -> ShadowReport
    ) async throws -> ShadowReport {
        let now = clock.now
        do {
            return try await store.write { tx in
                try tx.lock(.plugins)
                try migrator.apply(in: tx, at: now.milliseconds)
                throw Undone(report: try body(tx))
            }
        } catch let undone as Undone {
            return undone.report
        }
    }

    /// Ends a transaction of which nothing is to be kept.
    private struct Undone: Error {
        let report: ShadowReport
    }

    // MARK: - What a plugin has

    /// The tables that a plugin's manifest says are its own.
    /// - Throws: ``KernelError`` when its folder is not there, which alone knows.
    public func tables(of name: String) throws -> Set<String> {
        let found = discover()
        guard let candidate = found[name] else {
            throw KernelError.refused(name, "which tables are its own can't be read: \(found.absence(of: name))")
        }
        return candidate.manifest.tables
    }
}
