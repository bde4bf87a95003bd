/** A broken law, as the auditor found it. */

export const LAWS = {
  'books-balance': 'every journal is even and every account continues where it stood',
  'never-beyond-amount': 'nothing is returned twice or beyond what was paid',
  'intent-before-send': 'a message that reached the network is on disk',
  'one-message-one-payment': 'one message of a terminal makes at most one payment',
  'told-stays-true': 'what a party was told is so, and stays so',
  'amount-as-told': 'an amount changes as a till asked, as its issuer took it and as the till was told',
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
  'wallet-books': 'the book of a wallet holds what came in, less what was paid, with what was given back',
  'owes-for-a-cause':
    'a holder owes only what was missing when a void was undone, and is told how much at once',
  'closed-pays-nothing':
    'from the commit of a closing on nothing is paid by that service, card, device card or account',
  'shown-once': 'a payment code and a cryptogram pay once',
  'open-goes-on': 'what was not closed goes on paying',
  'closing-as-asked': 'a closing ends what its holder named and nothing else',
  'closing-ends': 'a closing account is taken back or locked, after its time and empty',
  'refund-finds-its-way':
    'what is given back after a closing reaches the card behind it, or waits in suspense, and no locked account',
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
