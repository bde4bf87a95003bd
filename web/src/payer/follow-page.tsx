/** `/follow/:token`: where the money of a way back is now, for whoever has its link. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Journey } from '../journey/index.tsx';
import { api } from '../shared/api.ts';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Loading } from '../shared/states.tsx';
import { useSay, type Words } from '../shared/words.ts';
import sheet from './answer-sheet.module.css';
import css from './follow-page.module.css';
import { Heading } from './heading.tsx';
import { NextCheck } from './next-check.tsx';
import { NotAnswered } from './not-answered.tsx';
import { Stamp } from './stamp.tsx';
import type { Tone } from './verdict-of.ts';

interface Tracked {
  readonly merchant: Words;
  readonly card: string;
  readonly amount: number;
  readonly routeWords: Words;
  readonly openedAt: string;
  readonly movement: string;
  readonly sentence: Words;
  readonly stops: readonly { readonly station: string; readonly state: string }[];
  readonly references: readonly { readonly name: string; readonly value: string; readonly words: Words }[];
  readonly nextCheckAt: string | null;
  readonly ask: readonly { readonly whom: string; readonly words: Words }[];
}

const LOOK_EVERY_MS = 8_000;
const RESTS = ['arrived', 'lifted', 'paid-out', 'nothing-taken', 'stands'];

const toneOf = ({ stops, movement }: Tracked): Tone => {
  if (stops.some(({ state }) => state === 'stopped')) return 'no';
  if (stops.some(({ state }) => state === 'unknown')) return 'unknown';
  return movement === 'arrived' ? 'yes' : 'back';
};

export function Component() {
  const { t } = useTranslation('payer');
  const { token = '' } = useParams();
  const query = useQuery({
    queryKey: ['payer-follow', token],
    queryFn: ({ signal }) => api.get<Tracked>(`/v1/track/${encodeURIComponent(token)}`, { signal }),
    retry: false,
    gcTime: 0,
    refetchInterval: ({ state: { data, error } }) =>
      error !== null || (data !== undefined && RESTS.includes(data.movement)) ? false : LOOK_EVERY_MS,
    refetchOnWindowFocus: true,
  });
  if (query.data === undefined) {
    if (query.isError) return <NotAnswered error={query.error} again={() => void query.refetch()} byLink />;
    return <Loading lines={6} />;
  }
  return (
    <>
      <title>{t('follow.tab')}</title>
      <Sheet tracked={query.data} token={token} />
    </>
  );
}

function Sheet({ tracked, token }: { readonly tracked: Tracked; readonly token: string }) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { merchant, amount, card, routeWords, openedAt, sentence, nextCheckAt } = tracked;
  const tone = toneOf(tracked);
  return (
    <article className={sheet.sheet}>
      <div className={sheet.head}>
        <div>
          <p className={sheet.merchant}>{say(merchant)}</p>
          <p className={sheet.when}>
            {say(routeWords)} · <Moment at={openedAt} /> · {t('answer.card', { last4: card.slice(-4) })}
          </p>
        </div>
        <Money fen={amount} className={sheet.amount ?? ''} />
      </div>
      <div className={`${sheet.verdict} ${sheet[tone]}`} role="status">
        <Stamp tone={tone} />
        <div>
          <p className={sheet.kicker}>{t('follow.kicker')}</p>
          <Heading className={css.sentence}>{say(sentence)}</Heading>
          {nextCheckAt === null ? null : (
            <p className={sheet.sentence}>
              {t('answer.nextCheck')} <NextCheck at={nextCheckAt} />
            </p>
          )}
        </div>
      </div>
      <div className={css.journey}>
        <Journey trackingToken={token} />
      </div>
      <div className={css.more}>
        {tracked.ask.length === 0 ? null : (
          <section>
            <h2>{t('follow.ask')}</h2>
            {tracked.ask.map((each) => (
              <p key={each.whom}>{say(each.words)}</p>
            ))}
          </section>
        )}
        {tracked.references.length === 0 ? null : (
          <section>
            <h2>{t('follow.references')}</h2>
            <dl className={css.references}>
              {tracked.references.map(({ name, value, words }) => (
                <div key={name}>
                  <dt>{say(words)}</dt>
                  <dd className="number">{value}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
    </article>
  );
}
