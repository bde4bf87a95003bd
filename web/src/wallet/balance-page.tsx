/** `/wallet/me/balance`, `/top-up`, `/payout`: money into the balance, and out of it to a card of one's own. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { formatFen, parseYuan } from '#domain/money';
import { Money, moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import css from './bills.module.css';
import { Bounds } from './bounds.tsx';
import { Input } from './input.tsx';
import { Group, Row } from './list.tsx';
import { Paid } from './paid.tsx';
import { Primary } from './parts.tsx';
import { useProven } from './prove.tsx';
import form from './prove-form.module.css';
import { Standing } from './standing.tsx';
import { useRefresh, useWallet } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { MovementView, WalletView } from './wallet-shapes.ts';

type What = 'balance' | 'top-up' | 'payout';

export function Component() {
  const { t } = useTranslation('wallet');
  const { pathname } = useLocation();
  const what: What = pathname.endsWith('/top-up')
    ? 'top-up'
    : pathname.endsWith('/payout')
      ? 'payout'
      : 'balance';
  return (
    <HolderPage>
      {() => (
        <Column
          title={t(`balance.of.${what}`)}
          up={{ to: '/wallet/me', name: t('me.title') }}
          help={what === 'balance' ? 'balance' : what}
        >
          <Balance key={what} what={what} />
        </Column>
      )}
    </HolderPage>
  );
}

function Balance({ what }: { readonly what: What }) {
  const query = useWallet();
  return (
    <Fetched query={query} lines={6}>
      {(wallet) => (what === 'balance' ? <Told wallet={wallet} /> : <Moving wallet={wallet} what={what} />)}
    </Fetched>
  );
}

function Told({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const { balance } = wallet;
  return (
    <>
      <Standing wallet={wallet} />
      <div className={css.hero}>
        <p className={css.big}>
          <Money fen={balance.available} />
        </p>
        {balance.held > 0 ? (
          <p className="muted">
            {t('balance.held')} <Money fen={balance.held} />
          </p>
        ) : null}
      </div>
      <Group>
        <Row icon="top-up" title={t('balance.topUp')} to="/wallet/me/top-up" />
        <Row icon="payout" title={t('balance.payout')} to="/wallet/me/payout" />
        <Row icon="bills" title={t('bills.title')} to="/wallet/bills" />
      </Group>
      <Bounds wallet={wallet} />
    </>
  );
}

function Moving({ wallet, what }: { readonly wallet: WalletView; readonly what: 'top-up' | 'payout' }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const cards = wallet.cards.filter(({ state, kind }) => state === 'bound' && kind === 'debit');
  const [card, setCard] = useState(cards[0]?.id ?? '');
  const { arrears } = wallet.balance;
  const owed = what === 'top-up' && arrears > 0 ? arrears : null;
  const [text, setText] = useState(owed === null ? '' : formatFen(BigInt(owed)));
  const [moved, setMoved] = useState<MovementView | null>(null);
  const fen = parseYuan(text.trim());
  const most = what === 'payout' ? wallet.balance.available : null;
  const tooMuch = fen !== undefined && most !== null && Number(fen) > most;
  const move = useProven(async (key) => {
    setMoved(
      await api.post<MovementView>(
        what === 'top-up' ? '/top-ups' : '/payouts',
        { amount: Number(fen), cardId: card },
        { key },
      ),
    );
  }, refresh);
  if (moved !== null) return <Paid movement={moved} onAgain={() => void navigate('/wallet/me')} />;
  if (cards.length === 0)
    return (
      <Empty title={t('balance.noCard')}>
        <Link to="/wallet/cards/new">{t('services.addCard')}</Link>
      </Empty>
    );
  return (
    <form
      className={form.prove}
      onSubmit={(event) => {
        event.preventDefault();
        move.run();
      }}
    >
      <Input
        label={t(`balance.amount.${what}`)}
        {...(most !== null
          ? { hint: t('balance.most', { amount: moneyText(most, language) }) }
          : owed === null
            ? {}
            : { hint: t('balance.owed', { amount: moneyText(owed, language) }) })}
        fault={tooMuch && most !== null ? t('balance.tooMuch', { amount: moneyText(most, language) }) : null}
        name="amount"
        large
        inputMode="decimal"
        maxLength={12}
        required
        value={text}
        onText={setText}
      />
      {most === null || most === 0 ? null : (
        <button type="button" className={form.all} onClick={() => setText(formatFen(BigInt(most)))}>
          {t('balance.all')}
        </button>
      )}
      <label className={form.pick}>
        <span>{t(`balance.card.${what}`)}</span>
        <select value={card} onChange={({ target }) => setCard(target.value)}>
          {cards.map(({ id, name }) => (
            <option key={id} value={id}>
              {say(name)}
            </option>
          ))}
        </select>
      </label>
      {move.error === null ? null : <Problem error={move.error} />}
      {move.dialog}
      <Primary submit busy={move.busy} disabled={fen === undefined || fen === 0n || tooMuch}>
        {t(`balance.act.${what}`)}
      </Primary>
      <p className="muted">{t(`balance.lead.${what}`)}</p>
    </form>
  );
}
