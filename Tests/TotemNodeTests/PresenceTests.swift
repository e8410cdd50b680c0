import Testing
import TotemKernel
import TotemNode
import TotemStore
import TotemTesting

@Suite(
    "Who changes something waits until every node has followed",
    .enabled(if: TestEngine.current == .postgres, "on SQLite nodes follow before each answer"),
    .timeLimit(.minutes(5))
)
struct PresenceTests {
    @Test("A node is waited for until it has followed, and no more once it has stopped")
    func waits() async throws {
        let nodes = try await Nodes()
        let presence = NodePresence(nodes.serving, log: nodes.log)
        await presence.begin()
        let (isFollowing, mayFollow, hasReturned) = (Gate(), Gate(), Gate())
        let waiting = Task {
            try await nodes.changing.waitUntilFollowed()
            hasReturned.open()
        }
        try await wait(for: "the question") { try await nodes.questions() == 2 }
        let follower = Follower(nodes.serving.store) { _ in
            isFollowing.open()
            try await mayFollow.wait()
        }
        let watcher = ChangeWatcher(follower, presence, every: .milliseconds(20), log: nodes.log)
        let watching = Task { await watcher.run() }
        try await isFollowing.wait()
        #expect(!hasReturned.isOpen)
        // Not only has nobody looked yet: the answer comes after what it says.
        #expect(try await nodes.unanswered() == 1)
        mayFollow.open()
        try await waiting.value
        watching.cancel()
        await watching.value

        let life = Task { await presence.run() }
        life.cancel()
        await life.value
        try await nodes.changing.waitUntilFollowed()
        #expect(try await nodes.questions() == nil)
        await nodes.close()
    }

    @Test("A node that comes in the place of one that was killed answers for it")
    func replaced() async throws {
        let nodes = try await Nodes()
        await NodePresence(nodes.serving, as: "node", log: nodes.log).begin()
        let next = NodePresence(nodes.serving, as: "node", log: nodes.log)
        await next.begin()
        #expect(try await nodes.questions() == 2)
        #expect(try await nodes.unanswered() == 1)
        let follower = Follower(nodes.serving.store) { _ in }
        let watcher = ChangeWatcher(follower, next, every: .milliseconds(20), log: nodes.log)
        let watching = Task { await watcher.run() }
        try await nodes.changing.waitUntilFollowed()
        watching.cancel()
        await watching.value
        #expect(try await nodes.unanswered() == 0)
        await nodes.close()
    }

    @Test("A node that was killed is not waited for when it has given no sign of life for fifteen seconds")
    func killed() async throws {
        let nodes = try await Nodes()
        await NodePresence(nodes.serving, log: nodes.log).begin()
        nodes.clock.advance(milliseconds: FollowingNodes.patience + 1)
        try await nodes.changing.waitUntilFollowed()
        #expect(try await nodes.questions() == 1)
        await nodes.close()
    }

    @Test("A node that was killed before its clock was set back is not waited for either")
    func killedAhead() async throws {
        let nodes = try await Nodes()
        let today = nodes.clock.now
        nodes.clock.set(today.adding(milliseconds: 24 * 60 * 60 * 1000))
        await NodePresence(nodes.serving, log: nodes.log).begin()
        nodes.clock.set(today)
        try await nodes.changing.waitUntilFollowed()
        #expect(try await nodes.questions() == 1)
        #expect(try await nodes.unanswered() == 0)
        // The next node that gives a sign of life forgets it.
        try await nodes.files.store.write { [clock = nodes.clock] tx in
            try FollowingNodes.keep("other", in: tx, at: clock.now)
        }
        let names = try await nodes.files.store.read { tx in
            try tx.query("SELECT name FROM following_nodes") { try $0.get(0, as: String.self) }
        }
        #expect(names == ["other"])
        await nodes.close()
    }
}

/// A node that serves, and one that changes something.
private struct Nodes {
    let files: TemporaryStore
    let serving: Node
    let changing: Node
    let clock = TestClock()
    let log = TestLog().logger

    init() async throws {
        files = try await TemporaryStore()
        let address = try StoreAddress(files.address)
        serving = try await Node.open(address, plugins: [], clock: clock, log: log)
        changing = try await Node.open(address, plugins: [], runsPlugins: false, clock: clock, log: log)
    }

    /// How often the serving node was asked; nil when it is not known.
    func questions() async throws -> Int64? {
        try await files.store.read { tx in try tx.first("SELECT asked FROM following_nodes") { try $0.get(0) } }
    }

    func unanswered() async throws -> Int {
        try await files.store.read { [clock] tx in try FollowingNodes.unanswered(in: tx, at: clock.now) }
    }

    func close() async {
        await serving.close()
        await changing.close()
    }
}
