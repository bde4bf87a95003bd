/**
 * People around a request to cancel: the payer who asked, the shop that decides slowly, twice or never, whoever hands
 * in papers, supervisors and the institution. Each looks at what is on disk and says one thing at a time.
 */
import type { Actor, CancelRequest } from '#domain/request';
import type { MemoryStore } from '#simulation/memory-store';
import type { Ground } from './ground.ts';
import type { Host } from './host.ts';
import { type Dice, diceOf } from './seed.ts';

const LOOK_AGAIN_MS = 4 * 60_000;
const WAITING_LOOK_MS = 30 * 60_000;

/** Minutes where the product gives days: a world has to end. The auditor has its own copy. */
export const REQUEST_LIMITS = {
  requestDecideDueMs: 30 * 60_000,
  requestPapersDueMs: 60 * 60_000,
  requestApprovalDueMs: 20 * 60_000,
  requestReviewDueMs: 30 * 60_000,
} as const;

const PAYER: Actor = { id: 'payer', role: 'payer', supervisor: false };
const CLERK: Actor = { id: 'clerk', role: 'merchant', supervisor: false };
/** May approve, and sometimes tries to approve what it accepted itself. */
const OWNER: Actor = { id: 'owner', role: 'merchant', supervisor: true };
const SUPERVISOR: Actor = { id: 'supervisor', role: 'merchant', supervisor: true };
const OPERATOR_A: Actor = { id: 'operator-a', role: 'operator', supervisor: false };
const OPERATOR_B: Actor = { id: 'operator-b', role: 'operator', supervisor: false };

type Move = 'accept' | 'refuse' | 'approve' | 'reject' | 'withdraw' | 'confirm-arrival';
type Saying =
  | { readonly move: Move; readonly by: Actor }
  | { readonly paper: string; readonly by: Actor }
  | 'nothing'
  | 'over';

/** What kind of people a request meets. */
interface Character {
  readonly shopDecides: boolean;
  readonly approves: boolean;
  readonly operatorDecides: boolean;
  readonly hasPapers: boolean;
  readonly withdraws: boolean;
  readonly confirms: boolean;
}

const characterOf = (dice: Dice): Character => ({
  shopDecides: dice.perMille(850),
  approves: dice.perMille(850),
  operatorDecides: dice.perMille(850),
  hasPapers: dice.perMille(850),
  withdraws: dice.perMille(200),
  confirms: dice.perMille(500),
});

/** Another paper of the same wanted item has another hash. */
const hashOf = (dice: Dice): string =>
  Array.from({ length: 8 }, () => dice.below(0x7fff_ffff).toString(16).padStart(8, '0')).join('');

export class RequestDesk {
  readonly #ground: Ground;
  readonly #host: Host;
  readonly #store: MemoryStore;
  readonly #known = new Set<string>();

  constructor(ground: Ground, host: Host, store: MemoryStore) {
    this.#ground = ground;
    this.#host = host;
    this.#store = store;
  }

