package import TotemKernel

/// The shop's interface without a transport: what its routes share. HTTP, the command line and a host program answer
/// from it with the same bytes.
package struct API: Sendable {
    package let kernel: Kernel
    package let plugins: any PluginAdministration
    /// Answers to reads of products. Evicted by whatever changes a product or its stock.
    package let products = ProductCache()
    package let readiness: Readiness
    package let logins: LoginGate
    package let placedOrders = PlacedOrders()

    /// - Parameters:
    ///   - passwords: what a log-in costs; tests make it cheap.
    ///   - readinessPatience: how long the store may take to say whether it can be used.
    package init(
        kernel: Kernel,
        plugins: any PluginAdministration,
        passwords: PasswordHasher,
        readinessPatience: Duration
    ) {
        self.kernel = kernel
        self.plugins = plugins
        readiness = Readiness(of: kernel.store, patience: readinessPatience)
        logins = LoginGate(hasher: passwords, clock: kernel.clock)
    }
}
