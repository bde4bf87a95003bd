/** A merchant's code: by the camera, or typed; then who is paid, how much, and from where. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Camera } from '../shared/camera.tsx';
import { Dialog } from '../shared/dialog.tsx';
import { moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Icon } from './icons.tsx';
import { Input } from './input.tsx';
import { Paid } from './paid.tsx';
import { Primary, Secondary } from './parts.tsx';
import css from './pay.module.css';
import { payScanned, type Scanned, scanCode } from './pay-api.ts';
import { useProven } from './prove.tsx';
import { useAct } from './use-act.ts';
import { useRefresh } from './use-wallet.ts';
import type { MovementView } from './wallet-shapes.ts';

export function ScanCard() {
  const { t } = useTranslation('wallet');
  const [scanning, setScanning] = useState(false);
  const [text, setText] = useState('');
  const [found, setFound] = useState<Scanned | null>(null);
  const [paid, setPaid] = useState<MovementView | null>(null);
  const looking = useAct(async (_key, code: string) => setFound(await scanCode(code)));
  const take = (code: string): void => {
    setScanning(false);
    setText(code);
    void looking.run(code);
  };
  const again = (): void => {
    setFound(null);
    setPaid(null);
    setText('');
  };
  if (paid !== null) return <Paid movement={paid} onAgain={again} />;
  if (found !== null) return <Confirm scanned={found} onPaid={setPaid} onLeave={again} />;
  return (
    <section className={css.scan} aria-label={t('pay.way.scan')}>
      <button type="button" className={css.camera} onClick={() => setScanning(true)}>
        <Icon name="scan" size={56} />
        <span>{t('scan.camera')}</span>
      </button>
      <form
        className={css.typed}
        onSubmit={(event) => {
          event.preventDefault();
          void looking.run(text.trim());
        }}
      >
        <Input
          label={t('scan.typed')}
          hint={t('scan.typedHint')}
          name="merchant-code"
          maxLength={512}
          required
          spellCheck={false}
          value={text}
          onText={setText}
        />
        {looking.error === null ? null : <Problem error={looking.error} />}
        <Primary submit busy={looking.busy} disabled={text.trim() === ''}>
          {t('scan.look')}
        </Primary>
      </form>
      <Dialog open={scanning} title={t('scan.title')} onClose={() => setScanning(false)}>
        <Camera onText={take} onClose={() => setScanning(false)} />
      </Dialog>
    </section>
  );
}

interface ConfirmProps {
  readonly scanned: Scanned;
  readonly onPaid: (movement: MovementView) => void;
  readonly onLeave: () => void;
}

function Confirm({ scanned, onPaid, onLeave }: ConfirmProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const refresh = useRefresh();
  const { sources } = scanned;
  const [at, setAt] = useState(0);
  const source = sources[at];
  const pay = useProven(async (key) => {
    onPaid(await payScanned(scanned.id, source?.card ?? source?.kind ?? null, key));
  }, refresh);
  return (
    <section className={css.confirm} aria-label={t('scan.confirm')}>
      <p className={css.to}>{say(scanned.merchant)}</p>
      <p className={`number ${css.amount}`}>{moneyText(scanned.amount, language)}</p>
      <label className={css.source}>
        <Icon name={source?.kind === 'balance' ? 'balance' : 'cards'} size={22} />
        <span className={css.sourceName}>{t('pay.from')}</span>
        <select value={at} onChange={({ target }) => setAt(Number(target.value))}>
          {sources.map(({ card, words }, index) => (
            <option key={card ?? 'balance'} value={index}>
              {say(words)}
            </option>
          ))}
        </select>
      </label>
      {pay.error === null ? null : <Problem error={pay.error} />}
      {pay.dialog}
      <Primary busy={pay.busy} disabled={source === undefined} onPress={pay.run}>
        {t('scan.pay', { amount: moneyText(scanned.amount, language) })}
      </Primary>
      <Secondary disabled={pay.busy} onPress={onLeave}>
        {t('scan.leave')}
      </Secondary>
    </section>
  );
}
