public import Logging
import Synchronization
public import TotemKernel
import TotemStore

/// Runs plugins' jobs: those whose schedule is due, and those that were queued (``JobQueue``).
public final class JobRunner: Sendable {
    /// Runs that go on at once on this node.
    private static let atOnce = 4
    /// Of those, of one plugin: its slow ones leave some for the others.
    private static let atOnceOfOne = 2
    /// From one sign of life to the next: several fit into ``JobRun/patience``.
    private static let beat = Duration.seconds(5)

    private let kernel: Kernel
    private let holder = RandomToken.make()
    /// How many, by their plugins.
    private let running = Mutex<[String: Int]>([:])
    private let log: Logger

    public init(_ kernel: Kernel, log: Logger) {
        self.kernel = kernel
        self.log = log
    }

    /// Begins what is due, as much as goes on at once, and does not wait for it. Short ones may wait in such numbers that there is always
    /// a next one: a task that is cancelled begins none.
    public func beginDue() async throws {
        while !Task.isCancelled, running.withLock({ $0.values.reduce(0, +) }) < Self.atOnce, let run = try await next()
        {
            running.withLock { $0[run.job.plugin, default: 0] += 1 }
            Task {
                await perform(run)
                running.withLock { $0[run.job.plugin, default: 0] -= 1 }
            }
        }
    }

    /// Whose plugin runs fewer than it may.
    private func free(_ jobs: [PluginJob]) -> [PluginJob] {
        let counts = running.withLock { $0 }
        return jobs.filter { counts[$0.plugin, default: 0] < Self.atOnceOfOne }
    }

    /// The next run, which is this node's from now on; nil: none is due.
    public func next() async throws -> JobRun? {
        let isDue = try await kernel.read(as: .system) { [self] tx, context in
            let jobs = context.hooks.jobs
            guard !jobs.isEmpty else { return false }
            return try JobQueue.isScheduleDue(jobs, in: tx, at: context.now)
                || JobQueue.isDue(free(jobs), in: tx, at: context.now)
        }
        guard isDue else { return nil }
        return try await kernel.write(as: .system) { [self] tx, context in
            try JobQueue.schedule(context.hooks.jobs, in: tx, at: context.now)
            return try JobQueue.begin(free(context.hooks.jobs), as: holder, in: tx, at: context.now)
        }
    }

    /// Runs it, gives signs of life meanwhile, and keeps what came of it.
    public func perform(_ run: JobRun) async {
        let life = Task { [kernel] in
            while !Task.isCancelled {
                try await Task.sleep(for: Self.beat)
                // A store that is away for a moment is asked again.
                try? await kernel.write(as: .system) { tx, context in try run.keep(in: tx, at: context.now) }
            }
        }
        defer { life.cancel() }
        var error: String?
        do {
            let context = kernel.context(for: .system)
            try await context.hooks.run(run, context)
        } catch let failure {
            error = "\(failure)"
        }
        do {
            try await kernel.write(as: .system) { [error] tx, context in
                try JobQueue.end(run, error, in: tx, at: context.now)
            }
        } catch let failure {
            log.warning(
                "what came of a job is not kept; it is run again",
                metadata: ["job": "\(run.job.plugin).\(run.job.name)", "run": "\(run.job.id)", "why": "\(failure)"]
            )
        }
    }
}
