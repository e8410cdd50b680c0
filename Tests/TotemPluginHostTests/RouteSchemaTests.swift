import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Routes that the manifest describes, and lists in other orders")
struct RouteSchemaTests {
    private static let described: JSONValue = [
        "GET /notes": [
            "summary": "Notes",
            "query": [
                "type": "object", "required": ["kind"],
                "properties": [
                    "kind": ["type": "string", "enum": ["short", "long"]],
                    "most": ["type": "integer", "minimum": -5, "maximum": 9], "open": ["type": "boolean"],
                ],
            ],
            "answers": ["200": ["type": "object"]],
        ],
        "POST /notes": [
            "body": [
                "type": "object", "additionalProperties": false, "required": ["title"],
                "properties": [
                    "title": ["type": "string", "minLength": 1],
                    "tags": ["type": "array", "items": ["type": "string"]],
                ],
            ],
            "answers": ["201": ["type": "object"], "204": .null],
        ],
    ]

    private static func notes(_ routes: JSONValue? = described) -> CPlugin {
        var plugin = CPlugin("notes")
        if let routes { plugin.manifest["routes"] = routes }
        plugin.routes = [
            .init("GET", "/notes", "return totem_respond(call, 200, TOTEM_STR(\"{}\"));"),
            .init("POST", "/notes", writes: true, "return totem_respond(call, 201, TOTEM_STR(\"{}\"));"),
        ]
        return plugin
    }

    @Test("Query and body are checked before the plugin runs, and every bad field is named")
    func checked() async throws {
        let shop = try await PluginShop.open()
        try Self.notes().build(in: shop.folder)
        try await shop.enable("notes")
        let get = { (query: [String: String]) in
            await refusal { _ = try await shop.send("GET", "/notes", of: "notes", query: query) }?.fields ?? []
        }
        #expect(await get(["kind": "short", "most": "-5", "open": "true"]).isEmpty)
        #expect(await get([:]).map(\.field) == ["kind"])
        let wrong = await get(["kind": "tall", "most": "10", "open": "yes", "x": "1"])
        #expect(wrong.map(\.field).sorted() == ["kind", "most", "open", "x"], "\(wrong)")
        #expect(await get(["kind": "short", "most": "1.5"]).map(\.message) == ["must be a whole number"])

        let post = { (body: JSONValue?) in
            await refusal { _ = try await shop.send("POST", "/notes", of: "notes", body) }?.fields ?? []
        }
        #expect(await post(["title": "a", "tags": ["b"]]).isEmpty)
        #expect(await post(nil).map(\.field) == ["body"])
        #expect(await post(["a"]).map(\.field) == ["body"])
        let body = await post(["tags": ["b", 3], "more": 1])
        #expect(body.map(\.field).sorted() == ["more", "tags[1]", "title"], "\(body)")
    }

