import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct MigrateStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What migrating the store would apply. Changes nothing."
    )

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        let pending = try await StoreSchema.pending(at: store.address())
        guard rows.json || !pending.isEmpty else { return Output.line("The store's schema is up to date.") }
        rows.show(
            ["component", "version", "name"],
            pending.map { [.string("core"), .string($0.version.description), .string($0.name)] }
        )
    }
}
