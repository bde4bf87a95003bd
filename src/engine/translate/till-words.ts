/** Words of an outcome as a till shows them: those of the catalogue, or shorter ones where they do not fit F63. */
import { type Lang, type Outcome, wordsOf } from '#domain/outcome';

/** English of at most 60 characters. The Chinese of the catalogue fits as it is. */
const SHORT: Partial<Readonly<Record<Outcome, string>>> = {
  'pay-code-other-channel': 'code of a channel not connected here: use UnionPay',
  'wallet-top-up-over-arrears': 'account being closed: top up no more than is owed',
  'no-merchant': 'a personal receipt code: no way back by a route',
  'charged-back': 'it was charged back; the cardholder has the money',
  'dispute-at-issuer': "a dispute is opened at the card's bank",
  'no-second-dispute': 'the dispute was decided; there is no second one',
  'first-of-duplicates': 'taken twice: this one stands, the later one goes back',
  'preauth-expired': 'the pre-authorisation lapsed; the bank lifts the hold',
  'preauth-completed': 'already completed: void or refund the completion',
  'refund-bounced': 'the refund came back; another account is needed',
  'kind-not-on-channel': 'no rules here for this payment in this channel',
  'increment-goes-with-its-hold': 'an increment is voided with its pre-authorisation',
  'refund-ratio-high': 'unusually many refunds: a supervisor has to agree',
  'card-account-closed': 'the account is closed; another one is checked first',
  'request-opened': 'taken: carried out when papers and approval are there',
  'four-eyes': 'another person has to approve it',
  'paper-not-safe': 'the file holds something that is not taken',
  'not-the-same-person': 'not the same person as the holder of the card',
  'rules-moved-on': 'another edition was published: try the change on it',
  'passkey-needs-name': 'passkeys need a name: open the page by its address',
  'duplicate-of-another': 'a duplicate names the other payment of the two',
};

export const tillWordsOf = (outcome: Outcome, language: Lang): string =>
  language === 'en' ? (SHORT[outcome] ?? wordsOf(outcome, 'en')) : wordsOf(outcome, language);
