import ArgumentParser
import TotemKernel
import TotemNode
import TotemStore

struct UserRole: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "role", abstract: "Set what somebody may do.")

    @Argument(help: "The email.") var email: String
    @Argument(help: "All the roles that the user shall have.") var roles: [String]
    @OptionGroup var store: StoreOption

    func run() async throws {
        let roles = Set(try roles.map(Role.init(named:)))
        let email = try Email(email)
        try await store.withNode { node in
            try await node.kernel.write(as: .system) { tx, _ in
                guard let user = try UserStore.find(email: email, in: tx) else {
                    throw KernelError.notFound("user \(email)")
                }
                _ = try UserStore.setRoles(roles, of: user.id, in: tx)
            }
            Output.line("\(email) is \(roles.map(\.rawValue).sorted().joined(separator: ", ")).")
        }
    }
}
