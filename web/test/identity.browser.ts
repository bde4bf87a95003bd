/** A staff check: a code on the telephone of the holder, the card on the counter, and the proof at the telephone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_HOLDERS } from '#domain/person';
import { DESKTOP, expectAccessible, PHONE, Site } from './site.ts';
import { turns } from './views.ts';

const inTurn = turns();

let site: Site;
beforeAll(async () => {
  site = await Site.open();
}, 240_000);
afterAll(() => site?.close());

const [HOLDER] = DEMO_HOLDERS;
type Body = Readonly<Record<string, unknown>>;

/** The holder's telephone, without its pages: what it keeps and sends is what counts here. */
async function telephone(): Promise<(method: string, path: string, body?: Body) => Promise<Body>> {
  const cookies = new Map<string, string>();
  let csrf = '';
  const call = async (method: string, path: string, body?: Body): Promise<Body> => {
    const response = await fetch(`${site.url}/v1/wallet${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'x-csrf-token': csrf,
        cookie: [...cookies].map((each) => each.join('=')).join('; '),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const given of response.headers.getSetCookie()) {
      const [name = '', value = ''] = given.split(';')[0]!.split('=');
      cookies.set(name, value);
    }
    const told = (await response.json()) as Body;
    if (typeof told.csrf === 'string') csrf = told.csrf;
    return told;
  };
  const { phone, password } = HOLDER!;
  await call('POST', '/session', { phone, password });
  return call;
}

const WORDS = {
  zh: { code: '核验码', name: '姓名', number: '身份证号码', fits: /^证件与本人相符/, passed: /^核验通过/ },
  en: {
    ...{ code: 'Check code', name: 'Name', number: 'Identity number' },
    ...{ fits: /^Card and person fit/, passed: /^Checked/ },
  },
} as const;
const FAILED = { zh: /^核验未通过/, en: /^Not passed/ } as const;

describe('a check at the counter', () => {
  test.each(
    inTurn([
      ['zh', 'desktop', false],
      ['en', 'phone', true],
    ]),
  )('in %s on a %s, dark %s', async (language, size, dark) => {
    const words = WORDS[language];
    const call = await telephone();
    const page = await site.page({ language, dark, size: size === 'phone' ? PHONE : DESKTOP });
    await site.signIn(page, 'operator', '/operator/identity');
    await expectAccessible(page);
    const type = async (code: string, idNumber: string): Promise<void> => {
      await page.getByLabel(words.code).fill(code);
      await page.getByLabel(words.name, { exact: true }).fill(HOLDER!.name);
      await page.getByLabel(words.number).fill(idNumber);
      await page.getByRole('button', { name: words.fits }).click();
    };
    const wrong = await call('POST', '/checks', { kind: 'staff' });
    await type(String(wrong.code), DEMO_HOLDERS[1]!.idNumber);
    await page.getByText(FAILED[language]).waitFor();
    const right = await call('POST', '/checks', { kind: 'staff' });
    await type(String(right.code), HOLDER!.idNumber);
    await page.getByText(words.passed).waitFor();
    // What the card says is gone from the page, and the telephone has its proof.
    expect(await page.getByLabel(words.number).inputValue()).toBe('');
    const { proofs } = (await call('GET', '/proofs')) as { proofs: readonly { kind: string }[] };
    expect(proofs.map(({ kind }) => kind)).toContain('staff');
    expect(site.complaints).toEqual([]);
  });
});
