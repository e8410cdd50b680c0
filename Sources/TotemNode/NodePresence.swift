public import Logging
public import TotemKernel
import TotemStore

/// Lets others wait until this node has followed what they changed. Only needed where nodes follow a moment later
/// (``Store/commitsOfOthers`` is nil); elsewhere it does nothing.
public struct NodePresence: Sendable {
    /// Several fit into ``FollowingNodes/patience``.
    private static let interval = Duration.seconds(4)

    private let node: Node
    private let log: Logger
    private let name: String

    /// - Parameter name: the node's, which one that takes its place has too.
    public init(_ node: Node, as name: String = RandomToken.make(), log: Logger) {
        self.node = node
        self.name = name
        self.log = log
    }

    private var isNeeded: Bool { node.store.commitsOfOthers == nil }

    /// Makes the node known before it serves anybody.
    public func begin() async { await live(FollowingNodes.begin) }

    private func live(
        _ sign: @escaping @Sendable (String, Transaction, Timestamp) throws -> Void
    ) async {
        guard isNeeded else { return }
        do {
            try await node.kernel.write(as: .system) { [name] tx, context in try sign(name, tx, context.now) }
        } catch is CancellationError {
            return
        } catch {
            log.warning("no sign of life of this node could be given; trying again", metadata: ["error": "\(error)"])
        }
    }

    /// Gives signs of life until the task is cancelled, and says that the node has stopped.
    public func run() async {
        while !Task.isCancelled {
            await live(FollowingNodes.keep)
            try? await Task.sleep(for: Self.interval)
        }
        guard isNeeded else { return }
        // The task is cancelled, and with it would be what it waits for.
        await Task { [node, name] in
            _ = try? await node.kernel.write(as: .system) { tx, _ in try FollowingNodes.remove(name, in: tx) }
        }.value
    }

    /// What following now will have answered.
    func question() async throws -> Int64? {
        guard isNeeded else { return nil }
        return try await node.store.read { [name] tx in try FollowingNodes.question(for: name, in: tx) }
    }

    func answer(_ question: Int64) async throws {
        try await node.store.write { [name] tx in try FollowingNodes.answer(question, of: name, in: tx) }
    }
}

extension Node {
    /// Returns when all nodes answer by what was committed before: at once where they follow before each answer, and soon
    /// where they are told.
    /// - Throws: ``NodeError`` when one that lives has not followed for longer than any lets others wait.
    public func waitUntilFollowed() async throws {
        guard store.commitsOfOthers == nil else { return }
        let asked = try await kernel.write(as: .system) { tx, context in
            try FollowingNodes.ask(in: tx, at: context.now)
        }
        guard asked > 0 else { return }
        let end = ContinuousClock.now + .milliseconds(FollowingNodes.patience + 5_000)
        while try await kernel.read(as: .system, { try FollowingNodes.unanswered(in: $0, at: $1.now) }) > 0 {
            guard ContinuousClock.now < end else {
                throw NodeError(
                    "it is written, but a running totemd has not followed it in \(FollowingNodes.patience / 1000 + 5) s; its "
                        + "log says why, and it goes on trying"
                )
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
