import NIOCore
import Synchronization
import Testing

@testable import TotemServer

@Suite("Who gives way when all connections are taken")
struct ConnectionBookTests {
    @Test("The one that has waited longest for its client, of the address that has most")
    func displaced() {
        var book = ConnectionBook(limit: 4)
        #expect(book.admit(1, from: "honest") == .admitted)
        for id: UInt64 in 2...4 { #expect(book.admit(id, from: "greedy") == .admitted) }
        #expect(book.admit(5, from: "other") == .admittedInPlace(of: 2))
        #expect(book.count == 4)
        // Two have as many now as anybody: the longest wait decides among their addresses.
        #expect(book.admit(6, from: "greedy") == .admittedInPlace(of: 3))
    }

    @Test("Nobody whom the server is at work for; then the newcomer is refused")
    func atWork() {
        var book = ConnectionBook(limit: 2)
        #expect(book.admit(1, from: "a") == .admitted)
        #expect(book.admit(2, from: "a") == .admitted)
        book.goesOn(1)
        #expect(book.admit(3, from: "a") == .admittedInPlace(of: 2))
        book.goesOn(3)
        #expect(book.admit(4, from: "a") == .full)
        book.standsStill(3)
        book.standsStill(1)
        #expect(book.admit(5, from: "a") == .admittedInPlace(of: 3))
        #expect(book.count == 2)
    }

    @Test("Whoever has left takes no place, and is displaced by nobody")
    func left() {
        var book = ConnectionBook(limit: 2)
        #expect(book.admit(1, from: "a") == .admitted)
        #expect(book.admit(2, from: "b") == .admitted)
        book.remove(1)
        book.remove(1)
        #expect(book.admit(3, from: "a") == .admitted)
        #expect(book.admit(4, from: "c") == .admittedInPlace(of: 2))
    }

    @Test("Whoever has just been served has waited least")
    func turns() {
        var book = ConnectionBook(limit: 2)
        #expect(book.admit(1, from: "a") == .admitted)
        #expect(book.admit(2, from: "a") == .admitted)
        for _ in 0..<1000 {
            book.goesOn(2)
            book.standsStill(2)
        }
        #expect(book.admit(3, from: "b") == .admittedInPlace(of: 1))
        #expect(book.admit(4, from: "b") == .admittedInPlace(of: 2))
    }

    @Test("When too much waits to be taken, who takes least of it gives way, not those who wait for nothing")
    func memory() {
        var book = ConnectionBook(limit: 10)
        for id: UInt64 in 1...3 { _ = book.admit(id, from: "greedy") }
        for id: UInt64 in 4...5 { _ = book.admit(id, from: "honest") }
        book.has(unsent: 20, 2)
        book.has(unsent: 30, 3)
        book.has(unsent: 40, 4)
        #expect(book.unsentBytes == 90)
        #expect(book.displaceForMemory() == 3)
        #expect(book.unsentBytes == 60)
        #expect(book.displaceForMemory() == 4)
        // It is told of once more before it is closed.
        book.has(unsent: 50, 4)
        book.has(unsent: 5, 2)
        #expect(book.unsentBytes == 5)
        #expect(book.displaceForMemory() == 2)
        #expect(book.displaceForMemory() == nil && book.unsentBytes == 0 && book.count == 2)
    }

    @Test("The limit on what waits to be taken holds, whoever else has a connection")
    func memoryIsBounded() throws {
        let connections = Connections(limit: 100)
        let displaced = Mutex<[String]>([])
        let address = try SocketAddress(ipAddress: "192.0.2.1", port: 1)
        func admit(_ name: String) -> [ConnectionBook.ID] {
            (0..<20).compactMap { _ in connections.admit(address) { displaced.withLock { $0.append(name) } } }
        }
        let idle = admit("idle")
        #expect(idle.count == 20)
        let greedy = admit("greedy")
        for id in greedy {
            connections.has(unsent: 8 << 20, id)
            #expect(connections.unsentBytes <= ServerLimits.unsentBytes)
        }
        #expect(displaced.withLock { $0 } == Array(repeating: "greedy", count: 12))
    }

    @Test("Whoever has a network of IPv6 is one address, however its zeros are written")
    func networks() throws {
        let connections = Connections(limit: 3)
        let displaced = Mutex<[String]>([])
        for text in ["192.0.2.1", "2001:db8:0:0:1::", "2001:db8::1:2:3:4", "192.0.2.2"] {
            let address = try SocketAddress(ipAddress: text, port: 1)
            let id = connections.admit(address) { displaced.withLock { $0.append(text) } }
            #expect(id != nil)
        }
        #expect(displaced.withLock { $0 } == ["2001:db8:0:0:1::"])
    }
}

@Suite("The life of a connection")
struct ConnectionStateTests {
    private let start = NIODeadline.now()

