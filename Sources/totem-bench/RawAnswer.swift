import CBaseline
import HTTPTypes
import Hummingbird

/// An answer as it came over the connection, without the headers that a server makes for each.
struct RawAnswer {
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    private static let serversOwn: Set<String> = ["content-length", "date", "server", "connection"]

    /// What a server answers to a request on a connection of its own.
    /// - Parameter id: stands where the request has `{id}`.
    static func of(_ request: ScriptedRequest, id: String = "", port: Int) throws -> RawAnswer {
        var request = request
        request.headers += "Connection: close\r\n"
        let text = request.text.replacing("{id}", with: id)
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = buffer.withUnsafeMutableBytes { bytes in
            load_ask(Int32(port), text, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard count > 0, let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw BenchmarkError("\(request.method) \(request.path) has no answer")
        }
        let head = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var headers = HTTPFields()
        for line in head.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                continue
            }
            guard !serversOwn.contains(name.canonicalName) else { continue }
            headers.append(HTTPField(name: name, value: String(line[colon...].dropFirst(2))))
        }
        let status = head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return RawAnswer(
            status: status ?? 0,
            headers: headers,
            body: Array(buffer[end.upperBound..<Int(count)])
        )
    }

    /// The same, for a handler that does nothing else.
    var response: Response {
        Response(
            status: HTTPResponse.Status(code: status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }
}
