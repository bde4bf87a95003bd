/** What a payer may hold, as text: the code of a receipt, the link of a way back, the key of a request. */

/** Opens one request again: it stands behind # of the page's address, where no server sees it. */
export interface RequestKey {
  readonly id: string;
  readonly token: string;
}

export type Given =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'tracking'; readonly token: string }
  | { readonly kind: 'request'; readonly key: RequestKey };

/** Longer texts hold nothing of ours. */
const TEXT_MAX = 600;
const LETTERS = '0-9A-HJKMNP-TV-Z';
const TRACKING = new RegExp(`^[${LETTERS}]{16}[A-Za-z0-9_-]{22}$`);
const REQUEST = new RegExp(`^([${LETTERS}]{16})-([${LETTERS}]{26})$`);
/** I, L and O are read as what they look like: people type what is printed. */
const CODE = /^[0-9A-TV-Z]{42}$/;
const ID_LETTERS = 16;

export const keyText = ({ id, token }: RequestKey): string => `${id.slice('req_'.length)}-${token}`;

export function readKey(text: string): RequestKey | null {
  const [, id, token] = REQUEST.exec(text) ?? [];
  return id === undefined || token === undefined ? null : { id: `req_${id}`, token };
}

export function readCode(text: string): string | null {
  const plain = text.toUpperCase().replace(/[\s-]/g, '');
  if (!CODE.test(plain)) return null;
  const groups = plain.slice(ID_LETTERS).match(/.{1,7}/g) ?? [];
  return [plain.slice(0, 8), plain.slice(8, ID_LETTERS), ...groups].join('-');
}

function ofAddress(address: URL): Given | null {
  const path = address.pathname.replace(/\/+$/, '');
  const behind = address.hash.slice(1);
  const token = /^\/(?:v1\/track|follow)\/([^/]+)$/.exec(path)?.[1];
  if (token !== undefined) return TRACKING.test(token) ? { kind: 'tracking', token } : null;
  if (path === '/request') {
    const key = readKey(behind);
    return key === null ? null : { kind: 'request', key };
  }
  const code = readCode(behind);
  return code === null ? null : { kind: 'code', code };
}

/** `null`: it is none of them. The host of an address is not looked at: the text opens something here or nothing. */
export function readGiven(text: string): Given | null {
  const said = text.trim();
  if (said === '' || said.length > TEXT_MAX) return null;
  if (/^https?:\/\//i.test(said)) return URL.canParse(said) ? ofAddress(new URL(said)) : null;
  if (TRACKING.test(said)) return { kind: 'tracking', token: said };
  const key = readKey(said);
  if (key !== null) return { kind: 'request', key };
  const code = readCode(said);
  return code === null ? null : { kind: 'code', code };
}

/** Where the page of it is. */
export function pathOf(given: Given): string {
  switch (given.kind) {
    case 'code':
      return `/answer#${given.code}`;
    case 'tracking':
      return `/follow/${given.token}`;
    case 'request':
      return `/request#${keyText(given.key)}`;
  }
}
