/** A broken law, as the auditor found it. */

export const LAWS = {
  'books-balance': 'every journal is even and every account continues where it stood',
  'never-beyond-amount': 'nothing is returned twice or beyond what was paid',
  'intent-before-send': 'a message that reached the network is on disk',
  'one-message-one-payment': 'one message of a terminal makes at most one payment',
  'told-stays-true': 'what a party was told is so, and stays so',
  'clearing-day': 'the clearing day is the one that the network said',
  'late-approval-kept': 'an approval that came late is kept',
  'unknown-ends': 'an open outcome or an open way back ends within its bound',
  'nothing-pending': 'an ended journey leaves nothing reserved',
  'round-trip': 'an ended journey leaves in the books what was paid less what went back, with its fees',
  'parties-agree': 'issuer, network, acquirer, terminal and merchant say the same of an ended journey',
  'asked-once-paid-once': 'no more goes back than was asked for',
  'batch-agrees': 'a terminal that is sure of every entry of its batch agrees with the host',
  'file-agrees': 'the clearing file is what the issuers did on that day',
  'request-cleared':
    'a request is moved by persons, and sends nothing without the papers and eyes that its answer asks for',
  'request-end-stays': 'an ended request stays ended, and nothing is sent for it',
  'request-ends': 'a request ends or is with a person within its bounds',
  'persons-end': 'two persons end what was handed over, and pay out what came back',
  'suspense-to-payout': 'suspense empties only into a payout that the bank made',
  'order-paid-once': 'an order keeps at most one payment, and a closed one keeps nothing',
  'order-ends': 'an order is paid or closed within its bound',
  'hold-is-no-money': 'a pre-authorisation and what raises it are in no book, batch or clearing file',
  'completed-once': 'a hold is completed at most once at a time, and for at most 115 % of what is held',
  'hold-ends': 'a hold is lifted, used up or stands, and its issuer says the same',
  'program-sound': 'the program itself reports no fault',
} as const;
export type Law = keyof typeof LAWS;

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly law: Law;
  /** Number of the journey; -1 when it concerns no single one. */
  readonly journey: number;
  /** The terminal that it concerns, where it concerns no single journey. */
  readonly terminal: string | null;

  constructor(law: Law, journey: number, message: string, terminal: string | null = null) {
    super(message);
    this.law = law;
    this.journey = journey;
    this.terminal = terminal;
  }
}
