import Testing
import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Jobs that take long", .timeLimit(.minutes(5)))
struct LongJobTests {
    /// One plugin with one job, which ends when it is let go.
    private final class OneJob: HookDispatcher, HookSet {
        let isOver = Gate()

        func current() -> any HookSet { self }
        func run<H: Hook>(_ hook: H, in call: HookCall) -> H.Answer { H.unheard }
        func hears<H: Hook>(_ hook: H.Type) -> Bool { false }
        var routes: [PluginRouteDescription] { [] }
        func route(_ method: String, _ path: [String], of plugin: String) -> PluginRouteMatch { .none }
        var jobs: [PluginJob] { [PluginJob(plugin: "a", name: "work", schedule: nil)] }
        func run(_ run: JobRun, _ context: RequestContext) async throws { try await isOver.wait() }
    }

    @Test("A run that takes longer than a node may be silent is not begun again while its node gives signs of life")
    func signsOfLife() async throws {
        let files = try await TemporaryStore()
        let (clock, log, hooks) = (TestClock(), TestLog(), OneJob())
        let kernel = Kernel(store: files.store, hooks: hooks, clock: clock)
        try await kernel.write(as: .system) { tx, context in
            try JobQueue.enqueue("work", of: "a", dueAt: context.now, in: tx, at: context.now)
        }
        let (node, other) = (JobRunner(kernel, log: log.logger), JobRunner(kernel, log: log.logger))
        let run = try #require(try await node.next())
        async let end: Void = node.perform(run)
        clock.advance(milliseconds: JobRun.patience - 1)
        try await wait(for: "a sign of life") {
            let held = try await files.store.read { tx in
                try tx.first("SELECT held_until FROM jobs") { try $0.get(0, as: Timestamp.self) }
            }
            return held == clock.now.adding(milliseconds: JobRun.patience)
        }
        clock.advance(milliseconds: JobRun.patience - 1)
        #expect(try await other.next() == nil)
        hooks.isOver.open()
        await end
        let jobs = try await files.store.read { tx in try JobQueue.list(PageRequest(), in: tx).items }
        #expect(jobs.map(\.status) == [.done] && jobs.map(\.attempts) == [1])
    }
}
