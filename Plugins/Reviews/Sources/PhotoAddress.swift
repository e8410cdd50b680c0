/// Addresses of photos, which browsers of other buyers load: `https` alone, of hosts that have names, and without what would
/// lead elsewhere than it reads. plugin.json says how they are written.
enum PhotoAddress {
    /// What is wrong with an address; nil when nothing is.
    /// - Parameter hosts: those that the shop takes photos from, with what is below them; empty: any.
    static func objection(to address: String, from hosts: [Substring]) -> String? {
        let authority = address.dropFirst("https://".count).prefix { !"/?#".contains($0) }
        let host = authority.lowercased()
        guard isName(host) else { return "must name a host, such as photos.example.com, without a user or a port" }
        guard hosts.isEmpty || hosts.contains(where: { host == $0 || host.hasSuffix("." + $0) }) else {
            return "must be at \(hosts.joined(separator: " or "))"
        }
        return nil
    }

    /// The setting `photo_hosts`: names with blanks between.
    static func hosts(_ setting: String?) -> [Substring] {
        (setting ?? "").lowercased().split(whereSeparator: \.isWhitespace)
    }

    /// Labels with points between, the last of them no number: an address of a network is none, nor is a machine next door.
    static func isName(_ host: some StringProtocol) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, host.utf8.count <= 253, let last = labels.last else { return false }
        return !last.allSatisfy(\.isNumber)
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
            }
    }
}
