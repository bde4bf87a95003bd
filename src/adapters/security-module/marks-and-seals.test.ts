import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MARK_USES, SEAL_USES } from '#engine';
import { createSoftwareSecurityModule } from './index.ts';

const masterKey = randomBytes(32);
const module = createSoftwareSecurityModule({ masterKey });
const other = createSoftwareSecurityModule({ masterKey: randomBytes(32) });

describe('marks', () => {
  test('are 128 bits, the same after a restart, and nothing to another use, text or master key', async () => {
    const mark = await module.mark('tracking', 'can_1');
    expect(mark).toMatch(/^[0-9a-f]{32}$/);
    expect(await createSoftwareSecurityModule({ masterKey }).mark('tracking', 'can_1')).toBe(mark);
    const others = [
      await module.mark('telephone', 'can_1'),
      await module.mark('tracking', 'can_2'),
      await other.mark('tracking', 'can_1'),
      await module.fingerprint('can_1'),
    ];
    expect(others).not.toContain(mark);
    expect(await module.verifyMark('tracking', 'can_1', mark)).toBe(true);
    for (const wrong of [...others, '', mark.slice(1), `${mark}0`, mark.toUpperCase(), '·'.repeat(16)])
      expect(await module.verifyMark('tracking', 'can_1', wrong), wrong).toBe(false);
  });

  test('every use has its own key', async () => {
    expect(new Set(await Promise.all(MARK_USES.map((use) => module.mark(use, 'x')))).size).toBe(
      MARK_USES.length,
    );
  });
});

describe('sealed texts', () => {
  test('open again for the same use and row, and show nothing of themselves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SEAL_USES), fc.string(), fc.string(), async (use, plain, row) => {
        const sealed = await module.seal(use, plain, row);
        expect(await module.unseal(use, sealed, row)).toBe(plain);
        expect(await module.seal(use, plain, row)).not.toBe(sealed);
        if (plain.length > 8) expect(sealed).not.toContain(plain);
      }),
      { numRuns: 50 },
    );
  });

  test('are refused for another use, row or master key, and when a character was changed', async () => {
    const sealed = await module.seal('webhook', 'whsec_secret', 'we_1');
    const changed = sealed.slice(0, -3) + (sealed.at(-3) === 'A' ? 'B' : 'A') + sealed.slice(-2);
    const cases = [
      module.unseal('telephone', sealed, 'we_1'),
      module.unseal('telephone', sealed.replace('webhook', 'telephone'), 'we_1'),
      module.unseal('webhook', sealed, 'we_2'),
      module.unseal('webhook', changed, 'we_1'),
      module.unseal('webhook', `${sealed}A`, 'we_1'),
      module.unseal('webhook', '', 'we_1'),
      module.unseal('webhook', 'x'.repeat(5_000), 'we_1'),
      other.unseal('webhook', sealed, 'we_1'),
    ];
    for (const refused of cases) {
      await expect(refused).rejects.toMatchObject({ code: 'unreadable-cipher' });
      await expect(refused).rejects.not.toThrow(/secret"|whsec/);
    }
  });

  test('what is too long is refused, with its length', async () => {
    await expect(module.seal('webhook', 'x'.repeat(1_025), 'we_1')).rejects.toThrow(/1025 bytes/);
  });
});

describe('sealed papers', () => {
  const paper = new Uint8Array(5_000).map((_, index) => index);
  test('come back for their own row alone, and only unchanged', async () => {
    const sealed = await module.sealPaper(paper, 'req_1/ab');
    expect(await module.openPaper(sealed, 'req_1/ab')).toEqual(Buffer.from(paper));
    expect(Buffer.from(sealed).includes(Buffer.from(paper.subarray(100, 116)))).toBe(false);
    expect(await module.sealPaper(paper, 'req_1/ab')).not.toEqual(sealed);
    const refused = { name: 'SecurityModuleError', code: 'unreadable-cipher' };
    for (const at of [0, 1, 40, 70, sealed.length - 1]) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(module.openPaper(changed, 'req_1/ab'), `byte ${at}`).rejects.toMatchObject(refused);
    }
    await expect(module.openPaper(sealed, 'req_2/ab')).rejects.toMatchObject(refused);
    await expect(module.openPaper(new Uint8Array(10), 'req_1/ab')).rejects.toMatchObject(refused);
  });
});
