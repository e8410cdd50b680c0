import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOHTTP1
import TotemAPI

extension Routes {
    /// What is done with each request that came in whole.
    func answering(for server: ServerState, _ log: Logger) -> HTTPChannelHandler.Responder {
        let responder = responder(for: server)
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
            response.headers[.date] = server.date.text
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