    @Test("A request, its answer, and the next one")
    func keptAlive() {
        var state = ConnectionState(now: start)
        #expect(state.receivedHead(isLast: false, at: start) == .pass)
        #expect(state.receivedBody() == .pass)
        #expect(state.receivedEnd(at: start) == .pass)
        #expect(!state.waitsForClient)
        #expect(state.beginsAnswer(wantsClose: false) == .pass)
        #expect(state.endsAnswer(at: start) == .pass)
        #expect(state.waitsForClient)
        #expect(state.sentAnswer(at: start) == .none)
        #expect(state.receivedHead(isLast: false, at: start) == .pass)
    }

    @Test("An answer that comes before its request is whole is the last; nothing is read or written after it")
    func early() {
        var state = ConnectionState(now: start)
        #expect(state.receivedHead(isLast: false, at: start) == .pass)
        #expect(state.beginsAnswer(wantsClose: false) == .pass)
        #expect(state.isLast)
        #expect(state.endsAnswer(at: start) == .pass)
        #expect(state.receivedBody() == .drop)
        #expect(state.receivedEnd(at: start) == .drop)
        #expect(state.receivedHead(isLast: false, at: start) == .drop)
        #expect(state.beginsAnswer(wantsClose: false) == .drop)
        #expect(state.sentAnswer(at: start) == .closeOutput)
        #expect(state.patience(at: start) == .wait(until: start + .seconds(ServerLimits.lingerSeconds)))
        #expect(state.closedInput() == .close)
    }

    @Test("Each wait for the client ends")
    func patience() {
        var state = ConnectionState(now: start)
        let late = start + .hours(1)
        #expect(state.patience(at: late) == .close)
        _ = state.receivedHead(isLast: false, at: start)
        #expect(state.patience(at: start) == .wait(until: start + .seconds(ServerLimits.bodySeconds)))
        #expect(state.patience(at: late) == .interruptBody)
        #expect(state.isLast)
        #expect(state.patience(at: late) == .wait(until: late + .seconds(ServerLimits.lingerSeconds)))
        #expect(state.patience(at: late + .hours(1)) == .close)
    }

    @Test("A request that is worked on is waited for; a client that does not take an earlier answer is not")
    func answering() {
        var state = ConnectionState(now: start)
        _ = state.receivedHead(isLast: false, at: start)
        _ = state.receivedEnd(at: start)
        #expect(state.patience(at: start + .hours(1)) == .wait(until: nil))
        _ = state.beginsAnswer(wantsClose: false)
        _ = state.endsAnswer(at: start)
        _ = state.receivedHead(isLast: false, at: start)
        _ = state.receivedEnd(at: start)
        #expect(state.waitsForClient)
        #expect(state.patience(at: start + .seconds(ServerLimits.answerSeconds)) == .close)
    }

    @Test("A place is given up at once, by a half request after an answer")
    func givingWay() {
        var idle = ConnectionState(now: start)
        #expect(idle.giveWay(at: start) == .close)
        var uploading = ConnectionState(now: start)
        _ = uploading.receivedHead(isLast: false, at: start)
        #expect(uploading.giveWay(at: start) == .interruptBody)
        #expect(uploading.beginsAnswer(wantsClose: true) == .pass)
        #expect(uploading.endsAnswer(at: start) == .pass)
        #expect(uploading.sentAnswer(at: start) == .close)
    }

    @Test("A connection that gives way in the moment in which its request came answers it, and is closed then")
    func givingWayTooLate() {
        var state = ConnectionState(now: start)
        _ = state.receivedHead(isLast: false, at: start)
        _ = state.receivedEnd(at: start)
        #expect(state.giveWay(at: start) == .wait(until: nil))
        #expect(state.beginsAnswer(wantsClose: false) == .pass)
        #expect(state.isLast)
        #expect(state.endsAnswer(at: start) == .pass)
        #expect(state.sentAnswer(at: start) == .close)
    }

    @Test("A server that stops lets an answer be taken that is written, and waits for no other connection")
    func stopping() {
        var state = ConnectionState(now: start)
        #expect(state.stop(at: start) == false)
        _ = state.receivedHead(isLast: false, at: start)
        _ = state.receivedEnd(at: start)
        #expect(state.stop(at: start) == false)
        _ = state.beginsAnswer(wantsClose: false)
        _ = state.endsAnswer(at: start)
        #expect(state.stop(at: start) == true)
        #expect(state.receivedHead(isLast: false, at: start) == .drop)
        #expect(state.sentAnswer(at: start) == .closeOutput)
        #expect(state.stop(at: start) == false)
    }

    @Test("What is no request is answered between requests only")
    func garbage() {
        var state = ConnectionState(now: start)
        #expect(state.receivedGarbage(at: start) == true)
        var body = ConnectionState(now: start)
        _ = body.receivedHead(isLast: false, at: start)
        #expect(body.receivedGarbage(at: start) == false)
        #expect(body.isLast)
    }
}

@Suite("The memory of bodies")
struct BodyMemoryTests {
    @Test("is never more than there is, and is given back")
    func limit() {
        let memory = BodyMemory(limit: 100)
        #expect(memory.take(60))
        #expect(!memory.take(50))
        #expect(memory.take(40))
        memory.release(60)
        #expect(memory.take(50))
        #expect(memory.bytes == 90)
    }
}
