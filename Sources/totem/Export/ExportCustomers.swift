import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct ExportCustomers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers",
        abstract: "Everybody with the role customer, without their passwords."
    )

    @OptionGroup var options: ExportOptions
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins, runsPlugins: true) { node in
            let context = node.kernel.context(for: .system)
            try await node.export(options) { page, tx in
                try CustomerStore.list(matching: nil, page, in: tx, context).extended(in: tx, context)
            } answer: {
                CustomerAnswer(customer: $0)
            } csv: { tx in
                ExportedLines(.customers, User.columns, in: tx, for: context) {
                    [FileRow(id: $0.user.id.value, cells: $0.user.record)]
                }
            }
        }
    }
}

extension User {
    fileprivate static let columns = ["id", "email", "first_name", "last_name", "phone_number", "created_at"]

    fileprivate var record: [String] {
        [String(id.value), email, firstName, lastName, phoneNumber ?? "", createdAt.description]
    }
}
