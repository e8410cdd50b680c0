import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Makes a problem of what a request that is no HTTP is answered with.
///
/// Such a request never becomes a `Request`: the server answers it below all routes, with a bare 400, and closes the
/// connection. That answer passes here on its way out. Broken chunks may also end a request that a route has answered
/// already; nothing may follow that answer.
final class MalformedRequests: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        /// No answer has begun for the request that is read.
        case unanswered
        case answering
        /// Nothing more may be written.
        case ended
    }

    private var problem: Problem?
    private var state = State.unanswered

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { problem = Problem(malformed: error) }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch (Self.unwrapOutboundIn(data), state) {
        case (.head(let head), .unanswered):
            if let problem, head.headerFields[.contentType] == nil {
                writeHeadAndBody(of: problem, context, promise)
            } else {
                context.write(data, promise: promise)
            }
            state = head.status.kind == .informational ? .unanswered : .answering
        case (.end, .answering):
            state = problem == nil ? .unanswered : .ended
            context.write(data, promise: promise)
        case (_, .ended):
            promise?.succeed()
        case (_, .unanswered), (_, .answering):
            context.write(data, promise: promise)
        }
    }

    private func writeHeadAndBody(
        of problem: Problem,
        _ context: ChannelHandlerContext,
        _ promise: EventLoopPromise<Void>?
    ) {
        let answer = problem.answer
        let bytes = answer.bytes
        var head = HTTPResponse(status: answer.status, headerFields: answer.headers)
        head.headerFields[.contentLength] = String(bytes.count)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: promise)
    }
}
