import ArgumentParser
import TotemKernel

/// What can be wrong with arguments before they are parsed, and how it is told.
enum Usage {
    /// - Throws: `ValidationError` for bytes that are no UTF-8, for a command that there is not, and for a negative number
    ///   where only an option could begin so.
    static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
        for index in 1..<max(1, CommandLine.arguments.count) {
            guard let argument = CommandLine.unsafeArgv[index] else { continue }
            guard String(validatingCString: argument) == nil else { continue }
            throw ValidationError(
                "'\(String(cString: argument))' is no UTF-8; rename the file, or set the terminal to UTF-8"
            )
        }
        try checkCommand(arguments, of: root)
        let own = arguments.prefix { $0 != "--" }
        guard let number = own.first(where: { $0.hasPrefix("-") && Int($0) != nil }) else { return }
        throw ValidationError(
            "'\(number)' is read as an option; ids and counts are not negative, and another value that begins with - is "
                + "written after --"
        )
    }

    /// In one line: what is wrong, and where the right way is told.
    static func line<Root: ParsableCommand>(of error: any Error, _ root: Root.Type) -> String {
        let reason = root.message(for: error).split(whereSeparator: \.isNewline)
            .map { String($0.drop { $0 == " " }) }.joined(separator: " ")
        // The last line of the whole message is: See 'totem key --help' for more information.
        let quoted = root.fullMessage(for: error).split(separator: "'", omittingEmptySubsequences: false)
        let help = quoted.last { $0.hasSuffix(" --help") } ?? "\(root._commandName) --help"
        return "\(reason) (\(help) tells how)"
    }

    /// The parser would name the word that it did not expect, and not what may stand there.
    private static func checkCommand(_ arguments: [String], of root: any ParsableCommand.Type) throws {
        var command = root
        for argument in arguments {
            let children = command.configuration.subcommands
            guard !children.isEmpty, !argument.hasPrefix("-") else { return }
            if argument == "help", command == root { continue }
            guard let child = children.first(where: { $0._commandName == argument }) else {
                let names = children.map { $0._commandName }
                let mend = Nearest.name(to: argument, among: names).map { "did you mean '\($0)'?" }
                throw ValidationError(
                    "'\(argument)' is no command; \(mend ?? "there are \(names.joined(separator: ", "))")"
                )
            }
            command = child
        }
    }
}
