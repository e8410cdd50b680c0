import Foundation
import Testing
import TotemKernel
import TotemTesting

/// More clients than the daemon may have open files, each of which would keep its connection for ever.
@Suite("A flood of connections", .serialized, .timeLimit(.minutes(5)))
struct FloodTests {
    private static let openFiles = 256
    private static let clients = 400

    @Test(
        "Buyers are served while others hold on to every connection, and the daemon lives",
        arguments: Clients.allCases
    )
    fileprivate func flood(clients: Clients) async throws {
        let store = try await TemporaryStore()
        let daemon = try await TotemDaemon.start(
            ["--store", store.address, "--port", "0", "--log-level", "warning"],
            openFiles: Self.openFiles
        )
        var flood: [RawConnection] = []
        for number in 1...Self.clients {
            let connection = try RawConnection(to: daemon.url)
            connection.send(clients.request)
            flood.append(connection)
            guard number.isMultiple(of: 50) else { continue }
            #expect(try await buy(from: daemon).hasPrefix("HTTP/1.1 201 "))
            for connection in flood { connection.send(" ") }
        }
        #expect(try await buy(from: daemon).hasPrefix("HTTP/1.1 201 "))
        withExtendedLifetime(flood) {}
        #expect(await daemon.stop() == 0)
        withExtendedLifetime(store) {}
    }

    @Test("Too few open files are refused with the mend")
    func tooFew() async throws {
        let store = try await TemporaryStore()
        do {
            _ = try await TotemDaemon.start(["--store", store.address, "--port", "0"], openFiles: 64)
            Issue.record("totemd started")
        } catch let failure as ProcessFailure {
            #expect(failure.description.contains("ended with 1"))
            #expect(failure.description.contains("64 open files are allowed"))
            #expect(failure.description.contains("ulimit -n"))
        }
    }

    @Test("Open connections do not keep the daemon from stopping", .timeLimit(.minutes(1)))
    func stops() async throws {
        let store = try await TemporaryStore()
        let daemon = try await TotemDaemon.start(on: store.address)
        let connections = try [
            "", "GET / HTTP/1.1\r\nX: ", "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n",
            "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        ].map { request in
            let connection = try RawConnection(to: daemon.url)
            connection.send(request)
            return connection
        }
        #expect(try await daemon.client().get("/health/live").status == 200)
        #expect(await daemon.stop() == 0)
        withExtendedLifetime(connections) {}
        withExtendedLifetime(store) {}
    }

    @Test(
        "A stop lets a client take the answer that was written for it, though two signals tell of one wish",
        .timeLimit(.minutes(5)),
        arguments: [1, 2]
    )
    func stopsAfterAnswers(signals: Int) async throws {
        let shop = try await Shop.open()
        let text = String(repeating: "clay ", count: 13_000)
        for number in 1...100 {
            let price: JSONValue = ["amount": 1, "currency": "USD"]
            let product: JSONValue = ["name": .string("Pot \(number)"), "price": price, "description": .string(text)]
            #expect(try await shop.admin.post("/v1/products", product).status == 201)
        }
        let path = "/v1/products?limit=100"
        let size = try await shop.guest.get(path).body.count
        let client = try RawConnection(to: shop.daemon.url)
        client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
        try await wait(for: "an answer that waits to be taken") {
            let metrics = String(decoding: try await shop.admin.get("/metrics").body, as: UTF8.self)
            return metrics.contains("totem_http_unsent_bytes ") && !metrics.contains("totem_http_unsent_bytes 0\n")
        }
        let idle = try RawConnection(to: shop.daemon.url)
        idle.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(await idle.next().contains("200 OK"))
        for _ in 0..<signals { shop.daemon.signal(SIGTERM) }
        // Those who wait for nothing are sent away first.
        #expect(await idle.everything().utf8.count < 1000)
        let answer = await client.everything()
        #expect(answer.components(separatedBy: "\r\n\r\n").last?.utf8.count == size)
        #expect(await shop.daemon.end() == 0)
    }

    private func buy(from daemon: TotemDaemon) async throws -> String {
        let connection = try RawConnection(to: daemon.url)
        connection.send("POST /v1/carts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        return await connection.everything()
    }
}

/// What those clients send before they hold on.
private enum Clients: CaseIterable {
    case silent, halfARequest, tooLargeABody, aBodyForNothing, halfABody, manyRequestsAtOnce

    var request: String {
        switch self {
        case .silent: ""
        case .halfARequest: "GET / HTTP/1.1\r\nX: "
        case .tooLargeABody: "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"
        case .aBodyForNothing: "POST /v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n"
        case .halfABody: "POST /v1/carts HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n"
        case .manyRequestsAtOnce: String(repeating: "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n", count: 100)
        }
    }
}