  /** A request is on disk: its people come to know of it. */
  see({ id, paymentId }: CancelRequest): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    const dice = diceOf(this.#ground.seed, 'request', id);
    let index = -1;
    this.#ground.audit((auditor) => {
      index = auditor.journeyOfPayment(paymentId);
    });
    this.#atWork(index, 1);
    this.#later(id, index, dice, characterOf(dice), LOOK_AGAIN_MS);
  }

  #atWork(index: number, change: 1 | -1): void {
    const { underWay } = this.#ground;
    underWay.set(index, (underWay.get(index) ?? 0) + change);
  }

  #later(id: CancelRequest['id'], index: number, dice: Dice, character: Character, mostMs: number): void {
    const waitMs = dice.between(1_000, mostMs);
    this.#ground.agenda.after(waitMs, () => this.#look(id, index, dice, character));
  }

  #look(id: CancelRequest['id'], index: number, dice: Dice, character: Character): void {
    const now = this.#store.request(id);
    const saying = now === null ? 'over' : this.#next(now, dice, character);
    if (now === null || saying === 'over') {
      this.#known.delete(id);
      this.#atWork(index, -1);
      return;
    }
    if (saying !== 'nothing') {
      this.#say(index, now, dice, saying);
      // Two people,, or one who presses twice: the second says the same or the opposite.
      if ('move' in saying && dice.perMille(100)) this.#say(index, now, dice, this.#again(saying, dice));
    }
    const slow = now.state === 'waiting' || now.state === 'carrying' || now.state === 'arriving';
    this.#later(id, index, dice, character, slow ? WAITING_LOOK_MS : LOOK_AGAIN_MS);
  }

  #again(saying: { readonly move: Move; readonly by: Actor }, dice: Dice): typeof saying {
    const same = dice.perMille(500);
    if (same) return saying;
    const opposite = { accept: 'refuse', refuse: 'accept', approve: 'reject', reject: 'approve' } as const;
    const move = saying.move === 'withdraw' || saying.move === 'confirm-arrival' ? null : saying.move;
    return move === null ? saying : { move: opposite[move], by: saying.by };
  }

  #next(now: CancelRequest, dice: Dice, character: Character): Saying {
    const payers = now.asked.door === 'payer';
    const takesBack = payers && character.withdraws && dice.perMille(700);
    switch (now.state) {
      case 'asked':
        if (takesBack) return { move: 'withdraw', by: PAYER };
        if (!character.shopDecides) return 'nothing';
        return { move: dice.perMille(850) ? 'accept' : 'refuse', by: dice.perMille(300) ? OWNER : CLERK };
      case 'escalated':
        if (!character.operatorDecides) return now.dueMs === null ? 'over' : 'nothing';
        return { move: dice.perMille(800) ? 'accept' : 'refuse', by: OPERATOR_A };
      case 'papers':
        return this.#paper(now, dice, character);
      case 'approval':
        if (takesBack) return { move: 'withdraw', by: PAYER };
        if (!character.approves) return 'nothing';
        // Those who agreed first try, those who may not try, and then the one who may.
        return {
          move: dice.perMille(880) ? 'approve' : 'reject',
          by: dice.pick([CLERK, OWNER, OWNER, SUPERVISOR, SUPERVISOR, OPERATOR_B]),
        };
      case 'review':
        if (!character.operatorDecides) return now.dueMs === null ? 'over' : 'nothing';
        return {
          move: dice.perMille(850) ? 'approve' : 'reject',
          by: dice.pick([SUPERVISOR, OPERATOR_A, OPERATOR_B]),
        };
      case 'waiting':
        return takesBack ? { move: 'withdraw', by: PAYER } : 'nothing';
      case 'carrying':
        // Its way back has its own people, who may never come to an end.
        return 'over';
      case 'arriving':
        return character.confirms ? { move: 'confirm-arrival', by: PAYER } : 'over';
      case 'refused':
      case 'withdrawn':
      case 'expired':
        // A page that was opened before: somebody agrees to what has ended.
        return dice.perMille(600) ? { move: 'accept', by: OWNER } : 'over';
      default:
        return 'over';
    }
  }

  #paper(now: CancelRequest, dice: Dice, { hasPapers }: Character): Saying {
    const missing = now.needs.papers.filter((item) => now.papers.every((paper) => paper.item !== item));
    const [first] = missing;
    if (!hasPapers || first === undefined) return 'nothing';
    // Some hand in what nobody asked for.
    return { paper: dice.perMille(150) ? 'something-else' : first, by: CLERK };
  }

  #say(index: number, now: CancelRequest, dice: Dice, saying: Exclude<Saying, string>): void {
    const { book, paymentId, id: requestId } = now;
    const line = index < 0 ? dice : this.#ground.journeyDice(index);
    const { by } = saying;
    if ('paper' in saying) {
      const item = saying.paper;
      this.#ground.audit(({ people }) => people.handedIn(requestId, item));
      const paper = { sha256: hashOf(dice), kind: 'pdf', sizeBytes: 10, item, by: by.id } as const;
      const command = { type: 'request-paper', book, paymentId, requestId, paper } as const;
      this.#host.ask('web', index, line, `${by.id} hands in ${item}`, command, () => {});
      return;
    }
    const { move } = saying;
    this.#ground.audit(({ people }) => people.said(requestId, { move, ...by }));
    const why = move === 'refuse' || move === 'reject' ? 'worn already' : null;
    const command = { type: 'request-move', book, paymentId, requestId, move, by, why } as const;
    this.#host.ask('web', index, line, `${by.id} says ${move} to the request`, command, (reply) => {
      if (reply === 'corrupt' || reply.repeated) return;
      this.#ground.audit(({ people }) => people.requestTold(requestId, move, reply.outcome));
    });
  }
}
