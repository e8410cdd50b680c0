import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode

struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Everybody who can log in, newest first."
    )

    @OptionGroup var rows: RowsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            let users = try await node.kernel.everything { page, tx in try UserStore.list(page, in: tx) }
            rows.show(["id", "email", "roles", "created_at"], users) { user in
                let roles = user.roles.map(\.rawValue).sorted().joined(separator: ", ")
                return [
                    .integer(user.id.value), .string(user.email), .string(roles), .string(user.createdAt.description),
                ]
            }
        }
    }
}
