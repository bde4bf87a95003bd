/** `/operator/rules/trials/:id`: how far a trial is, what it found, and the way to propose it. */
import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Field } from '../../shared/field.tsx';
import { Moment } from '../../shared/moment.tsx';
import { Problem } from '../../shared/problem.tsx';
import { Fetched } from '../../shared/states.tsx';
import { ChangesList } from './changes-list.tsx';
import { useNameOf } from './names.ts';
import css from './rules.module.css';
import {
  isUnderWay,
  propose,
  stopTrial,
  type Trial,
  useForgetRules,
  useMay,
  useTrial,
} from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';
import { TrialFindings } from './trial-findings.tsx';

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('rules');
  const trial = useTrial(id);
  return (
    <RulesFrame title={t('trial.title')} lead={t('trial.lead')}>
      <Fetched query={trial} lines={6}>
        {(data) => <TrialView trial={data} />}
      </Fetched>
    </RulesFrame>
  );
}

function TrialView({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules');
  const nameOf = useNameOf();
  const may = useMay('rules.try');
  return (
    <div className={css.sides}>
      <div className={css.side}>
        <Progress trial={trial} />
        {trial.state === 'done' && may ? <Propose trial={trial} /> : null}
      </div>
      <div className={css.stack}>
        <section>
          <h2>{t('trial.what')}</h2>
          <ChangesList changes={trial.changes} />
          <p className={css.after}>
            {trial.restores === null ? '' : `${t('proposal.restores', { no: trial.restores })} · `}
            {t('trial.effective', { day: trial.effective })} · {nameOf(trial.startedBy)} ·{' '}
            <Moment at={trial.startedAt} style="minute" />
          </p>
        </section>
        <section>
          <h2>{t('trial.found')}</h2>
          <TrialFindings found={trial} />
        </section>
      </div>
    </div>
  );
}

function Progress({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules');
  const [error, setError] = useState<unknown>(null);
  const { id, state, examined, total } = trial;
  return (
    <section>
      <p role="status" className={state === 'failed' ? css.bad : ''}>
        {t(`trial.state.${state}`, { examined, total: total ?? 0 })}
      </p>
      {isUnderWay(trial) ? (
        <>
          <progress
            className={css.progress}
            aria-label={t('trial.progress')}
            max={total ?? 1}
            value={total === null ? 0 : examined}
          />
          <p className="muted">{t('trial.leave')}</p>
          <Button onClick={() => void stopTrial(id).catch(setError)}>{t('trial.stop')}</Button>
        </>
      ) : null}
      {error === null ? null : <Problem error={error} />}
    </section>
  );
}

function Propose({ trial }: { readonly trial: Trial }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const forget = useForgetRules();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const hand = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '');
    setBusy(true);
    setError(null);
    try {
      const proposal = await propose(trial.id, reason);
      await forget();
      await navigate(`/operator/rules/proposals/${proposal.id}`);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form className="card" onSubmit={(event) => void hand(event)}>
      <h2>{t('propose.title')}</h2>
      <p>{t('propose.lead')}</p>
      <Field label={t('propose.reason')} hint={t('propose.reasonHint')}>
        {(control) => <textarea {...control} className={css.area} name="reason" required maxLength={500} />}
      </Field>
      {error === null ? null : <Problem error={error} />}
      <div className={css.acts}>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('propose.act')}
        </Button>
      </div>
    </form>
  );
}
