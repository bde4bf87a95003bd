/** The fingerprint of a page: what a person decides by, and nothing that changes by being looked at. */
import type { Choices } from './closure.ts';
import type { Impact } from './impact-shape.ts';

/** What of an impact is decided by: names and sums, and neither how often something was used nor what time it is. */
function decidedBy(impact: Impact, { endDeductions, giveUp }: Choices): readonly unknown[] {
  const { subject, route, stops, goesOn, refundsUnderWay, blockers, money, fees, kept, takenBack } = impact;
  return [
    [subject.kind, subject.id, route],
    stops.map(({ what, id }) => [what, id]),
    goesOn.map(({ what, id }) => [what, id]),
    refundsUnderWay.map(({ id, amountFen, to }) => [id, amountFen, to]),
    blockers.map(({ code, items }) => [code, items.map(({ what, id, amountFen }) => [what, id, amountFen])]),
    // Of a part alone the money stays where it is, whatever is paid meanwhile.
    subject.kind === 'account' ? [money.balanceFen, money.redPacketFen, money.points] : [],
    [fees.feeFen, kept.years, takenBack.how],
    [...endDeductions].sort(),
    giveUp === null ? null : [giveUp.redPacketFen, giveUp.points],
  ];
}

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

/** FNV-1a from two beginnings. It tells pages apart that a person saw; it keeps nobody out. */
function fingerprint(text: string): string {
  let [one, two] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 0x01000193) >>> 0;
    two = Math.imul(two ^ code, 0x01000193) >>> 0;
    two = (two ^ (two >>> 15)) >>> 0;
  }
  return one.toString(16).padStart(8, '0') + two.toString(16).padStart(8, '0');
}

export const printOf = (impact: Impact, choices: Choices): string =>
  fingerprint(textOf(decidedBy(impact, choices)));
