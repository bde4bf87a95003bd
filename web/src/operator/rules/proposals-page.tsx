/** `/operator/rules/proposals`: what waits for another person, what was decided, and trials under way. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../../shared/moment.tsx';
import { Empty, Fetched } from '../../shared/states.tsx';
import { useNameOf } from './names.ts';
import css from './rules.module.css';
import { type Proposal, type Trial, useProposals, useTrials } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';

export function Component() {
  const { t } = useTranslation('rules');
  const proposals = useProposals();
  const { data: trials = [] } = useTrials();
  return (
    <RulesFrame title={t('proposals.title')} lead={t('proposals.lead')}>
      <div className={css.stack}>
        <Fetched query={proposals}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('proposals.none')}>
                <Link to="/operator/rules">{t('proposals.begin')}</Link>
              </Empty>
            ) : (
              <ul className={css.list}>
                {items.map((proposal) => (
                  <li key={proposal.id}>
                    <ProposalRow proposal={proposal} />
                  </li>
                ))}
              </ul>
            )
          }
        </Fetched>
        {trials.length === 0 ? null : (
          <section>
            <h2>{t('trials.title')}</h2>
            <p className="muted">{t('trials.lead')}</p>
            <ul className={css.list}>
              {trials.map((trial) => (
                <li key={trial.id}>
                  <TrialRow trial={trial} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </RulesFrame>
  );
}

const TONES = { open: css.wait, published: css.good, rejected: css.bad, withdrawn: '' } as const;

export function StateMark({ proposal: { state, outdated } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('rules');
  return (
    <span className={`${css.state} ${outdated ? css.bad : TONES[state]}`}>
      {t(outdated ? 'proposal.outdated' : `proposal.state.${state}`)}
    </span>
  );
}

function ProposalRow({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('rules');
  const nameOf = useNameOf();
  const { id, reason, changes, trial, proposedBy, proposedAt } = proposal;
  return (
    <Link className={css.row} to={`/operator/rules/proposals/${id}`}>
      <span className={css.rowHead}>
        <strong>{reason}</strong>
        <StateMark proposal={proposal} />
      </span>
      <span className="muted">
        {t('proposals.sum', { count: changes.length })} ·{' '}
        {t('proposals.touches', { changed: trial.changed, examined: trial.examined })} · {nameOf(proposedBy)}{' '}
        · <Moment at={proposedAt} style="minute" />
      </span>
    </Link>
  );
}

function TrialRow({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules');
  const { id, state, examined, total, changes, changed, startedAt } = trial;
  return (
    <Link className={css.row} to={`/operator/rules/trials/${id}`}>
      <span className={css.rowHead}>
        <strong>
          {changes
            .slice(0, 3)
            .map(({ parameter, rule }) => parameter ?? rule)
            .join(', ')}
        </strong>
        <span className={css.state}>{t(`trial.short.${state}`)}</span>
      </span>
      <span className="muted">
        {t('proposals.touches', { changed, examined })} / {total ?? 0} ·{' '}
        <Moment at={startedAt} style="minute" />
      </span>
    </Link>
  );
}
