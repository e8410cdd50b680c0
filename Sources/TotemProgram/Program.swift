package import ArgumentParser
import Glibc
import TotemKernel
import TotemNode
import TotemPluginHost

/// How every program of the project begins and ends. The exit code is 0 for what was done and for help, 1 for what failed,
/// 2 for wrong usage; why is told on stderr, in one line.
package enum Program {
    private static let failed: Int32 = 1
    private static let wrongUsage: Int32 = 2

    /// Parses the arguments, runs the command that they name, and ends the process.
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - message: what to say of an error: the reason and the mend.
    package static func run<Root: ParsableCommand>(
        _ root: Root.Type,
        _ arguments: [String] = Array(CommandLine.arguments.dropFirst()),
        message: @Sendable (any Error) -> String
    ) async -> Never {
        // A reader that goes away is an error of the write, not the end of the process with a store open.
        signal(SIGPIPE, SIG_IGN)
        if arguments.count == 2, arguments[0] == PluginProbe.command { ProbedPlugin.run(in: arguments[1]) }
        do {
            try Usage.check(arguments, of: root)
            var command = try root.parseAsRoot(arguments)
            CommandLine.hidePasswords()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            try Output.check()
            end(0)
        } catch {
            finish(root, with: error, message)
        }
    }

    private static func finish<Root: ParsableCommand>(
        _ root: Root.Type,
        with error: any Error,
        _ message: @Sendable (any Error) -> String
    ) -> Never {
        switch (error, root.exitCode(for: error)) {
        case (is Output.ReaderGone, _):
            endAsPipe()
        case (let code as ExitCode, _):
            end(code.rawValue)
        case (_, .success):
            showHelp(root, error)
        case (_, .validationFailure):
            // It may repeat an address.
            Output.error("\(root._commandName): \(StoreAddress.withoutPasswords(Usage.line(of: error, root)))")
            end(wrongUsage)
        default:
            let line = message(error).split(whereSeparator: \.isNewline).joined(separator: " ")
            // It may repeat what somebody else has written into a file.
            Output.error("\(root._commandName): \(line.escaped)")
            end(failed)
        }
    }

    /// Help, and the version, are answers.
    private static func showHelp<Root: ParsableCommand>(_ root: Root.Type, _ answer: any Error) -> Never {
        Output.line(root.fullMessage(for: answer))
        do {
            try Output.check()
        } catch let failure as Output.Failure {
            Output.error("\(root._commandName): \(failure)")
            end(failed)
        } catch {
            endAsPipe()
        }
        end(0)
    }

    /// Neither the destructors of plugins and libraries run, nor what they gave to `atexit`: threads that still come to their end
    /// would find gone what they use.
    private static func end(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }

    /// As every program in a pipeline ends whose reader has gone.
    private static func endAsPipe() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        end(failed)
    }
}
