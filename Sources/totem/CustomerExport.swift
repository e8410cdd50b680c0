import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram

struct CustomerExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Everything that is kept about a customer, as JSON, to hand out to who asks for it.",
        discussion: "It has the orders that were made as a guest with the same e-mail, too."
    )

    @Argument(help: "The customer's e-mail.") var email: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; stdout when it is left out.", valueName: "file"),
        completion: .file()
    )
    var output: String?
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        let email = try Email(email)
        try await store.withNode(.reading, plugins: plugins, runsPlugins: true) { node in
            let data = try await node.kernel.read(as: .system) { tx, context in
                try CustomerStore.data(of: CustomerStore.id(of: email, in: tx, context), in: tx, context)
            }
            let file = try ExportFile(output)
            try file.write(RowsOption.text(of: CustomerDataAnswer(data, for: .system)) + "\n")
            try file.finish()
        }
    }
}
