public import Logging
internal import Synchronization
public import TotemKernel
public import TotemStore

/// Finds, checks, loads, starts and switches plugins: the kernel's plugins made real.
///
/// The `plugins` table is the truth. What this process runs is one immutable set of plugins that is swapped as a whole,
/// so a request sees either the plugins before a change or those after it.
public actor PluginHost: PluginAdministration {
    let store: any Store
    let clock: any Clock
    let folders: [String]
    let log: Logger
    /// Tries libraries out that were never loaded; nil where the program can't.
    let probe: PluginProbe?
    /// The program that runs isolated plugins; nil: the one that is installed with this one.
    private let child: String?
    /// What plugins have outside of transactions.
    let outside: OutsideServices
    /// Made when the first library is loaded: whoever loads none leaves no trace.
    private var loader: PluginLibrary?
    let set: Mutex<PluginSet>
    /// Started plugins by name, with what they were started from.
    var running: [String: PluginInstance] = [:]
    /// Why a plugin that is on does not run here.
    var problems: [String: String] = [:]
    /// Migrations that failed, and why: they are not tried again until they are others, or somebody asks for it.
    var stoppedMigrations: [String: (checksums: [String], error: StoreError)] = [:]
    /// Digests of the libraries that were tried out here, by plugin.
    var triedOut: [String: String] = [:]
    /// The rows that the running set was made from.
    var followedRows: [PluginRow]?
    /// What lay in the folders then.
    var followedFiles: [String] = []
    /// When what can't run is tried again though its files are the same.
    var retry = PluginRetry()
    /// Plugins that were given up, and are not in quarantine yet.
    var givenUp: Set<String> = []
    /// Why the manifest of a folder is refused, by folder, as it was logged.
    private var refusals: [String: PluginProblem] = [:]
    /// Whether this host runs what the table says: from the first ``reconcile()`` on. A tool's host does not; it loads
    /// what it switches on, and nothing else.
    private(set) var isFollowing = false
    /// Changes and reconciliations run one after another.
    private var last: Task<Void, Never>?

    /// - Parameters:
    ///   - folders: each may hold many plugins, a folder for each. Of two with one name, the first is used.
    ///   - network: what plugins reach of it.
    ///   - probe: tries libraries out that were never loaded.
    ///   - child: the program that runs isolated plugins; nil: the one that is installed with this one.
    public init(
        store: any Store,
        clock: any Clock,
        folders: [String],
        network: PluginNetwork = PluginNetwork(),
        probe: PluginProbe? = nil,
        child: String? = nil,
        log: Logger
    ) {
        self.child = child
        self.store = store
        self.clock = clock
        self.folders = folders
        self.probe = probe
        var escaping = Logger(label: log.label) { _ in EscapingLogHandler(log.handler) }
        escaping.logLevel = log.logLevel
        self.log = escaping
        outside = OutsideServices(store: store, clock: clock, network: network)
        set = Mutex(PluginSet([], outside, escaping))
        Ticks.warmUp()
    }

    public nonisolated func current() -> any HookSet { set.withLock { $0 } }

    /// The plugins that are on, with what stands in the place of those that can't run.
    nonisolated var active: [ActivePlugin] { self.set.withLock { $0 }.plugins }

    /// Every hook that a plugin can have.
    public nonisolated static var hookNames: [String] { HookPoint.allCases.map(\.rawValue) }

    /// Who runs for each hook, in order, as `totem plugin hooks` shows it.
    public nonisolated func hookOrder() -> [HookPosition] {
        let set = set.withLock { $0 }
        return HookPoint.allCases.flatMap { hook in
            set.chain(hook).map { HookPosition($0) }
        }
    }

    public nonisolated func whyClosed() -> KernelError? {
        if let slow = PluginWatch.slow { return .slow(slow.plugin, slow.function, slow.milliseconds) }
        return whyNotWhole()
    }

    /// The first plugin that is on and can't run. Unlike what is slow just now, which is of the whole process, it is of this
    /// host alone.
    package nonisolated func whyNotWhole() -> KernelError? {
        set.withLock { $0 }.plugins.lazy.compactMap { plugin in
            plugin.problem.map { KernelError.notRunning(plugin.name, $0) }
        }.first
    }

    public nonisolated func hookTimes() -> [HookTime] {
        let set = set.withLock { $0 }
        return HookPoint.allCases.flatMap { hook in set.chain(hook).map { HookTime($0) } }
    }

    public func change(_ name: String, to change: PluginChange, by actor: TotemKernel.Actor) async throws -> PluginInfo
    {
        try await serially {
            try await self.apply(change, to: name, by: actor)
            try await self.followIfRunning()
        }
        guard let info = try await plugins().first(where: { $0.name == name }) else {
            throw KernelError.notFound("plugin '\(name)'")
        }
        return info
    }

    public func reconcile() async throws {
        try await serially {
            await self.beginFollowing()
            try await self.followIfChanged()
        }
    }

    /// Follows the table and looks into the folders anew, whatever has changed.
    public func reconcileAnew() async throws {
        try await serially {
            await self.beginFollowing()
            try await self.follow()
        }
    }

    private func beginFollowing() { isFollowing = true }

    /// What this host has changed, unless it leaves that to the shop's daemons.
    func followIfRunning() async throws {
        if isFollowing { try await follow() }
    }

    /// Removes the copies of the libraries that it has loaded; they stay in memory. For who ends: isolated plugins are not started again
    /// after that.
    public func forgetLibraries() { loader = nil }

    // MARK: - Plugins on disk

    /// What runs of it already, unless that is another version, was replaced since, runs in another place, or will not run any more:
    /// its owner may have switched it on again before it was seen to be off.
    func start(
        _ candidate: PluginCandidate,
        _ row: PluginRow?,
        _ isolation: PluginIsolation
    ) async throws -> PluginInstance {
        if let instance = running[candidate.name], instance.manifest.version == candidate.manifest.version,
            instance.replacement == row?.replacement ?? 0, instance.isolation == isolation,
            instance.handle?.hasGivenUp != true || givenUp.contains(candidate.name)
        {
            return instance
        }
        return try await load(candidate, row?.replacement ?? 0, isolation)
    }

    /// Loads a plugin's library and starts it, whatever runs already.
    /// - Parameter replacement: of the row that it is started for.
    func load(
        _ candidate: PluginCandidate,
        _ replacement: Int64,
        _ isolation: PluginIsolation
    ) async throws -> PluginInstance {
        // What it does in a process of its own needs no trial.
        let tried = isolation == .none ? try await tryOut(candidate) : nil
        let loader = try self.loader ?? PluginLibrary(runtimeFolder: RuntimeFolder(), child: child, log: log)
        self.loader = loader
        return try await StoreThread.run("plugin") { [self] in
            switch isolation {
            case .none: try loader.start(candidate.manifest, in: candidate.folder, replacement, tried: tried)
            case .process:
                try loader.startIsolated(candidate.manifest, in: candidate.folder, replacement) {
                    [weak self] fault in
                    Task { [weak self] in await self?.giveUp(fault) }
                }
            }
        }
    }

    /// Looks into the folders anew. Each reason for which a manifest is refused is logged once.
    func discover() -> FoundPlugins {
        let found = FoundPlugins(in: folders)
        for (folder, problem) in found.refusals where refusals[folder]?.description != problem.description {
            log.error("a plugin's manifest is refused", metadata: ["folder": "\(folder)", "why": "\(problem)"])
        }
        refusals = found.refusals
        return found
    }

    // MARK: - One after another

    func serially<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let before = last
        let task = Task {
            await before?.value
            return try await body()
        }
        last = Task { _ = try? await task.value }
        return try await task.value
    }
}
