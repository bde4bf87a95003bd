/** Whatever is told to a request, in whatever order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  base,
  CLERK,
  NEEDS,
  OPERATOR,
  OTHER,
  OWN,
  OWNER,
  PACE,
  PAYER,
  paper,
  SUPERVISOR,
  T0,
} from '../../../test/domain/request-samples.ts';
import {
  type Actor,
  type CancelRequest,
  dueOfRequest,
  isRequestOpen,
  isUnsent,
  missingApproval,
  missingPapers,
  type Needs,
  openRequest,
  type RequestCommand,
  type RequestEvent,
  type RequestStep,
  stepRequest,
} from './index.ts';

const DAY = 86_400_000;
const actor = fc.constantFrom<Actor>(PAYER, CLERK, OWNER, SUPERVISOR, OPERATOR, {
  ...OPERATOR,
  id: 'key_two',
});
const needs = fc.constantFrom<Needs>(NEEDS.none, NEEDS.papers, NEEDS.supervisor, NEEDS.review, {
  papers: ['invoice'],
  approval: 'supervisor',
});
const cancellationId = fc.constantFrom(OWN, OTHER);
type Untimed = RequestCommand extends infer C ? (C extends RequestCommand ? Omit<C, 'atMs'> : never) : never;
const command: fc.Arbitrary<Untimed> = fc.oneof(
  fc.record({ type: fc.constant('accept' as const), by: actor, needs }),
  fc.record({
    type: fc.constantFrom('approve', 'withdraw', 'confirm-arrival'),
    by: actor,
  }) as fc.Arbitrary<Untimed>,
  fc.record({
    type: fc.constantFrom('refuse', 'reject'),
    by: actor,
    why: fc.constant('no'),
  }) as fc.Arbitrary<Untimed>,
  fc.record({ type: fc.constant('paper' as const), paper: fc.constantFrom(paper('invoice'), paper('id')) }),
  fc.constant({ type: 'due' as const }),
  fc.record({ type: fc.constant('carried' as const), cancellationId }),
  fc.record({ type: fc.constant('more-needed' as const), needs }),
  fc.record({
    type: fc.constant('not-carried' as const),
    outcome: fc.constant('refund-window-over' as const),
    opensAtMs: fc.constantFrom(null, T0 + 40 * DAY),
    wonBy: fc.constantFrom(null, OTHER),
  }),
  fc.record({
    type: fc.constant('way-back-done' as const),
    cancellationId,
    arriveByMs: fc.constant(T0 + 90 * DAY),
  }),
  fc.record({
    type: fc.constant('way-back-failed' as const),
    cancellationId,
    outcome: fc.constant('card-lost' as const),
  }),
  fc.record({ type: fc.constant('overtaken' as const), wonBy: cancellationId }),
  fc.record({
    type: fc.constantFrom('way-back-bounced', 'arrived'),
    cancellationId,
  }) as fc.Arbitrary<Untimed>,
);
const story = fc.record({
  by: fc.constantFrom(PAYER, CLERK, OPERATOR),
  needs,
  commands: fc.array(fc.record({ command, afterMs: fc.constantFrom(0, 1, DAY, 4 * DAY, 20 * DAY) }), {
    maxLength: 14,
  }),
});

interface Told {
  readonly before: CancelRequest | null;
  readonly command: RequestCommand | null;
  readonly step: RequestStep;
}

/** Every step of a story with what stood before it. */
function walk({
  by,
  needs: first,
  commands,
}: {
  by: Actor;
  needs: Needs;
  commands: { command: Untimed; afterMs: number }[];
}): Told[] {
  const contact = { phone: { sealed: 'SEALED-PHONE', masked: '138****0000' }, email: null };
  const given = base({ needs: first }, by);
  const opened = openRequest({ ...given, asked: { ...given.asked, contact } }, PACE);
  const told: Told[] = [{ before: null, command: null, step: opened }];
  let atMs = T0;
  let { request } = opened;
  for (const { command: untimed, afterMs } of commands) {
    atMs += afterMs;
    const timed = { ...untimed, atMs } as RequestCommand;
    const step = stepRequest(request, timed, PACE);
    told.push({ before: request, command: timed, step });
    request = step.request;
  }
  return told;
}

/** How often the law met what it speaks of: a law that meets nothing proves nothing. */
function law(title: string, check: (told: Told) => boolean): void {
  test(title, () => {
    let met = 0;
    fc.assert(
      fc.property(story, (given) => {
        for (const told of walk(given)) if (check(told)) met += 1;
      }),
      { numRuns: 3_000, seed: 20261123 },
    );
    expect(met).toBeGreaterThan(20);
  });
}

describe('laws of a request', () => {
  law('R2: nothing is carried out before papers and approval are there', ({ step }) => {
    if (!step.carryOut) return false;
    expect(missingPapers(step.request)).toEqual([]);
    expect(missingApproval(step.request)).toBe('none');
    expect(step.request.state).toBe('waiting');
    return true;
  });

  law('R3: whoever approves neither asked nor accepted, and a review is the institution’s', (told) => {
    const approved = told.step.events.find(({ event }) => event.kind === 'request-approved');
    if (approved === undefined || told.before === null || told.command?.type !== 'approve') return false;
    const { by } = told.command;
    expect([told.before.asked.by, told.before.acceptedBy]).not.toContain(by.id);
    if (told.before.state === 'review') expect(by.role).toBe('operator');
    else expect(by.role === 'operator' || by.supervisor).toBe(true);
    return true;
  });

  law('R4: what was asked never changes', ({ before, step }) => {
    if (before === null) return false;
    expect(step.request.asked).toBe(before.asked);
    expect(step.request.answer).toBe(before.answer);
    expect([step.request.id, step.request.paymentId, step.request.book]).toEqual([
      before.id,
      before.paymentId,
      before.book,
    ]);
    return step.events.length > 0;
  });

  law('R5: what waits has a due time, and what ended has none', ({ before, step: { request, events } }) => {
    if (!isRequestOpen(request)) {
      expect(dueOfRequest(request)).toBeNull();
      return before !== null && isRequestOpen(before);
    }
    if (request.state === 'carrying' || dueOfRequest(request) !== null) return false;
    expect(['escalated', 'review']).toContain(request.state);
    return events.some(({ event }) => event.kind === 'request-overdue');
  });

  law(
    'R6: an end is an end, and what was sent is no longer withdrawn, refused, expired or overtaken',
    (told) => {
      const { before, step } = told;
      if (before === null) return false;
      if (!isRequestOpen(before)) {
        expect(step.request).toBe(before);
        return true;
      }
      if (['withdrawn', 'refused', 'expired', 'overtaken'].includes(step.request.state))
        expect(isUnsent(before)).toBe(true);
      return false;
    },
  );

  law('R7: no event holds a contact', ({ step }) => {
    const texts = step.events.map(({ event }: { event: RequestEvent }) =>
      JSON.stringify(event, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
    );
    for (const text of texts) expect(text).not.toMatch(/SEALED|138/);
    expect(step.events.every(({ event }) => event.requestId === step.request.id)).toBe(true);
    return texts.length > 0;
  });
});
