/** Logins: what a person types to say who is there. */

export const LOGIN_MAX = 40;
export const STAFF_NAME_MAX = 60;
const LOGIN = /^[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?$/;

/** The same login however it was typed; a text that is none stays what it is, and belongs to nobody. */
export const normalLogin = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

export const isLogin = (text: string): boolean => LOGIN.test(text);
