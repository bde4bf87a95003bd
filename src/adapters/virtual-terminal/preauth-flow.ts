/** The pre-authorisation family at the terminal: what is taken from its journal, and what the cashier has to give. */
import { type CardPlan, type Planned, storedCard } from './card-flow.ts';
import { type EntryKind, ORIGINALS } from './card-kinds.ts';
import type { CardEntry, JournalEntry, OriginalReference } from './journal-state.ts';
import type { Session } from './session.ts';
import { type Card, TerminalInputError } from './terminal-input.ts';

/** How a slip of another terminal names what is completed or undone. */
export interface SlipReference extends OriginalReference {
  readonly authCode: string;
}

export interface FamilyRequest {
  readonly kind: Exclude<EntryKind, 'sale' | 'void' | 'refund' | 'preauth'>;
  /** Trace number of the original in this terminal's journal; left out: the newest one that stands. */
  readonly stan?: string | undefined;
  /** The original of another terminal; a card is then needed. */
  readonly slip?: SlipReference | undefined;
  /** Left out: the whole, as far as this terminal knows it. */
  readonly amountFen?: bigint | undefined;
  readonly card?: Card | undefined;
  readonly entry?: CardEntry | undefined;
}

type Approved = JournalEntry & { readonly state: 'approved' };
const isApproved = (entry: JournalEntry): entry is Approved => entry.state === 'approved';

const entriesOf = ({ journal }: Session): readonly JournalEntry[] => [
  ...journal.state.earlier,
  ...journal.state.batch,
];

/** What a pre-authorisation holds by this terminal's count: with the increments that it made itself. */
function heldFen(session: Session, preauth: Approved): bigint {
  return entriesOf(session)
    .filter((entry) => entry.kind === 'increment' && isApproved(entry))
    .filter(({ original }) => original?.stan === preauth.stan && original.batchNo === preauth.batchNo)
    .reduce((sum, entry) => sum + entry.amountFen, preauth.amountFen);
}

/** @throws TerminalInputError when another terminal's original comes without card or amount. */
export function planFamily(session: Session, request: FamilyRequest): Planned {
  return request.slip === undefined ? fromJournal(session, request) : fromSlip(request, request.slip);
}

function fromJournal(session: Session, request: FamilyRequest): Planned {
  const kinds = ORIGINALS[request.kind] ?? [];
  const found = entriesOf(session).findLast(
    (entry) =>
      kinds.includes(entry.kind) &&
      (request.stan === undefined
        ? isApproved(entry) && entry.voidedByStan === null
        : entry.stan === request.stan),
  );
  if (found === undefined) return { refused: 'original-not-in-journal' };
  if (found.state === 'unknown') return { refused: 'original-unknown' };
  if (!isApproved(found)) return { refused: 'original-not-approved' };
  if (found.voidedByStan !== null) return { refused: 'original-voided' };
  const { rrn, authCode, date } = found.answer;
  const whole = found.kind === 'preauth' ? heldFen(session, found) : found.amountFen;
  return {
    ...common(request, request.card ?? storedCard(session, found), request.amountFen ?? whole),
    original: { stan: found.stan, batchNo: found.batchNo, date, rrn },
    originalAuthCode: authCode,
  };
}

function fromSlip(request: FamilyRequest, slip: SlipReference): Planned {
  const { card, amountFen } = request;
  if (card === undefined || amountFen === undefined) {
    throw new TerminalInputError(
      `Cannot make the ${request.kind} of trace ${slip.stan}: this terminal did not take it. Give card and amount`,
    );
  }
  const { authCode, ...original } = slip;
  return { ...common(request, card, amountFen), original, originalAuthCode: authCode };
}

function common(
  { kind, entry }: FamilyRequest,
  card: Card,
  amountFen: bigint,
): Omit<CardPlan, 'original' | 'originalAuthCode'> {
  // A notice asks nobody for a PIN.
  const { pin: _pin, ...without } = card;
  const asked = kind === 'completion-notice' ? without : card;
  return { kind, amountFen, card: asked, entry: entry ?? 'keyed', variety: null };
}
