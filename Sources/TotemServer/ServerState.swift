public import Logging
public import TotemKernel

/// What the routes of one server share.
public struct ServerState: Sendable {
    public let kernel: Kernel
    public let plugins: any PluginAdministration
    public let log: Logger
    /// Who is behind the tokens of late. Cleared by whatever ends a session, revokes a key or changes a role.
    public let actors: ActorCache

    init(kernel: Kernel, plugins: any PluginAdministration, log: Logger) {
        self.kernel = kernel
        self.plugins = plugins
        self.log = log
        actors = ActorCache()
    }
}
