import ArgumentParser
import TotemAPI
import TotemImport
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct ExportProducts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "products",
        abstract: "Every product, active or not. The CSV is what totem import reads: it gives the same products again."
    )

    @OptionGroup var options: ExportOptions
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins, runsPlugins: true) { node in
            let context = node.kernel.context(for: .system)
            try await node.export(options) { page, tx in
                try ProductStore.list(ProductFilter(), by: .id, page, in: tx).extended(in: tx, context)
            } answer: {
                ProductAnswer($0, for: .system)
            } csv: { tx in
                let export = try ProductExport(in: tx, for: context)
                return ExportedLines(header: export.header) { try export.lines(of: $0, in: tx) }
            }
        }
    }
}
