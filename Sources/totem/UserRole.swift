import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct UserRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "role", abstract: "Set what somebody may do.")

    @Argument(help: "The email.") var email: String
    @Argument(help: "All the roles that the user shall have.") var roles: [Role] = []
    @Option(name: .customLong("role"), help: "The same as an option, as user add takes it; may be repeated.") var named:
        [Role] = []
    @OptionGroup var store: StoreOption

    func validate() throws {
        guard roles.isEmpty, named.isEmpty else { return }
        throw ValidationError("name at least one role: \(Role.names)")
    }

    func run() async throws {
        let roles = Set(roles + named)
        let email = try Email(email)
        try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { tx, _ in
                guard let user = try UserStore.find(email: email, in: tx) else {
                    throw KernelError.notFound("user \(email)")
                }
                _ = try UserStore.setRoles(roles, of: user.id, in: tx)
            }
        }
        Output.line("\(email) is \(roles.map(\.rawValue).sorted().joined(separator: ", ")).")
    }
}
