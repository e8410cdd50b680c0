import NIOHTTP1
import TotemAPI

extension Problem {
    /// What is no HTTP/1.1.
    /// - Parameter start: the bytes that the decoder failed at.
    init(malformed error: HTTPParserError, _ start: RequestStart) {
        switch error {
        case .headerOverflow where start.lineLength > ServerLimits.headerBytes:
            self.init(
                status: 414,
                code: "target-too-long",
                detail: "A request's target may have \(ServerLimits.headerBytes) bytes.",
                headers: [(.connection, "close")]
            )
        case .headerOverflow:
            self.init(
                status: 431,
                code: "headers-too-large",
                detail: "A request may have \(ServerLimits.headerCount) headers of \(ServerLimits.headerBytes) bytes.",
                headers: [(.connection, "close")]
            )
        case .invalidMethod where start.hasMethod:
            self = .unknownMethod
        case .invalidVersion where start.hasVersion:
            self.init(
                status: 505,
                code: "unknown-version",
                detail: "The server speaks HTTP/1.1.",
                headers: [(.connection, "close")]
            )
        default:
            self = .malformed("its first line, a header or its body's length is wrong")
        }
    }
}
