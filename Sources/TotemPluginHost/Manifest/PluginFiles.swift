private import CTotemHost
private import Crypto
private import FoundationEssentials
private import Glibc

/// Reading what lies in a plugin's folder.
enum PluginFiles {
    static let largestText = 1 << 20
    static let largestLibrary = 256 << 20

    /// - Throws: ``PluginProblem`` naming the file. A link is not followed: what it leads to is not the plugin's, and parts
    ///   of it could be shown in an error.
    static func read(_ path: String, atMost limit: Int) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            guard errno != ELOOP else { throw linkProblem(path) }
            throw PluginProblem("\(path) can't be read: it is not there, is no file, or its permissions forbid it")
        }
        defer { close(file) }
        // Not through the attributes of FileManager: what type a size has there depends on which Foundation is loaded.
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw PluginProblem("\(path) can't be read: it is not there, is no file, or its permissions forbid it")
        }
        let size = Int(status.st_size)
        guard size <= limit else { throw PluginProblem("\(path) has \(size) bytes; at most \(limit) are allowed") }
        return try bytes(of: file, size, path)
    }

    /// Another text for another content.
    static func digest(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    private static func bytes(of file: Int32, _ size: Int, _ path: String) throws -> [UInt8] {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while count < size, let start = buffer.baseAddress {
                let more = Glibc.read(file, start + count, size - count)
                guard more > 0 else { break }
                count += more
            }
            filled = count
        }
        guard count == size else { throw PluginProblem("\(path) changed while it was read; try again") }
        return bytes
    }

    private static func linkProblem(_ path: String) -> PluginProblem {
        PluginProblem("\(path) is a symbolic link; put the file itself there")
    }

    /// - Throws: ``PluginProblem`` naming the file; also for bytes that are no UTF-8, which are never repaired in silence.
    static func readText(_ path: String) throws -> String {
        guard let text = String(validating: try read(path, atMost: largestText), as: UTF8.self) else {
            throw PluginProblem("\(path) is no UTF-8; save it as UTF-8 text")
        }
        guard !text.utf8.contains(0) else {
            throw PluginProblem("\(path) holds a NUL byte; save it as UTF-8 text")
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

    /// What can be told of the files of all plugins without reading them, migrations included: another text for each that was changed,
    /// put in place of another, or made readable.
    static func signs(in folders: [String]) -> [String] {
        pluginFolders(in: folders).flatMap { folder in
            let files = signs(in: folder)
            return files.map(\.sign) + files.filter(\.isFolder).flatMap { signs(in: $0.path).map(\.sign) }
        }
    }

    private static func signs(in folder: String) -> [(path: String, isFolder: Bool, sign: String)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            let changed = "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            return (path, isFolder, "\(path) \(status.st_ino) \(status.st_size) \(changed)")
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
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else { throw linkProblem(path) }
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
