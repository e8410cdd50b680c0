public import Synchronization
public import TotemStore

/// A store that does something of its own before a certain write or read.
public final class MeddledStore: Store {
    private let base: any Store
    private let writes = Atomic(0)
    private let reads = Atomic(0)
    /// Added to the store's own count of others' commits.
    public let changes = Atomic<Int64>(0)
    private let beforeWrite: @Sendable (Int) async throws -> Void
    private let beforeRead: @Sendable (Int) async throws -> Void

    /// - Parameters: get the number of the write or read that is about to begin, from 1.
    public init(
        _ base: any Store,
        beforeWrite: @escaping @Sendable (Int) async throws -> Void = { _ in },
        beforeRead: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) {
        self.base = base
        self.beforeWrite = beforeWrite
        self.beforeRead = beforeRead
    }

    /// How many writes there were.
    public var writeCount: Int { writes.load(ordering: .relaxed) }

    public var engine: StoreEngine { base.engine }
    public var load: StoreLoad { base.load }
    public var listeners: CommitListeners { base.listeners }
    public var commitsOfOthers: Int64? { (base.commitsOfOthers ?? 0) + changes.load(ordering: .relaxed) }
    public func check() async throws { try await base.check() }

    public func read<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await beforeRead(reads.add(1, ordering: .relaxed).newValue)
        return try await base.read(for: use, body)
    }

    public func write<Value: Sendable>(
        for use: StoreUse,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await beforeWrite(writes.add(1, ordering: .relaxed).newValue)
        return try await base.write(for: use, body)
    }

    public func close() async { await base.close() }
}
