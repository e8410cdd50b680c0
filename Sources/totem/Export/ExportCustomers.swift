import ArgumentParser
import TotemKernel
import TotemNode
import TotemStore

struct ExportCustomers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers",
        abstract: "Everybody with the role customer, without their passwords."
    )

    @OptionGroup var options: ExportOptions
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            try await node.export(options) { page, tx in
                let people = try UserStore.list(page, in: tx)
                return Page(items: people.items.filter { $0.roles.contains(.customer) }, nextCursor: people.nextCursor)
            } json: {
                $0.json
            } csv: { _ in
                ExportedLines(columns: User.columns) { [$0.record] }
            }
        }
    }
}

extension User {
    fileprivate static let columns = ["id", "email", "first_name", "last_name", "phone_number", "created_at"]

    fileprivate var record: [String] {
        [String(id.value), email, firstName, lastName, phoneNumber ?? "", createdAt.description]
    }

    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "email": .string(email), "first_name": .string(firstName),
            "last_name": .string(lastName), "phone_number": phoneNumber.map(JSONValue.string) ?? .null,
            "created_at": .string(createdAt.description), "updated_at": .string(updatedAt.description),
        ])
    }
}
