/** Bytes as messages: which dialect they speak, and what stands around each message. */
import {
  type Dialect,
  decode,
  decodeNetworkFrame,
  decodePosFrame,
  dialectProfiles,
  FrameReader,
  type Framing,
  Iso8583Error,
  type Iso8583Message,
  identify,
  iso87AsciiDialect,
  iso87AsciiDialectOf,
  iso87Messages,
  type MessageTable,
  networkDialect,
  networkDialectOf,
  networkFraming,
  networkMessages,
  plainFraming,
  posDialect,
  posDialectOf,
  posFraming,
  posMessages,
} from '#wire/iso8583';
import { CliError } from './client.ts';

/** One dialect that can be asked for by name. */
export interface Speech {
  readonly name: string;
  readonly dialect: Dialect;
  readonly table: MessageTable;
}

const pos = (name: string, dialect: Dialect): Speech => ({ name, dialect, table: posMessages });
const plain = (bitmap: 'hex' | 'binary', binaryFields: 'hex' | 'binary'): Speech => {
  const dialect = iso87AsciiDialectOf({ bitmap, binaryFields });
  return { name: dialect.id, dialect, table: iso87Messages };
};

export const speeches: readonly Speech[] = [
  pos(posDialect.id, posDialect),
  { name: networkDialect.id, dialect: networkDialect, table: networkMessages },
  { name: iso87AsciiDialect.id, dialect: iso87AsciiDialect, table: iso87Messages },
  plain('binary', 'hex'),
  plain('hex', 'binary'),
  plain('binary', 'binary'),
  { name: networkDialectOf('raw').id, dialect: networkDialectOf('raw'), table: networkMessages },
  ...dialectProfiles.map((profile) => pos(`${posDialect.id}/${profile.id}`, posDialectOf(profile))),
];

/** @throws CliError for a name that is in no list. */
export function speechNamed(name: string): Speech {
  const found = speeches.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = speeches.map((each) => each.name).join(', ');
  throw new CliError({
    zh: `没有方言 ${name.slice(0, 40)}：应为 ${names}`,
    en: `There is no dialect ${name.slice(0, 40)}: expected ${names}`,
  });
}

export interface FoundMessages {
  readonly messages: readonly FoundMessage[];
  /** Bytes behind the last whole message. */
  readonly rest: number;
}

export interface FoundMessage {
  readonly speech: Speech;
  /** How the message was framed: `none`, `frame`, `header` (without its length). */
  readonly framing: string;
  /** What the frame says of the two sides; empty when there is none. */
  readonly around: Readonly<Record<string, string>>;
  readonly message: Iso8583Message;
}

interface Body {
  readonly body: Uint8Array;
  readonly around: Readonly<Record<string, string>>;
}

/** `rest`: how many bytes of one more message are there. */
interface Bodies {
  readonly bodies: readonly Body[];
  readonly rest: number;
}

interface Form {
  readonly name: string;
  readonly take: (bytes: Uint8Array) => Bodies;
}

const single = (body: Body): Bodies => ({ bodies: [body], rest: 0 });
const bare: Form = { name: 'none', take: (body) => single({ body, around: {} }) };

function framed(framing: Framing, take: (frame: Uint8Array) => Body): Form {
  return {
    name: 'frame',
    take: (bytes) => {
      const reader = new FrameReader(framing, { maxLength: 0xffff });
      const frames = reader.push(bytes);
      if (reader.failure !== null) throw reader.failure;
      const rest = reader.pendingBytes;
      if (frames.length === 0)
        throw new Iso8583Error('truncated', `read frame: ${rest} bytes of a frame are there, not all`);
      return { bodies: frames.map(take), rest };
    },
  };
}

const posBody = (frame: Uint8Array): Body => {
  const { tpdu, header, body } = decodePosFrame(frame);
  const around = {
    tpdu: `${tpdu.id} ${tpdu.destination} ${tpdu.source}`,
    header: Object.values(header).join(' '),
  };
  return { body, around };
};

const networkBody = (frame: Uint8Array): Body => {
  const { body, destination, source, rejectCode, test } = decodeNetworkFrame(frame);
  return { body, around: { destination, source, rejectCode, test: String(test) } };
};

/** In the order in which they are tried: what has more around it first, for it is mistaken less easily. */
function formsOf({ table }: Speech): readonly Form[] {
  switch (table.dialect.id) {
    case posDialect.id:
      return [framed(posFraming, posBody), { name: 'header', take: (bytes) => single(posBody(bytes)) }, bare];
    case networkDialect.id:
      return [
        framed(networkFraming(), networkBody),
        { name: 'frame', take: (bytes) => framed(networkFraming(), networkBody).take(bytes.subarray(4)) },
        bare,
      ];
    default:
      return [framed(plainFraming, (body) => ({ body, around: {} })), bare];
  }
}

const MESSAGES_MAX = 10_000;

/**
 * The messages in a stream. Without a dialect each is tried in turn, and one whose messages all stand in its table of
 * messages is preferred.
 *
 * @throws Iso8583Error of the attempt that came furthest.
 */
export function messagesIn(bytes: Uint8Array, asked: Speech | null): FoundMessages {
  const candidates = asked === null ? speeches.slice(0, 7) : [asked];
  let furthest: { readonly error: Iso8583Error; readonly speech: Speech } | null = null;
  let unknown: FoundMessages | null = null;
  for (const speech of candidates) {
    for (const form of formsOf(speech)) {
      try {
        const found = attempt(bytes, speech, form);
        if (found.messages.every(({ message }) => identify(speech.table, message) !== undefined))
          return found;
        unknown ??= found;
      } catch (error) {
        if (!(error instanceof Iso8583Error)) throw error;
        // Of one dialect the last form has least around the message, so its error is about the message itself.
        const ahead = (error.offset ?? -1) - (furthest?.error.offset ?? -1);
        if (furthest === null || ahead > 0 || (ahead === 0 && furthest.speech === speech))
          furthest = { error, speech };
      }
    }
  }
  if (unknown !== null) return unknown;
  throw furthest?.error ?? new Iso8583Error('truncated', 'no message could be read');
}

function attempt(bytes: Uint8Array, speech: Speech, form: Form): FoundMessages {
  const { bodies, rest } = form.take(bytes);
  if (bodies.length > MESSAGES_MAX)
    throw new CliError({
      zh: `超过 ${MESSAGES_MAX} 条报文，请截取一段`,
      en: `There are more than ${MESSAGES_MAX} messages: cut a part out`,
    });
  const messages = bodies.map(({ body, around }) => ({
    speech,
    framing: form.name,
    around,
    message: decode(speech.dialect, body),
  }));
  return { messages, rest };
}
