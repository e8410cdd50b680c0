import Foundation
import Testing
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
            for _ in 0..<40 { group.addTask { try RuntimeFolder(in: path) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(folders.map(\.path)).count == 40)
        for folder in folders { #expect(FileManager.default.fileExists(atPath: folder.path)) }
    }
}
