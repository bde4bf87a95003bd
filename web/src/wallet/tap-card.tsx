/**
 * The virtual telephone at the virtual terminal: the terminal wants an amount, the telephone is held to it, and what
 * the terminal's screen then says is its real answer over its own protocol.
 */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatFen, parseYuan } from '#domain/money';
import { moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { Empty } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Icon } from './icons.tsx';
import { Primary } from './parts.tsx';
import { type Tapped, tap } from './pay-api.ts';
import css from './tap.module.css';
import { TapInstead } from './tap-instead.tsx';
import { useAct } from './use-act.ts';
import { useRefresh } from './use-wallet.ts';
import type { WalletView } from './wallet-shapes.ts';

const FIRST_FEN = 1_880n;

export function TapCard({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const refresh = useRefresh();
  const devices = wallet.deviceCards.filter(({ state }) => state !== 'removed');
  const [chosen, setChosen] = useState<string | null>(null);
  const [text, setText] = useState(() => formatFen(FIRST_FEN));
  const [unlocked, setUnlocked] = useState(false);
  const [told, setTold] = useState<Tapped | null>(null);
  const device = devices.find(({ id }) => id === chosen) ?? devices[0];
  const fen = parseYuan(text.trim());
  const holding = useAct(async (key) => {
    if (device === undefined || fen === undefined) return;
    setTold(null);
    setTold(await tap({ deviceCardId: device.id, amount: Number(fen), unlocked }, key));
    await refresh();
  });
  if (device === undefined)
    return (
      <Empty title={t('tap.none')}>
        <Link to="/wallet/devices/new">{t('services.addDevice')}</Link>
      </Empty>
    );
  const state = holding.busy ? 'held' : told === null ? 'ready' : told.approved ? 'approved' : 'declined';
  return (
    <section className={css.scene} data-state={state} aria-label={t('pay.way.tap')}>
      <div className={css.terminal}>
        <div className={css.screen} role="status">
          <span className={css.shop}>
            {told?.shop ?? t('tap.terminal')}
            {told === null ? null : ` · ${told.terminal}`}
          </span>
          <strong className="number">{fen === undefined ? '—' : moneyText(fen, language)}</strong>
          <span className={css.says}>
            {state === 'ready' ? t('tap.ready') : state === 'held' ? t('tap.held') : null}
            {told === null ? null : (
              <>
                {say(told.words)}
                {told.code === null ? null : <code>{told.code}</code>}
              </>
            )}
          </span>
        </div>
        <div className={css.reader} aria-hidden="true">
          <Icon name="tap" size={30} />
        </div>
      </div>
      <div className={css.phone} data-kind={device.device.kind} aria-hidden="true">
        <Icon name="tap" size={20} />
        <span>{say(device.source.words)}</span>
      </div>
      {told === null || told.approved ? null : <TapInstead told={told} wallet={wallet} />}
      {holding.error === null ? null : <Problem error={holding.error} />}
      <div className={css.given}>
        <label>
          <span>{t('tap.amount')}</span>
          <input
            inputMode="decimal"
            maxLength={9}
            value={text}
            aria-invalid={fen === undefined ? true : undefined}
            onChange={({ target }) => {
              setText(target.value);
              setTold(null);
            }}
          />
        </label>
        {devices.length < 2 ? null : (
          <label>
            <span>{t('tap.with')}</span>
            <select value={device.id} onChange={({ target }) => setChosen(target.value)}>
              {devices.map(({ id, device: { name } }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <label className={css.unlock}>
        <input type="checkbox" checked={unlocked} onChange={({ target }) => setUnlocked(target.checked)} />
        <span>{t('tap.unlocked')}</span>
      </label>
      <Primary
        busy={holding.busy}
        disabled={fen === undefined || fen === 0n}
        onPress={() => void holding.run()}
      >
        {t(told === null ? 'tap.act' : 'tap.again')}
      </Primary>
    </section>
  );
}
