import Foundation
import Testing
import TotemTesting

@Suite("Assembling the shipped plugins")
struct AssemblingTests {
    @Test("Where there is no rustc, what is in Rust is left out with one line, and a former build of it goes")
    func withoutRust() throws {
        let build = try BuildFolder()
        try FileManager.default.createDirectory(
            atPath: build.path + "/plugins/shipping",
            withIntermediateDirectories: true
        )
        let said = try build.assemble(path: try build.toolsWithoutRust())
        #expect(said == "The plugin shipping is left out: it is in Rust, and there is no rustc here\n")
        #expect(build.has("plugins/coupons/coupons.so") && !build.has("plugins/shipping"))
    }

    @Test("What is in Rust is built once, and again when its source is newer", .enabled(if: RustCompiler.isThere))
    func withRust() throws {
        let build = try BuildFolder()
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        #expect(try build.assemble(path: path).isEmpty)
        #expect(build.has("plugins/shipping/shipping.so") && build.has("plugins/shipping/migrations"))
        let library = build.path + "/libShipping.so"
        let first = try build.fileNumber(of: library)
        _ = try build.assemble(path: path)
        #expect(try build.fileNumber(of: library) == first)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 0)],
            ofItemAtPath: library
        )
        _ = try build.assemble(path: path)
        #expect(try build.fileNumber(of: library) != first)
    }
}

/// A folder as a build leaves it: with a library for each plugin that is not in Rust.
private struct BuildFolder {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws {
        folder = try TemporaryFolder()
        let plugins = PluginFixtures.packageFolder + "/Plugins"
        for name in try FileManager.default.contentsOfDirectory(atPath: plugins)
        where !FileManager.default.fileExists(atPath: "\(plugins)/\(name)/Sources/lib.rs") {
            try "".write(toFile: path + "/lib\(name).so", atomically: true, encoding: .utf8)
        }
    }

    /// - Returns: what was said.
    func assemble(path: String) throws -> String {
        let script = PluginFixtures.packageFolder + "/scripts/assemble-plugins"
        return try ChildProcess.run(["/usr/bin/env", "PATH=\(path)", "bash", script, self.path])
    }

    /// A folder of programs that has all but the compiler.
    func toolsWithoutRust() throws -> String {
        let tools = path + "/tools"
        try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
        for tool in ["bash", "dirname", "basename", "sed", "head", "mkdir", "cp", "mv", "rm"] {
            let place = try ChildProcess.run(["/bin/sh", "-c", "command -v \(tool)"])
            try FileManager.default.createSymbolicLink(
                atPath: tools + "/" + tool,
                withDestinationPath: place.trimmingCharacters(in: .newlines)
            )
        }
        return tools
    }

    func has(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + file) }

    /// The number of the file itself: a file that takes another's place has a new one.
    func fileNumber(of file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file)[.systemFileNumber] as? Int
    }
}
