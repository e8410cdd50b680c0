import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Keys of programs that use the HTTP API.",
        subcommands: [KeyCreate.self, KeyList.self, KeyRevoke.self]
    )
}
