import ArgumentParser
import TotemNode
import TotemStore

struct MigrateUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Bring the store's schema up to date. Every command that opens the store does it too."
    )

    @OptionGroup var store: StoreOption

    func run() async throws {
        let pending = try await StoreSchema.pending(at: store.address())
        try await store.withNode { _ in }
        for migration in pending { Output.line("Applied core \(migration.version) (\(migration.name)).") }
        if pending.isEmpty { Output.line("The store's schema is up to date.") }
    }
}
