/** A stretch of events made into messages, notices and texts, in the order of the events. */
import type {
  Endpoint,
  Made,
  Message,
  NewDelivery,
  Notice,
  NumberedEvent,
  SmsRow,
  Stretch,
} from '#adapters/postgres';
import { isoInZone, SHANGHAI } from '#domain/calendar';
import { HOLDER_EVENT_KINDS } from '#domain/wording';
import { toJson } from '#engine';
import type { IdMaker } from './ids.ts';
import { audiencesOf, NOTICE_KINDS } from './notices.ts';
import type { Contact, NotificationsOptions, SubjectView } from './ports.ts';
import { dayStartMs, dialled, maskNumber, TEXT_KINDS, textOf } from './texts.ts';
import { type About, INSTITUTION_BOOK, tellingOf, wanted } from './webhook-types.ts';

/** Kinds that are read whether the book has an endpoint or not. */
export const READ_KINDS: readonly string[] = [
  // With its wallet the sign-in of its holder ends, whoever is told of it.
  ...new Set([...Object.keys(NOTICE_KINDS), ...TEXT_KINDS, ...HOLDER_EVENT_KINDS, 'wallet-closed']),
];

type Parts = Pick<NotificationsOptions, 'views' | 'contacts' | 'security' | 'clock' | 'limits' | 'store'>;

/** Reads every subject once, a few at a time. */
async function viewsOf(
  tellings: readonly About[],
  { views, limits }: Parts,
): Promise<ReadonlyMap<string, SubjectView | null>> {
  const found = new Map<string, SubjectView | null>();
  const open = [...new Map(tellings.map((telling) => [telling.subject, telling])).values()];
  const worker = async (): Promise<void> => {
    for (let next = open.pop(); next !== undefined; next = open.pop())
      found.set(next.subject, await views.viewOf(next.noun, next.subject));
  };
  await Promise.all(Array.from({ length: limits.noticeViewsAtOnceMax }, worker));
  return found;
}

/** Of wallets the institution is told, whose they are, and no merchant. */
const audienceBook = (book: string, { noun }: About): string => (noun === 'wallet' ? INSTITUTION_BOOK : book);

