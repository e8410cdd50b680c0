import HTTPTypes
import Logging
import Testing
import TotemKernel
import TotemTesting

@testable import TotemAPI
@testable import TotemServer

@Suite("Places behind proxies")
struct ThrottledPlacesTests {
    private static func client(_ peer: String, _ lists: [String], trusting ranges: [String]) throws -> NetworkAddress {
        let proxies = TrustedProxies(ranges.compactMap { NetworkRange($0) }, log: TestLog().logger)
        var headers = HTTPFields()
        for list in lists { headers.append(HTTPField(name: .xForwardedFor, value: list)) }
        return proxies.client(behind: try #require(NetworkAddress(peer)), headers)
    }

    @Test(
        "The client is the last address that no trusted proxy has",
        arguments: [
            ("10.0.0.1", ["192.0.2.7"], "192.0.2.7"), ("10.0.0.1", ["1.1.1.1, 192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1", ["1.1.1.1, 192.0.2.7, 10.0.0.9"], "192.0.2.7"),
            ("10.0.0.1", ["1.1.1.1", "192.0.2.7", "10.9.9.9"], "192.0.2.7"),
            // From somebody else's machine the header says nothing.
            ("198.51.100.1", ["192.0.2.7"], "198.51.100.1"), ("198.51.100.1", [], "198.51.100.1"),
            ("10.0.0.1", [], "10.0.0.1"), ("10.0.0.1", ["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            // Behind what can't be read nothing is known.
            ("10.0.0.1", ["1.1.1.1, unknown, 10.0.0.2"], "10.0.0.2"), ("10.0.0.1", [""], "10.0.0.1"),
            ("10.0.0.1", ["1.1.1.1,,"], "10.0.0.1"), ("10.0.0.1", ["192.0.2.7, 1.2.3"], "10.0.0.1"),
            ("10.0.0.1", ["192.0.2.7:4711"], "192.0.2.7"), ("10.0.0.1", ["\t192.0.2.7 "], "192.0.2.7"),
            ("::ffff:10.0.0.1", ["::ffff:192.0.2.7"], "192.0.2.7"), ("::1", ["2001:db8::7"], "2001:db8::7"),
            ("::1", ["[2001:db8::7]:4711"], "2001:db8::7"), ("::1", ["[2001:db8::7]"], "2001:db8::7"),
            ("2001:db8:1::1", ["192.0.2.7"], "192.0.2.7"), ("2001:db8:2::1", ["192.0.2.7"], "2001:db8:2::1"),
        ]
    )
    func clients(peer: String, lists: [String], client: String) throws {
        let found = try Self.client(peer, lists, trusting: ["10.0.0.0/8", "::1", "2001:db8:1::/48"])
        #expect(found == NetworkAddress(client))
    }

    @Test(
        "A range has the addresses that begin like it",
        arguments: ["10.0.0.0/8", "::ffff:10.0.0.0/104", "::/0", "0.0.0.0/0"]
    )
    func ranges(_ text: String) throws {
        let range = try #require(NetworkRange(text))
        #expect(range.contains(try #require(NetworkAddress("10.255.0.1"))))
        #expect(range.contains(try #require(NetworkAddress("11.0.0.1"))) == text.hasSuffix("/0"))
        #expect(range.contains(try #require(NetworkAddress("2001:db8::1"))) == text.hasPrefix("::/"))
    }

    @Test(
        "What is no range is refused",
        arguments: [
            "", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "::1/129", "proxy", "*",
            "1.2.3.4/+8",
        ]
    )
    func noRange(_ text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test("A network of IPv6 is one place, an address of IPv4 is one")
    func places() throws {
        func place(_ text: String) throws -> String { try #require(NetworkAddress(text)).place }
        #expect(try place("2001:db8:0:1::1") == place("2001:db8:0:1:ffff::2"))
        #expect(try place("2001:db8:0:1::1") != place("2001:db8:0:2::1"))
        #expect(try place("192.0.2.1") != place("192.0.2.2"))
        #expect(try place("192.0.2.1") == place("::ffff:192.0.2.1"))
    }

    @Test("Behind a trusted proxy an owner goes on where he was, however often others guess elsewhere")
    func owner() async throws {
        let clock = TestClock()
        try await withServer(clock: clock, trusting: ["127.0.0.1"]) { guest, _ in
            let right: JSONValue = ["email": "ann@shop.example", "password": "correct horse"]
            let wrong: JSONValue = ["email": "ann@shop.example", "password": "wrong"]
            func logIn(_ body: JSONValue, from place: String) async throws -> TestResponse {
                try await guest.post("/v1/sessions", body, headers: ["X-Forwarded-For": place])
            }
            _ = try await guest.post("/v1/customers", right)
            #expect(try await logIn(right, from: "192.0.2.1").status == 201)
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await logIn(wrong, from: "198.51.100.1").status) }
            #expect(statuses == [401, 401, 401, 401, 401, 429])
            #expect(try await logIn(right, from: "192.0.2.1").status == 201)
            #expect(try await logIn(right, from: "192.0.2.2").status == 201)
            for guess in 0..<30 { _ = try await logIn(wrong, from: "203.0.113.\(guess)") }
            #expect(try await logIn(right, from: "192.0.2.9").status == 429)
            #expect(try await logIn(right, from: "192.0.2.1").status == 201)

            // A clock that is set a day back lets nobody wait for a day.
            clock.set(clock.now.adding(milliseconds: -86_400_000))
            let seconds = try await logIn(right, from: "192.0.2.9").headers["retry-after"].flatMap { Int($0) }
            #expect(seconds.map { $0 <= 900 } == true, "\(seconds ?? -1)")
        }
    }

    @Test("Who sends the header himself gains nothing")
    func pretended() async throws {
        try await withServer(clock: TestClock()) { guest, _ in
            let wrong: JSONValue = ["email": "ann@shop.example", "password": "wrong"]
            var statuses: [Int] = []
            for guess in 0..<6 {
                statuses.append(
                    try await guest.post("/v1/sessions", wrong, headers: ["X-Forwarded-For": "192.0.2.\(guess)"]).status
                )
            }
            #expect(statuses == [401, 401, 401, 401, 401, 429])
        }
    }

    @Test("Registrations and the current password are throttled, too")
    func others() async throws {
        try await withServer(clock: TestClock()) { guest, _ in
            let ann = try await guest.customer("ann@shop.example")
            let wrong: JSONValue = ["password": "battery staple", "current_password": "wrong horse"]
            var statuses: [Int] = []
            for _ in 0..<6 { statuses.append(try await ann.patch("/v1/me", wrong).status) }
            #expect(statuses == [422, 422, 422, 422, 422, 429])
            let right: JSONValue = ["email": "ann@shop.example", "password": "correct horse"]
            #expect(try await guest.post("/v1/sessions", right).status == 429)

            var made = 1
            var refused: TestResponse?
            while made < 100, refused == nil {
                let body: JSONValue = ["email": .string("n\(made)@shop.example"), "password": "correct horse"]
                let answer = try await guest.post("/v1/customers", body)
                if answer.status == 201 { made += 1 } else { refused = answer }
            }
            #expect(made == 50)
            #expect(refused?.status == 429 && refused?.headers["retry-after"] == "2")
        }
    }
}
