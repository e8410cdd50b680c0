private import Crypto
import Glibc

/// A regular file that is read from its beginning to its end in chunks, as often as needed.
final class CSVFile {
    private static let chunkSize = 256 * 1024

    let name: String
    /// Bytes.
    let size: Int64
    private let modified: timespec
    private let descriptor: Int32

    /// - Parameter path: also the name that problems are reported under.
    init(path: String) throws(ImportProblem) {
        name = path
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw Self.failure(path, "can't be opened") }
        descriptor = opened
        var status = stat()
        guard fstat(opened, &status) == 0 else {
            close(opened)
            throw Self.failure(path, "can't be examined")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            throw ImportProblem(
                file: path,
                "is no regular file; the file is read several times, so save it to disk first"
            )
        }
        size = Int64(status.st_size)
        modified = status.st_mtim
    }

    deinit { close(descriptor) }

    /// Goes back to the first byte.
    /// - Throws: ``ImportProblem`` when the file was changed since it was opened: what was checked is not what would
    ///   be read now.
    func rewind() throws(ImportProblem) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw Self.failure(name, "can't be read again")
        }
        guard Int64(status.st_size) == size, status.st_mtim.tv_sec == modified.tv_sec,
            status.st_mtim.tv_nsec == modified.tv_nsec
        else { throw ImportProblem(file: name, "was changed while it was being imported; run the import again") }
    }

    /// What tells its contents from those of any other file.
    func digest() throws(ImportProblem) -> String {
        try rewind()
        var hash = SHA256()
        var chunk: [UInt8] = []
        repeat {
            try read(into: &chunk)
            hash.update(data: chunk)
        } while !chunk.isEmpty
        return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Replaces `chunk` by the next bytes; empty at the end of the file.
    func read(into chunk: inout [UInt8]) throws(ImportProblem) {
        let (bytes, count) = Self.readChunk(descriptor)
        guard count >= 0 else { throw Self.failure(name, "can't be read") }
        chunk = bytes
    }

    private static func readChunk(_ descriptor: Int32) -> (bytes: [UInt8], count: Int) {
        var result = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, used in
            repeat { result = Glibc.read(descriptor, buffer.baseAddress, chunkSize) } while result < 0 && errno == EINTR
            used = max(result, 0)
        }
        return (bytes, result)
    }

    private static func failure(_ path: String, _ what: String) -> ImportProblem {
        ImportProblem(file: path, "\(what): \(String(cString: strerror(errno)))")
    }
}
