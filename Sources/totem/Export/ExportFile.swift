import Glibc
import TotemImport
import TotemKernel
import TotemNode
import TotemStore

/// Where an export goes: stdout, or a file that is there only once it is whole.
///
/// The text is written to a file beside it first, so that a full disk leaves an older export as it was.
final class ExportFile {
    private static let bufferSize = 256 * 1024

    private let path: String?
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isWhole = false
    private var hasValues = false

    /// - Parameter path: nil for stdout.
    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = open(Self.partName(of: path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("\(path) can't be made") }
    }

    deinit {
        guard let path else { return }
        close(descriptor)
        if !isWhole { unlink(Self.partName(of: path)) }
    }

    func write(_ text: String) throws {
        buffer += text.utf8
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// One more value of an array.
    func write(_ value: JSONValue) throws {
        try write((hasValues ? ",\n" : "[\n") + RowsOption.text(value))
        hasValues = true
    }

    /// The end of the array.
    func endValues() throws { try write(hasValues ? "\n]\n" : "[]\n") }

    /// Everything was written: the file takes its name.
    func finish() throws {
        try flush()
        isWhole = true
        guard let path else { return }
        guard fsync(descriptor) == 0, rename(Self.partName(of: path), path) == 0 else {
            throw Self.failure("\(path) can't be written")
        }
    }

    private func flush() throws {
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw Self.failure("\(path ?? "stdout") can't be written") }
            rest = rest.dropFirst(max(0, count))
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func partName(of path: String) -> String { path + ".part" }

    private static func failure(_ what: String) -> Failure {
        Failure("\(what) (\(String(cString: strerror(errno)))); name another file with -o, or free some space")
    }
}

extension Node {
    /// Writes every item of a list from one snapshot of the store, a page of it in memory at a time.
    /// - Parameter csv: how the items stand in a CSV file.
    func export<Item>(
        _ options: ExportOptions,
        _ list: @escaping @Sendable (PageRequest, Transaction) throws -> Page<Item>,
        json: @escaping @Sendable (Item) -> JSONValue,
        csv: @escaping @Sendable (Transaction) throws -> ExportedLines<Item>
    ) async throws {
        let (path, format) = (options.output, options.format)
        try await store.read { tx in
            let file = try ExportFile(path)
            switch format {
            case .csv:
                let csv = try csv(tx)
                try file.write(csv.header)
                try tx.each({ page in try list(page, tx) }) { item in try file.write(csv.lines(item)) }
            case .json:
                try tx.each({ page in try list(page, tx) }) { item in try file.write(json(item)) }
                try file.endValues()
            }
            try file.finish()
        }
    }
}

/// How one kind of thing stands in a CSV file.
struct ExportedLines<Item> {
    let header: String
    /// The lines of one item.
    let lines: (Item) throws -> String

    init(header: String, lines: @escaping (Item) throws -> String) {
        self.header = header
        self.lines = lines
    }

    init(columns: [String], records: @escaping (Item) -> [[String]]) {
        header = CSVText.line(columns)
        lines = { item in records(item).map { CSVText.line($0) }.joined() }
    }
}
