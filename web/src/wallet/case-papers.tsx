/** Papers for a claim: what is wanted, what came in, and handing in. */
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import css from './loss.module.css';
import type { LossView } from './loss-shapes.ts';
import { useAct } from './use-act.ts';
import { wallet } from './wallet-api.ts';
import type { Coded } from './wallet-shapes.ts';

export interface CasePapersProps {
  readonly loss: LossView;
  readonly onChanged: () => void;
}

export function CasePapers({ loss, onChanged }: CasePapersProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const chooser = useRef<HTMLInputElement>(null);
  const [item, setItem] = useState('other');
  const sending = useAct(async (_key, file: File) => {
    await wallet.postFile(`/losses/${encodeURIComponent(loss.id)}/papers?item=${item}`, file);
    onChanged();
  });
  const { papersWanted, papers, endedAt } = loss;
  if (papersWanted.length === 0 && papers.length === 0) return null;
  const open = endedAt === null || loss.state === 'refused';
  const has = ({ code }: Coded): boolean => papers.some((paper) => paper.item.code === code);
  const choose = (code: string): void => {
    setItem(code);
    chooser.current?.click();
  };
  return (
    <section aria-labelledby="papers">
      <h2 id="papers" className={css.title}>
        {t('case.papers')}
      </h2>
      <ul className={css.papers}>
        {papersWanted.map((wanted) => (
          <li key={wanted.code}>
            <span>{say(wanted)}</span>
            {has(wanted) ? (
              <span className={css.done}>{t('case.here')}</span>
            ) : (
              <button type="button" disabled={!open || sending.busy} onClick={() => choose(wanted.code)}>
                {t('case.add')}
              </button>
            )}
          </li>
        ))}
        {papers
          .filter(({ item: { code } }) => papersWanted.every((wanted) => wanted.code !== code))
          .map((paper) => (
            <li key={paper.sha256}>
              <span>{say(paper.item)}</span>
              <span className={css.done}>{t('case.here')}</span>
            </li>
          ))}
        {open ? (
          <li>
            <span className={css.told}>{t('case.other')}</span>
            <button type="button" disabled={sending.busy} onClick={() => choose('other')}>
              {t('case.add')}
            </button>
          </li>
        ) : null}
      </ul>
      <input
        ref={chooser}
        type="file"
        accept="image/png,image/jpeg,application/pdf"
        hidden
        aria-label={t('case.add')}
        data-testid="paper"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file !== undefined) void sending.run(file);
        }}
      />
      <p role="status">{sending.busy ? t('case.sending') : null}</p>
      {sending.error === null ? null : <Problem error={sending.error} />}
    </section>
  );
}
