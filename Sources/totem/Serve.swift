import ArgumentParser
import FoundationEssentials
import Glibc

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the shop over HTTP: the same as totemd, whose options it takes."
    )

    @Argument(parsing: .captureForPassthrough, help: "totemd --help tells them.")
    var options: [String] = []

    func run() throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = executable.prefix(through: executable.lastIndex(of: "/") ?? executable.startIndex)
        let daemon = String(folder) + "totemd"
        var arguments: [UnsafeMutablePointer<CChar>?] = ([daemon] + options).map { strdup($0) }
        arguments.append(nil)
        execv(daemon, &arguments)
        throw Failure("\(daemon) can't be started (\(String(cString: strerror(errno)))); install totemd beside totem")
    }
}
