import TotemStore

/// Whether the store can be used: found out once for all who ask at the same time, and waited for no longer than those who
/// ask, such as load balancers, have patience.
package actor Readiness {
    private let check: @Sendable () async throws -> Void
    private let patience: Duration
    private var isChecking = false
    private var waiting: [UInt64: CheckedContinuation<Void, any Error>] = [:]
    private var lastNumber: UInt64 = 0

    init(
        patience: Duration,
        check: @escaping @Sendable () async throws -> Void
    ) {
        self.patience = patience
        self.check = check
    }

    init(of store: any Store, patience: Duration) {
        self.init(patience: patience) {
            try await store.check()
            try await store.read(for: .request) { tx in
                _ = try tx.first("SELECT 1 FROM store_settings LIMIT 1") { _ in true }
            }
        }
    }

    /// - Throws: what `check` throws, or ``StoreError`` `.unavailable` when it takes too long.
    package func confirm() async throws {
        lastNumber += 1
        let number = lastNumber
        beginCheck()
        let alarm = Task {
            try await Task.sleep(for: patience)
            giveUp(number)
        }
        defer { alarm.cancel() }
        try await withCheckedThrowingContinuation { waiting[number] = $0 }
    }

    private func beginCheck() {
        guard !isChecking else { return }
        isChecking = true
        Task {
            do {
                try await check()
                end(.success(()))
            } catch {
                end(.failure(error))
            }
        }
    }

    private func end(_ result: Result<Void, any Error>) {
        isChecking = false
        for continuation in waiting.values { continuation.resume(with: result) }
        waiting = [:]
    }

    private func giveUp(_ number: UInt64) {
        waiting.removeValue(forKey: number)?.resume(
            throwing: StoreError(
                .unavailable,
                "The store has not answered for \(patience); see whether its disk or server works, and whether another program "
                    + "keeps it to itself."
            )
        )
    }
}
