/** What an operator does with a report of loss: cover, refuse, be the second pair of eyes, lift the stop. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LossRefusalWhy, REFUSAL_WORDS } from '#domain/loss';
import { ActButton } from '../../shared/act-button.tsx';
import { api } from '../../shared/api.ts';
import { Field } from '../../shared/field.tsx';
import { Money } from '../../shared/money.tsx';
import { useSay } from '../../shared/words.ts';
import { useMay } from '../rules/rules-data.ts';
import { type WalletCase, WHYS } from './case-data.ts';
import css from './cases.module.css';

interface Props {
  readonly found: WalletCase;
  readonly onDone: () => void;
}

export function Decide({ found, onDone }: Props) {
  const { t } = useTranslation('operator');
  const [words, setWords] = useState('');
  const decides = useMay('wallets.decide');
  const helps = useMay('wallets.help');
  const { id, state, stopped } = found;
  const send = (body: object) => (key: string) => api.post(`/v1/wallet-cases/${id}/decisions`, body, { key });
  const open = decides && (state === 'review' || state === 'escalated');
  const second = decides && state === 'approval';
  const why = (
    <Field label={t('cases.why')} hint={t('cases.whyHint')}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
    </Field>
  );
  const told = words.trim();
  return (
    <section className="card" aria-labelledby="decide">
      <h2 id="decide">{t('cases.decide')}</h2>
      {state === 'papers' ? <p>{t('cases.waitsForPapers')}</p> : null}
      <div className={css.acts}>
        {open ? (
          <ActButton
            label={t('cases.cover')}
            title={t('cases.cover')}
            way="out"
            ready={told !== '' && found.cover.covered > 0}
            act={send({ decision: 'cover', words: told })}
            onDone={onDone}
          >
            <p>
              {t('cases.coverEffect')} <Money fen={found.cover.covered} />
              {found.cover.covered > found.fourEyesFrom ? ` ${t('cases.second')}` : ''}
            </p>
            {why}
          </ActButton>
        ) : null}
        {open ? <Refuse told={told} why={why} send={send} onDone={onDone} /> : null}
        {second ? (
          <>
            <ActButton
              label={t('cases.approve')}
              title={t('cases.approve')}
              way="out"
              act={send({ decision: 'approve' })}
              onDone={onDone}
            >
              <p>
                {t('cases.approveEffect')} <Money fen={found.proposed?.amount ?? 0} />
              </p>
            </ActButton>
            <ActButton
              label={t('cases.reject')}
              title={t('cases.reject')}
              ready={told !== ''}
              act={send({ decision: 'reject', words: told })}
              onDone={onDone}
            >
              <p>{t('cases.rejectEffect')}</p>
              {why}
            </ActButton>
          </>
        ) : null}
        {helps && stopped ? <Lift id={id} onDone={onDone} /> : null}
      </div>
    </section>
  );
}

interface RefuseProps {
  readonly told: string;
  readonly why: ReactNode;
  readonly send: (body: object) => (key: string) => Promise<unknown>;
  readonly onDone: () => void;
}

function Refuse({ told, why, send, onDone }: RefuseProps) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const [reason, setReason] = useState<LossRefusalWhy>('authorised');
  return (
    <ActButton
      label={t('cases.refuse')}
      title={t('cases.refuse')}
      ready={told !== ''}
      intent={reason}
      act={send({ decision: 'refuse', why: reason, words: told })}
      onDone={onDone}
    >
      <p>{t('cases.refuseEffect')}</p>
      <Field label={t('cases.reason')}>
        {(control) => (
          <select
            {...control}
            value={reason}
            onChange={(event) => setReason(event.target.value as LossRefusalWhy)}
          >
            {WHYS.map((each) => (
              <option key={each} value={each}>
                {say(REFUSAL_WORDS[each])}
              </option>
            ))}
          </select>
        )}
      </Field>
      {why}
    </ActButton>
  );
}

function Lift({ id, onDone }: { readonly id: string; readonly onDone: () => void }) {
  const { t } = useTranslation('operator');
  const [note, setNote] = useState('');
  const identity = { document: 'id-card', seen: true, note: note.trim() };
  return (
    <ActButton
      label={t('cases.lift')}
      title={t('cases.lift')}
      ready={note.trim() !== ''}
      act={(key) => api.post(`/v1/wallet-cases/${id}/lift`, { identity }, { key })}
      onDone={onDone}
    >
      <p>{t('cases.liftEffect')}</p>
      <Field label={t('cases.note')} hint={t('cases.noteHint')}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </ActButton>
  );
}