    @Test("What the schema of a body says holds: formats, counts, choices, schemas by name, whole numbers with a point")
    func keywords() async throws {
        let tree: JSONValue = [
            "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
            "description": "not or leaf",
            "properties": ["not": ["$ref": "#/schemas/tree"], "leaf": ["type": "integer", "minimum": 0]],
        ]
        var plugin = Self.notes([
            "GET /notes": [
                "query": ["type": "object", "properties": ["cursor": ["type": "string", "format": "cursor"]]]
            ],
            "POST /notes": [
                "body": [
                    "type": "object", "additionalProperties": false,
                    "properties": [
                        "kind": ["type": "string"], "line": ["type": "string", "minLength": 1, "format": "line"],
                        "word": ["type": ["string", "null"], "format": "word"],
                        "day": ["type": "string", "format": "date"], "time": ["type": "string", "format": "date-time"],
                        "country": ["type": "string", "format": "country"],
                        "ids": [
                            "type": "array", "items": ["type": "integer"], "minItems": 1, "maxItems": 2,
                            "uniqueItems": true,
                        ],
                        "tree": ["$ref": "#/schemas/tree"],
                    ],
                    "anyOf": [
                        ["properties": ["kind": ["enum": ["short"]], "line": ["type": "string", "maxLength": 2]]],
                        ["properties": ["kind": ["enum": ["long"]]], "required": ["word"]],
                    ],
                ]
            ],
        ])
        plugin.manifest["schemas"] = ["tree": tree]
        let shop = try await PluginShop.open()
        try plugin.build(in: shop.folder)
        try await shop.enable("notes")
        let wrong = { (body: JSONValue) in
            await refusal { _ = try await shop.send("POST", "/notes", of: "notes", body) }?.fields.map(\.field) ?? []
        }
        let good: [JSONValue] = [
            ["kind": "short", "line": "ab", "day": "2024-02-29", "ids": [1, 2.0], "country": "DE"],
            ["kind": "long", "word": nil, "time": "2026-01-01T00:00:00Z"],
            ["kind": "long", "word": "a", "tree": ["not": ["not": ["leaf": 3e2]]]],
        ]
        for body in good { #expect(await wrong(body) == [], "\(body)") }
        let bad: [(JSONValue, String)] = [
            (["kind": "short", "line": "abc"], "line"), (["kind": "long"], "word"),
            (["kind": "long", "word": "a b"], "word"), (["line": "\u{200B}"], "line"), (["line": "a\nb"], "line"),
            (["day": "2026-02-29"], "day"), (["time": "2026-01-01"], "time"), (["country": "de"], "country"),
            (["ids": []], "ids"), (["ids": [1, 2, 3]], "ids"), (["ids": [1, 1]], "ids"), (["ids": [1.5]], "ids[0]"),
            (["tree": [:]], "tree"), (["tree": ["not": ["leaf": -1]]], "tree.not.leaf"),
            (["tree": ["not": ["leef": 1]]], "tree.not.leef"), (["tree": ["not": [:], "leaf": 1]], "tree"),
        ]
        for (body, field) in bad { #expect(await wrong(body) == [field], "\(body)") }
        let hint = await refusal { _ = try await shop.send("POST", "/notes", of: "notes", ["tree": ["leef": 1]]) }
        #expect(hint?.fields.first?.message.contains("did you mean 'leaf'?") == true)
        let cursor = await refusal { _ = try await shop.send("GET", "/notes", of: "notes", query: ["cursor": ""]) }
        #expect(cursor?.kind == .invalid && cursor?.fields.map(\.field) == ["cursor"])
    }

    @Test("A description of what is no route, or makes no sense, is refused when the plugin is switched on")
    func refused() async throws {
        let shop = try await PluginShop.open()
        let cases: [(JSONValue, String)] = [
            (["GET /nothing": [:]], "describes the route GET /nothing, which the library does not register"),
            (["/notes": [:]], "is no route"),
            (["GET /notes": ["query": ["type": "string"]]], "its properties are the parameters"),
            (["GET /notes": ["answers": ["ok": [:]]]], "is no status"),
            (["GET /notes": ["body": ["$ref": "x"]]], "must be one of the manifest's schemas"),
            (["GET /notes": ["query": ["type": "object", "anyOf": [[:]]]]], "is not known"),
            (["GET /notes": ["body": ["format": "rhyme"]]], "must be one of country, currency, cursor, date"),
        ]
        for (index, (routes, reason)) in cases.enumerated() {
            var plugin = Self.notes(routes)
            plugin.version = "1.0.\(index)"
            try plugin.build(in: shop.folder)
            let refused = await refusal { try await shop.enable("notes") }
            #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "")")
        }
    }

    @Test("Schemas that would be tried without an end, or as often as a body likes, are refused")
    func endless() async throws {
        let shop = try await PluginShop.open()
        let loop: JSONValue = ["$ref": "#/schemas/a"]
        let cases: [(JSONValue, String)] = [
            (["a": loop], "a schema that is another one may have no end"),
            (["a": ["$ref": "#/schemas/b"], "b": loop], "a schema that is another one may have no end"),
            (["a": ["anyOf": .array([loop])]], "is not known"),
            (["a": ["properties": ["x": ["anyOf": .array([loop, loop])]]]], "is not known"),
        ]
        for (index, (schemas, reason)) in cases.enumerated() {
            var plugin = Self.notes(["POST /notes": ["body": loop]])
            plugin.manifest["schemas"] = schemas
            plugin.version = "1.1.\(index)"
            try plugin.build(in: shop.folder)
            let refused = await refusal { try await shop.enable("notes") }
            #expect(refused?.detail.contains(reason) == true, "\(refused?.detail ?? "")")
        }
    }

    @Test(
        "A page ends before the row that an answer has no room for, and the next goes on with that",
        arguments: [false, true]
    )
    func longRows(isSorted: Bool) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("notes")
        plugin.manifest = ["tables": ["notes_rows"]]
        plugin.migrations = [
            "1.0.0-rows.sql": """
            CREATE TABLE notes_rows (id INTEGER PRIMARY KEY, rank INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
            """
        ]
        let read = { (kind: String, parameters: String, select: String, bind: String) in
            """
            \(kind) page = {.size = sizeof page};
            totem_status status = \(kind)_read(call, \(parameters), &page);
            if (status != TOTEM_OK) return status;
            totem_stmt *rows;
            status = totem_prepare(call, "SELECT id, rank, note FROM notes_rows WHERE \(select)", &rows);
            if (status != TOTEM_OK) return status;
            \(bind)
            """
        }
        plugin.routes = [
            .init(
                "GET",
                "/all",
                read(
                    "totem_page",
                    "TOTEM_ASCENDING",
                    "id > $1 ORDER BY id LIMIT $2",
                    """
                    totem_bind_i64(rows, 1, page.after);
                    totem_bind_i64(rows, 2, page.fetch);
                    return totem_respond_page(call, rows, &page);
                    """
                )
            ),
            .init(
                "GET",
                "/sorted",
                read(
                    "totem_sorted_page",
                    "\"rank\"",
                    "$1 = 1 OR (rank, id) > ($2, $3) ORDER BY rank, id LIMIT $4",
                    """
                    status = totem_bind_page(rows, 1, &page);
                    if (status != TOTEM_OK) return status;
                    return totem_respond_sorted_page(call, rows, &page);
                    """
                )
            ),
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("notes")
        try await shop.files.store.write { tx in
            // One alone fits into an answer, and into no page with another.
            for (id, length) in [(1, 10), (2, 1_030_000), (3, 400_000), (4, 400_000), (5, 400_000), (6, 10)] {
                let note = String(repeating: "x", count: length)
                _ = try tx.execute("INSERT INTO notes_rows (id, rank, note) VALUES ($1, $1, $2)", Int64(id), note)
            }
        }
        var pages: [[Int64]] = []
        var query: [String: String] = ["limit": "5"]
        repeat {
            let page = try await shop.send("GET", isSorted ? "/sorted" : "/all", of: "notes", query: query)
            pages.append(page["data"].elements.compactMap { $0["id"]?.integer })
            query["cursor"] = page["next_cursor"].text
        } while query["cursor"] != nil && pages.count < 10
        #expect(pages == [[1], [2], [3, 4], [5, 6]])
    }

    @Test(
        "A list in the order of a text or a number goes on page by page, also among equals",
        arguments: [false, true]
    )
    func pages(byNumber: Bool) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("notes")
        plugin.manifest = ["tables": ["notes_rows"]]
        plugin.migrations = [
            "1.0.0-rows.sql": """
            CREATE TABLE notes_rows (
              id INTEGER PRIMARY KEY, title TEXT NOT NULL, rank INTEGER NOT NULL, maybe INTEGER
            ) STRICT;
            INSERT INTO notes_rows (id, title, rank)
              VALUES (1, 'b', 5), (2, 'a', 5), (3, 'b', 4), (4, 'c', 9), (5, 'b', 5);
            """
        ]
        let list = { (key: String) in
            """
            totem_sorted_page page = {.size = sizeof page};
            totem_status status = totem_sorted_page_read(call, "\(key)", &page);
            if (status != TOTEM_OK) return status;
            totem_stmt *rows;
            status = totem_prepare(call, "SELECT id, \(key) FROM notes_rows WHERE $1 = 1 OR (\(key), id) > ($2, $3) "
              "ORDER BY \(key), id LIMIT $4", &rows);
            if (status != TOTEM_OK) return status;
            status = totem_bind_page(rows, 1, &page);
            if (status != TOTEM_OK) return status;
            return totem_respond_sorted_page(call, rows, &page);
            """
        }
        plugin.routes = [
            .init("GET", "/title", list("title")), .init("GET", "/rank", list("rank")),
            .init("GET", "/maybe", list("maybe")),
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("notes")
        var ids: [JSONValue] = []
        var query = ["limit": "2"]
        for _ in 0..<3 {
            let bytes = try await shop.send("GET", byNumber ? "/rank" : "/title", of: "notes", query: query).body
            let page = try JSONValue(bytes: bytes)
            guard case .array(let rows) = page["data"] else { break }
            ids += rows.compactMap { $0["id"] }
            guard case .string(let next) = page["next_cursor"] else { break }
            query["cursor"] = next
        }
        #expect(ids == (byNumber ? [3, 1, 2, 5, 4] : [2, 1, 3, 5, 4]))
        let other = await refusal {
            _ = try await shop.send("GET", byNumber ? "/title" : "/rank", of: "notes", query: query)
        }
        #expect(other?.kind == .notFound && other?.fields.map(\.field) == ["cursor"])
        let null = await refusal { _ = try await shop.send("GET", "/maybe", of: "notes", query: ["limit": "5"]) }
        #expect(null?.kind == .unavailable)
    }
}
