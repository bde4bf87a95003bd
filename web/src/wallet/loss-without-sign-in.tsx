/** Without the telephone nobody can sign in: what only the holder knows is enough to stop everything. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Problem } from '../shared/problem.tsx';
import { useLanguage, useSay, type Words } from '../shared/words.ts';
import { CodeField } from './code-field.tsx';
import { Input } from './input.tsx';
import css from './loss.module.css';
import type { LossWhat } from './loss-shapes.ts';
import { Primary, Seal } from './parts.tsx';
import { useAct } from './use-act.ts';
import { wallet as api } from './wallet-api.ts';

const EMPTY = { phone: '', idNumber: '', password: '', card: '', reachableAt: '', code: '' };
type Told = typeof EMPTY;

export function LossWithoutSignIn({ what }: { readonly what: LossWhat }) {
  const { t } = useTranslation('wallet');
  return (
    <>
      <p className={css.aside}>
        {t(what === 'payment' ? 'loss.needsAccess' : 'loss.haveAccess')}{' '}
        <Link to={`/wallet/sign-in?next=${encodeURIComponent(`/wallet/loss?what=${what}`)}`}>
          {t('signIn.enter')}
        </Link>
      </p>
      {what === 'payment' ? null : <Report what={what} />}
    </>
  );
}

function Report({ what }: { readonly what: 'phone' | 'card' }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const [told, setTold] = useState<Told>(EMPTY);
  const [byCard, setByCard] = useState(false);
  const [stolen, setStolen] = useState(false);
  const [received, setReceived] = useState<Words | null>(null);
  const set = (name: keyof Told) => (text: string) => setTold((before) => ({ ...before, [name]: text }));
  const report = useAct(async (key) => {
    const { phone, idNumber, password, card, reachableAt, code } = told;
    const secret = byCard ? { card: card.replace(/\D/g, '') } : { password };
    const answer = await api.post<{ readonly words: Words }>(
      '/loss-reports',
      { what, phone, idNumber, ...secret, reachableAt, code, stolen, language },
      { key },
    );
    setReceived(answer.words);
  });
  if (received !== null)
    return (
      <div className={css.sent} role="status">
        <Seal tone="back">{t('loss.sent')}</Seal>
        <p>{say(received)}</p>
      </div>
    );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void report.run();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <Input
        label={t('loss.phone')}
        name="phone"
        type="tel"
        inputMode="tel"
        maxLength={20}
        required
        value={told.phone}
        onText={set('phone')}
      />
      <Input
        label={t('signUp.idNumber')}
        name="idNumber"
        maxLength={18}
        required
        value={told.idNumber}
        onText={set('idNumber')}
      />
      {byCard ? (
        <Input
          label={t('loss.card')}
          name="card"
          inputMode="numeric"
          maxLength={23}
          required
          value={told.card}
          onText={set('card')}
        />
      ) : (
        <Input
          label={t('signIn.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          maxLength={200}
          required
          value={told.password}
          onText={set('password')}
        />
      )}
      <button type="button" className={css.other} onClick={() => setByCard(!byCard)}>
        {t(byCard ? 'loss.byPassword' : 'loss.byCard')}
      </button>
      <Input
        label={t('loss.reachable')}
        hint={t('loss.reachableHint')}
        name="reachableAt"
        type="tel"
        inputMode="tel"
        maxLength={20}
        required
        value={told.reachableAt}
        onText={set('reachableAt')}
      />
      <CodeField
        value={told.code}
        onText={set('code')}
        send={() => api.post('/loss-reports/codes', { reachableAt: told.reachableAt, language })}
        ready={told.reachableAt.trim() !== ''}
      />
      <label className={css.pick}>
        <input type="checkbox" checked={stolen} onChange={({ target }) => setStolen(target.checked)} />
        <span>{t('loss.stolen')}</span>
      </label>
      {report.error === null ? null : <Problem error={report.error} />}
      <p className={css.will}>{t('loss.willPublic')}</p>
      <Primary submit way="back" busy={report.busy}>
        {t('loss.act')}
      </Primary>
    </form>
  );
}
