/// Why a connection can't be had, however often it is tried. libpq gives no SQLSTATE for that, only a sentence, whose
/// words these are; it is not translated in a program that has set no locale.
enum ConnectRefusal: String, CaseIterable {
    case password = "authentication failed"
    case noPassword = "no password supplied"
    case unknownRoot = "certificate verify failed"
    case otherHost = "does not match host name"
    case noTLS = "server does not support SSL"
    case noEncryption = ", no encryption"
    case notAllowed = "pg_hba.conf"
    /// A database, a role, or a file that the address names.
    case absent = "does not exist"
    /// Of a certificate or a key, which libpq reads.
    case unreadableFile = "certificate file"
    case unreadableKey = "private key file"

    /// What to do, where the sentence does not say it.
    var mend: String {
        switch self {
        case .unknownRoot:
            "; name the certificate of the authority that signed the server's with sslrootcert=FILE in the address"
        case .otherHost:
            "; write the host as the server's certificate names it, and where that is with hostaddr=ADDRESS"
        case .noTLS: "; switch ssl on in the server's postgresql.conf, or take sslmode out of the address"
        case .noEncryption: "; write sslmode=verify-full, or at least sslmode=require, in the address"
        case .password, .noPassword, .notAllowed, .absent, .unreadableFile, .unreadableKey: ""
        }
    }
}
