import Testing
import TotemStore

@testable import TotemCopy

@Suite("The checksum of a table")
struct TableDigestTests {
    @Test("is the same in whatever order rows are read, and another when one is missing or there twice")
    func order() {
        let rows: [[SQLValue]] = [[.integer(1), .text("a")], [.integer(2), .null], [.integer(3), .blob([1])]]
        #expect(digest(rows) == digest(rows.reversed()))
        #expect(digest(rows) != digest(Array(rows.dropLast())))
        #expect(digest(rows) != digest(rows + [rows[0]]))
        #expect(digest([]).checksum == String(repeating: "0", count: 32))
    }

    @Test(
        "tells values apart that look alike",
        arguments: [
            ([.text("ab"), .text("c")], [.text("a"), .text("bc")]), ([.null], [.text("")]), ([.null], [.integer(0)]),
            ([.text("1")], [.integer(1)]), ([.text("a")], [.blob([0x61])]), ([.integer(1)], [.real(1)]),
            ([.text("é")], [.text("e\u{301}")]), ([.integer(1), .integer(2)], [.integer(2), .integer(1)]),
        ] as [([SQLValue], [SQLValue])]
    )
    func values(one: [SQLValue], other: [SQLValue]) {
        #expect(digest([one]) != digest([other]))
    }

    @Test("does not see the sign of zero, which engines do not keep")
    func zero() {
        #expect(digest([[.real(0)]]) == digest([[.real(-0.0)]]))
    }

    private func digest(_ rows: [[SQLValue]]) -> TableDigest {
        var digest = TableDigest()
        for row in rows { digest.add(row) }
        return digest
    }
}
