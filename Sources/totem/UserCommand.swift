import ArgumentParser

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "People who can log in: add them, list them, give them roles.",
        subcommands: [UserAdd.self, UserList.self, UserRole.self]
    )
}
