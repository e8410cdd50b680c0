import Testing
import TotemImport
import TotemKernel

@Suite("The CSV reader")
struct CSVTests {
    private static let header = "slug,name,price,description\n"

    @Test(
        "Records end with LF, CRLF or CR, and a byte order mark is no part of the first name",
        arguments: ["\n", "\r\n", "\r"],
        ["", "\u{FEFF}"]
    )
    func lineEnds(end: String, mark: String) async throws {
        let fixture = try await ImportFixture()
        let text = mark + ["slug,name,price", "pot,Pot,9.99", "", "pan,Pan,5", ""].joined(separator: end)
        let report = try await fixture.importing(text)
        #expect(report.created == 2)
        #expect(try await fixture.product("pot")?.price.amount == 999)
        #expect(try await fixture.product("pan")?.name == "Pan")
    }

    @Test("A quoted field holds commas, quotes and line breaks as they are")
    func quotes() async throws {
        let fixture = try await ImportFixture()
        let text = Self.header + "pot,\"A \"\"big\"\" pot, red\",1,\"one\r\ntwo\nthree\"\npan,Pan,2,\"\"\n"
        #expect(try await fixture.importing(text).created == 2)
        let pot = try await fixture.product("pot")
        #expect(pot?.name == "A \"big\" pot, red")
        #expect(pot?.description == "one\r\ntwo\nthree")
    }

    @Test(
        "Columns may stand between semicolons or tabs, as spreadsheets of many countries write them",
        arguments: ["slug;name;price;\"a, b\"\npot;Pot, red;1;\n", "slug\tname\tprice\npot\tPot, red\t1\n"]
    )
    func otherSeparators(text: String) async throws {
        let fixture = try await ImportFixture()
        #expect(try await fixture.importing(text).created == 1)
        #expect(try await fixture.product("pot")?.name == "Pot, red")
    }

    @Test(
        "Lines with nothing but spaces are no records, before the columns' names, too",
        arguments: [",", ";", "\t"]
    )
    func emptyLines(separator: String) async throws {
        let fixture = try await ImportFixture()
        let lines = ["", "  ", "slug,name,price", "pot,Pot,1", " , , ", "   ", "pan,Pan,2"]
        let text = lines.joined(separator: "\n").replacing(",", with: separator)
        #expect(try await fixture.importing(text).created == 2)
    }

    @Test("The last record needs no line end, quoted or not", arguments: ["pot,Pot,1,", "pot,Pot,1,\"x\""])
    func lastRecord(row: String) async throws {
        let fixture = try await ImportFixture()
        #expect(try await fixture.importing(Self.header + row).created == 1)
    }

    @Test("A field may lie across chunks, and lines are counted through it")
    func longField() async throws {
        let fixture = try await ImportFixture()
        let long = String(repeating: "a \"\"word\"\",\n", count: 5000)
        var rows = Self.header
        for number in 0..<8 { rows += "p\(number),P,1,\"\(long)\"\n" }
        rows += "bad,Bad,none,\n"
        let refusal = try await fixture.refusal(of: rows)
        #expect(refusal?.hasPrefix("products.csv, line \(2 + 8 * 5001), column 'price': 'none' is no decimal") == true)
    }

    @Test(
        "What is no CSV is refused with line and column",
        arguments: [
            (
                header + "pot,Pot,1,\"never closed\nmore\n",
                "line 2, column '4': the quote that begins here is never closed"
            ),
            (header + "a,A,1,x\npot,Pot,1\n", "line 3: has 3 fields, the header has 4"),
            (header + "pot,Pot,1,a,b\n", "line 2: has 5 fields, the header has 4"),
            (header + "pot,P\"ot,1,\n", "line 2, column 'name': has a quote inside"),
            (header + "pot,\"Pot\" x,1,\n", "line 2, column 'name': goes on after its closing quote"),
            (header + "pot,Pot,1,a\u{0}b\n", "line 2, column 'description': holds a NUL byte"),
            (header + "pot,Pot,1,\"a\nb\u{0}\"\n", "line 3, column 'description': holds a NUL byte"),
            ("", "products.csv: is empty"),
            ("one,two\n1,2\n", "line 1: has columns of no known format"),
        ]
    )
    func damage(text: String, expected: String) async throws {
        let fixture = try await ImportFixture()
        let refusal = try await fixture.refusal(of: text)
        #expect(refusal?.contains(expected) == true, "\(refusal ?? "imported")")
        #expect(try await fixture.productCount() == 0)
    }

    @Test("Text that is not UTF-8 is refused where it is")
    func encoding() async throws {
        let fixture = try await ImportFixture()
        let latin = Array(Self.header.utf8) + Array("pot,Caf".utf8) + [0xE9] + Array(",1,\n".utf8)
        let expected = "products.csv, line 2, column 'name': is no UTF-8 text; save the file as UTF-8"
        #expect(try await fixture.refusal(of: latin) == expected)
        // Two halves of one letter in two fields are two broken fields.
        let halves = Array(Self.header.utf8) + Array("pot,Caf".utf8) + [0xC3, 0x2C, 0xA9] + Array(",\n".utf8)
        #expect(try await fixture.refusal(of: halves) == expected)
        let wide: [UInt8] = [0xFF, 0xFE, 0x73, 0x00]
        #expect(try await fixture.refusal(of: wide)?.contains("UTF-16") == true)
        let unmarked: [UInt8] = Self.header.utf8.reduce(into: []) { $0 += [$1, 0] }
        #expect(try await fixture.refusal(of: unmarked)?.contains("is UTF-16 text; save the file as UTF-8") == true)
    }

    @Test("A field over a mebibyte is refused where it begins")
    func hugeField() async throws {
        let fixture = try await ImportFixture()
        let text = Self.header + "pot,Pot,1,\"" + String(repeating: "x", count: 1 << 21) + "\"\n"
        let refusal = try await fixture.refusal(of: text)
        #expect(
            refusal?.contains("line 2, column '4': the field that begins here is longer than 1048576 bytes") == true
        )
    }

    @Test("A header without rows is no error and makes no product")
    func headerOnly() async throws {
        let fixture = try await ImportFixture()
        let report = try await fixture.importing(Self.header)
        #expect(report.rows == 0)
        #expect(report.created == 0)
    }

    @Test("A file that is not there is named")
    func missing() async throws {
        let fixture = try await ImportFixture()
        await #expect(throws: ImportProblem(file: "/nowhere/x.csv", "can't be opened: No such file or directory")) {
            try await ProductImport(fixture.kernel).run("/nowhere/x.csv")
        }
    }
}
