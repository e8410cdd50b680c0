import Testing
import TotemKernel

@Suite("Where webhooks go")
struct WebhookURLTests {
    @Test(
        "An absolute http or https URL of a public host is taken as it is",
        arguments: [
            "https://example.com", "http://example.com:8080/hooks?shop=1&a=%20", "HTTPS://Example.COM/",
            "https://a.b.c./",
            "https://xn--bcher-kva.example/x", "https://8.8.8.8/", "https://172.15.0.1", "https://172.32.0.1",
            "https://[2606:4700::1111]:443/x", "https://4.example.com", "https://example.com/@path",
            "https://10.example",
        ]
    )
    func takes(_ text: String) throws {
        let url = try WebhookURL(text)
        #expect(url.text == text)
        #expect(!url.isPrivate)
    }

    @Test(
        "Anything else is refused, and the field is named",
        arguments: [
            "", "example.com", "/hooks", "ftp://example.com", "file:///etc/passwd", "https:example.com", "https://",
            "https:///x", "https://?x", "https://user@example.com", "https://user:word@example.com/",
            "https://example.com/#part", "https://example.com:0", "https://example.com:65536", "https://example.com:",
            "https://example.com:+80", "https://exa mple.com", "https://example.com/\u{7}", "https://bücher.example",
            "https://example.com\\@127.0.0.1/", "https://a..b/", "https://-a.example", "https://%31%32%37.0.0.1/",
            "https://127.1", "https://2130706433", "https://0x7f000001", "https://0177.0.0.1", "https://1.2.3.4.5",
            "https://256.1.1.1", "https://1.2.3.0x4", "https://[::1", "https://[::1]x", "https://[fe80::1%25eth0]/",
            "https://[1::2::3]", "https://[1:2:3:4:5:6:7:8:9]", "https://[1:2:3]", "https://[:::]", "https://[12345::]",
            "https://[::-1]", "https://example.com/" + String(repeating: "a", count: 2048),
        ]
    )
    func refuses(_ text: String) {
        let error = #expect(throws: KernelError.self) { try WebhookURL(text) }
        #expect(error?.fields.map(\.field) == ["target_url"])
    }

    @Test(
        "Addresses and names of private networks are known as such",
        arguments: [
            "http://localhost", "http://LOCALHOST:80/", "http://localhost./", "http://shop.localhost", "http://db",
            "http://printer.local", "http://api.internal", "http://nas.home.arpa", "http://127.0.0.1",
            "http://127.9.9.9/",
            "http://127.0.0.1./", "http://10.0.0.1", "http://172.16.0.1", "http://172.31.255.255", "http://192.168.1.1",
            "http://169.254.169.254/latest", "http://100.64.0.1", "http://0.0.0.0", "http://224.0.0.1",
            "http://255.255.255.255", "http://198.18.0.1", "http://192.0.2.1", "http://[::1]", "http://[::]",
            "http://[::ffff:127.0.0.1]", "http://[::ffff:8.8.8.8]", "http://[fe80::1]", "http://[fc00::1]",
            "http://[fd12:3456::1]", "http://[ff02::1]", "http://[64:ff9b::7f00:1]", "http://[2002:7f00:1::]",
            "http://[2001:db8::1]", "http://[2001::1]", "http://[::127.0.0.1]",
        ]
    )
    func privateHosts(_ text: String) throws {
        #expect(try WebhookURL(text).isPrivate)
    }
}
