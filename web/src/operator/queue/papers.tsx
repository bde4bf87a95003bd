/** The papers of a request: whoever decides has looked at them. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api.ts';
import { Fetched } from '../../shared/states.tsx';
import { useSay, type Words } from '../../shared/words.ts';
import css from './papers.module.css';

interface Request {
  readonly papers: readonly {
    readonly sha256: string;
    readonly kind: string;
    readonly size: number;
    readonly item: Words;
    readonly link: string;
  }[];
}

export function Papers({ requestId }: { readonly requestId: string }) {
  const { t } = useTranslation('operator');
  const say = useSay();
  const query = useQuery({
    queryKey: ['request', requestId],
    queryFn: ({ signal }) => api.get<Request>(`/v1/requests/${encodeURIComponent(requestId)}`, { signal }),
  });
  return (
    <section className={css.papers} aria-labelledby="papers">
      <h2 id="papers">{t('papers.title')}</h2>
      <Fetched query={query} lines={2}>
        {({ papers }) =>
          papers.length === 0 ? (
            <p className="muted">{t('papers.none')}</p>
          ) : (
            <ul>
              {papers.map(({ sha256, kind, size, item, link }) => (
                <li key={`${sha256} ${item.en}`}>
                  <a href={link} download>
                    {say(item)}
                  </a>
                  <small>
                    {t('papers.file', { kind: kind.toUpperCase(), size: Math.ceil(size / 1_024) })}
                  </small>
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
    </section>
  );
}
