internal import TotemKernel

/// A hook of the kernel that plugins can have outside of transactions.
protocol HostedOutsideHook<Answer>: OutsideHook, OutsideQuestion {
    static var point: HookPoint { get }

    /// The answer of one that failed, where its manifest lets the shop go on without it.
    static var unheard: Answer { get }
}

extension HostedOutsideHook {
    var point: HookPoint { Self.point }
}

enum HostedOutsideHooks {
    static let all: [any HostedOutsideHook.Type] = [CartFetch.self, ProductsSought.self]
}

extension PluginSet {
    func plugins<H: OutsideHook>(asking hook: H.Type) -> [String] {
        guard let hosted = hook as? any HostedOutsideHook.Type else { return [] }
        return chain(hosted.point).map(\.plugin.name)
    }

    func ask<H: OutsideHook>(_ hook: H, of plugin: String, _ context: RequestContext) async throws -> H.Answer {
        guard let hosted = hook as? any HostedOutsideHook<H.Answer> else { throw KernelError.failed(plugin) }
        return try await askHosted(hosted, of: plugin, context)
    }

    private func askHosted<H: HostedOutsideHook>(
        _ hook: H,
        of plugin: String,
        _ context: RequestContext
    ) async throws -> H.Answer {
        guard let own = chain(H.point).first(where: { $0.plugin.name == plugin }) else {
            throw KernelError.failed(plugin)
        }
        if let problem = own.plugin.problem { throw KernelError.notRunning(plugin, problem) }
        let turn = OutsideTurn(hook: own, services: outside, context: context, log: log)
        let limit = Duration.milliseconds(own.registered.manifest.budgetMilliseconds)
        let deadline = ContinuousClock.now + limit
        do {
            return try await TimeLimit.run(limit, orElse: OutsideFailure("it has not answered within \(limit)")) {
                try await turn.ask(hook, on: .fetches, until: deadline)
            }
        } catch {
            guard own.registered.manifest.failsOpen else { throw KernelError.failed(plugin) }
            return H.unheard
        }
    }
}
