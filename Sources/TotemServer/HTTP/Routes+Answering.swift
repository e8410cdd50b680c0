import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOHTTP1
import Synchronization
import TotemAPI

extension Routes {
    /// What is done with each request that came in whole.
    func answering(for server: ServerState, _ log: Logger) -> HTTPChannelHandler.Responder {
        let responder = responder(for: server)
        let date = DateField()
        return { request, writer, channel in
            let context = ServerContext(source: ApplicationRequestContextSource(channel: channel, logger: log))
            var response: Response
            do {
                response = try await responder.respond(to: request, context: context)
            } catch let error as HTTPParserError {
                throw error
            } catch {
                response = Response(status: .internalServerError)
            }
            response.headers[.date] = date.text
            do {
                try await writer.write(response: response.head, body: response.body)
            } catch is HTTPParserError {
                // That would be answered, and this one has begun.
                throw BrokenAnswer()
            }
        }
    }
}

/// The client has sent what is no HTTP while it was answered.
private struct BrokenAnswer: Error {}

/// The `Date` of answers (RFC 9110 §6.6.1), written once a second.
private final class DateField: Sendable {
    private let last = Mutex<(second: time_t, text: String)>((0, ""))

    var text: String {
        let now = time(nil)
        return last.withLock { last in
            if last.second != now { last = (now, Self.text(of: now)) }
            return last.text
        }
    }

    private static func text(of second: time_t) -> String {
        var second = second
        var parts = tm()
        gmtime_r(&second, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 40) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            // The program keeps the locale "C".
            strftime(start, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(cString: start)
        }
    }
}