/** A wallet says what it is now; what happened to which part of it stands in the event. */
function ofWallet({ body }: NumberedEvent, { noun }: About): { readonly event?: unknown } {
  if (noun !== 'wallet') return {};
  const plain = JSON.stringify(body, (_key, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
  return { event: JSON.parse(plain) };
}

function messageOf(
  event: NumberedEvent,
  telling: About & { readonly type: string },
  view: SubjectView | null,
  id: string,
): Message {
  const { bucket, seq, atMs } = event;
  const { type, subject } = telling;
  const timestamp = isoInZone(atMs, SHANGHAI);
  const data = { ...((view?.data ?? { id: subject }) as object), ...ofWallet(event, telling) };
  const payload = toJson({ type, timestamp, data });
  return { id, bucket, seq, book: audienceBook(event.book, telling), subject, type, atMs, payload };
}

const deliveriesOf = (message: Message, endpoints: readonly Endpoint[], dueMs: number): NewDelivery[] =>
  endpoints.map(({ id, state }) => ({
    endpointId: id,
    messageId: message.id,
    subject: message.subject,
    seq: message.seq,
    state: state === 'active' ? 'pending' : 'held',
    dueMs,
  }));

function noticesOf(event: NumberedEvent, subject: string, view: SubjectView | null, ids: IdMaker): Notice[] {
  const { kind, book, atMs } = event;
  const about = { route: view?.route ?? undefined, amountFen: view?.amountFen?.toString() };
  const body = { ...about, ...event.body };
  return audiencesOf(kind).map((audience) => ({
    id: ids.make('ntc', atMs),
    audience,
    book,
    kind,
    subject,
    atMs,
    body,
    readMs: null,
  }));
}

async function sealedText(
  event: NumberedEvent,
  subject: string,
  view: SubjectView,
  contact: Contact,
  ids: IdMaker,
  { security, clock }: Parts,
): Promise<SmsRow | null> {
  const number = dialled(contact);
  const text = textOf(view, event, contact.lang);
  if (number === null || text === null) return null;
  const nowMs = clock.nowMs();
  const id = ids.make('sms', nowMs);
  return {
    id,
    book: event.book,
    subject,
    kind: event.kind,
    numberIndex: await security.mark('telephone', number),
    numberSeal: await security.seal('telephone', number, id),
    numberMask: maskNumber(number),
    lang: contact.lang,
    text,
    state: 'waiting',
    attempts: 0,
    createdMs: nowMs,
    dueMs: nowMs,
    endedMs: null,
    error: null,
  };
}

/** Who is texted of which event: a number that somebody left. */
async function contactsOf(
  events: readonly NumberedEvent[],
  { contacts }: Parts,
): Promise<ReadonlyMap<NumberedEvent, Contact>> {
  const texted = events.filter(({ kind }) => TEXT_KINDS.includes(kind));
  if (texted.length === 0) return new Map();
  const found = await contacts.contactsOf(texted);
  return new Map(texted.flatMap((event, index) => (found[index] == null ? [] : [[event, found[index]]])));
}

/** A number gets so many texts a day; those beyond are kept as dropped, for an operator to see. */
async function bounded(texts: readonly SmsRow[], { store, clock, limits }: Parts): Promise<SmsRow[]> {
  const since = dayStartMs(clock.nowMs());
  const counts = new Map(
    await store.texts.countSince([...new Set(texts.map(({ numberIndex }) => numberIndex))], since),
  );
  return texts.map((text): SmsRow => {
    const count = counts.get(text.numberIndex) ?? 0;
    if (count >= limits.smsPerNumberMax) return { ...text, state: 'dropped' };
    counts.set(text.numberIndex, count + 1);
    return text;
  });
}

export async function make(
  stretches: readonly Stretch[],
  events: readonly NumberedEvent[],
  ids: IdMaker,
  parts: Parts,
): Promise<Made> {
  const told = events.flatMap((event) => {
    const telling = tellingOf(event);
    return telling === null ? [] : [{ event, telling }];
  });
  const books = [...new Set(told.map(({ event, telling }) => audienceBook(event.book, telling)))];
  const endpoints = books.length === 0 ? [] : await parts.store.reading.endpointsOf(books);
  const items = told
    .map(({ event, telling }) => {
      const { type } = telling;
      const to = endpoints.filter(
        ({ book, wants }) =>
          type !== null && book === audienceBook(event.book, telling) && wanted(wants, type),
      );
      return { event, telling, to };
    })
    .filter(({ event, to }) => to.length > 0 || READ_KINDS.includes(event.kind));
  const texted = await contactsOf(
    items.map(({ event }) => event),
    parts,
  );
  // A subject is read only for who is told of it: nobody is, of most ways back that went well.
  const views = await viewsOf(
    items
      .filter(({ event, to }) => to.length > 0 || texted.has(event) || audiencesOf(event.kind).length > 0)
      .map(({ telling }) => telling),
    parts,
  );
  const nowMs = parts.clock.nowMs();
  const messages: Message[] = [];
  const deliveries: NewDelivery[] = [];
  const notices: Notice[] = [];
  const texts: SmsRow[] = [];
  for (const { event, telling, to } of items) {
    const view = views.get(telling.subject) ?? null;
    if (to.length > 0 && telling.type !== null) {
      const message = messageOf(event, { ...telling, type: telling.type }, view, ids.make('msg', nowMs));
      messages.push(message);
      deliveries.push(...deliveriesOf(message, to, nowMs));
    }
    notices.push(...noticesOf(event, telling.subject, view, ids));
    const contact = texted.get(event);
    if (view !== null && contact !== undefined) {
      const text = await sealedText(event, telling.subject, view, contact, ids, parts);
      if (text !== null) texts.push(text);
    }
  }
  return { stretches, messages, deliveries, notices, texts: await bounded(texts, parts) };
}
