import FoundationEssentials
import Glibc
import TotemAPI
import TotemImport
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

/// Where an export goes: stdout, or a file that is there only once it is whole.
///
/// The text is written to another file of the same folder first, so that a full disk leaves an older export as it was. That
/// one has no name until it is whole, where the file system can do so: whatever ends the program, nothing of it is left.
final class ExportFile {
    private struct Part {
        let name: String
        let finished: String
        /// Whether the unfinished file has its name already.
        let isNamed: Bool
    }

    private static let bufferSize = 256 * 1024

    private let path: String?
    private let descriptor: Int32
    /// Nil where what is written can't be taken back: stdout, and devices.
    private let part: Part?
    private var buffer: [UInt8] = []
    private var isWhole = false
    private var hasValues = false

    /// - Parameter path: nil for stdout.
    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            (descriptor, part) = (STDOUT_FILENO, nil)
            return
        }
        guard !path.isEmpty else { throw Failure("-o names no file; leave it out for stdout") }
        if Self.isDevice(path) {
            (descriptor, part) = (open(path, O_WRONLY | O_CLOEXEC), nil)
        } else {
            // A link stays one.
            let file = URL(filePath: path).resolvingSymlinksInPath().path
            guard !Self.isOfDatabase(file) else {
                throw Failure(
                    "\(path) is a database, or a part of one, which no export replaces; name another file with -o"
                )
            }
            let unfinished = "\(file).\(UInt32.random(in: .min ... .max)).part"
            let nameless = Self.openNameless(in: URL(filePath: file).deletingLastPathComponent().path)
            part = Part(name: unfinished, finished: file, isNamed: nameless == nil)
            descriptor = nameless ?? open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            var older = stat()
            // Who may read the one that it replaces may read it.
            if descriptor >= 0, stat(file, &older) == 0 { fchmod(descriptor, older.st_mode & 0o777) }
        }
        let code = errno
        guard descriptor >= 0 else { throw failure("can't be made", code) }
    }

    deinit {
        guard path != nil, descriptor >= 0 else { return }
        close(descriptor)
        if let part, !isWhole { unlink(part.name) }
    }

    /// A file that is gone when nobody has it open; nil where there is no such thing.
    private static func openNameless(in folder: String) -> Int32? {
        guard access("/proc/self/fd", X_OK) == 0 else { return nil }
        // O_TMPFILE, which C defines in a way that Swift does not read.
        let descriptor = open(folder, 0o20_000_000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o600)
        return descriptor >= 0 ? descriptor : nil
    }

    /// A terminal, a pipe or the like, which is written and not replaced.
    private static func isDevice(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    /// Whether a file is an SQLite database, such as a store, or belongs to one: replacing it would lose every order in it.
    private static func isOfDatabase(_ path: String) -> Bool {
        let owners = ["", "-wal", "-shm", "-journal"].filter { path.hasSuffix($0) }.map { path.dropLast($0.count) }
        return owners.contains { owner in
            let file = open(String(owner), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
            guard file >= 0 else { return false }
            defer { close(file) }
            let magic = Array("SQLite format 3\0".utf8)
            var start = [UInt8](repeating: 0, count: magic.count)
            return read(file, &start, magic.count) == magic.count && start == magic
        }
    }

    func write(_ text: String) throws { try write(text.utf8) }

    private func write(_ bytes: some Sequence<UInt8>) throws {
        buffer += bytes
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// One more value of an array.
    func write(_ value: some JSONWritable) throws {
        try write(hasValues ? ",\n" : "[\n")
        try write(JSONWriter.encode(value))
        hasValues = true
    }

    /// The end of the array.
    func endValues() throws { try write(hasValues ? "\n]\n" : "[]\n") }

    /// Everything was written: the file takes its name.
    func finish() throws {
        try flush()
        if let part, fsync(descriptor) != 0 || !give(part) { throw failure("can't be written", errno) }
        isWhole = true
    }

    private func give(_ part: Part) -> Bool {
        let isNamed =
            part.isNamed
            || linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, part.name, AT_SYMLINK_FOLLOW) == 0
        return isNamed && rename(part.name, part.finished) == 0
    }

    private func flush() throws {
        let code = Output.write(buffer, to: descriptor)
        guard code == 0 else {
            throw path == nil && code == EPIPE ? Output.ReaderGone() : failure("can't be written", code) as any Error
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func failure(_ what: String, _ code: Int32) -> Failure {
        Failure(
            "\(path ?? "stdout") \(what) (\(String(cString: strerror(code)))); name another file with -o, or free some space"
        )
    }
}

extension Node {
    /// Writes every item of a list from one snapshot of the store, a page of it in memory at a time.
    /// - Parameters:
    ///   - answer: how an item stands in a JSON file: as the HTTP interface answers with it.
    ///   - csv: how the items stand in a CSV file.
    func export<Item, Value: JSONWritable>(
        _ options: ExportOptions,
        _ list: @escaping @Sendable (PageRequest, Transaction) throws -> Page<Item>,
        answer: @escaping @Sendable (Item) -> Value,
        csv: @escaping @Sendable (Transaction) throws -> ExportedLines<Item>
    ) async throws {
        let (path, format) = (options.output, options.format)
        try await store.read { tx in
            let file = try ExportFile(path)
            switch format {
            case .csv:
                let csv = try csv(tx)
                try file.write(csv.header)
                try tx.eachPage({ page in try list(page, tx) }) { items in try file.write(csv.lines(items)) }
            case .json:
                try tx.each({ page in try list(page, tx) }) { item in try file.write(answer(item)) }
                try file.endValues()
            }
            try file.finish()
        }
    }
}

/// How one kind of thing stands in a CSV file.
struct ExportedLines<Item> {
    let header: String
    /// The lines of the items of a page.
    let lines: ([Item]) throws -> String

    init(header: String, lines: @escaping ([Item]) throws -> String) {
        self.header = header
        self.lines = lines
    }

    /// With the columns of plugins after the core's own.
    init(
        _ kind: FileKind,
        _ columns: [String],
        in tx: Transaction,
        for context: RequestContext,
        rows: @escaping (Item) -> [FileRow]
    ) {
        let columns = ExportedColumns(kind, columns, for: context)
        header = CSVText.line(columns.titles)
        lines = { items in
            try columns.completed(items.flatMap(rows), in: tx).map { CSVText.line($0) }.joined()
        }
    }
}
