import CBaseline
import HTTPTypes

/// An answer as it came over the connection, without the headers that a server makes for each.
struct RawAnswer {
    let headers: HTTPFields
    let body: [UInt8]

    private static let serversOwn: Set<String> = ["content-length", "date", "server", "connection"]

    static func read(_ path: String, port: Int) throws -> RawAnswer {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = buffer.withUnsafeMutableBytes { bytes in
            load_get(Int32(port), path, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard count > 0, let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw BenchmarkError("GET \(path) has no answer")
        }
        var headers = HTTPFields()
        for line in String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                continue
            }
            guard !serversOwn.contains(name.canonicalName) else { continue }
            headers[name] = String(line[colon...].dropFirst(2))
        }
        return RawAnswer(headers: headers, body: Array(buffer[end.upperBound..<Int(count)]))
    }
}
