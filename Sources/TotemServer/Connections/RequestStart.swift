import NIOCore

/// What is known of the bytes of a head that is not whole yet. The HTTP decoder keeps them to itself, and its errors do not
/// say in which part of a head they are.
final class RequestStart: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Longer than every method.
    private static let longestMethod = 32

    /// Bytes of the first line that are here.
    private(set) var lineLength = 0
    /// Whether it begins like a request: letters and a space.
    private(set) var hasMethod = false
    /// Whether it is whole and ends like a request: with a version and CR LF.
    private(set) var hasVersion = false
    private var isLineWhole = false
    /// Whether a connection ends by itself when the server stops: the next handlers, which know only that no request is being
    /// answered, would cut off an answer that its client is still taking.
    var endsByItself: () -> Bool = { false }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent, endsByItself() { return }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isLineWhole { look(at: Self.unwrapInboundIn(data).readableBytesView) }
        context.fireChannelRead(data)
    }

    /// The head was whole; what comes next is no part of one before the next ``expectHead()``.
    func foundHead() {
        isLineWhole = true
    }

    func expectHead() {
        lineLength = 0
        hasMethod = false
        hasVersion = false
        isLineWhole = false
    }

    private func look(at bytes: ByteBufferView) {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        if lineLength == 0 {
            let method = line.prefix(Self.longestMethod).prefix { Self.isTokenByte($0) }
            hasMethod = !method.isEmpty && line.dropFirst(method.count).first == UInt8(ascii: " ")
        }
        lineLength += line.count
        isLineWhole = line.count < bytes.count
        hasVersion = isLineWhole && line.suffix(9).starts(with: "HTTP/".utf8) && line.last == UInt8(ascii: "\r")
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
