import Glibc

extension CommandLine {
    /// Writes stars over the password of a store's address among the program's arguments, which every user of the machine
    /// can see in the list of processes. Called once the arguments were read.
    public static func hidePasswords() {
        // The list of arguments is made at its first use, from the memory that is written over here.
        for index in 1..<max(1, arguments.count) {
            guard let argument = unsafeArgv[index] else { continue }
            for range in StoreAddress.passwords(in: String(cString: argument)) {
                memset(argument + range.lowerBound, Int32(UInt8(ascii: "*")), range.count)
            }
        }
    }
}
