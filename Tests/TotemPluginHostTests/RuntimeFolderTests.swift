import Foundation
import Testing
import TotemKernel
import TotemPluginHost
import TotemTesting

@Suite("The folder of loaded libraries")
struct RuntimeFolderTests {
    @Test("What a killed process has left is removed by the next one; what is in use stays")
    func abandoned() throws {
        let parent = try TemporaryFolder()
        let other = "\(parent.path)/of-somebody-else"
        let left = "\(parent.path)/totem-plugins-killed"
        for folder in [other, left] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            try Data("a library".utf8).write(to: URL(fileURLWithPath: folder + "/coupons-1.0.0.so"))
        }
        let used = try RuntimeFolder(in: parent.path)
        let made = try RuntimeFolder(in: parent.path)
        #expect(!FileManager.default.fileExists(atPath: left))
        for path in [other, used.path, made.path] { #expect(FileManager.default.fileExists(atPath: path)) }
    }

    @Test("It goes with who has made it")
    func ends() throws {
        let parent = try TemporaryFolder()
        var folder: RuntimeFolder? = try RuntimeFolder(in: parent.path)
        let path = try #require(folder?.path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o700)
        folder = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("Many at once each have their own")
    func together() async throws {
        let parent = try TemporaryFolder()
        let path = parent.path
        let folders = try await withThrowingTaskGroup(of: RuntimeFolder.self) { group in
            for _ in 0..<300 { group.addTask { try RuntimeFolder(in: path) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(folders.map(\.path)).count == 300)
        for folder in folders { #expect(FileManager.default.fileExists(atPath: folder.path)) }
    }

    @Test("Who ends takes along what it has loaded, though other parts of it live on")
    func forgotten() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("remembered")
        plugin.hooks = ["cart.discounts": "return TOTEM_OK;"]
        try plugin.build(in: shop.folder)
        try await shop.enable("remembered", isolation: PluginIsolation.none)
        let loaded = try #require(try Self.loaded("remembered-"))
        #expect(FileManager.default.fileExists(atPath: loaded))
        await shop.host.forgetLibraries()
        #expect(!FileManager.default.fileExists(atPath: loaded))
        #expect(!FileManager.default.fileExists(atPath: (loaded as NSString).deletingLastPathComponent))
        withExtendedLifetime(shop) {}
    }

    /// The file of a library in this process.
    private static func loaded(_ name: String) throws -> String? {
        // The kernel makes it up as it is read: it has no size that could be asked for.
        let maps = try FileHandle(forReadingFrom: URL(filePath: "/proc/self/maps")).readToEnd() ?? Data()
        return String(decoding: maps, as: UTF8.self).split(separator: "\n")
            .compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
            .first { $0.contains("/\(name)") }
    }
}
