/** A report of loss as people see it. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import {
  COVER_CLASS_WORDS,
  type Cover,
  type CoverTerms,
  coverOf,
  coverTermsOf,
  dueOfLoss,
  LOSS_PAPER_WORDS,
  LOSS_STATE_WORDS,
  LOSS_WHAT_WORDS,
  type LossCase,
  missingLossPapers,
  paidWindow,
  REFUSAL_WORDS,
  REMEDY_WORDS,
  usedOf,
} from '#domain/loss';
import { type Resolved, resolve } from '#domain/policy';
import type { Wallet } from '#domain/wallet';
import { yuanText } from '#domain/wording';
import { amount, instant } from '../answers/answer-view.ts';
import type { HttpApiOptions } from '../options.ts';
import type { CaseView, LossView } from './schemas-losses.ts';

/** The rules of loss as they hold today. */
export function lossRules({ rules, clock }: Pick<HttpApiOptions, 'rules' | 'clock'>): Resolved {
  const scope = { channel: '', institution: rules.institution, issuer: null, merchant: '' };
  return resolve(rules.book, scope, calendarDayOf(clock.nowMs(), SHANGHAI));
}

/** What of this year's sum other cases of the same person used. */
export function usedElsewhere(
  losses: readonly LossCase[],
  except: string | null,
  terms: CoverTerms,
  nowMs: number,
) {
  const year = calendarDayOf(nowMs, SHANGHAI).slice(0, 4);
  return losses
    .filter(({ id, report }) => id !== except && calendarDayOf(report.atMs, SHANGHAI).startsWith(year))
    .reduce((sum, loss) => (loss.state === 'covered' ? sum + usedOf(loss, loss.shares, terms) : sum), 0n);
}

function coverView(
  { rows, claimedFen, coveredFen, leftFen }: Cover,
  terms: CoverTerms,
  { rules, nowMs }: LossContext,
): LossView['cover'] {
  const { windowHours: hours, perYearFen, paidFromDays, paidToDays } = terms;
  const year = yuanText(perYearFen);
  const { from: paidFrom, to: paidTo } = paidWindow(nowMs, terms, rules.holidays);
  return {
    payments: rows.map((row) => {
      const { movementId, kind, nameZh, nameEn, card, atMs, amountFen, returnedFen } = row.payment;
      return {
        ...{ payment: movementId, kind, name: { zh: nameZh, en: nameEn }, card, at: instant(atMs) },
        ...{ amount: amount(amountFen), returned: amount(returnedFen), lacking: amount(row.lackingFen) },
        covered: amount(row.coveredFen),
        class: { code: row.class, ...COVER_CLASS_WORDS[row.class] },
        rules: [...row.rules],
      };
    }),
    ...{ claimed: amount(claimedFen), covered: amount(coveredFen), left: amount(leftFen) },
    ...{ hours, perYear: amount(perYearFen), paidFromDays, paidToDays, paidFrom, paidTo },
    // Of certainty B+ and B: usually, and no promise.
    sentence: {
      zh: `挂失前 ${hours} 小时内被盗刷的，通常每人每年最高赔付 ${year}，确认后约 ${paidFromDays} 至 ${paidToDays} 个工作日；挂失后发生的损失由我们承担。`,
      en:
        `What was taken in the ${hours} hours before the report is usually covered, up to ${year} a person and ` +
        `year, some ${paidFromDays} to ${paidToDays} working days after the yes. After the report the loss is ours.`,
    },
  };
}

function decisionView(loss: LossCase): LossView['decision'] {
  if (loss.state === 'covered') {
    return {
      ...{ kind: 'cover', amount: amount(loss.amountFen), why: null, words: loss.words, remedies: [] },
      objectUntil: null,
    };
  }
  if (loss.state !== 'refused') return null;
  const { why, words, objectUntilMs } = loss;
  const { object, hotline, court } = REMEDY_WORDS;
  return {
    ...{ kind: 'refuse', amount: null, why: { code: why, ...REFUSAL_WORDS[why] }, words },
    remedies: objectUntilMs === null ? [hotline, court] : [object, hotline, court],
    objectUntil: objectUntilMs === null ? null : instant(objectUntilMs),
  };
}

export interface LossContext {
  readonly rules: Resolved;
  readonly usedFen: bigint;
  readonly nowMs: number;
  /** Where its papers are fetched from. */
  readonly path: string;
}

const RULES = ['LOS-01', 'LOS-03', 'LOS-05', 'PBC-41', 'LAW-23', 'LAW-42', 'LAW-49'];

export function lossView(loss: LossCase, context: LossContext): LossView {
  const { rules, usedFen, path } = context;
  const { report } = loss;
  const terms = coverTermsOf(rules);
  const dueMs = dueOfLoss(loss);
  const lost = [report, ...loss.alsoLost];
  return {
    ...{ id: loss.id, wallet: loss.book, state: loss.state, stateWords: LOSS_STATE_WORDS[loss.state] },
    what: { code: report.what, ...LOSS_WHAT_WORDS[report.what] },
    ...{ door: report.door, stolen: report.theft, words: report.words, reportedAt: instant(report.atMs) },
    happenedAt: report.happenedAtMs === null ? null : instant(report.happenedAtMs),
    deviceCards: lost.flatMap(({ deviceCardIds }) => [...deviceCardIds]),
    cards: lost.flatMap(({ bindingIds }) => [...bindingIds]),
    stopped: loss.lifted === null,
    liftedAt: loss.lifted === null ? null : instant(loss.lifted.atMs),
    cover: coverView(coverOf(loss.disputed, report.atMs, terms, usedFen), terms, context),
    papersWanted: missingLossPapers(loss).map((code) => ({ code, ...LOSS_PAPER_WORDS[code] })),
    papers: loss.papers.map(({ sha256, kind, sizeBytes, item, atMs }) => ({
      ...{ sha256, kind, size: sizeBytes, item: { code: item, ...LOSS_PAPER_WORDS[item] } },
      ...{ at: instant(atMs), link: `${path}/${loss.id}/papers/${sha256}` },
    })),
    dueAt: dueMs === null ? null : instant(dueMs),
    decision: decisionView(loss),
    objection: loss.objection && { words: loss.objection.words, at: instant(loss.objection.atMs) },
    rules: RULES,
    endedAt: 'endedMs' in loss ? instant(loss.endedMs) : null,
  };
}

export function caseView(loss: LossCase, wallet: Wallet | null, context: LossContext): CaseView {
  const proposed = loss.state === 'approval' ? loss : null;
  const holder = wallet?.holder ?? { name: '', phone: '', idNumber: '' };
  return {
    ...lossView(loss, context),
    ...{ by: loss.report.by, holder, walletState: wallet?.status.state ?? '' },
    proposed: proposed && {
      amount: amount(proposed.proposed.shares.reduce((sum, share) => sum + share.amountFen, 0n)),
      ...{ by: proposed.proposedBy, words: proposed.proposed.words },
      shares: proposed.proposed.shares.map((share) => ({
        ...{ payment: share.movementId, amount: amount(share.amountFen) },
      })),
    },
    decisions: loss.decisions.map(({ by, step, decision, atMs }) => ({
      ...{ by, step, kind: decision.kind, words: decision.words, at: instant(atMs) },
    })),
    fourEyesFrom: amount(coverTermsOf(context.rules).fourEyesFen),
  };
}
