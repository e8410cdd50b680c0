import HTTPTypes
import NIOCore
import NIOHTTP1
import TotemAPI

/// Does with a connection's bytes what ``ConnectionState`` decides: lets requests in one at a time, refuses what is no
/// request, ends the connection after its last answer, and waits for no client for ever.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: ServerState
    private let connections: Connections
    private let instantAnswers: InstantAnswers
    private let start: RequestStart
    private var state = ConnectionState(now: .now())
    private var id: ConnectionBook.ID?
    private var isStandingStill = true
    private var timer: (deadline: NIODeadline, task: Scheduled<Void>)?
    private var requestID: String?
    /// Bytes of answers that are written and not sent, and how many of them the others know of.
    private var unsentBytes = 0
    private var countedBytes = 0
    /// Whether the present request is a HEAD: its answer has no body.
    private var wantsNoBody = false
    /// The answer to the present request that no route is asked for, and when it came.
    private var instant: (answer: Answer, since: ContinuousClock.Instant)?
    /// The next request may come in within an answer's end, and the one after it within the next.
    private var isAnswering = false

    init(_ server: ServerState, start: RequestStart) {
        self.server = server
        self.start = start
        connections = server.connections
        instantAnswers = InstantAnswers(server: server)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        start.endsByItself = { [unowned self] in self.state.stop(at: .now()) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        start.endsByItself = { false }
    }

    func channelActive(context: ChannelHandlerContext) {
        let here = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        id = connections.admit(context.remoteAddress) {
            eventLoop.execute { here.value.handler.giveWay(here.value.context) }
        }
        if id == nil { state.refuse() }
        keepWaiting(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
        if let id { connections.remove(id) }
        id = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body: if state.receivedBody() == .pass { context.fireChannelRead(data) }
        case .end:
            start.expectHead()
            guard state.receivedEnd(at: .now()) == .pass else { return }
            if !answerInstantly(context) { context.fireChannelRead(data) }
        }
    }

    private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        start.foundHead()
        // The decoder reads nothing after a request that could change the protocol.
        let isLast = !head.isKeepAlive || head.version.minor == 0 || head.headers.contains(name: "Upgrade")
        guard state.receivedHead(isLast: isLast, at: .now()) == .pass else { return }
        var head = head
        requestID = RequestID.name(&head)
        wantsNoBody = head.method == .HEAD
        let refusal = state.isRefused ? Problem.busy.answer : RequestCheck.answer(to: head)
        if let refusal {
            server.metrics.add(head.method.rawValue, route: "Refused", status: refusal.status, .zero)
            return answer(refusal, context)
        }
        // Who does not take his answers waits where routes wait for him; and no answer is made within another, for a client may
        // send as many requests behind each other as it likes.
        if !isAnswering, context.channel.isWritable, let known = instantAnswers.answer(to: head) {
            instant = (known, .now)
            return
        }
        if head.headers.contains(name: "Expect") { inviteBody(of: head, context) }
        context.fireChannelRead(Self.wrapInboundOut(.head(head)))
    }

    /// The client waits with its body until it is told to go on. One that is too large is refused by what reads it.
    private func inviteBody(of head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let length = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard head.version.minor > 0, length <= ServerLimits.bodyBytes else { return }
        let invitation = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(Self.wrapOutboundOut(.head(invitation)), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        noteStanding()
        switch state.phase {
        case .receiving: keepWaiting(context)
        // Nobody else reads what is thrown away.
        case .ending, .lingering: context.read()
        case .awaitingHead, .answering: break
        }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        if state.receivedGarbage(at: .now()) {
            // A connection that is closed in the middle of a head ends with an error of the decoder's.
            guard context.channel.isActive else { return }
            requestID = RequestID.next()
            wantsNoBody = false
            let refusal = Problem(malformed: error, start).answer
            server.metrics.add("", route: "Refused", status: refusal.status, .zero)
            answer(refusal, context)
        } else if state.receivedBody() == .pass {
            context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { take(state.closedInput(), context) }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(let head) where (100...199).contains(head.status.code): context.write(data, promise: promise)
        case .head(let head): write(head, context, promise)
        case .body(let body):
            guard state.continuesAnswer() == .pass, !wantsNoBody else { return promise?.succeed() ?? () }
            unsentBytes += body.readableBytes
            context.write(data, promise: promise)
        case .end: writeEnd(data, context, promise)
        }
    }

    private func write(_ head: HTTPResponseHead, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard state.beginsAnswer(wantsClose: !head.isKeepAlive) == .pass else { return promise?.succeed() ?? () }
        var head = head
        if state.isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        if let requestID { head.headers.replaceOrAdd(name: RequestID.header, value: requestID) }
        context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
    }

    private func writeEnd(_ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard state.endsAnswer(at: .now()) == .pass else { return promise?.succeed() ?? () }
        let sent = promise ?? context.eventLoop.makePromise()
        sent.futureResult.assumeIsolated().whenSuccess {
            self.take(self.state.sentAnswer(at: .now()), context)
            if !self.state.hasUnsentAnswer { self.unsentBytes = 0 }
            self.countUnsentBytes()
            self.noteStanding()
        }
        // The next request comes in while this is written, when it is here already.
        context.write(data, promise: sent)
        noteStanding()
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        guard state.hasUnsentAnswer else { return }
        countUnsentBytes()
        keepWaiting(context)
    }

    private func countUnsentBytes() {
        guard let id, unsentBytes != countedBytes else { return }
        countedBytes = unsentBytes
        connections.has(unsent: unsentBytes, id)
    }

    /// Closing is up to the connection once its last answer is written.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch (state.phase, mode) {
        case (.ending, .all), (.lingering, .all): context.channel.closeFuture.cascade(to: promise)
        case (.ending, .output), (.lingering, .output): promise?.succeed()
        default: context.close(mode: mode, promise: promise)
        }
    }

    private func answerInstantly(_ context: ChannelHandlerContext) -> Bool {
        guard let (known, since) = instant else { return false }
        instant = nil
        isAnswering = true
        defer { isAnswering = false }
        answer(known, context)
        let duration = ContinuousClock.now - since
        server.note("GET", route: API.productPath, status: known.status, requestID: requestID, duration)
        return true
    }

    /// Answers in the place of a route.
    private func answer(_ answer: Answer, _ context: ChannelHandlerContext) {
        let bytes = answer.bytes
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status))
        for field in answer.headers { head.headers.add(name: field.header.rawValue, value: field.value) }
        if !bytes.isEmpty { head.headers.add(name: "Content-Length", value: String(bytes.count)) }
        head.headers.add(name: "Date", value: server.date.text)
        write(context: context, data: Self.wrapOutboundOut(.head(head)), promise: nil)
        if !bytes.isEmpty {
            let body = IOData.byteBuffer(ByteBuffer(bytes: bytes))
            write(context: context, data: Self.wrapOutboundOut(.body(body)), promise: nil)
        }
        write(context: context, data: Self.wrapOutboundOut(.end(nil)), promise: nil)
        flush(context: context)
    }

    private func giveWay(_ context: ChannelHandlerContext) {
        id = nil
        follow(state.giveWay(at: .now()), interruption: .busy, context)
    }

    private func keepWaiting(_ context: ChannelHandlerContext) {
        let patience = state.patience(at: .now())
        if case .wait = patience {} else { connections.count(.tooSlow) }
        follow(patience, interruption: .tooSlow, context)
    }

    private func follow(
        _ patience: ConnectionState.Patience,
        interruption: Problem,
        _ context: ChannelHandlerContext
    ) {
        switch patience {
        case .wait(let deadline):
            if let deadline { wake(at: deadline, context) }
        case .interruptBody:
            // Whoever reads the body answers with it.
            context.fireErrorCaught(ProblemError(problem: interruption))
            keepWaiting(context)
        case .close: context.close(promise: nil)
        }
    }

    /// One timer per connection: it is set anew only for an earlier time, and looks again when it wakes.
    private func wake(at deadline: NIODeadline, _ context: ChannelHandlerContext) {
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.keepWaiting(context)
        }
        timer = (deadline, task)
    }

    private func take(_ step: ConnectionState.Step, _ context: ChannelHandlerContext) {
        switch step {
        case .none: break
        case .close: context.close(promise: nil)
        case .closeOutput:
            context.close(mode: .output, promise: nil)
            keepWaiting(context)
            context.read()
        }
    }

    private func noteStanding() {
        guard let id, state.waitsForClient != isStandingStill else { return }
        isStandingStill.toggle()
        if isStandingStill { connections.standsStill(id) } else { connections.goesOn(id) }
    }
}
