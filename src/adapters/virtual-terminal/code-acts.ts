/** What a cashier does with codes in the acquirer's own messages. */
import { runCard } from './card-flow.ts';
import { closeCode, codeTarget, planCodeBack, queryCode, showCode, voided } from './code-flow.ts';
import type { TerminalResult } from './result.ts';
import { blankResult, refusal, type Session } from './session.ts';
import { shownCode } from './shown-codes.ts';
import { requireAmount, requireDigits } from './terminal-input.ts';

export interface CodeActs {
  /** Shows a code for a payer's app. */
  showCode(request: {
    readonly amountFen: bigint;
    readonly loseAnswer?: boolean | undefined;
  }): Promise<TerminalResult>;
  /** Asks what became of a code, or of a sale by its own messages; without a trace number of the newest. */
  queryCode(stan: string | null): Promise<TerminalResult>;
  closeCode(stan: string | null): Promise<TerminalResult>;
  /** Gives back what paid a code: all of it by a void, where no amount is given. */
  codeBack(request: {
    readonly stan: string | null;
    readonly amountFen: bigint | null;
    readonly loseAnswer?: boolean | undefined;
  }): Promise<TerminalResult>;
}

/** `act` runs one after the other, and does what an answer asked for. */
export function codeActs(
  session: Session,
  act: (work: () => Promise<TerminalResult>) => Promise<TerminalResult>,
): CodeActs {
  return {
    showCode: ({ amountFen, loseAnswer = false }) =>
      act(async () => {
        requireAmount(amountFen);
        return showCode(session, amountFen, loseAnswer);
      }),
    queryCode: (stan) => act(async () => aboutCode(session, 'code-query', stan)),
    closeCode: (stan) => act(async () => aboutCode(session, 'code-close', stan)),
    codeBack: ({ stan, amountFen, loseAnswer = false }) =>
      act(async () => {
        if (stan !== null) requireDigits('trace number', stan, 6);
        if (amountFen !== null) requireAmount(amountFen);
        const kind = amountFen === null ? 'void' : 'refund';
        const code = shownCode(session.journal.state, stan);
        if (code === null) return refusal(blankResult(session, kind), 'no-such-code');
        const plan = () => planCodeBack(kind, code, amountFen ?? code.amountFen);
        return voided(session, code, await runCard(session, kind, plan, loseAnswer));
      }),
  };
}

function aboutCode(
  session: Session,
  act: 'code-query' | 'code-close',
  stan: string | null,
): Promise<TerminalResult> {
  if (stan !== null) requireDigits('trace number', stan, 6);
  const { state } = session.journal;
  const code = shownCode(state, stan);
  const target = act === 'code-close' ? code && { code } : codeTarget(state, stan);
  if (target === null) return Promise.resolve(refusal(blankResult(session, act), 'no-such-code'));
  return act === 'code-close' && 'code' in target
    ? closeCode(session, target.code)
    : queryCode(session, target);
}
