import Glibc
import Logging
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemServer
import TotemTesting

/// A shop of a host's own, with a payment provider whose books are files: `STORE FOLDER [PLUGINS…]`. Whatever host its plugins
/// talk to is this machine.
@main
struct PaymentDaemon {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let log = Logger(label: "payments") { StreamLogHandler.standardError(label: $0) }
        let provider = try FolderProvider(arguments[2], patience: .seconds(2))
        let node = try await Node.open(
            try StoreAddress(arguments[1]),
            plugins: Array(arguments.dropFirst(3)),
            providers: PaymentProviders([provider]),
            network: PluginNetwork(reachesPrivateNetworks: true) { _ in ["127.0.0.1"] },
            log: log
        )
        let server = TotemServer(kernel: node.kernel, plugins: node.plugins, log: log)
        let application = server.service(host: "127.0.0.1", port: 0) { port in
            print("Totem listens on http://127.0.0.1:\(port)")
            fflush(nil)
        }
        async let housekeeping: Void = Housekeeping(node, every: .seconds(1), log: log).run()
        try await application.run()
        await housekeeping
    }
}
