import Testing
import TotemKernel
import TotemTesting

@Suite("Signatures that plugins check")
struct SignatureTests {
    /// RFC 4231, section 4: the key and the data as C has them, and the code.
    private static let vectors: [(key: String, data: String, code: String)] = [
        (
            #"filled(0x0b, 20)"#, #"TOTEM_STR("Hi There")"#,
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            #"TOTEM_STR("Jefe")"#, #"TOTEM_STR("what do ya want for nothing?")"#,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            #"filled(0xaa, 20)"#, #"filled(0xdd, 50)"#,
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            #"filled(0xaa, 131)"#, #"TOTEM_STR("Test Using Larger Than Block-Size Key - Hash Key First")"#,
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            #"((totem_str){NULL, 0})"#, #"TOTEM_STR("")"#,
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        ),
    ]

    @Test("The HMAC-SHA256 of RFC 4231's vectors, and of nothing, in hooks and routes alike", arguments: vectors)
    func code(key: String, data: String, code: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("signer")
        plugin.prelude = """
            static totem_str filled(int byte, size_t length) {
              static _Thread_local char bytes[2][200];
              static _Thread_local int turn;
              char *place = bytes[turn++ % 2];
              memset(place, byte, length);
              return (totem_str){place, length};
            }
            """
        plugin.routes = [
            CPlugin.Route(
                "GET",
                "/code",
                """
                totem_str code;
                totem_status status = totem_hmac_sha256(call, \(key), \(data), &code);
                if (status != TOTEM_OK) return status;
                char json[100] = "\\"";
                for (size_t i = 0; i < code.len; i++)
                  snprintf(json + 1 + 2 * i, 4, "%02x\\"", (unsigned char)code.ptr[i]);
                return totem_respond(call, 200, totem_text(json));
                """
            ),
            CPlugin.Route(
                "GET",
                "/wrong",
                """
                totem_str code, huge = {"", (size_t)1 << 40};
                bool right = totem_hmac_sha256(call, TOTEM_STR("k"), TOTEM_STR("m"), NULL) == TOTEM_INVALID
                  && totem_hmac_sha256(call, TOTEM_STR("k"), huge, &code) == TOTEM_LIMIT
                  && totem_hmac_sha256(NULL, TOTEM_STR("k"), TOTEM_STR("m"), &code) == TOTEM_MISUSE
                  && totem_equal_secret(TOTEM_STR("abc"), TOTEM_STR("abc"))
                  && !totem_equal_secret(TOTEM_STR("abc"), TOTEM_STR("abd"))
                  && !totem_equal_secret(TOTEM_STR("abc"), TOTEM_STR("ab"));
                return totem_respond(call, 200, right ? TOTEM_STR("true") : TOTEM_STR("false"));
                """
            ),
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("signer")
        #expect(try await shop.send("GET", "/code", of: "signer").json == .string(code))
        #expect(try await shop.send("GET", "/wrong", of: "signer").json == true)
    }
}
