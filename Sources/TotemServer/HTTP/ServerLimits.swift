/// What a client may cost before anybody has looked at what it asks for.
public enum ServerLimits {
    /// 1 MiB.
    public static let bodyBytes = 1 << 20
    /// The bodies that are read at one time, beyond what each has free (``BodyMemory``). 64 MiB.
    static let allBodiesBytes = 64 << 20
    /// Answers that wait for their clients to take them, all together. 64 MiB.
    static let unsentBytes = 64 << 20
    /// How long the store may take to say whether it can be used, and before that who asks an operator's path: together
    /// the two seconds that a load balancer has patience for, and a little less. Metrics wait as long for what the store
    /// knows of them.
    static let readinessPatience = Duration.milliseconds(1500)
    static let tokenPatience = Duration.milliseconds(400)
    /// How long a body may take to arrive.
    static let bodySeconds: Int64 = 30
    /// How long a connection may go without a whole head.
    static let idleSeconds: Int64 = 60
    /// How long a client may take to read an answer.
    static let answerSeconds: Int64 = 30
    /// How long a client may go on sending when nobody listens to it any more.
    static let lingerSeconds: Int64 = 2
    static let headerBytes = 16 * 1024
    static let headerCount = 100
}
