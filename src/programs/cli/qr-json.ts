/** A merchant's code as JSON, in the shape in which `yuanlu qr read --json` prints it. */
import Type from 'typebox';
import { Value } from 'typebox/value';
import type { PresentedCode } from '#wire/qr';
import { CliError } from './client.ts';

const strict = { additionalProperties: false } as const;
const nullable = Type.Union([Type.String(), Type.Null()]);
const part = Type.Object({ tag: Type.String(), value: Type.String() }, strict);
/** Templates hold plain parts: EMV nests no deeper. */
const node = Type.Union([part, Type.Object({ tag: Type.String(), parts: Type.Array(part) }, strict)]);
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const more = Type.Object(
  {
    billNumber: nullable,
    mobileNumber: nullable,
    storeLabel: nullable,
    loyaltyNumber: nullable,
    referenceLabel: nullable,
    customerLabel: nullable,
    terminalLabel: nullable,
    purpose: nullable,
    asksFor: nullable,
    others: Type.Array(node),
  },
  strict,
);
const local = Type.Object(
  { language: Type.String(), merchantName: Type.String(), city: nullable, others: Type.Array(part) },
  strict,
);
const tip = Type.Union([
  Type.Object({ kind: Type.Literal('asked') }, strict),
  Type.Object({ kind: Type.Literal('fixed'), amount: Type.String() }, strict),
  Type.Object({ kind: Type.Literal('percent'), percent: Type.String() }, strict),
]);
const code = Type.Object(
  {
    use: orNull(Type.Union([Type.Literal('static'), Type.Literal('dynamic')])),
    accounts: Type.Array(node),
    mcc: Type.String(),
    currency: Type.String(),
    amount: nullable,
    tip: orNull(tip),
    country: Type.String(),
    merchantName: Type.String(),
    city: Type.String(),
    postalCode: nullable,
    more: orNull(more),
    local: orNull(local),
    others: Type.Array(node),
  },
  strict,
);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What the parser says quotes its input, which may have been a payment code.
    throw new CliError({ zh: '输入不是 JSON', en: 'This is no JSON' });
  }
}

/** The code itself, or what `qr read --json` printed around it. @throws CliError with the first place that is wrong */
export function readPresentedJson(text: string): PresentedCode {
  const document = parsed(text);
  const inner =
    typeof document === 'object' && document !== null && 'code' in document ? document.code : document;
  if (Value.Check(code, inner)) return inner;
  const [first] = Value.Errors(code, inner);
  const where = `${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim();
  throw new CliError({
    zh: `JSON 不是商户码：${where}`,
    en: `The JSON is no merchant's code: ${where}`,
  });
}
