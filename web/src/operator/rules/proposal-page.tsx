/** `/operator/rules/proposals/:id`: what somebody wants to change and why; another person decides. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { ActButton } from '../../shared/act-button.tsx';
import { Field } from '../../shared/field.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Problem } from '../../shared/problem.tsx';
import { Fetched } from '../../shared/states.tsx';
import { ChangesList } from './changes-list.tsx';
import { useNameOf } from './names.ts';
import { StateMark } from './proposals-page.tsx';
import css from './rules.module.css';
import {
  decide,
  type Proposal,
  startTrial,
  useForgetRules,
  useMay,
  useProposal,
  withdraw,
} from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';
import { TrialFindings } from './trial-findings.tsx';

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('rules');
  const proposal = useProposal(id);
  return (
    <RulesFrame title={t('proposal.title')}>
      <Fetched query={proposal} lines={6}>
        {(data) => <ProposalView proposal={data} />}
      </Fetched>
    </RulesFrame>
  );
}

function ProposalView({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('rules');
  const nameOf = useNameOf();
  const { reason, restores, effective, proposedBy, proposedAt, decidedBy, decidedAt } = proposal;
  return (
    <div className={css.sides}>
      <div className={css.side}>
        <dl className={`card ${css.facts}`}>
          <dt>{t('proposal.by')}</dt>
          <dd>
            {nameOf(proposedBy)}
            <br />
            <Moment at={proposedAt} style="minute" />
          </dd>
          <dt>{t('proposal.effective')}</dt>
          <dd className="number">{effective}</dd>
          {restores === null ? null : (
            <>
              <dt>{t('proposal.back')}</dt>
              <dd>{t('proposal.restores', { no: restores })}</dd>
            </>
          )}
          {decidedBy === null || decidedAt === null ? null : (
            <>
              <dt>{t('proposal.decided')}</dt>
              <dd>
                {nameOf(decidedBy)}
                <br />
                <Moment at={decidedAt} style="minute" />
                {proposal.decisionReason === null ? null : <p>{proposal.decisionReason}</p>}
              </dd>
            </>
          )}
        </dl>
        <Decision proposal={proposal} />
      </div>
      <div className={css.stack}>
        <div className={css.rowHead}>
          <h2>{reason}</h2>
          <StateMark proposal={proposal} />
        </div>
        <section>
          <h2>{t('trial.what')}</h2>
          <ChangesList changes={proposal.changes} />
        </section>
        <section>
          <h2>{t('trial.found')}</h2>
          <TrialFindings found={proposal.trial} />
        </section>
      </div>
    </div>
  );
}

function Decision({ proposal }: { readonly proposal: Proposal }) {
  const { t } = useTranslation('rules');
  const mayPublish = useMay('rules.publish');
  const mayTry = useMay('rules.try');
  const forget = useForgetRules();
  const [reason, setReason] = useState('');
  const { id, state, own, outdated, trial, effective } = proposal;
  const done = (): void => void forget();
  if (state !== 'open') return null;
  if (outdated)
    return (
      <div className={css.note}>
        <p>{t('proposal.outdatedDetail')}</p>
      </div>
    );
  if (own)
    return (
      <div className={css.note}>
        <p>{t('proposal.own')}</p>
        {mayTry ? (
          <ActButton
            label={t('withdraw.act')}
            title={t('withdraw.title')}
            act={() => withdraw(id)}
            onDone={done}
          >
            <p>{t('withdraw.detail')}</p>
          </ActButton>
        ) : null}
      </div>
    );
  if (!mayPublish) return null;
  return (
    <div className={css.acts}>
      <ActButton
        label={t('publish.act')}
        title={t('publish.title')}
        way="out"
        act={() => decide(id, true, '')}
        onDone={done}
      >
        <p>{t('publish.detail', { changed: trial.changed, examined: trial.examined, day: effective })}</p>
      </ActButton>
      <ActButton
        label={t('reject.act')}
        title={t('reject.title')}
        act={() => decide(id, false, reason)}
        onDone={done}
      >
        <Field label={t('reject.reason')}>
          {(control) => (
            <textarea
              {...control}
              className={css.area}
              required
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </ActButton>
    </div>
  );
}

/** Brings the files of an edition back, beginning with their trial. */
export function RestoreButton({ no }: { readonly no: number }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const begin = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const trial = await startTrial({ restores: no });
      await navigate(`/operator/rules/trials/${trial.id}`);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <>
      <Button loading={busy} onClick={() => void begin()}>
        {t('history.restore')}
      </Button>
      {error === null ? null : <Problem error={error} />}
    </>
  );
}
