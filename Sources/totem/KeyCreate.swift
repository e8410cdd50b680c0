import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key and print it. It is shown this once."
    )

    @Option(help: "What the key is for.") var name: ComposedText
    @Option(help: "What it may do.") var role: Role
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.changing) { node in
            let made = try await node.kernel.write(as: .system) { tx, context in
                try APIKeyStore.create(name: name.text, role: role, in: tx, at: context.now)
            }
            Output.line(made.token.text)
        }
    }
}
