/** Trials, proposals and editions of the rules as the API tells them. */
import type { ProposalHead, RuleEdition } from '#adapters/postgres';
import type { RuleChange } from '#domain/policy';
import { instant, instantOrNull } from '../answers/answer-view.ts';
import type { Trial } from './rule-trials.ts';
import type {
  ChangeView,
  EditionView,
  KeptTrialView,
  ProposalView,
  TrialStateView,
} from './schemas-rule-changes.ts';

export const changeView = ({ ruleId, key, ...change }: RuleChange): ChangeView => ({
  ...{ kind: change.kind, rule: ruleId, parameter: key, layer: change.layer, owner: change.owner },
  ...{ from: change.from, before: change.before, after: change.after, members: [...change.members] },
});

/** What a proposal keeps of its trial. */
export const keptTrial = ({ found, atMs }: Trial): KeptTrialView => ({
  examined: found.examined,
  changed: found.changed,
  members: { ...found.members },
  items: [...found.items],
  at: instant(atMs),
});

export const trialView = (trial: Trial): TrialStateView => ({
  ...{ id: trial.id, state: trial.state, base: trial.base, inForce: trial.inForce },
  ...{ restores: trial.restores, effective: trial.effective, startedBy: trial.startedBy },
  startedAt: instant(trial.startedMs),
  endedAt: instantOrNull(trial.endedMs),
  total: trial.found.total,
  ...keptTrial(trial),
  changes: trial.changes.map(changeView),
  files: trial.published.map(({ name }) => name),
  warnings: trial.warnings.map((warning) => ({ ...warning })),
});

interface Beside {
  /** The last edition. */
  readonly latest: number;
  readonly caller: string;
}

export const proposalView = (proposal: ProposalHead, { latest, caller }: Beside): ProposalView => ({
  ...{ id: proposal.id, base: proposal.base, restores: proposal.restores, state: proposal.state },
  outdated: proposal.state === 'open' && proposal.base !== latest,
  own: proposal.proposedBy === caller,
  ...{ effective: proposal.effective, reason: proposal.reason },
  // Both were views when they were stored.
  changes: proposal.changes as ChangeView[],
  trial: proposal.trial as KeptTrialView,
  proposedBy: proposal.proposedBy,
  proposedAt: instant(proposal.proposedMs),
  decidedBy: proposal.decidedBy,
  decidedAt: instantOrNull(proposal.decidedMs),
  decisionReason: proposal.decisionReason,
});

export const editionView = (
  edition: RuleEdition,
  beside: Beside & { readonly inForce: number },
): EditionView => ({
  no: edition.no,
  state: edition.no === beside.inForce ? 'in-force' : edition.no > beside.inForce ? 'waiting' : 'over',
  effective: edition.effective,
  publishedAt: instant(edition.publishedMs),
  proposal: proposalView(edition.proposal, beside),
});

/** The files as they were delivered, which nobody proposed. */
export const deliveredView = (inForce: number): EditionView => ({
  ...{
    no: 0,
    state: inForce === 0 ? 'in-force' : 'over',
    effective: null,
    publishedAt: null,
    proposal: null,
  },
});
