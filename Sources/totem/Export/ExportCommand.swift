import ArgumentParser

struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write products, orders or customers to a file or to stdout.",
        subcommands: [ExportProducts.self, ExportOrders.self, ExportCustomers.self]
    )
}

/// What every export takes.
struct ExportOptions: ParsableArguments {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv
        case json
    }

    @Option(help: "csv, or json: an array with an object on each line.")
    var format = Format.csv

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; stdout when it is left out.", valueName: "file"),
        completion: .file()
    )
    var output: String?
}
