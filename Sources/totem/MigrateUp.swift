import ArgumentParser
import TotemNode
import TotemProgram
import TotemStore

struct MigrateUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Bring the store's schema up to date. Commands that change the store do it too."
    )

    @OptionGroup var store: StoreOption

    func run() async throws {
        let pending = try await StoreSchema.pending(at: store.address())
        try await store.withNode(.changing) { _ in }
        for migration in pending { Output.line("Applied core \(migration.version) (\(migration.name)).") }
        if pending.isEmpty { Output.line("The store's schema is up to date.") }
    }
}
