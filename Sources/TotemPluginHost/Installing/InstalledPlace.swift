private import CTotemHost
private import FoundationEssentials
private import Glibc

/// The place of one plugin among the installed ones. Beside it lies, while it is changed, what comes in and what goes
/// out, under names that nobody looks at.
struct InstalledPlace {
    let path: String
    private let folder: String
    private let incoming: String
    private let outgoing: String

    init(folder: String, name: String) {
        self.folder = folder
        path = "\(folder)/\(name)"
        incoming = "\(folder)/.\(name).new"
        outgoing = "\(folder)/.\(name).old"
    }

    var isTaken: Bool { FileManager.default.fileExists(atPath: path) }

    /// Copies what the manifest names, and puts it in place of what is there, which then lies beside it.
    func fill(with candidate: PluginCandidate) throws {
        removeOthers()
        do {
            try copy(candidate)
            guard isTaken else { return try first() }
            try exchange(incoming)
            try move(incoming, to: outgoing)
        } catch {
            restore()
            throw error
        }
    }

    /// Where nothing was before.
    private func first() throws {
        do {
            try move(incoming, to: path)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    /// Puts what was there before in its place again.
    func restore() {
        if FileManager.default.fileExists(atPath: outgoing) {
            if isTaken { try? exchange(outgoing) } else { try? move(outgoing, to: path) }
        }
        removeOthers()
    }

    /// Takes what is in place out of it, and leaves it beside; once more does nothing.
    func setAside() throws {
        guard isTaken else { return }
        removeOthers()
        try move(path, to: outgoing)
    }

    /// Removes what lies beside it.
    func removeOthers() {
        for path in [incoming, outgoing] { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Puts another folder in place, and what was there where that was: in one step, so that nobody finds neither, on every
    /// file system that can do that.
    private func exchange(_ other: String) throws {
        guard totem_exchange(other, path) != 0 else { return }
        let aside = other + ".aside"
        try? FileManager.default.removeItem(atPath: aside)
        try move(path, to: aside)
        try move(other, to: path)
        try move(aside, to: other)
    }

    private func move(_ from: String, to target: String) throws {
        guard rename(from, target) == 0 else { throw failure(target) }
        try keep(folder)
    }

    /// Sees to it that a file, or what a folder names, is there after a power cut: the store says soon that the plugin is installed.
    private func keep(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private func copy(_ candidate: PluginCandidate) throws {
        let manifest = candidate.manifest
        try makeFolder(incoming)
        try copyFile(PluginManifest.file, of: candidate.folder, atMost: PluginFiles.largestText)
        try copyFile(manifest.library, of: candidate.folder, atMost: PluginFiles.largestLibrary)
        let names = try PluginFiles.migrationNames(of: manifest, in: candidate.folder)
        if !names.isEmpty {
            let folder = PluginFiles.migrationFolder(of: manifest)
            try makeFolder("\(incoming)/\(folder)")
            for name in names {
                try copyFile("\(folder)/\(name)", of: candidate.folder, atMost: PluginFiles.largestText)
            }
            try keep("\(incoming)/\(folder)")
        }
        try keep(incoming)
    }

    private func copyFile(_ name: String, of source: String, atMost limit: Int) throws {
        let bytes = try PluginFiles.read("\(source)/\(name)", atMost: limit)
        do {
            try Data(bytes).write(to: URL(filePath: "\(incoming)/\(name)"))
        } catch {
            throw failure("\(incoming)/\(name)")
        }
        try keep("\(incoming)/\(name)")
    }

    private func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw failure(path)
        }
    }

    private func failure(_ path: String) -> PluginProblem {
        PluginProblem(
            "\(path) can't be written (\(String(cString: strerror(errno)))); check permissions and free space"
        )
    }
}
