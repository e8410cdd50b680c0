import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct UserAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add somebody who can log in.",
        discussion: """
            On a terminal the password is asked for without showing it; otherwise it is the first line of stdin. When it \
            is empty, or with --generate, one is made and printed.
            """
    )

    @Argument(help: "The email to log in with.") var email: String
    @Option(help: "What they may do.") var role: Role
    @Flag(help: "Make a password and print it.") var generate = false
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        let email = try Email(email)
        let given = generate ? "" : try Password.read()
        let password = given.isEmpty ? RandomToken.make() : given
        try PasswordHasher.check(password)
        let hash = try await PasswordHasher().hash(password)
        try await store.withNode(.changing, plugins: plugins, runsPlugins: role == .customer) { node in
            let new = try NewUser(email: email, passwordHash: hash, roles: [role])
            let user = try await node.kernel.write(as: .system) { tx, context in
                try CustomerStore.register(new, in: tx, context)
            }
            Output.error("Added user \(user.id), \(user.email), as \(role.rawValue).")
            if given.isEmpty { Output.line(password) }
        }
    }
}
