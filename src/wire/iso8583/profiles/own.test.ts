import { describe, expect, test } from 'vitest';
import { dialectProfile, dialectProfiles, type OwnProfile, ownProfile, ProfileError } from '../index.ts';

const given = (more: Partial<OwnProfile> = {}): OwnProfile => ({
  ...{ id: 'our-till', zh: '本行终端', en: 'our own till', like: 'standard', set: {} },
  ...more,
});

describe("an institution's own profile", () => {
  test('is one of the house and what differs', () => {
    const set = { 'mac.form': 'raw', 'frame.answerTpdu': 'repeat', 'cardSequence.digits': 4 };
    const standard = dialectProfile('standard')!;
    expect(ownProfile(given({ set }))).toEqual({
      ...standard,
      ...{ id: 'our-till', zh: '本行终端', en: 'our own till' },
      mac: { ...standard.mac, form: 'raw' },
      frame: { ...standard.frame, answerTpdu: 'repeat' },
      cardSequence: { ...standard.cardSequence, digits: 4 },
    });
  });

  test.each(dialectProfiles.map(({ id }) => id))('%s can be taken as it is', (like) => {
    const { id: _id, zh: _zh, en: _en, ...rest } = dialectProfile(like)!;
    const { frame } = rest;
    const make = () => ownProfile(given({ like }));
    if (frame.lengthPrefix && frame.headerBytes === 6) expect(make()).toMatchObject(rest);
    else expect(make).toThrow('not served here');
  });

  test.each<[Partial<OwnProfile>, string]>([
    [{ id: 'Our Till' }, '"id" is wrong'],
    [{ id: 'sm4' }, 'choose another'],
    [{ en: ' ' }, '"en" is wrong'],
    [{ like: 'nobody' }, 'expected one of standard'],
    [{ set: { 'mac.shape': 'raw' } }, '"mac.shape" is no parameter'],
    [{ set: { mac: 'raw' } }, '"mac" is no parameter'],
    [{ set: { 'mac.form': 'oval' } }, '"mac.form" is "oval", expected one of "hex", "raw"'],
    [{ set: { 'mac.keyBytes': '16' } }, 'expected one of 8, 16'],
    [{ set: { 'frame.lengthPrefix': false } }, 'not served here'],
    [{ set: { 'signIn.answerCode': '3' } }, 'expected three digits'],
    [{ set: { 'mac.cipher': 'sm4' } }, 'do not fit'],
    [{ like: 'sm4', set: { 'mac.keyBytes': 8 } }, 'expected 16'],
    [{ set: { 'mac.algorithm': 'sm4-cbc' } }, 'needs "mac.cipher"'],
  ])('%o: %s', (more, words) => {
    const make = () => ownProfile(given(more));
    expect(make).toThrow(ProfileError);
    expect(make).toThrow(words);
  });
});
