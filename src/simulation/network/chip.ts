/**
 * What issuers make of a chip: is the cryptogram the card's own, is it a new one, and what do they say to the card?
 * Keys stay outside: the program passes an {@link IssuerChip} in for each card.
 */
import type { ChipScheme, IssuerChip, IssuerSays } from '#engine';
import {
  authorisationResponseCode,
  type ChipData,
  type CryptogramRecipe,
  checkField55,
  cryptogramInput,
  EmvError,
  type IssuerScript,
  readChipData,
  writeIssuerAnswer,
} from '#wire/emv';
import { commandOf, type QueuedScript, SCRIPT_MAC_BYTES, scriptIdOf } from './chip-scripts.ts';
import type { Card, NetworkConfig } from './config.ts';
import type { Request } from './request.ts';
import type { NetworkState } from './state.ts';

/** What an issuer remembers of one chip. */
export interface ChipSeen {
  /** The highest counter of a right cryptogram. */
  readonly atc: number;
  /** Wrong cryptograms and card checks in a row. */
  readonly wrong: number;
}
export const NEVER_SEEN: ChipSeen = { atc: 0, wrong: 0 };

export interface ChipCheck {
  /** F39 when the chip stops the payment. */
  readonly code: string | null;
  /** Null when there was no chip to look at. */
  readonly seen: ChipSeen | null;
}

/** Which data a card of each scheme puts under its cryptogram. */
const RECIPES: Readonly<Record<ChipScheme, CryptogramRecipe>> = {
  'pboc-tdes': 'pboc',
  'pboc-sm4': 'pboc',
  'cvn-10': 'cvn-10',
  'cvn-18': 'cvn-18',
  'emv-common': 'pboc',
};

/** Card status update of method 2, from memory (M): byte 2 bit 8 says that the issuer approves. */
const APPROVES = Uint8Array.of(0x00, 0x80, 0x00, 0x00);
const DECLINES = Uint8Array.of(0x00, 0x00, 0x00, 0x00);
const NONE = new Uint8Array(0);

/** Contact and contactless; 95 is a chip whose data the terminal does not vouch for, 96 a phone's, 98 an older tap. */
const readByChip = (request: Request): boolean => /^(?:0[57]|9[568])/.test(request.entryMode);

interface Chip {
  readonly issuer: IssuerChip;
  readonly scheme: ChipScheme;
  readonly sequence: string;
}

function chipOf(card: Card | null, request: Request, config: NetworkConfig): Chip | null {
  const issuer = card === null ? null : (config.chips?.of(card) ?? null);
  if (card?.chip === undefined || issuer === null) return null;
  // Another number than the card's leads to other keys, hence to a wrong cryptogram.
  return { issuer, scheme: card.chip.scheme, sequence: request.sequence?.slice(-2) ?? card.chip.sequence };
}

const wrong = (seen: ChipSeen, code: string): ChipCheck => ({
  code,
  seen: { ...seen, wrong: seen.wrong + 1 },
});

/**
 * F39 by S: 34 for a cryptogram that is not the card's, or that was seen before. 30 for chip data that is none, or
 * speaks of another amount than the message.
 */
export function checkChip(
  card: Card,
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
): ChipCheck {
  const chip = chipOf(card, request, config);
  // A cryptogram counts whatever the entry mode says: a mode that speaks of no chip would be a way round it.
  if (chip === null || !(readByChip(request) || request.chipData !== null)) return { code: null, seen: null };
  const alone = request.mti === '0220';
  const seen = state.chips.get(card.id) ?? NEVER_SEEN;
  // A voice's approval has no chip data.
  const demanded = config.chips?.demandsData === true && !alone;
  if (request.chipData === null) return { code: demanded ? '30' : null, seen: null };
  try {
    const expected = { '9F02': request.amountFen.toString().padStart(12, '0') };
    if (
      checkField55(alone ? 'offline-sale' : 'online', request.chipData, expected).some(
        ({ level }) => level === 'refuse',
      )
    )
      return { code: '30', seen: null };
    const data = readChipData(request.chipData, 'loose');
    const { state: verdict } = chip.issuer.verifyArqc({ ...asked(chip, card, data), says: null });
    if (verdict === 'wrong') return wrong(seen, '34');
    const atc = counter(data);
    // What a card approved alone arrives when it may, and is honoured by what it proved.
    if (alone) return { code: null, seen: { atc: Math.max(atc, seen.atc), wrong: 0 } };
    // The same payment once more, or one that was kept back: both were answered by what came after them.
    if (atc <= seen.atc) return wrong(seen, '34');
    return { code: null, seen: { atc, wrong: 0 } };
  } catch (error) {
    if (error instanceof EmvError) return { code: '30', seen: null };
    throw error;
  }
}

function asked({ scheme, sequence }: Chip, { pan }: Card, data: ChipData) {
  const [atc, arqc] = [data.need('9F36'), data.need('9F26')];
  return { pan, sequence, atc, arqc, data: cryptogramInput(data, RECIPES[scheme]) };
}

const counter = (data: ChipData): number => {
  const [high = 0, low = 0] = data.need('9F36');
  return high * 256 + low;
};

/**
 * F55 of the answer: the issuer's own cryptogram over the answer code, and its scripts. Null where the card proved
 * nothing, or cannot hear it. The same request gets the same bytes.
 */
export function chipAnswer(
  card: Card | null,
  request: Request,
  code: string,
  scripts: readonly QueuedScript[],
  config: NetworkConfig,
): Uint8Array | null {
  const chip = chipOf(card, request, config);
  if (chip === null || card === null || request.chipData === null) return null;
  try {
    const data = readChipData(request.chipData, 'loose');
    const question = asked(chip, card, data);
    const told = chip.issuer.verifyArqc({ ...question, says: saysOf(chip.scheme, code) });
    if (told.state === 'wrong' || told.issuerAuthentication === null) return null;
    const { atc, arqc, pan, sequence } = question;
    const made = scripts.map((script): IssuerScript => {
      const { header, data: content } = commandOf(script);
      const asks = { pan, sequence, atc, arqc, header, data: content, macBytes: SCRIPT_MAC_BYTES };
      const command = Uint8Array.from([...header, ...content, ...chip.issuer.macScript(asks)]);
      return { moment: script.moment, id: scriptIdOf(script), commands: [command] };
    });
    const said = told.issuerAuthentication;
    const authentication = { cryptogram: said.subarray(0, 8), extra: said.subarray(8) };
    return writeIssuerAnswer({ authentication, scripts: made, atc });
  } catch (error) {
    if (error instanceof EmvError) return null;
    throw error;
  }
}

const isMethod2 = (scheme: ChipScheme): boolean => scheme === 'cvn-18';

function saysOf(scheme: ChipScheme, code: string): IssuerSays {
  if (isMethod2(scheme)) return { cardStatus: code === '00' ? APPROVES : DECLINES, own: NONE };
  return { responseCode: authorisationResponseCode(code) };
}
