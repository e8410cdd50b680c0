private import FoundationEssentials
private import Glibc

/// Reading what lies in a plugin's folder.
enum PluginFiles {
    static let largestText = 1 << 20
    static let largestLibrary = 256 << 20

    /// - Throws: ``PluginProblem`` naming the file.
    static func read(_ path: String, atMost limit: Int) throws -> [UInt8] {
        // Not through the attributes of FileManager: what type a size has there depends on which Foundation is loaded.
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw PluginProblem("\(path) can't be read: it is not there, is no file, or its permissions forbid it")
        }
        let size = Int(status.st_size)
        guard size <= limit else { throw PluginProblem("\(path) has \(size) bytes; at most \(limit) are allowed") }
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw PluginProblem("\(path) can't be read; check its permissions")
        }
    }

    /// - Throws: ``PluginProblem`` naming the file; also for bytes that are no UTF-8, which are never repaired in silence.
    static func readText(_ path: String) throws -> String {
        guard let text = String(validating: try read(path, atMost: largestText), as: UTF8.self) else {
            throw PluginProblem("\(path) is no UTF-8; save it as UTF-8 text")
        }
        return text
    }

    /// Every folder with a manifest in these folders, in their order. Hidden ones are being put in place or taken away.
    static func pluginFolders(in folders: [String]) -> [String] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }.filter {
                FileManager.default.fileExists(atPath: "\($0)/\(PluginManifest.file)")
            }
        }
    }

    static func migrationFolder(of manifest: PluginManifest) -> String { manifest.migrations ?? "migrations" }

    /// The files of a plugin's migrations, for every engine, in order.
    /// - Throws: ``PluginProblem`` when their folder is named and not there.
    static func migrationNames(of manifest: PluginManifest, in folder: String) throws -> [String] {
        let path = folder + "/" + migrationFolder(of: manifest)
        guard FileManager.default.fileExists(atPath: path) else {
            guard manifest.migrations == nil else {
                throw PluginProblem("\(path) is not there, but plugin.json names it as the folder of the migrations")
            }
            return []
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".sql") }.sorted()
    }
}

/// Why a plugin can't be used: a sentence that names the file, what was expected and found, and the mend.
struct PluginProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
