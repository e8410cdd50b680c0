import ArgumentParser
import TotemKernel
import TotemNode

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every key, without its secret.")

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            let keys = try await node.kernel.everything { page, tx in try APIKeyStore.list(page, in: tx) }
            rows.show(
                ["id", "name", "role", "created_at", "revoked_at"],
                keys.map { key in
                    [
                        .integer(key.id.value), .string(key.name), .string(key.role.rawValue),
                        .string(key.createdAt.description), key.revokedAt.map { .string($0.description) } ?? .null,
                    ]
                }
            )
        }
    }
}
