/** `/wallet/cases/:id`: a report of loss: what stands still, which payment is borne by whom, papers, and until when. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Countdown } from '../shared/countdown.tsx';
import { Moment, momentText } from '../shared/moment.tsx';
import { Money, moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { CasePapers } from './case-papers.tsx';
import { Withdraw } from './case-withdraw.tsx';
import { Input } from './input.tsx';
import { Fact, Facts, Group, Row } from './list.tsx';
import css from './loss.module.css';
import type { LossView } from './loss-shapes.ts';
import { Primary, Seal, type Tone } from './parts.tsx';
import { useProven } from './prove.tsx';
import { RuleMark } from './rule-mark.tsx';
import { useRefresh } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';

export function Component() {
  const { id = '' } = useParams();
  return <HolderPage>{() => <One key={id} id={id} />}</HolderPage>;
}

const TONES: Readonly<Partial<Record<LossView['state'], Tone>>> = {
  covered: 'yes',
  closed: 'still',
  withdrawn: 'still',
  lapsed: 'still',
  refused: 'back',
  noted: 'back',
};

function One({ id }: { readonly id: string }) {
  const { t } = useTranslation('wallet');
  const query = useQuery({
    queryKey: ['own', 'loss', id],
    queryFn: ({ signal }) => api.get<LossView>(`/losses/${encodeURIComponent(id)}`, { signal }),
  });
  return (
    <Column title={t('case.title')} up={{ to: '/wallet/me', name: t('me.title') }} help="case">
      <Fetched query={query} lines={9}>
        {(loss) => <Case loss={loss} again={() => void query.refetch()} />}
      </Fetched>
    </Column>
  );
}

function Case({ loss, again }: { readonly loss: LossView; readonly again: () => void }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { state, stateWords, what, stopped, reportedAt, dueAt, cover, decision } = loss;
  return (
    <>
      <div className={css.state}>
        <Seal tone={TONES[state] ?? 'unknown'}>{say(stateWords)}</Seal>
        <p>{say(what)}</p>
        {stopped ? <p>{t('case.stopped')}</p> : null}
      </div>
      {stopped ? (
        <Group title={t('case.now')}>
          {(['pay', 'signIns', 'receive', 'lift'] as const).map((each) => (
            <Row
              key={each}
              icon={each === 'receive' ? 'check' : each === 'lift' ? 'me' : 'stop'}
              tone={each === 'receive' ? 'yes' : each === 'lift' ? 'out' : 'back'}
              title={t(`case.effect.${each}`)}
            />
          ))}
        </Group>
      ) : null}
      <Facts>
        <Fact name={t('case.reported')}>
          <Moment at={reportedAt} />
        </Fact>
        {dueAt === null ? null : (
          <Fact name={t('case.due')}>
            <Countdown to={dueAt} />
            <small>
              <Moment at={dueAt} style="minute" />
            </small>
          </Fact>
        )}
        <Fact name={t('case.words')}>{loss.words}</Fact>
        <Fact name={t('case.number')}>
          <span className="number">{loss.id}</span>
        </Fact>
      </Facts>
      {cover.payments.length === 0 ? null : <Cover loss={loss} />}
      <CasePapers loss={loss} onChanged={again} />
      {loss.objection === null ? null : (
        <Facts>
          <Fact name={t('case.objection')}>
            {loss.objection.words}
            <small>
              <Moment at={loss.objection.at} style="minute" />
            </small>
          </Fact>
        </Facts>
      )}
      {decision === null ? null : <Decision loss={loss} />}
      {loss.rules.map((rule) => (
        <div key={rule}>
          <RuleMark id={rule} />
        </div>
      ))}
      <Withdraw loss={loss} />
    </>
  );
}

function Cover({ loss: { cover } }: { readonly loss: LossView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <Group title={t('case.cover')} note={say(cover.sentence)}>
        {cover.payments.map((each) => (
          <Row
            key={each.payment}
            title={say(each.name)}
            sub={say(each.class)}
            value={<Money fen={each.amount} />}
            to={`/wallet/bills/${each.payment}`}
          />
        ))}
      </Group>
      <Facts>
        <Fact name={t('case.claimed')}>
          <Money fen={cover.claimed} />
        </Fact>
        <Fact name={t('case.covered')}>
          <Money fen={cover.covered} />
          <small>{t('case.coveredLead')}</small>
        </Fact>
        <Fact name={t('case.left')}>
          <Money fen={cover.left} />
          <small>{t('case.perYear', { amount: moneyText(cover.perYear, language) })}</small>
        </Fact>
        <Fact name={t('case.paid')}>
          {cover.paidFrom} – {cover.paidTo}
        </Fact>
      </Facts>
    </>
  );
}

function Decision({ loss }: { readonly loss: LossView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const refresh = useRefresh();
  const [words, setWords] = useState('');
  const object = useProven((key) => api.post(`/losses/${loss.id}/object`, { words }, { key }), refresh);
  const { decision } = loss;
  if (decision === null) return null;
  return (
    <>
      <Facts>
        <Fact name={t('case.decision')}>
          {t(`case.decided.${decision.kind}`)}
          {decision.amount === null ? null : (
            <small>
              <Money fen={decision.amount} />
            </small>
          )}
        </Fact>
        {decision.why === null ? null : <Fact name={t('case.why')}>{say(decision.why)}</Fact>}
        <Fact name={t('case.reason')}>{decision.words}</Fact>
      </Facts>
      {decision.remedies.length === 0 ? null : (
        <Group title={t('case.remedies')}>
          {decision.remedies.map((each) => (
            <Row key={each.en} title={say(each)} />
          ))}
        </Group>
      )}
      {decision.objectUntil === null || loss.objection !== null ? null : (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            object.run();
          }}
        >
          <Input
            label={t('case.object')}
            hint={t('case.objectUntil', { at: momentText(decision.objectUntil, language, 'minute') })}
            name="words"
            maxLength={200}
            required
            value={words}
            onText={setWords}
          />
          {object.error === null ? null : <Problem error={object.error} />}
          {object.dialog}
          <Primary submit busy={object.busy}>
            {t('case.objectAct')}
          </Primary>
        </form>
      )}
    </>
  );
}
