/** Name and telephone of a person: what is taken, and how they are shown. */

export const NAME_MAX = 40;
/** Han letters, with the dot that parts longer names. */
const NAME = /^\p{Script=Han}[\p{Script=Han}·]{0,38}\p{Script=Han}$/u;

export const normalName = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s]/g, '')
    .replace(/[•・‧⋅.]/g, '·');

export const isRealName = (name: string): boolean => NAME.test(name);

/** A mobile number of the mainland, as it is dialled there. */
export const PHONE = /^1[3-9]\d{9}$/;

/** The same number however it was typed; a text that is none stays what it is, and belongs to nobody. */
export const normalPhone = (text: string): string => {
  const plain = text.normalize('NFKC').replace(/[\s()-]/g, '');
  return plain.replace(/^(?:\+|00)?86(?=1\d{10}$)/, '');
};

export const isPhone = (phone: string): boolean => PHONE.test(phone);

/** Only the last letter is shown: `**甲`. */
export const maskName = (name: string): string => {
  const letters = [...name];
  return '*'.repeat(Math.max(letters.length - 1, 1)) + (letters.at(-1) ?? '');
};
/** `1****************8` */
export const maskIdNumber = (number: string): string =>
  `${number[0] ?? ''}${'*'.repeat(Math.max(number.length - 2, 0))}${number.at(-1) ?? ''}`;
/** `138****5678` */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;
