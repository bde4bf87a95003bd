/** Limits of a service: lower at once, higher with a proof, whichever the server asks for. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatFen, parseYuan } from '#domain/money';
import { Dialog } from '../shared/dialog.tsx';
import { moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { useLanguage } from '../shared/words.ts';
import { Input } from './input.tsx';
import { Group, Row } from './list.tsx';
import { Primary, Secondary } from './parts.tsx';
import { useProven } from './prove.tsx';
import css from './prove-form.module.css';
import { useRefresh } from './use-wallet.ts';
import { wallet } from './wallet-api.ts';
import type { ServiceView } from './wallet-shapes.ts';

export interface LimitsProps {
  readonly service: ServiceView;
  readonly disabled: boolean;
}

/** Fen of what was typed; `null`: left empty, no limit of its own; `undefined`: no amount. */
const fenOf = (text: string): number | null | undefined => {
  if (text.trim() === '') return null;
  const fen = parseYuan(text.trim());
  return fen === undefined ? undefined : Number(fen);
};
const shown = (fen: number | null): string => (fen === null ? '' : formatFen(BigInt(fen)));

export function Limits({ service, disabled }: LimitsProps) {
  const { t } = useTranslation('wallet');
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const { perPayment, perDay } = service.limits;
  const text = (fen: number | null): string => (fen === null ? t('limits.none') : moneyText(fen, language));
  const change = disabled ? undefined : () => setOpen(true);
  return (
    <>
      <Group title={t('limits.title')}>
        <Row
          title={t('limits.perPayment')}
          value={<span className="number">{text(perPayment)}</span>}
          onPress={change}
        />
        <Row
          title={t('limits.perDay')}
          value={<span className="number">{text(perDay)}</span>}
          onPress={change}
        />
      </Group>
      {open ? <Change service={service} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Change({ service, onClose }: { readonly service: ServiceView; readonly onClose: () => void }) {
  const { t } = useTranslation('wallet');
  const refresh = useRefresh();
  const [one, setOne] = useState(() => shown(service.limits.perPayment));
  const [day, setDay] = useState(() => shown(service.limits.perDay));
  const [perPayment, perDay] = [fenOf(one), fenOf(day)];
  const change = useProven(
    (key) => wallet.put(`/services/${service.id}/limits`, { perPayment, perDay }, { key }),
    async () => {
      await refresh();
      onClose();
    },
  );
  return (
    <>
      <Dialog open title={t('limits.change')} held={change.busy} onClose={onClose}>
        <form
          className={css.prove}
          onSubmit={(event) => {
            event.preventDefault();
            change.run();
          }}
        >
          <Input
            label={t('limits.perPayment')}
            hint={t('limits.hint')}
            fault={perPayment === undefined ? t('limits.fault') : null}
            large
            inputMode="decimal"
            maxLength={12}
            value={one}
            onText={setOne}
          />
          <Input
            label={t('limits.perDay')}
            fault={perDay === undefined ? t('limits.fault') : null}
            large
            inputMode="decimal"
            maxLength={12}
            value={day}
            onText={setDay}
          />
          {change.error === null ? null : <Problem error={change.error} />}
          <Primary submit busy={change.busy} disabled={perPayment === undefined || perDay === undefined}>
            {t('limits.save')}
          </Primary>
          <Secondary onPress={onClose}>{t('prove.leave')}</Secondary>
        </form>
      </Dialog>
      {change.dialog}
    </>
  );
}
