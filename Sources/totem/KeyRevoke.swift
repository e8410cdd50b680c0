import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a key.")

    @Argument(help: "The key's id, as totem key list shows it.") var id: APIKey.ID
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { tx, context in
                try APIKeyStore.revoke(id, in: tx, at: context.now)
            }
        }
        Output.line("Key \(id) is revoked.")
    }
}
