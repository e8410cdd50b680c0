import FoundationEssentials
import Glibc
import TotemNode
import TotemStore

/// Who may read the customers' data, and who may change what the daemon runs.
enum PermissionCheck {
    private static let area = "permissions"

    static func findings(of address: StoreAddress, pluginFolders: [String]) -> [Finding] {
        storeFindings(of: address) + pluginFindings(in: pluginFolders)
    }

    private static func storeFindings(of address: StoreAddress) -> [Finding] {
        guard case .sqlite(let path) = address, mode(of: path) != nil else { return [] }
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        let files = [file, file + "-wal", file + "-shm"].compactMap { path in mode(of: path).map { (path, $0) } }
        var findings = files.compactMap { fileFinding($0, $1) }
        let folder = URL(filePath: file).deletingLastPathComponent().path
        if let mode = mode(of: folder), mode & (S_IWGRP | S_IWOTH) != 0, mode & S_ISVTX == 0 {
            findings.append(
                Finding(
                    area,
                    mode & S_IWOTH != 0 ? .problem : .warning,
                    "others may replace the store: \(folder) can be written by them",
                    mend: "chmod go-w \(quoted(folder))"
                )
            )
        }
        if access(file, W_OK) != 0 {
            findings.append(
                errno == EROFS
                    ? Finding(
                        area,
                        .warning,
                        "the store can be read only: its file system is mounted so",
                        mend: "mount it writable: mount -o remount,rw; or name another store"
                    )
                    : Finding(
                        area,
                        .warning,
                        "this user may not write the store",
                        mend: "run totemd as the user that owns \(file)"
                    )
            )
        } else if access(folder, W_OK | X_OK) != 0 {
            // What is written lies in files beside the store's first.
            findings.append(
                Finding(
                    area,
                    .warning,
                    "the store can be read only: this user may not make files beside it in \(folder)",
                    mend: "run totemd as the user that owns \(folder)"
                )
            )
        }
        guard findings.isEmpty else { return findings }
        return [Finding(area, .ok, "the store is its owner's alone")]
    }

    private static func fileFinding(_ path: String, _ mode: mode_t) -> Finding? {
        guard mode & (S_IRWXG | S_IRWXO) != 0 else { return nil }
        let isWritable = mode & S_IWOTH != 0
        return Finding(
            area,
            isWritable ? .problem : .warning,
            "others may \(isWritable ? "change" : "read") the customers' data in \(path)",
            mend: "chmod go= \(quoted(path))"
        )
    }

    private static func pluginFindings(in folders: [String]) -> [Finding] {
        let places = folders.flatMap { folder in
            [folder] + contents(of: folder).flatMap { plugin in [plugin] + contents(of: plugin) }
        }
        let open = places.compactMap { path in mode(of: path).map { (path, $0) } }
            .filter { _, mode in mode & (S_IWGRP | S_IWOTH) != 0 }
        guard !open.isEmpty else { return [Finding(area, .ok, "nobody else may write plugins' files")] }
        return open.map { path, mode in
            Finding(
                area,
                mode & S_IWOTH != 0 ? .problem : .warning,
                "others may put code into the shop: \(path) can be written by them",
                mend: "chmod go-w \(quoted(path))"
            )
        }
    }

    private static func contents(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }

    /// Nil when there is nothing, or it may not be looked at.
    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }

    /// As a shell takes it.
    private static func quoted(_ path: String) -> String {
        path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
            ? path : "'" + path.replacing("'", with: "'\\''") + "'"
    }
}
