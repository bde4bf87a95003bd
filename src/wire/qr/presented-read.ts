/** Reads a merchant-presented code: strict about what pays, tolerant about the parts of others. */
import { readChecked } from './checked.ts';
import { QrError } from './error.ts';
import { byTag, type Part, partsOf } from './parts.ts';
import {
  type AdditionalData,
  ASKS_FOR,
  CODE_REMARKS,
  type CodeNode,
  type CodeRemark,
  isAccount,
  isTemplateTag,
  type LocalNames,
  MORE,
  type PresentedCode,
  type ReadCode,
  SHAPES,
  type ShapedTag,
  type Tip,
} from './presented-code.ts';

/** @throws QrError `too-long`, `missing`, `wrong-check`, `malformed` */
export function readPresentedCode(given: string): ReadCode {
  const { parts, lowerCaseCheck } = readChecked(given);
  const remarks = new Set<CodeRemark>();
  if (lowerCaseCheck) remarks.add('lower-case-check');
  if (parts[0]?.tag !== '00')
    throw new QrError('missing', 'Cannot read the merchant code: it does not begin with tag 00');
  noteOrder(parts, remarks);
  const values = byTag(parts);
  const get = (tag: ShapedTag): string | null => {
    const value = values.get(tag);
    if (value !== undefined && !SHAPES[tag].test(value))
      throw new QrError(
        'malformed',
        `Cannot read the merchant code: tag ${tag} does not fit ${SHAPES[tag].source}`,
      );
    return value ?? null;
  };
  const need = (tag: ShapedTag): string => {
    const value = get(tag);
    if (value === null) throw new QrError('missing', `Cannot read the merchant code: tag ${tag} is missing`);
    return value;
  };
  need('00');
  const use = get('01');
  const accounts = parts.filter(({ tag }) => isAccount(tag)).map((part) => nodeOf(part, remarks));
  if (accounts.length === 0)
    throw new QrError('missing', 'Cannot read the merchant code: it names no account, tags 02 to 51');
  const code: PresentedCode = {
    use: use === null ? null : use === '11' ? 'static' : 'dynamic',
    accounts,
    mcc: need('52'),
    currency: need('53'),
    amount: get('54'),
    tip: tipOf(get('55'), get('56'), get('57')),
    country: need('58'),
    merchantName: need('59'),
    city: need('60'),
    postalCode: get('61'),
    more: moreOf(values.get('62'), remarks),
    local: localOf(values.get('64'), remarks),
    others: parts.filter(({ tag }) => tag >= '65').map((part) => nodeOf(part, remarks)),
  };
  return { code, remarks: CODE_REMARKS.filter((each) => remarks.has(each)) };
}

function noteOrder(parts: readonly Part[], remarks: Set<CodeRemark>): void {
  if (parts.some(({ tag }, i) => i > 0 && tag < parts[i - 1]!.tag)) remarks.add('out-of-order');
}

/** A template of somebody else's making that holds no parts shall not spoil the account that is ours. */
function nodeOf(part: Part, remarks: Set<CodeRemark>): CodeNode {
  if (!isTemplateTag(part.tag)) return part;
  const parts = innerParts(part, remarks);
  if (parts === null) return part;
  if (parts[0]?.tag !== '00') remarks.add('no-identifier');
  return { tag: part.tag, parts };
}

function innerParts(part: Part, remarks: Set<CodeRemark>): readonly Part[] | null {
  try {
    const parts = partsOf(part.value, `tag ${part.tag}`);
    noteOrder(parts, remarks);
    return parts;
  } catch (error) {
    if (!(error instanceof QrError)) throw error;
    remarks.add('opaque-template');
    return null;
  }
}

function tipOf(kind: string | null, amount: string | null, percent: string | null): Tip | null {
  if (kind === '02' && amount !== null && percent === null) return { kind: 'fixed', amount };
  if (kind === '03' && percent !== null && amount === null) return { kind: 'percent', percent };
  if (amount === null && percent === null && kind === '01') return { kind: 'asked' };
  if (amount === null && percent === null && kind === null) return null;
  throw new QrError('malformed', 'Cannot read the merchant code: tags 55 to 57 do not name one tip');
}

function moreOf(value: string | undefined, remarks: Set<CodeRemark>): AdditionalData | null {
  if (value === undefined) return null;
  const parts = partsOf(value, 'tag 62');
  noteOrder(parts, remarks);
  const values = byTag(parts);
  const label = (tag: string): string | null => values.get(tag) ?? null;
  return {
    billNumber: label(MORE.billNumber),
    mobileNumber: label(MORE.mobileNumber),
    storeLabel: label(MORE.storeLabel),
    loyaltyNumber: label(MORE.loyaltyNumber),
    referenceLabel: label(MORE.referenceLabel),
    customerLabel: label(MORE.customerLabel),
    terminalLabel: label(MORE.terminalLabel),
    purpose: label(MORE.purpose),
    asksFor: label(ASKS_FOR),
    others: parts
      .filter(({ tag }) => tag === '00' || tag > ASKS_FOR)
      .map((part) => {
        const inner = part.tag >= '50' ? innerParts(part, remarks) : null;
        return inner === null ? part : { tag: part.tag, parts: inner };
      }),
  };
}

function localOf(value: string | undefined, remarks: Set<CodeRemark>): LocalNames | null {
  if (value === undefined) return null;
  const parts = partsOf(value, 'tag 64');
  noteOrder(parts, remarks);
  const values = byTag(parts);
  const [language, merchantName] = [values.get('00'), values.get('01')];
  if (language === undefined || merchantName === undefined)
    throw new QrError('missing', 'Cannot read tag 64 of the merchant code: language or name is missing');
  return {
    language,
    merchantName,
    city: values.get('02') ?? null,
    others: parts.filter(({ tag }) => tag > '02'),
  };
}
