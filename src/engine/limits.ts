/** Every bound of the system in one place: lengths, counts and waits. Milliseconds, bytes and counts by name. */
export const LIMITS = {
  bucketCount: 256,

  // Lanes.
  laneCount: 3,
  laneBatchMax: 256,
  laneQueueMax: 10_000,
  clashRetriesMax: 50,
  storeRetriesMax: 40,
  storeRetryMs: 250,
  storeRetryTotalMs: 30_000,

  // Merchants as they are remembered: blocking one works after this at the latest.
  merchantKeptMs: 5_000,
  merchantsKeptMax: 50_000,

  // Waiting for the network. A terminal gives up after 30 to 60 seconds; the host decides before that.
  replyDueMs: 20_000,
  voidReplyMs: 20_000,
  terminalWaitMs: 25_000,
  /** Questions about balances that wait for their answer. */
  inquiriesMax: 10_000,

  // Binding a card with its issuer: how long a code is waited for, tries, and how many may be begun.
  /** A payment code that is shown: about a minute, as codes of others. */
  payCodeValidMs: 60_000,
  bindingValidMs: 5 * 60_000,
  bindingTriesMax: 3,
  bindingsAskedMax: 10_000,
  bindingsOfWalletMax: 5,
  bindingsWindowMs: 10 * 60_000,

  // Repeating a message of the way back.
  repeatFirstMs: 1_000,
  repeatMaxMs: 60_000,
  // A day at one a minute: a reversal ends at the cut-over before that, a refund goes to a person.
  attemptsMax: 1_440,
  voidTriesMax: 3,
  clearingFileDueMs: 12 * 3_600_000,

  // A refund that the issuer sent back: reminders to its holder, the check of another account, the payout.
  claimReminderMs: 30 * 86_400_000,
  claimRemindersMax: 3,
  accountCheckMs: 3 * 86_400_000,
  payoutAnswerMs: 3 * 86_400_000,
  payoutRoundsMax: 3,
  bankFeeFenMax: 10_000,
  bankNameMax: 60,
  holderNameMax: 60,
  idNumberMax: 30,
  bankReferenceMax: 40,
  evidenceCharactersMax: 500,
  payoutsListMax: 500,

  // Deadlines.
  duePollMs: 250,
  dueBatchMax: 500,
  leaseMs: 15_000,
  leaseRenewMs: 4_000,

  // Terminal gateway.
  frameBytesMax: 2_048,
  connectionsMax: 10_000,
  connectionQueueMax: 32,
  gatewayUnderWayMax: 8_000,
  /** Of one merchant: a quarter of all, so that no merchant is served alone. */
  gatewayPerMerchantMax: 2_000,
  frameIdleMs: 30_000,
  connectionIdleMs: 15 * 60_000,

  // Network link.
  networkFrameBytesMax: 4_096,
  networkInFlightMax: 20_000,
  networkEchoMs: 30_000,
  networkReplyMs: 10_000,
  networkReconnectMaxMs: 5_000,
  networkReconnectFirstMs: 100,
  networkInFlightMs: 60_000,
  networkBacklogBytesMax: 1_048_576,
  /** How long messages under the zone MAC key before are taken after a change of it. */
  zoneKeyOverlapMs: 60_000,
  /** How far F7 of a message with new keys may be from our clock. */
  zoneKeyResetAgeMs: 600_000,

  // Orders: what may be asked for, and how the network is asked (UP-09) and told.
  orderNoMax: 40,
  orderSubjectMax: 128,
  orderExpiryS: 7_200,
  orderExpiryMinS: 60,
  orderExpiryMaxS: 86_400,
  orderAskFirstMs: 1_000,
  orderAsksMax: 6,
  orderAskSlowMs: 60_000,
  orderCloseFirstMs: 1_000,
  orderCloseMaxMs: 60_000,
  orderCloseAttemptsMax: 1_440,
  /** Callers that look again sooner get what is known. */
  orderRefreshMs: 1_000,
  /** How long a till that asks about a code is kept waiting for the network's word. */
  codeQueryWaitMs: 3_000,
  orderRefreshKeptMax: 10_000,

  // HTTP.
  httpBodyBytesMax: 64 * 1024,
  httpPageMax: 200,
  httpHeaderBytesMax: 16 * 1024,
  httpJsonDepthMax: 20,
  httpConnectionsMax: 2_000,
  httpReceiveMs: 15_000,
  httpIdleMs: 30_000,
  httpHandlerMs: 45_000,
  /** What is under way when the API closes has this long to end. */
  httpStopMs: 3_000,
  httpWaitMs: 3_000,
  httpWaitMaxMs: 20_000,
  httpWaitersMax: 1_000,
  idempotencyKeyMax: 128,
  reasonCharactersMax: 200,

  // The payer's link: calls of one address within the window, and how many addresses are remembered.
  trackCallsMax: 60,
  trackWindowMs: 60_000,
  trackAddressesMax: 20_000,
  // Live journeys: open streams in all and of one caller, how often changes are looked for, and signs of life, at
  // each of which the caller's right is looked at anew.
  liveStreamsMax: 500,
  liveStreamsPerCallerMax: 20,
  livePollMs: 250,
  liveTroubleMs: 2_000,
  liveBeatMs: 15_000,
  /** What a caller that reads too slowly may have waiting; beyond it the stream is cut. */
  liveBacklogBytesMax: 1_048_576,

  // Requests to cancel. The shop's three days are this platform's choice: the law counts more than 15 as delay
  // (LAW-47); the institution answers within 15 (LAW-23).
  requestDecideDueMs: 3 * 86_400_000,
  requestPapersDueMs: 15 * 86_400_000,
  requestApprovalDueMs: 2 * 86_400_000,
  requestReviewDueMs: 15 * 86_400_000,
  requestsPerPaymentMax: 50,

  // Reports of loss: a reminder where nothing is claimed, the second pair of eyes, payments of one report, and cases
  // that one wallet may have had.
  lossRemindMs: 15 * 86_400_000,
  lossApprovalDueMs: 2 * 86_400_000,
  lossPaymentsMax: 50,
  lossesPerWalletMax: 100,
  /** A closing that something is in the way of is looked at again after so long. */
  closingAgainMs: 6 * 3_600_000,
  /** Movements in a holder's own copy. */
  exportMovementsMax: 200_000,

  shopPersonCharactersMax: 60,
  phoneCharactersMax: 20,
  emailCharactersMax: 120,
  receiptCodeCharactersMax: 80,

  // Closings of what a holder has: left alone they expire. Open ones of one wallet, proofs and choices of each.
  closureIdleMs: 30 * 60_000,
  closureWholeMs: 24 * 3_600_000,
  closuresOpenMax: 20,
  closureProofsMax: 16,
  closureChoicesMax: 200,
  deviceNameMax: 40,

  // Papers.
  paperBytesMax: 5 * 1024 * 1024,
  papersPerRequestMax: 10,
  paperPixelsMax: 50_000_000,
  paperSideMax: 20_000,
  paperPartsMax: 20_000,

  // The door without login. Tries are counted in windows; what is remembered of callers is bounded.
  publicWindowMs: 60_000,
  publicTriesPerAddress: 20,
  publicReferenceWindowMs: 600_000,
  publicTriesPerReference: 10,
  publicTriesInAll: 1_200,
  publicOpensPerRequest: 60,
  publicCallersKeptMax: 20_000,

  // Rule files that are tried: their size together, their count, and the payments looked at in one call.
  rulesBodyBytesMax: 1024 * 1024,
  rulesFilesMax: 50,
  rulesFileCharactersMax: 500_000,
  rulesTryPaymentsMax: 200,
  /** Who looks at the live figures at one time. */
  liveFiguresMax: 50,
  // Published rules: how soon every process takes another edition into use, and what is kept of trials and proposals.
  rulesPollMs: 2_000,
  rulesProposalsOpenMax: 50,
  rulesTrialsKeptMax: 20,
  rulesTrialPage: 50,
  rulesTrialPaymentsMax: 10_000,
  rulesTrialDifferencesMax: 200,
  rulesChangesMax: 500,

  // Notifications: the reader of events, beside the lanes and never in their way.
  noticePollMs: 250,
  noticeIdleMs: 2_000,
  noticeTroubleMs: 30_000,
  noticeBucketsMax: 256,
  noticeEventsMax: 2_000,
  noticeViewsAtOnceMax: 4,
  noticeKeptMs: 30 * 86_400_000,
  noticeUnreadKeptMs: 366 * 86_400_000,
  webhookPollMs: 25,
  noticeForgetMs: 3_600_000,
  noticeForgetRowsMax: 1_000,

  // The operator's desk. A payment without an outcome is told once it is older than this: until then its repeats are
  // quick and end nearly all of them.
  unknownToldMs: 15 * 60_000,
  deskJournalDaysMax: 31,
  /** Lines of one file for a spreadsheet. */
  deskFileRowsMax: 200_000,
  deskListenersMax: 200,
  verifyRunsShown: 20,

  // Webhooks.
  webhookUrlMax: 1_000,
  webhookEndpointsMax: 16,
  webhookWantsMax: 40,
  webhookReplyMs: 15_000,
  webhookReplyBytesMax: 64 * 1024,
  webhookInFlightMax: 64,
  webhookPerEndpointMax: 16,
  webhookJitterPercent: 20,
  webhookFailingMs: 5 * 86_400_000,
  webhookOverlapMs: 86_400_000,
  webhookResendMax: 10_000,

  // Texts for telephones.
  smsPerNumberMax: 5,
  smsAttemptsMax: 5,
  smsRetryMs: 60_000,
  // A code that somebody waits for is worth nothing after minutes.
  smsUrgentRetryMs: 15_000,
  smsAtOnceMax: 8,
} as const;

/**
 * How long after the attempt before a message is sent again; after the last one it has failed. Distances as Standard
 * Webhooks proposes them, three days and three hours in all.
 */
export const WEBHOOK_RETRY_MS = [
  5_000,
  5 * 60_000,
  30 * 60_000,
  2 * 3_600_000,
  5 * 3_600_000,
  10 * 3_600_000,
  14 * 3_600_000,
  20 * 3_600_000,
  24 * 3_600_000,
] as const;

export type Limits = { readonly [K in keyof typeof LIMITS]: number };
