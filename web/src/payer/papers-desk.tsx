/** Papers for a request: what is wanted, what came in, and handing in with its progress. */
import CheckCircleFilled from '@ant-design/icons/CheckCircleFilled';
import Button from 'antd/es/button';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../shared/problem.tsx';
import { useSay } from '../shared/words.ts';
import type { RequestKey } from './given.ts';
import css from './papers-desk.module.css';
import { handIn, type PayerRequest } from './payer-api.ts';
import { PAPER_BYTES_MAX, shrinkPhoto } from './shrink-photo.ts';

/** Where none is wanted one may be handed in all the same. */
const FREE_ITEM = 'slip-or-order';

export interface PapersDeskProps {
  readonly of: RequestKey;
  readonly request: PayerRequest;
  readonly onChanged: (request: PayerRequest) => void;
}

interface Sending {
  readonly item: string;
  /** Whole percent. */
  readonly percent: number;
}

export function PapersDesk({ of, request, onChanged }: PapersDeskProps) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const [sending, setSending] = useState<Sending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [told, setTold] = useState('');
  const chooser = useRef<HTMLInputElement>(null);
  const { papersWanted, papers } = request;
  const item = useRef(papersWanted.find(({ received }) => !received)?.code ?? FREE_ITEM);

  const send = async (file: File): Promise<void> => {
    const what = item.current;
    setError(null);
    setTold('');
    setSending({ item: what, percent: 0 });
    try {
      const paper = await shrinkPhoto(file);
      if (paper.size > PAPER_BYTES_MAX) {
        setTold(t('papers.tooLarge'));
        return;
      }
      const part = (done: number): void => setSending({ item: what, percent: Math.floor(done * 100) });
      onChanged(await handIn(of, what, paper, part));
      setTold(t('papers.received'));
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(null);
    }
  };
  const choose = (code: string): void => {
    item.current = code;
    chooser.current?.click();
  };
  const button = (code: string, label: string, name: string): React.ReactNode =>
    sending?.item === code ? (
      <span className={css.progress}>
        <progress value={sending.percent} max={100} aria-label={t('papers.sending')} />
        <span className="number">{sending.percent} %</span>
      </span>
    ) : (
      <Button disabled={sending !== null} aria-label={`${label}: ${name}`} onClick={() => choose(code)}>
        {label}
      </Button>
    );
  return (
    <section className="card" aria-labelledby="papers">
      <h2 id="papers">{t('papers.title')}</h2>
      <p className="muted">{t(papersWanted.length === 0 ? 'papers.noneWanted' : 'papers.lead')}</p>
      <ul className={css.list}>
        {papersWanted.map((each) => (
          <li key={each.code}>
            <span className={css.name}>
              {each.received ? (
                <CheckCircleFilled className={css.done} aria-label={t('papers.here')} />
              ) : null}
              {say(each)}
            </span>
            {button(each.code, t(each.received ? 'papers.another' : 'papers.add'), say(each))}
          </li>
        ))}
        {papersWanted.length === 0 ? (
          <li>
            <span className={css.name}>{t('papers.free')}</span>
            {button(FREE_ITEM, t('papers.add'), t('papers.free'))}
          </li>
        ) : null}
      </ul>
      <input
        ref={chooser}
        type="file"
        accept="image/*,application/pdf"
        hidden
        aria-label={t('papers.add')}
        data-testid="paper"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file !== undefined) void send(file);
        }}
      />
      <p role="status" className={css.told}>
        {told}
        {papers.length === 0 ? null : (
          <span className="muted"> {t('papers.count', { number: papers.length })}</span>
        )}
      </p>
      {error === null ? null : <Problem error={error} />}
    </section>
  );
}
