/** A claim is taken back in two presses; that does not end the stop, and the second press says so. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { Problem } from '../shared/problem.tsx';
import type { LossView } from './loss-shapes.ts';
import { Primary, Secondary } from './parts.tsx';
import { useProven } from './prove.tsx';
import form from './prove-form.module.css';
import { useRefresh } from './use-wallet.ts';
import { wallet } from './wallet-api.ts';

/** A report without a claim has nothing to take back: staff end it when they have seen the holder. */
const CLAIMED: readonly LossView['state'][] = ['papers', 'review', 'escalated', 'approval'];

export function Withdraw({ loss: { id, state, stopped } }: { readonly loss: LossView }) {
  const { t } = useTranslation('wallet');
  const refresh = useRefresh();
  const [open, setOpen] = useState(false);
  const withdraw = useProven(
    (key) => wallet.post(`/losses/${encodeURIComponent(id)}/withdraw`, {}, { key }),
    async () => {
      setOpen(false);
      await refresh();
    },
  );
  if (!CLAIMED.includes(state)) return withdraw.dialog;
  return (
    <>
      <Secondary onPress={() => setOpen(true)}>{t('case.withdraw')}</Secondary>
      <Dialog open={open} title={t('case.withdraw')} held={withdraw.busy} onClose={() => setOpen(false)}>
        <div className={form.prove}>
          <p>{t('case.withdrawLead')}</p>
          {stopped ? <p>{t('case.withdrawStop')}</p> : null}
          {withdraw.error === null ? null : <Problem error={withdraw.error} />}
          <Primary way="back" busy={withdraw.busy} onPress={withdraw.run}>
            {t('case.withdrawAct')}
          </Primary>
          <Secondary disabled={withdraw.busy} onPress={() => setOpen(false)}>
            {t('case.withdrawNot')}
          </Secondary>
        </div>
      </Dialog>
      {withdraw.dialog}
    </>
  );
}
