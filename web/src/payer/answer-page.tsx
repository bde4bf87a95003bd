/** `/answer`: the answer in one sentence, then the reasons, then what can be done. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useLocation } from 'react-router';
import { Loading } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import css from './answer-page.module.css';
import { AnswerSheet } from './answer-sheet.tsx';
import { AskPanel } from './ask-panel.tsx';
import { FacesFoot } from './faces-foot.tsx';
import { readCode } from './given.ts';
import { NotAnswered } from './not-answered.tsx';
import { lookUp, type Named, type Purpose } from './payer-api.ts';
import { typedBefore } from './typed-details.ts';
import { isUnknown, mayAsk } from './verdict-of.ts';
import { WayBack } from './way-back.tsx';

const LOOK_EVERY_MS = 3_000;

/** What is named by the address, or was typed on the page before. */
function useNamed(): Named | null {
  const { hash } = useLocation();
  const code = readCode(hash.slice(1));
  const [first] = useState<Named | null>(() => (code === null ? typedBefore() : { code }));
  // The link that skips to the page changes the address: what was named before stays.
  return code === null ? first : { code };
}

export function Component() {
  const named = useNamed();
  return named === null ? <Navigate to="/" replace /> : <Asked key={JSON.stringify(named)} named={named} />;
}

function Asked({ named }: { readonly named: Named }) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const [purpose, setPurpose] = useState<Purpose | null>(null);
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ['payer-answer', named, purpose],
    queryFn: ({ signal }) => lookUp(named, purpose, signal),
    retry: false,
    gcTime: 0,
    // An open outcome solves itself while somebody waits for it.
    refetchInterval: ({ state: { data } }) => (data !== undefined && isUnknown(data) ? LOOK_EVERY_MS : false),
    // While another purpose is asked about, the answer without it stays.
    placeholderData: keepPreviousData,
  });
  const again = (): void => void query.refetch();
  if (query.isPending)
    return (
      <>
        <title>{t('answer.tab')}</title>
        <h1 className="only-read">{t('answer.tab')}</h1>
        <div className="card">
          <p className="muted">{t('answer.looking')}</p>
          <Loading lines={6} />
        </div>
      </>
    );
  if (query.data === undefined) return <NotAnswered error={query.error} again={again} />;
  const found = query.data;
  return (
    <>
      <title>{t('answer.tab')}</title>
      <p className={css.another}>
        <Link to="/">{t('answer.another')}</Link>
      </p>
      <div className={css.page}>
        <AnswerSheet found={found} again={again} busy={query.isFetching}>
          {mayAsk(found) && !open ? (
            <div className={css.soon}>
              <Button type="primary" danger size="large" block onClick={() => setOpen(true)}>
                {t('ask.begin')}
              </Button>
            </div>
          ) : null}
        </AnswerSheet>
        <div className={css.acts}>
          {found.request !== null && found.requested ? (
            <section className="card" aria-labelledby="asked-before">
              <h2 id="asked-before">{t('answer.requestedTitle')}</h2>
              <p>
                <strong>{say(found.request.stateWords)}</strong>
              </p>
              <p className="muted">{t('answer.requestedLead')}</p>
            </section>
          ) : null}
          {mayAsk(found) ? (
            <AskPanel
              {...{ named, found, purpose, open }}
              onPurpose={setPurpose}
              onOpen={() => setOpen(true)}
            />
          ) : null}
        </div>
      </div>
      <WayBack tracking={found.wayBack?.tracking ?? null} />
      <FacesFoot />
    </>
  );
}
