/** Every bound that a user or a peer can meet, with its unit in its name. docs/LIMITS.md is checked against it. */
export const Limits = {
  // REST
  bodyBytes: 64 * 1024,
  pageDefaultItems: 50,
  pageMaxItems: 200,
  // The door
  emailChars: 254,
  nameChars: 80,
  passwordMinChars: 10,
  passwordMaxChars: 256,
  accessTokenMs: 15 * 60_000,
  refreshTokenMs: 30 * 24 * 3_600_000,
  otpMs: 5 * 60_000,
  otpTries: 5,
  confirmLinkMs: 24 * 3_600_000,
  inviteLinkMs: 7 * 24 * 3_600_000,
  resetLinkMs: 60 * 60_000,
  /** Wrong passwords that cost nothing but the time to type them; then each one doubles the wait. */
  loginFreeTries: 5,
  loginAddressFreeTries: 20,
  loginFirstDelayMs: 2_000,
  loginMaxDelayMs: 15 * 60_000,
  loginForgetMs: 60 * 60_000,
  /** Mails that one address (of a person or of a network) may cause. */
  mailsAnHour: 10,
  // WebSocket
  wsFrameBytes: 64 * 1024,
  wsSubscriptions: 100,
  wsCommandsAMinute: 600,
  wsConnectionsAUser: 20,
  wsConnectionsAnAddress: 100,
  wsPingMs: 25_000,
  wsIdleMs: 60_000,
  /** Unsent bytes after which a telemetry reader is skipped until it drains. */
  wsTelemetryBacklogBytes: 256 * 1024,
  /** Unsent bytes after which a socket is closed. */
  wsBackpressureBytes: 1024 * 1024,
  /** How soon a socket is closed after its login has ended. */
  revokeMs: 1_000,
  restartSpreadMs: 3_000,
  // Topics
  /** Telemetry is published so often. */
  telemetryMs: 1_000,
  /** A topic in which nothing changes says so this often. */
  telemetryQuietMs: 5_000,
  /** Telemetry looks back so far. */
  telemetryWindowMs: 5 * 60_000,
  topicUsageRows: 200,
  topicSessionsRows: 200,
  topicNodesRows: 50_000,
  topicSystemRows: 1_000,
  /** What a reliable topic can replay: events, and since when. */
  logEvents: 1_000,
  logEventBytes: 16 * 1024,
  /** Of it each hub keeps the end in memory, for those who were away for a moment. */
  topicTailEvents: 100,
  topicTailBytes: 64 * 1024,
  /** What a hub has to say while Redis is away. */
  postWaiting: 10_000,
  logKeepMs: 24 * 3_600_000,
  // The bus
  heartbeatMs: 1_000,
  /** No sign of life for so long: shown as silent. */
  heartbeatLateMs: 5_000,
  /** Then it is forgotten. */
  heartbeatKeepMs: 10 * 60_000,
  /** One batch of an edge on `radar`: sessions told of in full, and rows of bytes; more are several batches. */
  radarFacts: 1_000,
  radarRows: 5_000,
  /** An open session is told of in full again within this. */
  radarFactsMs: 60_000,
  /** Batches are kept so long: telemetry looks back five minutes, and all that moved in them is told of in full
   *  within another one. */
  radarWindowMs: 6 * 60_000,
  /** What an edge could not say is said later, unless it is older. */
  radarUnsaidMs: 60_000,
  /** No batch for so long: the edge is gone, and its sessions with it. */
  edgeSilentMs: 10_000,
  /** A node that no edge told of for so long is not kept any more. */
  nodeKeepMs: 7 * 24 * 3_600_000,
  // Tunnels
  /** TLS, hello and answer: an absolute bound that traffic does not move. */
  tunnelHelloMs: 15_000,
  tunnelControlBytes: 16 * 1024,
  tunnelPingMs: 20_000,
  tunnelSilentMs: 45_000,
  /** A device that comes back within this is the same node: it was not away. */
  tunnelGraceMs: 30_000,
  /** Of those that have not said who they are yet. */
  tunnelsUnknown: 10_000,
  tunnelStreams: 4_096,
  tunnelStateMessagesAMinute: 120,
  enrollAnswerMs: 10_000,
  // Nodes
  /** A row of history of a node: something has changed, or so long has passed. */
  nodeStateEachMs: 10 * 60_000,
  /** Between two measurements through a tunnel, and between two tests that a home is closed. */
  nodeMeasureEachMs: 10 * 60_000,
  nodeTestEachMs: 10 * 60_000,
  /** What the edge's echo sends through a node to see how quick it is: 9 MB a day both ways, and hardly any where bytes are paid for. */
  echoBytes: 32 * 1024,
  /** Of battery, network, visits and checks. */
  nodeHistoryDays: 30,
  /** How far into a list of nodes one may jump, and how many may be decided on at once. */
  nodesSkip: 1_000_000,
  nodesDecide: 500,
  nodeReportsWaiting: 200_000,
  /** In the lists of networks that no home is in. */
  networkRanges: 200_000,
  consentLinkDays: 90,
  // Proxying
  proxyHandshakeMs: 15_000,
  proxyHeadBytes: 32 * 1024,
  proxyHeaders: 200,
  /** What is kept of a customer until the target has answered. */
  proxyEarlyBytes: 64 * 1024,
  proxyConnectMs: 20_000,
  proxyIdleMs: 10 * 60_000,
  /** Between the requests of one connection. */
  proxyKeepAliveMs: 60_000,
  /** One side has closed: the other one may go on so long without moving anything. */
  proxyHalfClosedMs: 2 * 60_000,
  proxyConnections: 60_000,
  proxyConnectionsAnAddress: 20_000,
  /** All that an edge holds for one session whose customer does not read. */
  proxySessionBytes: 512 * 1024,
  proxyNodeTries: 3,
  /** A pinned node that has just gone is waited for this long. */
  pinWaitMs: 3_000,
  pinDefaultMinutes: 10,
  pinMaxMinutes: 1_440,
  proxyFreeWrongPasswords: 10,
  proxyWrongPasswordMaxDelayMs: 5_000,
  /** How soon an edge acts on what staff or a customer decide. */
  controlMs: 1_000,
  /** How long an edge that is told to stop lets its sessions finish. */
  edgeDrainMs: 20_000,
  sessionKeepMs: 180_000,
  endedSessionsWaiting: 200_000,
  // Metering
  /** The counts of all sessions are written to the edge's disk so often: what a killed edge loses. */
  meterMs: 500,
  /** So often what was written becomes a batch. */
  usageBatchMs: 5_000,
  /** Handed over and not posted yet, of one edge; the rest waits on its disk. */
  usageBatchesUnderway: 64,
  /** What an edge keeps on its disk for a ledger that does not come. */
  usageSpoolBytes: 4 * 1024 ** 3,
  /** Above this share of it there is an alarm. */
  usageSpoolAlarmShare: 0.5,
  /** Half of it: so long a ledger waits for what other edges bring, to post it together. */
  usageGatherMs: 2_500,
  /** What is new is in a small table of its own for so long. */
  usageFoldMs: 60_000,
  /** Minutes and hours are kept so long; days ten years. */
  usageHoursKeepDays: 400,
  usageDaysKeepDays: 3_660,
  /** Of one answer: steps, and steps times groups. */
  usagePoints: 50_000,
  /** Of all accounts those that carried most; the others together. */
  usageAccounts: 50,
  proxyUsersAnAccount: 1_000,
  allowIps: 100,
  enrollmentMaxUses: 10_000,
  enrollmentMaxDays: 365,
  proxyTestMs: 20_000,
  // Processes
  stopDeadlineMs: 10_000,
} as const
