import HTTPTypes
import NIOHTTP1
import Synchronization

/// Names one request in its answer, in the log and in what a client reports. A proxy before the server may have named it
/// already; that name is kept when it is short and plain.
enum RequestID {
    static let header = "X-Request-Id"
    private static let longest = 64
    private static let process = String(UInt32.random(in: .min ... .max), radix: 36)
    private static let count = Atomic<UInt64>(0)

    static func next() -> String {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(process)-\(String(number, radix: 36))"
    }

    /// The name of a request, which it carries from here on.
    static func name(_ head: inout HTTPRequestHead) -> String {
        let given = head.headers[header]
        if given.count == 1, isPlain(given[0]) { return given[0] }
        let id = next()
        head.headers.replaceOrAdd(name: header, value: id)
        return id
    }

    private static func isPlain(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

extension HTTPField.Name {
    static let requestID = Self.known(RequestID.header)
}
