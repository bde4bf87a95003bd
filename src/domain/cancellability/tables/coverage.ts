/**
 * What the tables need not show from both sides, and which published rules no answer reads. A rule moves out of a list
 * as soon as a check reads it: the test beside the tables holds each list against the rows and the code.
 */

/** Cited where they bear on a case, and never against anybody. */
export const ALWAYS_HOLDS: readonly string[] = [
  'DSP-04',
  'DSP-07',
  'EXC-02',
  'EXC-08',
  'EXC-09',
  'EXC-12',
  'FEE-07',
  'FEE-08',
  'FEE-09',
  'FEE-10',
  'ALI-03',
  'ALI-04',
  'ISS-01',
  'ISS-02',
  'ISS-03',
  'ISS-04',
  'ISS-05',
  'LAW-23',
  'LAW-41',
  'LAW-42',
  'LAW-46',
  'LAW-51',
  'MER-04',
  'RSK-04',
  'RSK-05',
  'RSK-06',
  'UP-08',
  'UP-09',
  'UP-10',
  'UP-15',
  'WAL-05',
  'WX-03',
  'WX-04',
  'WX-05',
  'WX-06',
  'WX-10',
];

/** Cited only where they speak against somebody: a prohibition says nothing about what it does not forbid. */
export const ONLY_AGAINST: readonly string[] = [
  'DSP-01',
  'EXC-13',
  'LAW-10',
  'LAW-50',
  'PBC-12',
  'RSK-01',
  'RSK-02',
];

/** No answer reads them; what they say is done elsewhere: in this file, which contains these words. */
export const READ_ELSEWHERE: Readonly<Record<string, { readonly by: string; readonly says: string }>> = {
  'ACC-01': { by: 'src/domain/acceptance/plan.ts', says: 'ACC-01' },
  'ACC-02': { by: 'src/domain/acceptance/plan.ts', says: 'ACC-02' },
  'ACC-03': { by: 'src/domain/acceptance/plan.ts', says: 'ACC-03' },
  'ACC-04': { by: 'src/domain/acceptance/plan.ts', says: 'ACC-04' },
  'ACC-05': { by: 'src/domain/acceptance/plan.ts', says: 'ACC-05' },
  'ACC-06': { by: 'src/domain/acceptance/plan.ts', says: 'ACC-06' },
  'ACC-07': { by: 'src/engine/handlers/batch-count.ts', says: 'ACC-07' },
  'ACC-08': { by: 'src/engine/handlers/terminal-clock.ts', says: 'ACC-08' },
  'ACC-09': { by: 'src/engine/handlers/batch.ts', says: 'ACC-09' },
  'ACC-10': { by: 'src/engine/handlers/advice.ts', says: 'ACC-10' },
  'EXC-03': { by: 'src/adapters/clearing-inbox/match.ts', says: 'mismatch' },
  'EXC-06': { by: 'src/domain/cancellation/bounce.ts', says: 'EXC-06' },
  'FEE-01': { by: 'src/domain/payment/fees.ts', says: 'FEE-01' },
  'FEE-02': { by: 'src/domain/payment/fees.ts', says: 'FEE-02' },
  'FEE-06': { by: 'src/domain/payment/fees.ts', says: 'FEE-06' },
  'LAW-08': { by: 'src/adapters/postgres/migrations/0001-books.sql', says: 'journal_append_only' },
  'RCP-02': { by: 'src/adapters/virtual-terminal/slip.ts', says: 'maskedPan' },
  'RCP-05': { by: 'src/adapters/virtual-terminal/slip.ts', says: 'originalStan' },
  'RSK-07': { by: 'src/domain/outcome/answer-reasons.ts', says: 'void-count-reached' },
  'UP-18': { by: 'src/wire/qr/pay-code.ts', says: 'UP-18' },
};

/** Published, and read by nobody yet: what keeps them from bearing on an answer. */
export const READ_BY_NOBODY: Readonly<Record<string, string>> = {
  'DSP-06': 'watching the chargebacks of a merchant and reporting fraud are not built',
  'FEE-03': 'a merchant has one contract row; classes of trade are not known',
  'FEE-04': 'a table of before 2016 prices no payment of today',
  'FEE-05': 'a promotional rate would be a contract row of the merchant',
  'FEE-11': 'completions are cleared by their own amount here',
  'LAW-12': 'fees that a merchant never agreed to are no payment here: complaints are not built',
  'LAW-20': 'nothing is deleted: every record outlives the ten years',
  'LAW-33': 'nobody has an account here that could be closed and locked',
  'LAW-40': 'records are shown without an end and free of charge; no code counts three years',
  'LAW-43': 'nothing is deleted',
  'PBC-03': 'merchants are not taken on by this program',
  'PBC-20': 'daily sums of a payer are the business of the wallet that pays',
  'RCP-06': 'slips are rebuilt from the payment, which is never deleted',
  'RSK-03': 'whoever poses the question says `suspicious`; nothing here looks for the pattern',
  'UP-19': 'contracts for automatic deduction are not kept here',
  'WX-07': 'statements of WeChat Pay are not read',
};
