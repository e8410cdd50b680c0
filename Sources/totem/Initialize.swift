import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct Initialize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the store, or bring the schema of one that is there up to date."
    )

    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.making) { node in
            let currency = try await node.store.read { tx in try StoreSettings.currency(in: tx) }
            Output.line("The store is ready. Its currency is \(currency).")
        }
    }
}
