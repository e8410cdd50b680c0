import Foundation

/// Writes everything that follows from `totem_plugin.h`, or, with `--check`, says what differs from what is there.
///
/// Run it in the package's folder: `make abi`.
@main
struct TotemABI {
    static func main() throws {
        do {
            try run(isCheck: CommandLine.arguments.dropFirst() == ["--check"])
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func run(isCheck: Bool) throws {
        let text = try String(contentsOfFile: "Sources/CTotem/include/totem_plugin.h", encoding: .utf8)
        let header = try HeaderParser.parse(text)
        var differing: [String] = []
        for (path, text) in try files(header) where (try? String(contentsOfFile: path, encoding: .utf8)) != text {
            differing.append(path)
            if !isCheck { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) }
        }
        guard isCheck, !differing.isEmpty else { return }
        throw Difference(paths: differing)
    }

    private static func files(_ header: Header) throws -> [(path: String, text: String)] {
        let host = HostSources(header: header)
        let kit = KitSources(header: header)
        let isolation = IsolationSources(header: header)
        return [
            ("Sources/CTotem/Generated/layout.c", try LayoutAssertions(header: header).text()),
            ("Sources/TotemPluginHost/Generated/HookPoint.swift", host.hookPoints()),
            ("Sources/TotemPluginHost/Generated/PassedStructs.swift", try host.passedStructs()),
            ("Sources/CTotemChannel/include/totem_marshal.h", isolation.marshalHeader()),
            ("Sources/CTotemChannel/Generated/marshal.c", isolation.marshalSource()),
            ("Sources/CTotemIsolation/Generated/serve.c", isolation.served()),
            ("Sources/CTotemIsolation/Generated/agree.c", isolation.agreeing()),
            ("Sources/totem-plugin-child/Generated/proxies.c", isolation.proxies()),
            ("Sources/TotemPluginKit/Generated/Handlers.swift", kit.handlers()),
            ("Sources/TotemPluginKit/Generated/Registrations.swift", kit.registrations()),
            ("Sources/TotemPluginKit/Generated/Views.swift", kit.views()),
            ("Sources/CTotem/rust/totem_plugin.rs", try RustSources(header: header).text()),
            ("docs/hooks.md", HooksPage(header: header).text()),
        ]
    }
}

struct Difference: Error, CustomStringConvertible {
    let paths: [String]

    var description: String {
        "these files do not follow from totem_plugin.h any more; run `make abi`: \(paths.joined(separator: ", "))"
    }
}
