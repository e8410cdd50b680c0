private import Crypto
import TotemKernel
import TotemStore

/// `/`: what this is, for a browser or a program that looks in.
func addWelcomeRoutes(to routes: inout Routes) {
    let page = Welcome.page
    routes.add(.get("/", "What this is, and where to go on; a page for browsers", answering: Welcome.schema)) {
        request in
        let answer = prefersHTML(request.header(.accept) ?? "") ? page : .json(Welcome())
        return answer.with(.vary, "Accept, Authorization")
    }
}

/// Whether HTML is named before JSON, as browsers do; who takes anything gets JSON.
private func prefersHTML(_ accept: String) -> Bool {
    for type in accept.split(separator: ",") {
        switch type.prefix(while: { $0 != ";" }).filter({ $0 != " " }).lowercased() {
        case "text/html", "application/xhtml+xml": return true
        case "application/json", "*/*", "application/*": return false
        default: continue
        }
    }
    return false
}

private struct Welcome: JSONWritable, Sendable {
    static let schema = Schema.object([
        "name": .text, "version": .text, "description": .text, "openapi": .text, "products": .text, "health": .text,
    ])

    private static let summary = "This is the HTTP interface of a shop."

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", "Totem")
            json.member("version", CoreSchema.kernelVersion.description)
            json.member("description", Self.summary)
            json.member("openapi", "/openapi.json")
            json.member("products", "/v1/products")
            json.member("health", "/health/ready")
        }
    }

    /// Nothing on it runs, and nothing is loaded.
    static let page = Answer(
        status: 200,
        headers: Answer.plainHeaders + [
            (.contentType, "text/html; charset=utf-8"),
            (
                .contentSecurityPolicy,
                "default-src 'none'; style-src 'sha256-\(styleHash)'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'"
            ),
        ],
        body: .bytes(Array(html.utf8))
    )

    /// As a policy names what may style the page.
    private static let styleHash =
        Base64URL.encode(Array(SHA256.hash(data: Array(style.utf8))))
        .replacing("-", with: "+").replacing("_", with: "/") + "="

    private static let style = "body{font:1rem/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"

    private static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Totem</title>
        <style>\(style)</style>
        </head>
        <body>
        <h1>Totem \(CoreSchema.kernelVersion)</h1>
        <p>\(summary) There is no storefront at this address: one asks it, as programs do.</p>
        <ul>
        <li><a href="/openapi.json">/openapi.json</a> describes all of it, plugins' routes too.</li>
        <li><a href="/v1/products">/v1/products</a> and <a href="/v1/categories">/v1/categories</a> are what is sold.</li>
        <li><a href="/health/ready">/health/ready</a> says whether the shop can sell.</li>
        </ul>
        <h2>Next</h2>
        <p>To run the shop, make a key where the store is, and send it as <code>Authorization: Bearer …</code>:</p>
        <pre>totem key create --name my-shop --role admin</pre>
        <p>To buy, send a basket to <code>POST /v1/carts</code>, and the cart to its <code>/checkout</code>.</p>
        </body>
        </html>

        """
}
