/** The public view as a page: both languages, no script, nothing loaded from anywhere. */
import { createHash } from 'node:crypto';
import { formatFen } from '#domain/money';
import type { PublicTrackingView } from './schemas-tracking.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}' +
  'h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:1.6rem}ol{list-style:none;padding:0}' +
  'li{padding:.35rem 0 .35rem 1rem;border-left:4px solid #bbb}' +
  'li.passed,li.here{border-color:#1a7f37}li.here{font-weight:600}li.stopped{border-color:#b42318}' +
  'li.unknown{border-color:#b54708}li.none{color:#777}small{color:#555;font-weight:400}' +
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem}dd{margin:0}' +
  '@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}small,li.none{color:#aaa}}';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** The token stands in the address: it must not travel on in a Referer, nor into a search engine. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; ` +
    "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES[found]!);

const pair = ({ zh, en }: { readonly zh: string; readonly en: string }): string =>
  `${escapeHtml(zh)} <small lang="en">${escapeHtml(en)}</small>`;

const clock = (iso: string): string => escapeHtml(iso.slice(0, 19).replace('T', ' '));

function page(title: string, body: string): string {
  return (
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>` +
    `<style>${STYLE}</style></head><body>${body}</body></html>\n`
  );
}

export function trackingPage(view: PublicTrackingView): string {
  const stops = view.stops.map(({ state, words, stateWords, at }) => {
    const when = at === null ? '' : ` · ${clock(at)}`;
    return `<li class="${state}">${pair(words)}: ${pair(stateWords)}${when}</li>`;
  });
  const references = view.references.map(
    ({ words, value }) => `<dt>${pair(words)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  const asks = view.ask.map(({ words }) => `<p>${pair(words)}</p>`);
  const arrival =
    view.arrival === null
      ? ''
      : `<h2>预计到账 <small lang="en">Expected arrival</small></h2><p>${pair(view.arrival.words)}</p>`;
  return page(
    '退款进度 · Where the money is',
    `<h1>${pair(view.merchant)}</h1>` +
      `<p>${pair(view.routeWords)} ¥${formatFen(BigInt(view.amount))} → ${escapeHtml(view.card)}</p>` +
      `<p>${pair(view.sentence)}</p>` +
      `<h2>进度 <small lang="en">The way</small></h2><ol>${stops.join('')}</ol>${arrival}` +
      `<h2>参考号 <small lang="en">References</small></h2><dl>${references.join('')}</dl>` +
      `<h2>查询 <small lang="en">Whom to ask</small></h2>${asks.join('')}` +
      `<p><small>${clock(view.at)} +08:00</small></p>`,
  );
}

/** One page for every failure: it tells the words of the problem and nothing else. */
export const failurePage = (title: { readonly zh: string; readonly en: string }): string =>
  page('退款进度 · Where the money is', `<h1>${pair(title)}</h1>`);
