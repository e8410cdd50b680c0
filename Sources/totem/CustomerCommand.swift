import ArgumentParser

struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "Customers: who they are and what they bought, their data, and forgetting them.",
        subcommands: [CustomerList.self, CustomerShow.self, CustomerExport.self, CustomerErase.self]
    )
}
